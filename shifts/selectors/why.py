"""Why a cell of a roster is as it is, in plain words and a fixed order.

Everything is computed from the roster itself: each number is what the plan would cost or lack with another
value in the cell. Colleagues' reasons of absence never stand in it: they are "not available".
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.formats import counted, listed, number
from shifts.choices import Burden, RuleKind
from shifts.models import Assignment, Roster
from shifts.rules.builders_people import SHARED
from shifts.rules.builders_values import TEAM
from shifts.rules.explain import Alternative, Swap, Why, WishAnswer, explain
from shifts.rules.gaps import AT_WORK, Doors
from shifts.rules.judge import Standing
from shifts.rules.problem import OFF, Plan
from shifts.rules.sentences import Words, finding_words, heads_words, hours, kind_of, reason_words, rest_words
from shifts.selectors import problem
from shifts.selectors.problem import Built

NAMED = 5
COVER, REST, FAIRNESS, REQUESTS, OTHERS, SWAPS = "cover", "rest", "fairness", "requests", "others", "swaps"
_ELSEWHERE_TOLD = {"cover", "wish", "tally"}


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One heading and its sentences."""

    code: str
    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedSwap:
    """A swap that would be accepted: with whom, on which dates, and in words."""

    partner_id: int
    dates: tuple[dt.date, ...]
    words: str


@dataclass(frozen=True, slots=True)
class WhyWords:
    """The reasons of a cell: always the same six headings in the same order, and what they stand on."""

    agent_id: int
    day: dt.date
    lines: tuple[WhyLine, ...]
    swaps: tuple[NamedSwap, ...]
    why: Why


def why(assignment: Assignment, *, today: dt.date, limit: int = NAMED) -> WhyWords | None:
    """The reasons of an assignment; None where its cell stands in no problem."""
    return why_cell(assignment.roster, assignment.agent_id, assignment.day, today=today, limit=limit)


def why_cell(
    roster: Roster,
    agent_id: int,
    day: dt.date,
    *,
    today: dt.date,
    limit: int = NAMED,
    own: bool = True,
) -> WhyWords | None:
    """The reasons of a person's date, worked or not; None for who or what is not in the roster.

    `own`: the words are for the person, not for the planner. Raises DomainError where the roster has no
    problem: nobody in the team.
    """
    past = day < today
    built, plan = standing(roster, day, today=today)
    return why_of(built, plan, agent_id, day, limit=0 if past else limit, own=own, past=past)


def standing(roster: Roster, day: dt.date, *, today: dt.date) -> tuple[Built, Plan]:
    """A roster's problem and plan for the reasons of a date. Raises DomainError where there is no problem."""
    # A day behind us is told as it was decided: that it cannot change any more is no reason for it.
    built = problem.build(roster, today=roster.month if day < today else today, anyway=True)
    cells = built.values(roster).items()
    return built, problem.plan_of(built, [(agent, at, *value[:2]) for (agent, at), value in cells])


def why_of(
    built: Built,
    plan: Plan,
    agent_id: int,
    day: dt.date,
    *,
    limit: int = NAMED,
    own: bool = True,
    past: bool = False,
) -> WhyWords | None:
    """The same of any plan of a problem; of a `past` day no swap is named."""
    person, place = built.person_of(agent_id), built.day_of(day)
    if person is None or place is None:
        return None
    fair = {f"{line.key}:{burden}" for line in built.facts.lines_of(RuleKind.FAIRNESS) for burden in SHARED}
    found = explain(built.problem, plan, person, place, fairness=fair, limit=limit)
    words = problem.words_of(built)
    named = tuple(_named_swap(built, words, each, own=own) for each in found.swaps)
    lines = (
        WhyLine(COVER, _("Cover"), _cover(words, plan, found)),
        WhyLine(REST, _("Rest"), _rest(words, plan, found)),
        WhyLine(FAIRNESS, _("Fairness"), _fairness(found)),
        WhyLine(REQUESTS, _("Wishes"), _requests(words, found)),
        WhyLine(OTHERS, _("Who else"), _others(words, plan, found)),
        WhyLine(SWAPS, _("Swaps"), _swaps(named, past=past)),
    )
    return WhyWords(agent_id, day, lines, named, found)


