"""What approved leave does to the days: time away, half days inside a shift, and shifts that become free."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, LeaveRequest
from shifts.selectors.rosters import EMPTY, CellKey, CellValue
from shifts.services import attendance, cells
from staff.choices import BlockKind, BlockSource
from staff.models import User
from staff.services import availability

ONE = dt.timedelta(days=1)
Span = tuple[dt.datetime, dt.datetime]


def bounds(row: LeaveRequest) -> Span:
    """The moments from which and until which a person is away by the calendar."""
    zone = timezone.get_default_timezone()
    noon = dt.time(12)
    begin = dt.datetime.combine(row.first, noon if row.from_noon else dt.time(), zone)
    if row.until_noon:
        return begin, dt.datetime.combine(row.last, noon, zone)
    return begin, dt.datetime.combine(row.last + ONE, dt.time(), zone)


def take(row: LeaveRequest, *, actor: User | None) -> list[Assignment]:
    """Write the person away and empty the cells of these days; returns published shifts that are free now.

    A shift belongs to the date on which it starts: the night that runs into the first day is still worked,
    and the time away begins after it. A shift of which a half day leaves a part stays, and the half day is
    time inside it. Raises DomainError where a month with such a shift is locked.
    """
    begin, end = bounds(row)
    rows = list(
        Assignment.objects.filter(
            agent_id=row.agent_id,
            day__gte=row.first - ONE,
            day__lte=row.last,
            end_at__gt=begin,
            start_at__lt=end,
        )
        .exclude(template__kind=ShiftKind.REST)
        .select_related("template", "roster__team")
        .order_by("day")
    )
    kept, gone = _sorted(rows, row, begin, end)
    locked = next((each for each in gone if each.roster.state == RosterState.LOCKED), None)
    if locked is not None:
        raise DomainError(
            _("%(month)s is locked and holds shifts of these days. Have it unlocked first.")
            % {"month": locked.roster},
            code="locked",
        )
    for number, (start, stop) in enumerate(_inside(kept, row, begin, end)):
        availability.block(
            row.agent_id,
            BlockKind.BUSY,
            BlockSource.LEAVE,
            start,
            stop,
            key=f"{key(row)}:{number}",
            actor=actor,
        )
    start, stop = _outside(kept, row, begin, end)
    if start < stop:
        availability.block(
            row.agent_id, BlockKind.AWAY, BlockSource.LEAVE, start, stop, key=key(row), actor=actor
        )
    _empty(gone, actor=actor)
    # Emptied cells are followed where they are written. A shift that stays is not written at all, and what
    # stands of its date ("absent", "late") no longer holds once a part of it is leave.
    attendance.follow([(each.agent_id, each.day) for each in kept if each.roster.state != RosterState.DRAFT])
    return [each for each in gone if each.roster.state != RosterState.DRAFT]


def give_back(row: LeaveRequest, *, actor: User | None) -> None:
    """The person is no longer away; shifts that became free stay free, since somebody may have them."""
    for each in (key(row), f"{key(row)}:0", f"{key(row)}:1"):
        availability.unblock(row.agent_id, each, actor=actor)


def key(row: LeaveRequest) -> str:
    """By what the writer finds again what it wrote for a leave."""
    return f"leave:{row.pk}"


def _sorted(
    rows: Iterable[Assignment], row: LeaveRequest, begin: dt.datetime, end: dt.datetime
) -> tuple[list[Assignment], list[Assignment]]:
    """Shifts that stay, at least in part, and shifts that the leave takes."""
    kept: list[Assignment] = []
    gone: list[Assignment] = []
    for each in rows:
        assert each.start_at is not None
        assert each.end_at is not None
        # A night that begins after noon belongs to its date whole, also where it ends beyond it.
        part = (each.day == row.first and row.from_noon and each.start_at < begin) or (
            each.day == row.last and row.until_noon and each.end_at > end
        )
        (kept if each.day < row.first or part else gone).append(each)
    return kept, gone


def _inside(kept: list[Assignment], row: LeaveRequest, begin: dt.datetime, end: dt.datetime) -> list[Span]:
    """The half days inside shifts that stay."""
    return [
        (max(begin, each.start_at), min(end, each.end_at))
        for each in kept
        if each.day >= row.first and each.start_at and each.end_at
    ]


def _outside(kept: list[Assignment], row: LeaveRequest, begin: dt.datetime, end: dt.datetime) -> Span:
    """The rest of the leave: after the shift in which it begins, before the one in which it ends."""
    for each in kept:
        assert each.start_at is not None
        assert each.end_at is not None
        if each.start_at < begin:
            begin = max(begin, each.end_at)
        else:
            end = min(end, each.start_at)
    return begin, end


def _empty(gone: Iterable[Assignment], *, actor: User | None) -> None:
    found: dict[int, dict[CellKey, CellValue]] = {}
    for each in gone:
        found.setdefault(each.roster_id, {})[each.agent_id, each.day] = EMPTY
    for roster_id in sorted(found):
        cells.write(cells.hold(roster_id), found[roster_id], actor=actor, why=_("leave"))
