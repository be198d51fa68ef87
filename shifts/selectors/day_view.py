"""One day of a month: heads by hour beside what is needed, the gaps in words, and who works what."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from shifts.choices import ShiftKind
from shifts.models import ShiftTemplate
from shifts.rules.template_times import clock
from shifts.selectors.cover import DayCover
from shifts.selectors.grid import Day, Grid
from shifts.selectors.rosters import EMPTY, Member

WIDTH, HEIGHT, STEP = 630, 110, 35
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour as a bar: its place in the picture, and the dashed box of what is missing."""

    x: int
    y: int
    height: int
    gap_y: int
    gap_height: int
    label: str
    present: int
    missing: int


@dataclass(frozen=True, slots=True)
class Working:
    """Somebody on a day: whether the cell is pinned, and when the meal is, as a clock shows it."""

    member: Member
    pinned: bool
    meal: str


@dataclass(frozen=True, slots=True)
class Part:
    """Who works one template."""

    template: ShiftTemplate | None
    times: str
    people: tuple["Working", ...]


@dataclass(frozen=True, slots=True)
class DayView:
    """Everything about a day."""

    column: Day
    before: dt.date | None
    after: dt.date | None
    cover: DayCover
    bars: tuple[Bar, ...]
    need_line: str
    parts: tuple[Part, ...]
    week: tuple[Day, ...]


def times_of(template: ShiftTemplate) -> str:
    """`17:00–02:00`, with the free hours of a split shift; nothing for rest."""
    if template.start is None or template.end is None:
        return ""

    if template.break_start is not None and template.break_end is not None:
        return (
            f"{clock(template.start)}–{clock(template.break_start)},"
            f" {clock(template.break_end)}–{clock(template.end)}"
        )
    return f"{clock(template.start)}–{clock(template.end)}"


def day_view(grid: Grid, day: dt.date) -> DayView:
    """A day of a grid that was read with the meals of that day."""
    place = day.day - 1
    cover = grid.cover[place]
    days = [column.day for column in grid.days]
    bars, line = _picture(cover)
    return DayView(
        column=grid.days[place],
        before=days[place - 1] if place else None,
        after=days[place + 1] if place + 1 < len(days) else None,
        cover=cover,
        bars=bars,
        need_line=line,
        parts=_parts(grid, day),
        week=_week(grid.days, place),
    )


def _picture(cover: DayCover) -> tuple[tuple[Bar, ...], str]:
    """Bars of the hours and the step line of the need, in a picture of fixed size."""
    top = max([1, *(max(slot.present + slot.missing, slot.need or 0) for slot in cover.slots)])

    def y_of(heads: int) -> int:
        return HEIGHT - round((HEIGHT - 14) * heads / top)

    bars: list[Bar] = []
    points: list[str] = []
    for number, slot in enumerate(cover.slots):
        x, y = number * STEP, y_of(slot.present)
        gap_y = y_of(slot.present + slot.missing)
        bars.append(Bar(x, y, HEIGHT - y, gap_y, y - gap_y, slot.label, slot.present, slot.missing))
        if slot.need is not None:
            points.append(f"{'M' if not points else 'L'}{x} {y_of(slot.need)}H{x + STEP}")
    return tuple(bars), " ".join(points)


def _week(columns: list[Day], place: int) -> tuple[Day, ...]:
    """The seven days of the month around a day."""
    begin = max(0, min(place - _WEEK // 2, len(columns) - _WEEK))
    return tuple(columns[begin : begin + _WEEK])


def _parts(grid: Grid, day: dt.date) -> tuple[Part, ...]:
    shown = {row.member.agent.pk for group in grid.groups for row in group.rows}
    by_kind: dict[int | None, list[Working]] = {}
    for member in grid.members:
        agent = member.agent.pk
        if agent not in shown or day not in member.days:
            continue
        template, _desk, pinned = grid.values.get((agent, day), EMPTY)
        meal = f"{timezone.localtime(grid.meals[agent]):%H:%M}" if agent in grid.meals else ""
        by_kind.setdefault(template, []).append(Working(member, pinned, meal))
    order = [pk for pk, kind in grid.templates.items() if kind.kind != ShiftKind.REST]
    order += [pk for pk, kind in grid.templates.items() if kind.kind == ShiftKind.REST]
    return tuple(
        Part(grid.templates.get(pk or 0), times_of(grid.templates[pk]) if pk else "", tuple(by_kind[pk]))
        for pk in [*order, None]
        if by_kind.get(pk)
    )