def _off(found: Why) -> Alternative | None:
    return next((each for each in found.alternatives if each.value == OFF), None)


def _cover(words: Words, plan: Plan, found: Why) -> tuple[str, ...]:
    """The heads wanted where the person works, and what would be missing without; on a day off the gaps."""
    standing = Standing(words.problem, plan)
    said = []
    for place, cover in enumerate(words.problem.covers):
        if (found.day, found.value) not in cover.cells or not cover.need:
            continue
        said.append(heads_words(words, place, standing.heads(place)))
    off = _off(found)
    if off is not None and off.missing > 0:
        said.append(
            ngettext(
                "Without this shift %(n)s head would be missing.",
                "Without this shift %(n)s heads would be missing.",
                off.missing,
            )
            % {"n": off.missing}
        )
    if found.pinned:
        said.append(_("The planner fixed this cell by hand."))
    if said:
        return tuple(said)
    if found.value == OFF:
        return (_day_off(found),)
    return (_("Nobody asked for heads here; the planner gave this shift."),)


def _day_off(found: Why) -> str:
    """Whether a shift would have been the better plan; a day that a person gave by hand may be dearer."""
    if any(each.value != OFF and each.broken <= 0 and each.cost < 0 for each in found.alternatives):
        return _("A day off, though a shift would have served the plan better.")
    return _("A day off: every shift that day would break a rule or serve the plan no better.")


def _rest(words: Words, plan: Plan, found: Why) -> tuple[str, ...]:
    """Rest before and after the shift, days in a row, and what rules say about the cell."""
    said = []
    row, day = plan[found.person], found.day
    if found.value != OFF:
        before = _value_before(words, row, found.person, day)
        if before != OFF:
            rest = rest_words(words, before, found.value, day)
            said.append(_("%(rest)s h of rest since the shift before.") % {"rest": hours(rest)})
        if day + 1 < len(row) and row[day + 1] != OFF:
            rest = rest_words(words, found.value, row[day + 1], day + 1)
            said.append(_("%(rest)s h of rest until the next shift.") % {"rest": hours(rest)})
        said.append(_("Day %(n)s of days worked in a row.") % {"n": _in_a_row(words, row, found.person, day)})
    said += [finding_words(words, each) for each in found.findings if each.part[0] not in _ELSEWHERE_TOLD]
    if found.value == OFF:
        said += [
            _("A shift was not possible: %(reason)s.") % {"reason": reason_words(rule)}
            for rule in dict.fromkeys(kind_of(bar.rule) for bar in found.bars)
            if rule not in (RuleKind.DESKS, TEAM)
        ]
    return tuple(said) or (_("Rest and days in a row are within the rules."),)


def _value_before(words: Words, row: Sequence[int], person: int, day: int) -> int:
    if day:
        return row[day - 1]
    before = words.facts.people[person].before
    return before[-1] if before else OFF


def _in_a_row(words: Words, row: Sequence[int], person: int, day: int) -> int:
    whole = (*words.facts.people[person].before, *row[: day + 1])
    count = 0
    for value in reversed(whole):
        if value == OFF:
            break
        count += 1
    return count


def _fairness(found: Why) -> tuple[str, ...]:
    """What the cell did to each balance, in whole burdens, after this month's plan."""
    said = []
    for each in found.balances:
        burden = Burden(each.rule.rpartition(":")[2]).label
        apart = number(round(abs(each.total) / 100, 2))
        names = {"burden": capfirst(burden), "apart": apart, "what": burden}
        if each.adds:
            more = _("%(burden)s: this shift counts. After this month %(apart)s %(what)s above the share.")
            less = _("%(burden)s: this shift counts. After this month %(apart)s %(what)s below the share.")
            even = _("%(burden)s: this shift counts. After this month exactly the share.")
            said.append((even if apart == "0" else more if each.total > 0 else less) % names)
        elif each.total > 100:
            said.append(_("Already %(apart)s %(what)s above the share.") % names)
    return tuple(said) or (_("No balance changes with it."),)


