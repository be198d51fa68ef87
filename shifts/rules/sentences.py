"""What a rule says when it speaks: sentences with numbers, in the reader's language.

Reasons of absence never stand in them: who is on leave is "not available" to colleagues.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.formats import date_range, listed, number
from cstm.formats import day as day_words
from shifts.choices import Burden, RuleKind
from shifts.rules import spans
from shifts.rules.book import PIN_RULE
from shifts.rules.builders_people import label_of
from shifts.rules.builders_values import OVERLAP, TEAM, Facts, Line
from shifts.rules.gaps import ELSEWHERE, OTHER_SHIFT
from shifts.rules.problem import OFF, Finding, Problem

MINUTES = {
    RuleKind.WEEKLY_MINUTES,
    RuleKind.MONTHLY_MINUTES,
    RuleKind.OVERTIME_MONTH,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What sentences need to name things: rules by key, kinds of work, people, and desks by their key."""

    problem: Problem
    facts: Facts
    lines: Mapping[str, Line]
    kinds: tuple[str, ...]
    desks: Mapping[str, str]

    def kind(self, value: int) -> str:
        """A value of a cell in words."""
        return _("day off") if value == OFF else self.kinds[value]

    def day(self, day: int) -> str:
        """A day number as a date."""
        return day_words(self.facts.date(day))

    def name(self, person: int) -> str:
        """A person by name."""
        return self.facts.people[person].name


def hours(minutes: int) -> str:
    """Minutes as hours: 6.5."""
    return number(round(minutes / 60, 2))


def kind_of(rule: str) -> str:
    """The kind of rule behind a key, "requests" of "requests:12"."""
    return rule.partition(":")[0]


def finding_words(words: Words, finding: Finding) -> str:
    """The sentence of a finding; a team's own sentence goes before the kind's."""
    return own_sentence(words, finding.rule) or counted_words(words, finding)


def own_sentence(words: Words, rule: str) -> str:
    """The sentence that the team gave the rule behind a key; empty where it gave none."""
    kind = kind_of(rule)
    if kind == RuleKind.REQUESTS:
        # Such keys end in the wish's number, not in the rule's.
        lines = words.facts.lines_of(kind)
        line = lines[0] if len(lines) == 1 else None
    else:
        line = words.lines.get(rule) or words.lines.get(rule.rpartition(":")[0])
    return line.sentence if line is not None else ""


def counted_words(words: Words, finding: Finding) -> str:
    """What was found with its numbers, whatever sentence the team gave the rule."""
    writer = _BY_PART.get(finding.part[0])
    return writer(words, finding) if writer else rule_words(finding.rule)


def rule_words(rule: str) -> str:
    """A rule by a short name, for counts and lists of reasons."""
    kind = kind_of(rule)
    if kind in RuleKind.values:
        return str(RuleKind(kind).label)
    return {
        TEAM: _("not in the team on that day"),
        OVERLAP: _("two shifts overlap"),
        PIN_RULE: _("a pinned cell"),
        ELSEWHERE: _("on shift at another desk"),
        OTHER_SHIFT: _("on another shift that day"),
    }.get(kind, rule)


def reason_words(rule: str, *, named: bool = True) -> str:
    """Why somebody may not work; without `named` as colleagues may see it."""
    kind = kind_of(rule)
    if kind in (RuleKind.LEAVE, RuleKind.EXEMPTION) and not named:
        return _("not available")
    reasons: dict[str, str] = {
        RuleKind.LEAVE: _("on leave"),
        RuleKind.REST_BETWEEN: _("rest rule"),
        RuleKind.EXEMPTION: _("no nights and no overtime"),
        RuleKind.CERTIFICATES: _("certificate missing"),
        RuleKind.SKILLS: _("skill missing"),
        RuleKind.DESKS: _("does not serve this desk"),
        RuleKind.CONSECUTIVE_DAYS: _("rule of days in a row"),
        RuleKind.CONSECUTIVE_NIGHTS: _("rule of nights in a row"),
        RuleKind.REST_DAYS_MONTH: _("rule of rest days a month"),
        RuleKind.REST_DAYS_WEEK: _("rule of rest days a week"),
        RuleKind.WEEKLY_MINUTES: _("rule of working time a week"),
        RuleKind.MONTHLY_MINUTES: _("rule of working time a month"),
        RuleKind.OVERTIME_MONTH: _("rule of overtime a month"),
        RuleKind.WEEKENDS: _("rule of weekends"),
        RuleKind.SUCCESSION: _("forbidden succession"),
        RuleKind.HOLIDAYS: _("rule of public holidays"),
        RuleKind.TOGETHER: _("rule of who works together"),
        RuleKind.APART: _("rule of who works apart"),
        RuleKind.NEWCOMERS: _("newcomer without a veteran"),
        RuleKind.REQUESTS: _("wish that must be kept"),
        PIN_RULE: _("with the cell pinned"),
        TEAM: _("not in the team on that day"),
    }
    return reasons.get(kind) or rule_words(rule)


