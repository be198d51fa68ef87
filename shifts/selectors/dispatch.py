"""A day as it is split: who serves which desk when, and the heads of each desk by hour before and after."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, DispatchMove
from shifts.rules import spans
from shifts.rules.spans import Span
from shifts.selectors.attendance_inputs import pieces_of, zone
from staff.choices import BlockKind
from staff.models import Block

FIRST_HOUR, LAST_HOUR = 8, 26
_HALF = 30
_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Line:
    """One person's day: the shift, where the person is sent, training and meetings."""

    shift: Assignment
    moves: list[DispatchMove] = field(default_factory=list)
    busy: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heads:
    """Heads of a desk in an hour: by the roster, and with moves, training and meetings."""

    hour: int
    before: int
    after: int

    @property
    def label(self) -> str:
        """The hour as a clock shows it."""
        return f"{self.hour % 24:02d}"


@dataclass(frozen=True, slots=True)
class DeskDay:
    """A desk's heads by hour."""

    name: str
    hours: tuple[Heads, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """All of a date."""

    lines: tuple[Line, ...]
    desks: tuple[DeskDay, ...]


def day_of(agent_ids: Iterable[int] | None, day: dt.date) -> Day:
    """A date of these people (None: everybody) with the heads of their desks; three queries."""
    rows = Assignment.objects.filter(
        day=day, roster__state__in=(RosterState.PUBLISHED, RosterState.LOCKED), start_at__isnull=False
    ).select_related("agent", "template", "desk")
    if agent_ids is not None:
        rows = rows.filter(agent_id__in=list(agent_ids))
    lines = {row.agent_id: Line(row) for row in rows.order_by("agent__name", "agent_id")}
    moves = DispatchMove.objects.filter(day=day, agent_id__in=list(lines)).select_related("desk", "agent")
    for move in moves.order_by("start_at"):
        lines[move.agent_id].moves.append(move)
    begin, end = spans.moment(day, 0, zone()), spans.moment(day + 2 * _DAY, 0, zone())
    blocks = Block.objects.filter(
        agent_id__in=list(lines), kind=BlockKind.BUSY, start_at__lt=end, end_at__gt=begin
    )
    for block in blocks.order_by("start_at"):
        shift = lines[block.agent_id].shift
        if (
            shift.start_at
            and shift.end_at
            and block.start_at < shift.end_at
            and block.end_at > shift.start_at
        ):
            lines[block.agent_id].busy.append(block)
    return Day(tuple(lines.values()), _desks(lines.values(), day))


def _desks(lines: Iterable[Line], day: dt.date) -> tuple[DeskDay, ...]:
    hours = range(FIRST_HOUR, LAST_HOUR)
    slots = {
        hour: Span(spans.moment(day, hour * 60, zone()), spans.moment(day, hour * 60 + 60, zone()))
        for hour in hours
    }
    before: dict[tuple[str, int], int] = {}
    after: dict[tuple[str, int], int] = {}
    names: set[str] = set()
    for line in lines:
        own = line.shift.desk.name if line.shift.desk else ""
        if line.shift.template.kind == ShiftKind.TRAINING:
            continue
        names |= {own, *(move.desk.name for move in line.moves)} - {""}
        pieces = pieces_of(line.shift)
        for hour, slot in slots.items():
            if sum(slot.overlap(piece) for piece in pieces) < _HALF:
                continue
            before[own, hour] = before.get((own, hour), 0) + 1
            if any(slot.overlap(Span(one.start_at, one.end_at)) >= _HALF for one in line.busy):
                continue
            sent = [m for m in line.moves if slot.overlap(Span(m.start_at, m.end_at)) >= _HALF]
            name = sent[0].desk.name if sent else own
            after[name, hour] = after.get((name, hour), 0) + 1
    return tuple(
        DeskDay(
            name,
            tuple(Heads(hour, before.get((name, hour), 0), after.get((name, hour), 0)) for hour in hours),
        )
        for name in sorted(names)
    )
