"""What a roster breaks, as sentences: who, when, and the rule that speaks."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import RosterState
from shifts.models import Roster
from shifts.rules import gaps as gap_rules
from shifts.rules import sentences_gaps
from shifts.rules.clashes import clashes
from shifts.rules.judge import Standing, judge
from shifts.rules.problem import Finding, Plan
from shifts.rules.sentences import Words, counted_words, own_sentence, rule_words
from shifts.rules.sentences_gaps import clash_words
from shifts.selectors import problem as problems
from shifts.selectors.problem import Built
from shifts.selectors.rosters import CellKey, CellValue

_GAPS_SHOWN, _CLASHES_SHOWN = 60, 20


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing: the rule's kind, the sentence, whether it must be kept, and whom and when it concerns."""

    rule: str
    sentence: str
    hard: bool
    agent_id: int | None = None
    name: str = ""
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything about a roster's rules: what is broken, what only costs (the first ones, and how many there
    are), where heads are missing, and rules that no plan can keep together."""

    hard: list[Conflict]
    soft: list[Conflict]
    soft_count: int
    gaps: list[str]
    clashing: list[str]


def findings(roster: Roster, *, most_soft: int = 0, clashes: bool = False) -> Findings:
    """All of it from one reading of the problem; `clashes` takes a second in a large month."""
    built = _built(roster)
    if isinstance(built, Conflict):
        return Findings([built], [], 0, [], [])
    plan = plan_of(built, built.values(roster))
    hard_ones, soft_ones = _sorted(built, plan)
    told = _told(built, [*hard_ones, *soft_ones[:most_soft]])
    open_still = roster.state != RosterState.LOCKED
    return Findings(
        hard(told),
        soft(told),
        len(soft_ones),
        _gaps(roster, built, plan) if open_still else [],
        _clashing(built) if open_still and clashes else [],
    )


def conflicts(roster: Roster, values: Mapping[CellKey, CellValue] | None = None) -> list[Conflict]:
    """What the cells of a roster (or other values) break or pay for, but for heads, by person and date.

    Where the rules cannot be checked, since nothing is known of needs or people, that is the one finding.
    """
    built = _built(roster)
    if isinstance(built, Conflict):
        return [built]
    hard_ones, soft_ones = _sorted(built, plan_of(built, built.values(roster) if values is None else values))
    return _told(built, [*hard_ones, *soft_ones])


def of_cell(built: Built, plan: Plan, agent_id: int, day: dt.date) -> list[str]:
    """The rules that must be kept and that a person's cell breaks, as sentences."""
    person, place = built.person_of(agent_id), built.day_of(day)
    if person is None:
        return []
    standing = Standing(built.problem, plan)
    scopes = dict.fromkeys(standing.book.person_scopes(person, range(built.problem.days)))
    found = [
        each
        for scope in scopes
        for each in standing.findings(scope)
        if each.hard and each.person == person and each.day in (place, None)
    ]
    return [each.sentence for each in _told(built, found)]


def hard(found: Sequence[Conflict]) -> list[Conflict]:
    """Those of rules that must be kept."""
    return [each for each in found if each.hard]


def soft(found: Sequence[Conflict]) -> list[Conflict]:
    """Those that only cost."""
    return [each for each in found if not each.hard]


def gaps(roster: Roster) -> list[str]:
    """Where heads are missing and what stops whom, in words; nothing where no need is known."""
    return findings(roster).gaps


def _built(roster: Roster) -> Built | Conflict:
    """The problem of a roster, or why there is none."""
    try:
        # Rest and hours count, whether or not anybody said how many heads are needed.
        return problems.build(roster, today=timezone.localdate(), anyway=True)
    except DomainError as fault:
        return Conflict("", _("The rules cannot be checked: %s") % fault, hard=True)


def _sorted(built: Built, plan: Plan) -> tuple[list[Finding], list[Finding]]:
    """Findings that must not be and those that cost, but for heads, each by person and date."""

    def place(found: Finding) -> tuple[str, int, str]:
        name = "" if found.person is None else built.names[found.person]
        return name, -1 if found.day is None else found.day, found.rule

    ordered = sorted((f for f in judge(built.problem, plan).findings if f.part[0] != "cover"), key=place)
    return [each for each in ordered if each.hard], [each for each in ordered if not each.hard]


def _told(built: Built, found: Iterable[Finding]) -> list[Conflict]:
    words = problems.words_of(built)
    return [_conflict(built, words, each) for each in found]


def _gaps(roster: Roster, built: Built, plan: Plan) -> list[str]:
    """Gaps in words; of a month that is out those of days to come, since the past cannot be mended."""
    out = roster.state == RosterState.PUBLISHED
    since = built.day_of(timezone.localdate()) if out else None
    past = out and built.date(built.problem.days - 1) < timezone.localdate()
    return [] if past else gap_words(built, plan, since=since or 0)


def _clashing(built: Built) -> list[str]:
    """Rules that no plan of the month can keep together, with people, dates and numbers: what one person's
    row shows comes before what heads are wanted beyond those who may come."""
    words = problems.words_of(built)
    found = sorted(clashes(built.problem), key=lambda each: each.kind.startswith("cover"))
    return [clash_words(words, each) for each in found[:_CLASHES_SHOWN]]


def gap_words(built: Built, plan: Plan, *, since: int = 0) -> list[str]:
    """A sentence for each gap from a day number on: "12 May 2026, Evening, After-sales: 8 needed, 6 may
    work: 1 on leave, …"."""
    words = problems.words_of(built)
    found = [each for each in gap_rules.gaps(built.problem, plan) if each.day >= since]
    return [sentences_gaps.gap_words(words, each) for each in found[:_GAPS_SHOWN]]


def plan_of(built: Built, values: Mapping[CellKey, CellValue]) -> Plan:
    """Cells as the plan of a problem."""
    return problems.plan_of(
        built, [(agent, day, template, desk) for (agent, day), (template, desk, _pin) in values.items()]
    )


def _conflict(built: Built, words: Words, finding: Finding) -> Conflict:
    person, day = finding.person, finding.day
    shown = built.date(day) if day is not None and 0 <= day < built.problem.days else None
    return Conflict(
        rule=finding.rule,
        sentence=sentence(words, finding),
        hard=finding.hard,
        agent_id=built.agents[person] if person is not None else None,
        name=built.names[person] if person is not None else "",
        day=shown,
    )


def sentence(words: Words, finding: Finding) -> str:
    """A finding in words: the rule by the team's own sentence or by name, then what was counted; what names
    the rule already stands alone."""
    said = counted_words(words, finding)
    rule = capfirst(own_sentence(words, finding.rule).rstrip(".:。：") or rule_words(finding.rule))
    return said if said.startswith(rule) else _("%(rule)s: %(said)s") % {"rule": rule, "said": said}
