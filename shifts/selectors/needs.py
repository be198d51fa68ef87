"""Heads needed: a desk's weekday pattern, its month, and one date with what each figure rests on."""

import calendar
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm import formats
from shifts.choices import ShiftKind
from shifts.models import Need, NeedPattern, ShiftTemplate
from staff.models import Desk

TYPED, FORECAST, SHEET = "typed", "forecast", "sheet"
BY_HAND = (TYPED, SHEET, None)


@dataclass(frozen=True, slots=True)
class TemplateNeed:
    """Heads of a template on a date; `own` where the date says so itself, else the weekday does."""

    template: ShiftTemplate
    heads: int | None
    own: bool
    weekly: int | None = None


@dataclass(frozen=True, slots=True)
class DayNeeds:
    """A date's needs. Where it has intervals the weekday's figures do not speak."""

    day: dt.date
    templates: tuple[TemplateNeed, ...]
    intervals: tuple[Need, ...] = ()

    @property
    def peak(self) -> int | None:
        """The most heads of an interval; None without intervals."""
        return max((row.heads for row in self.intervals), default=None)

    @property
    def computed(self) -> int:
        """How many intervals come from a forecast."""
        return sum(1 for row in self.intervals if row.basis.get("from") == FORECAST)


@dataclass(frozen=True, slots=True)
class MonthNeeds:
    """A desk's month: the templates that can be asked for, the weekday pattern, the dates."""

    month: dt.date
    templates: tuple[ShiftTemplate, ...]
    pattern: dict[tuple[int, int], int] = field(default_factory=dict)
    days: tuple[DayNeeds, ...] = ()

    @property
    def empty(self) -> bool:
        """Does nobody say what is needed?"""
        return not self.pattern and not any(
            day.intervals or any(each.own for each in day.templates) for day in self.days
        )


def asked_templates() -> tuple[ShiftTemplate, ...]:
    """Templates for which heads can be asked: worked ones in use, training left out."""
    off = (ShiftKind.REST, ShiftKind.TRAINING)
    return tuple(ShiftTemplate.objects.filter(active=True).exclude(kind__in=off))


def month_days(month: dt.date) -> list[dt.date]:
    """All dates of a month."""
    last = calendar.monthrange(month.year, month.month)[1]
    return [month.replace(day=number) for number in range(1, last + 1)]


def pattern_of(desk: Desk) -> dict[tuple[int, int], int]:
    """Heads by template and weekday (0 is Monday)."""
    rows = NeedPattern.objects.filter(desk=desk).order_by()
    return {(row.template_id, row.weekday): row.heads for row in rows}


def month_needs(desk: Desk, month: dt.date) -> MonthNeeds:
    """A desk's month in three queries."""
    days = month_days(month)
    kinds = asked_templates()
    pattern = pattern_of(desk)
    own: dict[tuple[dt.date, int | None], int] = {}
    intervals: dict[dt.date, list[Need]] = {}
    for row in Need.objects.filter(desk=desk, day__gte=days[0], day__lte=days[-1]).order_by("day", "start"):
        if row.start is None:
            own[row.day, row.template_id] = row.heads
        else:
            intervals.setdefault(row.day, []).append(row)
    found = tuple(_day(day, kinds, pattern, own, tuple(intervals.get(day, ()))) for day in days)
    return MonthNeeds(month, kinds, pattern, found)


def day_needs(desk: Desk, day: dt.date) -> DayNeeds:
    """One date of a desk."""
    rows = list(Need.objects.filter(desk=desk, day=day).order_by("start"))
    own = {(day, row.template_id): row.heads for row in rows if row.start is None}
    intervals = tuple(row for row in rows if row.start is not None)
    return _day(day, asked_templates(), pattern_of(desk), own, intervals)


def _day(
    day: dt.date,
    kinds: tuple[ShiftTemplate, ...],
    pattern: dict[tuple[int, int], int],
    own: dict[tuple[dt.date, int | None], int],
    intervals: tuple[Need, ...],
) -> DayNeeds:
    """A date's figures, its own before the weekday's."""
    found = []
    for each in kinds:
        said = own.get((day, each.pk))
        weekly = pattern.get((each.pk, day.weekday()))
        by_weekday = None if intervals else weekly
        found.append(TemplateNeed(each, by_weekday if said is None else said, said is not None, weekly))
    return DayNeeds(day, tuple(found), intervals)


def typed_in(desk: Desk, first: dt.date, last: dt.date) -> int:
    """How many intervals of a span were typed or came from a sheet."""
    rows = Need.objects.filter(desk=desk, day__gte=first, day__lte=last, start__isnull=False)
    return sum(1 for basis in rows.values_list("basis", flat=True) if basis.get("from") in BY_HAND)


def clock(minute: int) -> str:
    """Minutes after a date's midnight as a clock shows them; beyond 24:00 it says so ("25:30")."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def basis_words(basis: dict[str, Any], heads: int) -> str:
    """What a figure rests on, as a sentence: "120 chats, AHT 180 s at 1.7 → 13 agents, 80 % in 20 s"."""
    if basis.get("from") == SHEET:
        return _("From a sheet.")
    if basis.get("from") != FORECAST:
        return _("Typed in.")
    agents = int(basis["agents"])
    text = ngettext(
        "%(volume)s chats, AHT %(aht)s s at %(factor)s → %(agents)s agent, %(target)s",
        "%(volume)s chats, AHT %(aht)s s at %(factor)s → %(agents)s agents, %(target)s",
        agents,
    )
    said = text % {
        "volume": _plain(basis["volume"]),
        "aht": _plain(basis["aht"]),
        "factor": _plain(basis["factor"]),
        "agents": agents,
        "target": target_words(basis),
    }
    if basis.get("shrinkage"):
        more = _("%(heads)s on the roster at %(share)s shrinkage")
        said += "; " + more % {"heads": heads, "share": formats.percent(basis["shrinkage"], 0)}
    return said


def target_words(basis: dict[str, Any]) -> str:
    """The target as words: "80 % in 20 s, busy at most 85 %"."""
    said = []
    if basis.get("level"):
        text = _("%(level)s in %(seconds)s s")
        said.append(
            text % {"level": formats.percent(basis["level"], 0), "seconds": _plain(basis.get("within", 20))}
        )
    if basis.get("wait"):
        said.append(_("average wait %(seconds)s s") % {"seconds": _plain(basis["wait"])})
    if basis.get("occupancy"):
        said.append(_("busy at most %(share)s") % {"share": formats.percent(basis["occupancy"], 0)})
    if basis.get("patience"):
        said.append(_("patience %(seconds)s s") % {"seconds": _plain(basis["patience"])})
    return formats.listed(said)


def _plain(value: float) -> str:
    """A number with as many places as it has, at most two."""
    return formats.number(value, 0 if float(value) == int(value) else (1 if round(value, 1) == value else 2))