def _requests(words: Words, found: Why) -> tuple[str, ...]:
    """Whether what was asked for was met; where not, what meeting it would do."""
    said = []
    for each in found.wishes:
        if kind_of(each.rule) != RuleKind.REQUESTS:
            continue
        said.append(_("The wish for this day is met.") if each.met else _unmet(words, found, each))
    return tuple(said) or (_("Nothing was wished for on this day."),)


def _unmet(words: Words, found: Why, answer: WishAnswer) -> str:
    """The cheapest value that would meet a request, and what stood against it."""
    wrong = words.problem.wishes[answer.place].kinds
    meeting = [each for each in found.alternatives if each.value not in wrong]
    if not meeting:
        return _("The wish for this day is not met: the shift is not given out.")
    best = min(meeting, key=lambda each: (each.broken, each.missing, each.cost))
    come = [each for each in best.come if each.part != ("wish", answer.place)]
    hard = next((each for each in come if each.hard), None)
    if best.broken > 0 and hard is not None:
        return _("The wish for this day is not met: %(reason)s") % {"reason": finding_words(words, hard)}
    if best.missing > 0:
        return ngettext(
            "The wish for this day is not met: %(n)s more head would be missing.",
            "The wish for this day is not met: %(n)s more heads would be missing.",
            best.missing,
        ) % {"n": best.missing}
    if best.cost > 0:
        dearest = max(come, key=lambda each: each.cost, default=None)
        if dearest is not None:
            return _("The wish for this day is not met; meeting it weighs more: %(reason)s") % {
                "reason": finding_words(words, dearest)
            }
    return _("The wish for this day is not met, though it could be: ask your planner.")


def _others(words: Words, plan: Plan, found: Why) -> tuple[str, ...]:
    """Who could have worked the shift instead, by name, and how many could not, by reason."""
    if found.value == OFF:
        return ()
    said = []
    able = [words.name(each.person) for each in found.candidates]
    if able:
        shown = listed(able[:NAMED])
        more = len(able) - NAMED
        said.append(
            _("Could have worked it too: %(names)s.") % {"names": shown}
            if more <= 0
            else _("Could have worked it too: %(names)s and %(n)s more.") % {"names": shown, "n": more}
        )
    else:
        said.append(_("Nobody else with the day off could have worked it."))
    reasons: Counter[str] = Counter()
    doors = Doors(words.problem, plan)
    candidates = {each.person for each in found.candidates}
    for person in range(len(plan)):
        if person == found.person or person in candidates:
            continue
        stop = doors.stop(person, found.day, found.value)
        if stop is None or kind_of(stop) in (RuleKind.DESKS, TEAM):
            continue
        told = _("at work already") if stop in AT_WORK else reason_words(stop, named=False)
        reasons[told] += 1
    if reasons:
        said.append(_("Of the others: %(reasons)s.") % {"reasons": counted(reasons)})
    return tuple(said)


def _named_swap(built: Built, words: Words, swap: Swap, *, own: bool) -> NamedSwap:
    """A swap with the partner's name and what changes hands."""
    partner = swap.partner
    mine = [f"{words.kind(value)} {words.day(day)}" for (who, day), value in swap.changes if who != partner]
    person = next(who for (who, _day), _value in swap.changes if who != partner)
    names = {"name": words.name(partner), "mine": listed(mine), "who": words.name(person)}
    told = (
        _("With %(name)s; you would have: %(mine)s.")
        if own
        else _("With %(name)s; %(who)s would have: %(mine)s.")
    )
    return NamedSwap(built.agents[partner], tuple(built.date(day) for day in swap.days), told % names)


def _swaps(named: Sequence[NamedSwap], *, past: bool) -> tuple[str, ...]:
    if past:
        return (_("This day has passed."),)
    if not named:
        return (_("No swap of this day keeps all rules."),)
    return (_("These would be accepted:"), *(each.words for each in named))