def cover_words(words: Words, place: int) -> str:
    """A cover by date, shift or hours, and desk."""
    cover = words.problem.covers[place]
    kinds = sorted({kind for _day, kind in cover.cells})
    desks = {words.problem.kinds[kind].desk for kind in kinds}
    desk = words.desks.get(next(iter(desks)), "") if len(desks) == 1 else ""
    templates = {words.kinds[kind] for kind in kinds}
    clock = cover.label.split(" ")[1] if ":" in cover.label else ""
    what = clock or (next(iter(templates)) if len(templates) == 1 else "")
    return listed(part for part in (words.day(cover.day), what, desk) if part)


def given_heads(words: Words, place: int) -> int:
    """Heads of a cover that other rosters give: other groups who serve the desk, or the month before."""
    label = words.problem.covers[place].label
    return next((need.given for need in words.facts.needs if label_of(words.facts, need) == label), 0)


def heads_words(words: Words, place: int, present: int) -> str:
    """A cover's heads, counted for the whole desk: "12 May 2026, Day, After-sales: 8 needed, 5 planned, 2 of
    them on other rosters." `present` are those of the plan."""
    given = given_heads(words, place)
    numbers = {
        "place": cover_words(words, place),
        "need": words.problem.covers[place].need + given,
        "planned": present + given,
        "given": given,
    }
    if given:
        return (
            _("%(place)s: %(need)s needed, %(planned)s planned, %(given)s of them on other rosters.")
            % numbers
        )
    return _("%(place)s: %(need)s needed, %(planned)s planned.") % numbers


def _follow(words: Words, finding: Finding) -> str:
    first, then = finding.numbers["first"], finding.numbers["then"]
    day = finding.day or 0
    names = {"first": words.kind(first), "then": words.kind(then), "day": words.day(day - 1)}
    if kind_of(finding.rule) == RuleKind.SUCCESSION:
        return _("No %(then)s on the day after %(first)s of %(day)s.") % names
    rest = rest_words(words, first, then, day)
    if kind_of(finding.rule) == OVERLAP:
        return _("The %(first)s shift of %(day)s still goes on when the next begins.") % names
    line = words.lines.get(finding.rule)
    asked = hours(line.number("minutes", 0)) if line else "?"
    return _(
        "%(rest)s h of rest between the %(first)s shift of %(day)s and %(then)s; "
        "the rule asks for %(asked)s h."
    ) % {
        **names,
        "rest": hours(rest),
        "asked": asked,
    }


def rest_words(words: Words, first: int, then: int, day: int) -> int:
    """Real minutes between a shift of the day before and one of the day."""
    facts = words.facts
    end = spans.moment(facts.date(day - 1), facts.kinds[first].end, facts.zone)
    return spans.rest_minutes(end, spans.moment(facts.date(day), facts.kinds[then].start, facts.zone))


def _run(words: Words, finding: Finding) -> str:
    numbers = finding.numbers
    names = {"count": numbers["length"], "until": words.day(numbers["last"])}
    if "most" in numbers and numbers["length"] > numbers["most"]:
        if kind_of(finding.rule) == RuleKind.CONSECUTIVE_NIGHTS:
            said = ngettext(
                "%(count)s night in a row until %(until)s; at most %(most)s allowed.",
                "%(count)s nights in a row until %(until)s; at most %(most)s allowed.",
                numbers["length"],
            )
        else:
            said = ngettext(
                "%(count)s day in a row until %(until)s; at most %(most)s allowed.",
                "%(count)s days in a row until %(until)s; at most %(most)s allowed.",
                numbers["length"],
            )
        return said % {**names, "most": numbers["most"]}
    return _("Only %(count)s in a row until %(until)s; at least %(least)s are asked for.") % {
        **names,
        "least": numbers.get("least", 0),
    }


def _tally(words: Words, finding: Finding) -> str:
    tally = words.problem.tallies[finding.part[1]]
    kind = kind_of(finding.rule)
    if kind == RuleKind.FAIRNESS:
        return _fair(finding)
    total, least, most = (finding.numbers.get(name) for name in ("total", "least", "most"))
    when = span_words(words, tally.days)
    if kind in (RuleKind.REST_DAYS_MONTH, RuleKind.REST_DAYS_WEEK):
        # A week counts from its Monday on, also where it began before the month.
        days = 7 if kind == RuleKind.REST_DAYS_WEEK else len(tally.days) or words.problem.days
        rest = max(0, days - (total or 0))
        return ngettext(
            "%(rest)s rest day in %(when)s; the rule asks for %(least)s.",
            "%(rest)s rest days in %(when)s; the rule asks for %(least)s.",
            rest,
        ) % {"rest": rest, "when": when, "least": days - (most or 0)}
    if kind in MINUTES or kind == RuleKind.EXEMPTION:
        asked = {"total": hours(total or 0), "when": when}
        if least is not None and (total or 0) < least:
            return _("%(total)s h in %(when)s; at least %(least)s h are due.") % {
                **asked,
                "least": hours(least),
            }
        if kind == RuleKind.OVERTIME_MONTH:
            return _("%(total)s h in %(when)s; contract and overtime allow %(most)s h.") % {
                **asked,
                "most": hours(most or 0),
            }
        if kind == RuleKind.EXEMPTION:
            return _("%(total)s h in %(when)s; without overtime at most %(most)s h.") % {
                **asked,
                "most": hours(most or 0),
            }
        return _("%(total)s h in %(when)s; at most %(most)s h are allowed.") % {
            **asked,
            "most": hours(most or 0),
        }
    return _("%(what)s: %(total)s in %(when)s; at most %(most)s.") % {
        "what": capfirst(rule_words(finding.rule)),
        "total": total,
        "when": when,
        "most": most,
    }


