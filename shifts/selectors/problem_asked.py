"""What is asked of a month: heads at desks and who may be one of them, wishes, pairs, days, and debts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Value, When

from cstm import joined
from cstm.joined import Part, Row
from shifts.models import DayWish, Need, NeedPattern, PairRule, ShiftTemplate
from shifts.rules.calendar import CalendarDate
from shifts.selectors import calendar, fairness
from shifts.selectors.problem_rows import Month
from staff.models import Desk

# By ("template" or "desk", its key): the certificates or skills that it asks for.
Required = dict[tuple[str, int], set[int]]
TEMPLATE, DESK = "template", "desk"


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Heads that a desk needs on a day number."""

    desk: int
    day: int
    heads: int
    template: int | None
    start: int | None
    minutes: int


@dataclass(frozen=True, slots=True)
class DemandRows:
    """The heads that desks need, and what templates and desks ask of who is one."""

    needs: list[NeedRow]
    certificates: Required
    skills: Required


@dataclass(frozen=True, slots=True)
class WishRow:
    """What somebody asked for a date."""

    pk: int
    agent: int
    template: int | None
    weight: int
    day: dt.date
    kind: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two people who should or should not work together."""

    pk: int
    first: int
    second: int
    together: bool
    hard: bool
    weight: int
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Wishes by date and person, pairs, what each date is, and what people owe from the months before."""

    wishes: list[WishRow]
    pairs: list[PairRow]
    calendar: tuple[CalendarDate, ...]
    balances: dict[int, dict[str, int]]


def demand_rows(desks: Iterable[int], month: Month) -> DemandRows:
    """Heads and requirements of a month; one query."""
    wanted = list(desks)
    own = Need.objects.filter(desk_id__in=wanted, day__gte=month.first, day__lte=month.last)
    patterns = NeedPattern.objects.filter(desk_id__in=wanted)
    sources = {
        ("certificates", TEMPLATE): (
            ShiftTemplate.certificates.through,
            "shifttemplate_id",
            "certificate_id",
        ),
        ("skills", TEMPLATE): (ShiftTemplate.skills.through, "shifttemplate_id", "skill_id"),
        ("certificates", DESK): (Desk.certificates.through, "desk_id", "certificate_id"),
        ("skills", DESK): (Desk.skills.through, "desk_id", "skill_id"),
    }
    found = joined.read(
        [
            Part("own", own, ("desk_id", "heads", "template_id", "start", "minutes"), ("day",)),
            Part("patterns", patterns, ("desk_id", "template_id", "weekday", "heads")),
            *(
                Part(f"{what} {of}", through._default_manager.all(), (owner, asked))
                for (what, of), (through, owner, asked) in sources.items()
            ),
        ]
    )
    required: dict[str, Required] = {"certificates": {}, "skills": {}}
    for what, of in sources:
        for owner, asked in found[f"{what} {of}"]:
            required[what].setdefault((of, owner), set()).add(asked)
    return DemandRows(_needs(found["own"], found["patterns"], month), **required)


def _needs(own: Iterable[Row], patterns: Iterable[Row], month: Month) -> list[NeedRow]:
    """What desks need on each day: the date's own rows, else the weekday's pattern.

    A row of a date replaces the pattern's of the same template; where a date has needs by interval, its
    pattern does not speak at all, since both would ask for the same heads.
    """
    found = [NeedRow(desk, month.number(day), *rest) for desk, *rest, day in own]
    by_interval = {(row.desk, row.day) for row in found if row.template is None}
    said = {(row.desk, row.day, row.template) for row in found}
    by_weekday: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for desk, template, weekday, heads in patterns:
        by_weekday[weekday].append((desk, template, heads))
    for day in range(month.days):
        for desk, template, heads in by_weekday[(month.first + dt.timedelta(days=day)).weekday()]:
            if (desk, day) not in by_interval and (desk, day, template) not in said:
                found.append(NeedRow(desk, day, heads, template, None, 0))
    return sorted(found, key=lambda row: (row.day, row.desk, row.template or 0, row.start or 0))


def _flag(name: str) -> Case:
    """Yes and no as 1 and 0, which every database joins to numbers."""
    return Case(When(**{name: True}, then=Value(1)), default=Value(0))


def asked_rows(agents: list[int], month: Month) -> AskedRows:
    """What stands for or against people's days; one query."""
    wishes = DayWish.objects.filter(agent_id__in=agents, day__gte=month.first, day__lte=month.last)
    pairs = PairRule.objects.between(month.first, month.last)
    found: Mapping[str, list[Row]] = joined.read(
        [
            Part("wishes", wishes, ("pk", "agent_id", "template_id", "weight"), ("day",), (), ("kind",)),
            Part(
                "pairs",
                pairs.filter(first_id__in=agents, second_id__in=agents),
                ("pk", "first_id", "second_id", _flag("together"), _flag("hard"), "weight"),
                ("valid_from", "valid_to"),
            ),
            Part("edits", calendar.edit_rows(month.first, month.last), (), ("day",), (), ("kind",)),
            *fairness.balance_parts(agents, month.first),
        ]
    )
    return AskedRows(
        sorted((WishRow(*row) for row in found["wishes"]), key=lambda row: (row.day, row.agent)),
        [
            PairRow(pk, first, second, bool(together), bool(hard), weight, begin, end)
            for pk, first, second, together, hard, weight, begin, end in sorted(found["pairs"])
        ],
        calendar.dates(month.first, month.last, dict(found["edits"])),
        fairness.summed(found),
    )
