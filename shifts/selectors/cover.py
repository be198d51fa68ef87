"""Heads by hour against what is needed, from 08:00 to 02:00, for days and desks."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, F, QuerySet, Value
from django.db.models.functions import Cast

from shifts.choices import ShiftKind
from shifts.models import Assignment, Need, NeedPattern, ShiftTemplate
from shifts.selectors.cover_heads import HALF, heads_by_desk

FIRST_HOUR, HOURS = 8, 18
_ByDesk = Mapping[int, Mapping[tuple[dt.date, int], int]]


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour of a day: heads planned, heads needed (None where nobody said), and heads missing.

    Over several desks the missing heads of each are summed: what one desk has to spare serves no other.
    """

    hour: int
    present: int
    need: int | None
    missing: int = 0

    @property
    def label(self) -> str:
        """The hour as a clock shows it."""
        return f"{self.hour % 24:02d}"

    @property
    def state(self) -> str:
        """ "k" short, "f" at need, "s" spare, "" where nothing is known of the need."""
        if self.need is None:
            return ""
        return "k" if self.missing else ("f" if self.present == self.need else "s")


@dataclass(frozen=True, slots=True)
class DayCover:
    """A day's slots."""

    day: dt.date
    slots: tuple[Slot, ...]

    @property
    def most_missing(self) -> int:
        """The largest number of heads missing in an hour."""
        return max((slot.missing for slot in self.slots), default=0)

    @property
    def known(self) -> bool:
        """Does anybody say what is needed?"""
        return any(slot.need is not None for slot in self.slots)

    @property
    def gaps(self) -> list[tuple[str, str, int, int, int]]:
        """Stretches of hours with the same heads missing: from, until, missing, needed, present."""
        found: list[tuple[str, str, int, int, int]] = []
        for slot in self.slots:
            if not slot.missing:
                continue
            # The hour that ends the day ends at 24:00, as a shift does.
            begin, end = f"{slot.hour % 24:02d}:00", f"{slot.hour % 24 + 1:02d}:00"
            new = (begin, end, slot.missing, slot.need or 0, slot.present)
            if found and found[-1][1].replace("24", "00") == begin and found[-1][2:] == new[2:]:
                new = (found.pop()[0], *new[1:])
            found.append(new)
        return found


def hours_of(template: ShiftTemplate) -> frozenset[int]:
    """The hours of which a template works at least half; training and rest are off the chats."""
    if (
        template.start is None
        or template.end is None
        or template.kind in (ShiftKind.TRAINING, ShiftKind.REST)
    ):
        return frozenset()

    def worked(begin: int, end: int) -> int:
        assert template.start is not None
        assert template.end is not None
        whole = min(end, template.end) - max(begin, template.start)
        free = 0
        if template.break_start is not None and template.break_end is not None:
            free = max(0, min(end, template.break_end) - max(begin, template.break_start))
        return whole - free

    hours = range(FIRST_HOUR, FIRST_HOUR + HOURS)
    return frozenset(hour for hour in hours if worked(hour * 60, hour * 60 + 60) >= HALF)


def cover(
    days: Iterable[dt.date],
    desk_ids: "Iterable[int] | QuerySet[Any, Any]",
    templates: Mapping[int, ShiftTemplate],
    *,
    seen: bool = False,
) -> dict[dt.date, DayCover]:
    """Heads of desks by day and hour, whatever roster they stand on (`seen`: published ones only).

    Who is in a training or a meeting, or sent to another desk, is not there for that while.
    """
    # A queryset of desks stays one, so that it is asked within the two queries below.
    wanted, desks = sorted(days), desk_ids if isinstance(desk_ids, QuerySet) else list(desk_ids)
    hours = {pk: hours_of(each) for pk, each in templates.items()}
    present = heads_by_desk(wanted, desks, hours, seen=seen)
    need = needs_by_desk(wanted, desks, hours)
    return {day: _summed(day, present, need) for day in wanted}