def _fair(finding: Finding) -> str:
    """How far the balance of a burden lies from even."""
    apart = number(round(abs(finding.numbers["total"]) / 100, 2))
    words = {"burden": Burden(finding.rule.rpartition(":")[2]).label, "apart": apart}
    if finding.numbers["total"] > 0:
        return _("%(apart)s %(burden)s above the share, with what earlier months left.") % words
    return _("%(apart)s %(burden)s below the share, with what earlier months left.") % words


def span_words(words: Words, days: Iterable[int]) -> str:
    """Days as words: the month, or first and last date."""
    chosen = sorted(set(days))
    if not chosen or len(chosen) == words.problem.days:
        return _("this month")
    return date_range(words.facts.date(chosen[0]), words.facts.date(chosen[-1]))


def _blocks(words: Words, finding: Finding) -> str:
    total, most = finding.numbers["total"], finding.numbers["most"]
    return ngettext(
        "Work on %(total)s weekend; at most %(most)s allowed.",
        "Work on %(total)s weekends; at most %(most)s allowed.",
        total,
    ) % {"total": total, "most": most}


def _bar(words: Words, finding: Finding) -> str:
    kind, value = kind_of(finding.rule), finding.numbers["kind"]
    names = {"kind": words.kind(value), "day": words.day(finding.day or 0)}
    sentences: dict[str, str] = {
        TEAM: _("Not in the team, or not employed, on %(day)s."),
        RuleKind.LEAVE: _("Not available for the %(kind)s shift of %(day)s."),
        RuleKind.DESKS: _("Does not serve the desk of the %(kind)s shift of %(day)s."),
        RuleKind.CERTIFICATES: _(
            "A certificate for the %(kind)s shift is missing or has run out on %(day)s."
        ),
        RuleKind.SKILLS: _("A skill for the %(kind)s shift of %(day)s is missing."),
        RuleKind.EXEMPTION: _("No nights and no overtime: not the %(kind)s shift of %(day)s."),
        RuleKind.REST_BETWEEN: _("The rest between %(kind)s of %(day)s and the next month's shift is short."),
    }
    return sentences.get(kind, rule_words(finding.rule)) % names


def _pin(words: Words, finding: Finding) -> str:
    return _("The cell of %(day)s is pinned to another value.") % {"day": words.day(finding.day or 0)}


def _wish(words: Words, finding: Finding) -> str:
    kind = kind_of(finding.rule)
    names = {"day": words.day(finding.day or 0), "kind": words.kind(finding.numbers["kind"])}
    if kind == RuleKind.REQUESTS:
        return _("The wish for %(day)s is not met: %(kind)s.") % names
    if kind == RuleKind.STABLE:
        return _("The published shift of %(day)s changes to %(kind)s.") % names
    return _bar(words, finding)


def _cover(words: Words, finding: Finding) -> str:
    return heads_words(words, finding.part[1], finding.numbers["present"])


def _pair(words: Words, finding: Finding) -> str:
    pair = words.problem.pairs[finding.part[1]]
    names = {
        "first": words.name(pair.first),
        "second": words.name(pair.second),
        "day": words.day(finding.day or 0),
    }
    if pair.together:
        return _("%(first)s and %(second)s should work together on %(day)s.") % names
    return _("%(first)s and %(second)s should not work together on %(day)s.") % names


def _mentor(words: Words, finding: Finding) -> str:
    return _("No veteran at the desk for half of the %(kind)s shift of %(day)s.") % {
        "kind": words.kind(finding.numbers["kind"]),
        "day": words.day(finding.day or 0),
    }


_BY_PART: dict[str, Callable[[Words, Finding], str]] = {
    "follow": _follow,
    "run": _run,
    "tally": _tally,
    "blocks": _blocks,
    "bar": _bar,
    "pin": _pin,
    "wish": _wish,
    "cover": _cover,
    "pair": _pair,
    "mentor": _mentor,
}
