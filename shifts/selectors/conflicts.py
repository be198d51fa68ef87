"""What a roster breaks, as sentences: who, when, and the rule that speaks."""

import datetime as dt
from collections.abc import Mapping, Sequence
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
from shifts.rules.judge import judge
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


def conflicts(roster: Roster, values: Mapping[CellKey, CellValue] | None = None) -> list[Conflict]:
    """What the cells of a roster (or other values) break or pay for, but for heads, by person and date.

    Where the rules cannot be checked, since nothing is known of needs or people, that is the one finding.
    """
    try:
        # Rest and hours count, whether or not anybody said how many heads are needed.
        built = problems.build(roster, today=timezone.localdate(), anyway=True)
    except DomainError as fault:
        return [Conflict("", _("The rules cannot be checked: %s") % fault, hard=True)]
    plan = plan_of(built, built.values(roster) if values is None else values)
    words = problems.words_of(built)
    found = [
        _conflict(built, words, each)
        for each in judge(built.problem, plan).findings
        if each.part[0] != "cover"
    ]
    return sorted(found, key=lambda each: (not each.hard, each.name, each.day or dt.date.min, each.sentence))


def hard(found: Sequence[Conflict]) -> list[Conflict]:
    """Those of rules that must be kept."""
    return [each for each in found if each.hard]


def soft(found: Sequence[Conflict]) -> list[Conflict]:
    """Those that only cost."""
    return [each for each in found if not each.hard]


def gaps(roster: Roster) -> list[str]:
    """Where heads are missing and what stops whom, in words; nothing where no need is known."""
    if roster.state == RosterState.LOCKED:
        return []
    try:
        built = problems.build(roster, today=timezone.localdate())
    except DomainError:
        return []
    return gap_words(built, plan_of(built, built.values(roster)))


def clashing(roster: Roster) -> list[str]:
    """Rules that no plan of the month can keep together, with people, dates and numbers: what one person's
    row shows comes before what heads are wanted beyond those who may come."""
    if roster.state == RosterState.LOCKED:
        return []
    try:
        built = problems.build(roster, today=timezone.localdate(), anyway=True)
    except DomainError:
        return []
    words = problems.words_of(built)
    found = sorted(clashes(built.problem), key=lambda each: each.kind.startswith("cover"))
    return [clash_words(words, each) for each in found[:_CLASHES_SHOWN]]


def gap_words(built: Built, plan: Plan) -> list[str]:
    """A sentence for each gap: "12 May 2026, Evening, After-sales: 8 needed, 6 may work: 1 on leave, …"."""
    words = problems.words_of(built)
    found = gap_rules.gaps(built.problem, plan)[:_GAPS_SHOWN]
    return [sentences_gaps.gap_words(words, each) for each in found]


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
