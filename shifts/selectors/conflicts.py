"""What a roster breaks, as sentences: who, when, and the rule that speaks."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import counted, listed, long_day
from shifts.choices import RosterState, RuleKind
from shifts.models import Roster, ShiftTemplate
from shifts.rules import gaps as gap_rules
from shifts.rules.judge import judge
from shifts.rules.problem import OFF, Finding, Plan
from shifts.selectors import problem as problems
from shifts.selectors import rosters as reads
from shifts.selectors.problem import Built
from shifts.selectors.rosters import CellKey, CellValue

_GAPS_SHOWN = 60
# What a rule counts: how many of it make one, and the unit's sign. Fairness is kept in hundredths.
_UNITS: dict[str, tuple[int, str]] = {
    RuleKind.WEEKLY_MINUTES: (60, " h"),
    RuleKind.MONTHLY_MINUTES: (60, " h"),
    RuleKind.OVERTIME_MONTH: (60, " h"),
    RuleKind.FAIRNESS: (100, ""),
}


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
        built = problems.build(roster, today=timezone.localdate())
    except DomainError as fault:
        return [Conflict("", _("The rules cannot be checked: %s") % fault, hard=True)]
    plan = plan_of(built, reads.values_of(roster) if values is None else values)
    templates = reads.templates(active=False)
    found = [
        _conflict(built, plan, each, templates)
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
    return gap_words(built, plan_of(built, reads.values_of(roster)))


def gap_words(built: Built, plan: Plan) -> list[str]:
    """A sentence for each gap: "12 May, Evening, After-sales: 8 needed, 7 there, 7 may work. …"."""
    templates = reads.templates(active=False)
    found = []
    for gap in gap_rules.gaps(built.problem, plan)[:_GAPS_SHOWN]:
        words = _("%(where)s: %(needed)s needed, %(present)s there, %(may)s may work.") % {
            "where": place_words(built, gap.label, gap.day, templates),
            "needed": gap.needed,
            "present": gap.present,
            "may": gap.may_work,
        }
        if gap.reasons:
            reasons: Counter[str] = Counter()
            for rule, heads in gap.reasons.items():
                reasons[rule_name(built, rule)] += heads
            words += " " + _("The others: %s.") % counted(reasons)
        found.append(words)
    return found


def place_words(built: Built, label: str, day: int, templates: Mapping[int, ShiftTemplate]) -> str:
    """A cover's place in words: date, shift or hour, desk."""
    what, _at, desk = label.partition(" ")[2].partition(" @")
    if what.startswith("t") and what[1:].isdigit():
        what = str(templates.get(int(what[1:]), what))
    name = built.desks.get(int(desk), desk) if desk.isdigit() else desk
    return listed(part for part in (long_day(built.date(day)), "" if what == "-" else what, name) if part)


def rule_name(built: Built, key: str) -> str:
    """What people call a rule."""
    line = built.rule_lines.get(key)
    kind = line.kind if line else key.partition(":")[0]
    names = {"pin": _("pinned"), "elsewhere": _("works elsewhere"), "team": _("not in the team that day")}
    return names[kind] if kind in names else str(dict(RuleKind.choices).get(kind, kind))


def plan_of(built: Built, values: Mapping[CellKey, CellValue]) -> Plan:
    """Cells as the plan of a problem."""
    return problems.plan_of(
        built, [(agent, day, template, desk) for (agent, day), (template, desk, _pin) in values.items()]
    )


def _conflict(built: Built, plan: Plan, finding: Finding, templates: Mapping[int, ShiftTemplate]) -> Conflict:
    person, day = finding.person, finding.day
    shown = built.date(day) if day is not None and 0 <= day < built.problem.days else None
    return Conflict(
        rule=finding.rule,
        sentence=sentence(built, plan, finding, templates),
        hard=finding.hard,
        agent_id=built.agents[person] if person is not None else None,
        name=built.names[person] if person is not None else "",
        day=shown,
    )


def sentence(built: Built, plan: Plan, finding: Finding, templates: Mapping[int, ShiftTemplate]) -> str:
    """A finding in words: the team's own sentence first, then what was counted."""
    line = built.rule_lines.get(finding.rule)
    counted = _counted(built, plan, finding, templates)
    own = line.sentence if line and line.sentence else rule_name(built, finding.rule)
    return f"{own[:1].upper()}{own[1:]}: {counted}" if counted else f"{own[:1].upper()}{own[1:]}."


def _counted(built: Built, plan: Plan, finding: Finding, templates: Mapping[int, ShiftTemplate]) -> str:
    """What was counted, beside what the rule allows."""
    numbers = finding.numbers
    sort, place = finding.part

    def shift(kind: int) -> str:
        return str(templates.get(built.kinds[kind][0], "")) if kind != OFF else _("rest")

    if sort == "follow":
        first, then = (built.problem.kinds[numbers[name]] for name in ("first", "then"))
        rest = then.start + 1440 - first.end
        return _("%(first)s, then %(then)s the next day; %(hours)s h of rest.") % {
            "first": shift(numbers["first"]),
            "then": shift(numbers["then"]),
            "hours": f"{rest / 60:g}",
        }
    if sort == "run":
        bound = _bound(numbers)
        return _("%(n)s days in a row, the rule says %(bound)s.") % {"n": numbers["length"], "bound": bound}
    if sort in ("tally", "blocks"):
        line = built.rule_lines.get(finding.rule.partition(":")[0]) or built.rule_lines.get(finding.rule)
        per, unit = _UNITS.get(line.kind if line else "", (1, ""))
        text = _("%(n)s, the rule says %(bound)s.")
        if line and line.kind in (RuleKind.REST_DAYS_MONTH, RuleKind.REST_DAYS_WEEK):
            text = _("%(n)s days of work, the rule says %(bound)s.")
        return text % {"n": f"{numbers['total'] / per:g}{unit}", "bound": _bound(numbers, per, unit)}
    if sort == "pair":
        pair = built.problem.pairs[place]
        return f"{built.names[pair.first]} – {built.names[pair.second]}"
    if sort in ("bar", "pin", "wish") and finding.person is not None and finding.day is not None:
        return _("%s stands there.") % shift(plan[finding.person][finding.day])
    return ""


def _bound(numbers: Mapping[str, int], per: int = 1, unit: str = "") -> str:
    """The limit in words; `per` of what is counted make one `unit`."""

    def show(number: int) -> str:
        return f"{number / per:g}{unit}"

    if "most" in numbers and "least" in numbers:
        return f"{show(numbers['least'])}–{show(numbers['most'])}"
    if "most" in numbers:
        return _("at most %s") % show(numbers["most"])
    return _("at least %s") % show(numbers["least"]) if "least" in numbers else "–"