def cover_by_desk(
    days: Iterable[dt.date], desk_ids: Iterable[int], templates: Mapping[int, ShiftTemplate]
) -> dict[int, dict[dt.date, DayCover]]:
    """Heads of each desk on its own, by the roster alone: for days to come; two queries."""
    wanted, desks = sorted(days), list(desk_ids)
    hours = {pk: hours_of(each) for pk, each in templates.items()}
    present: dict[int, dict[tuple[dt.date, int], int]] = {desk: {} for desk in desks}
    rows = Assignment.objects.filter(day__in=wanted, desk_id__in=desks).order_by()
    counted = rows.values("desk_id", "day", "template_id").annotate(n=Count("pk"))
    for desk, day, template, heads in counted.values_list("desk_id", "day", "template_id", "n"):
        for hour in hours.get(template, ()):
            present[desk][day, hour] = present[desk].get((day, hour), 0) + heads
    need = needs_by_desk(wanted, desks, hours)
    return {desk: {day: _day(day, present[desk], need.get(desk, {})) for day in wanted} for desk in desks}


def _day(
    day: dt.date, present: Mapping[tuple[dt.date, int], int], need: Mapping[tuple[dt.date, int], int]
) -> DayCover:
    return _summed(day, {0: present}, {0: need})


def _summed(day: dt.date, present: _ByDesk, need: _ByDesk) -> DayCover:
    """A day over desks, each of which has its own heads and needs."""
    slots = []
    for hour in range(FIRST_HOUR, FIRST_HOUR + HOURS):
        there = {desk: heads.get((day, hour), 0) for desk, heads in present.items()}
        wanted = {desk: heads[day, hour] for desk, heads in need.items() if (day, hour) in heads}
        missing = sum(max(0, heads - there.get(desk, 0)) for desk, heads in wanted.items())
        slots.append(Slot(hour, sum(there.values()), sum(wanted.values()) if wanted else None, missing))
    return DayCover(day, tuple(slots))


def needs_by_desk(
    days: list[dt.date], desk_ids: "list[int] | QuerySet[Any, Any]", hours: Mapping[int, frozenset[int]]
) -> dict[int, dict[tuple[dt.date, int], int]]:
    """Heads needed at each desk by day and hour: a date's own figure, else its weekday's; of a template's and
    an interval's the larger."""
    by_template: dict[tuple[int, dt.date, int], int] = {}
    by_hour: dict[tuple[int, dt.date, int], int] = {}
    for day, desk, template, start, minutes, heads in sorted(_need_rows(days, desk_ids), key=_patterns_first):
        if day is None:
            by_template |= {(desk, each, template): heads for each in days if each.weekday() == start}
        elif template is not None:
            by_template[desk, day, template] = heads
        else:
            for hour in range(start // 60, (start + minutes + 59) // 60):
                by_hour[desk, day, hour] = max(by_hour.get((desk, day, hour), 0), heads)
    summed: dict[tuple[int, dt.date, int], int] = {}
    for (desk, day, template), heads in by_template.items():
        for hour in hours.get(template, ()):
            summed[desk, day, hour] = summed.get((desk, day, hour), 0) + heads
    found: dict[int, dict[tuple[dt.date, int], int]] = {}
    for desk, day, hour in {*summed, *by_hour}:
        heads = max(summed.get((desk, day, hour), 0), by_hour.get((desk, day, hour), 0))
        found.setdefault(desk, {})[day, hour] = heads
    return found


def _need_rows(days: list[dt.date], desk_ids: "list[int] | QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """Needs of dates, and patterns as rows without a date whose start is their weekday; one query."""
    fields = ("day", "desk_id", "template_id", "start", "minutes", "heads")
    dated = Need.objects.filter(desk_id__in=desk_ids, day__in=days).order_by().values_list(*fields)
    weekly = NeedPattern.objects.filter(desk_id__in=desk_ids).order_by()
    weekly = weekly.annotate(day=Cast(Value(None), DateField()), start=F("weekday"), minutes=Value(0))
    return list(dated.union(weekly.values_list(*fields), all=True))


def _patterns_first(row: tuple[Any, ...]) -> bool:
    return row[0] is not None
