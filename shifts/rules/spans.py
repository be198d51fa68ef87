"""When a shift really is: wall times of a date made into moments, and minutes that know the clock's changes.

Wall times are minutes after the midnight that begins the shift's date; beyond 1440 lies the next day. Moments
are kept in UTC, since two times of one zone differ by their hands, not by their minutes.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shifts.rules.problem import Kind

DAY = 1440
# 22:00-06:00, the usual meaning of night work.
NIGHT = (22 * 60, 30 * 60)
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a moment to a later one; both are kept in UTC."""

    start: dt.datetime
    end: dt.datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            moment = getattr(self, name)
            if moment.tzinfo is None:
                raise ValueError(f"{moment} has no time zone.")
            object.__setattr__(self, name, moment.astimezone(dt.UTC))
        if self.end < self.start:
            raise ValueError(f"{self.end} lies before {self.start}.")

    @property
    def minutes(self) -> int:
        """Real minutes, rounded down."""
        return (self.end - self.start) // _MINUTE

    def overlap(self, other: "Span") -> int:
        """Real minutes that both hold."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)) // _MINUTE)


def moment(day: dt.date, minute: int, zone: ZoneInfo) -> dt.datetime:
    """The moment at which the wall clock of a date shows `minute`, in UTC.

    A time that the clock skips in spring is the moment that comes so long after the last one before it; a
    time that it shows twice in autumn is the first.
    """
    days, rest = divmod(minute, DAY)
    wall = dt.datetime.combine(day + dt.timedelta(days=days), dt.time(rest // 60, rest % 60), zone)
    return wall.astimezone(dt.UTC)


def shift_span(day: dt.date, start: int, end: int, zone: ZoneInfo) -> Span:
    """A shift of a date by its wall times; it begins on that date and ends within 24 hours of its hands."""
    if not (0 <= start < DAY and start < end <= start + DAY):
        raise ValueError(f"{start} to {end} is no shift: it begins on its date and ends within 24 hours.")
    return Span(moment(day, start, zone), moment(day, end, zone))


def shift_pieces(
    day: dt.date, start: int, end: int, zone: ZoneInfo, free: tuple[int, int] | None = None
) -> tuple[Span, ...]:
    """A shift as the pieces that are worked: one, or two around the free hours of a split shift."""
    if free is None:
        return (shift_span(day, start, end, zone),)
    if not start < free[0] < free[1] < end:
        raise ValueError(f"The break {free[0]} to {free[1]} does not lie inside {start} to {end}.")
    return (shift_span(day, start, free[0], zone), Span(moment(day, free[1], zone), moment(day, end, zone)))


def rest_minutes(end: dt.datetime, start: dt.datetime) -> int:
    """Real minutes between the end of one shift and the start of the next; below 0 where they overlap."""
    if end.tzinfo is None or start.tzinfo is None:
        raise ValueError("Rest is counted between moments with a time zone.")
    return (start.astimezone(dt.UTC) - end.astimezone(dt.UTC)) // _MINUTE


def minutes_by_date(pieces: Iterable[Span], zone: ZoneInfo) -> dict[dt.date, int]:
    """Real minutes by the calendar date on which they fall; what holiday pay is counted from."""
    found: dict[dt.date, int] = {}
    for piece in pieces:
        begin = piece.start
        while begin < piece.end:
            date = begin.astimezone(zone).date()
            until = min(piece.end, moment(date + dt.timedelta(days=1), 0, zone))
            found[date] = found.get(date, 0) + (until - begin) // _MINUTE
            begin = until
    return found


def paid_by_date(pieces: Iterable[Span], paid: int, zone: ZoneInfo) -> dict[dt.date, int]:
    """Paid minutes by calendar date, in proportion to the minutes there; their sum is `paid`."""
    there = minutes_by_date(pieces, zone)
    whole = sum(there.values())
    if not whole:
        return {}
    shares = {date: paid * minutes // whole for date, minutes in there.items()}
    by_remainder = sorted(there, key=lambda date: (-(paid * there[date] % whole), date))
    for date in by_remainder[: paid - sum(shares.values())]:
        shares[date] += 1
    return shares


def night_minutes(pieces: Iterable[Span], zone: ZoneInfo, night: tuple[int, int] = NIGHT) -> int:
    """Real minutes within the night, whose hours are wall times of the date on which it begins."""
    total = 0
    for piece in pieces:
        date = piece.start.astimezone(zone).date() - dt.timedelta(days=1)
        last = piece.end.astimezone(zone).date()
        while date <= last:
            total += piece.overlap(Span(moment(date, night[0], zone), moment(date, night[1], zone)))
            date += dt.timedelta(days=1)
    return total


def common_minutes(one: Kind, other: Kind) -> int:
    """Minutes of the hands that two kinds of one date have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def beside(kinds: Sequence[Kind]) -> tuple[tuple[int, ...], ...]:
    """For each kind those whose worker sits beside it for at least half of it (`Mentor.beside`)."""
    return tuple(
        tuple(
            place
            for place, other in enumerate(kinds)
            if common_minutes(kind, other) > 0 and 2 * common_minutes(kind, other) >= kind.end - kind.start
        )
        for kind in kinds
    )


def meeting(kinds: Sequence[Kind], least: int = 1) -> tuple[tuple[int, int], ...]:
    """Pairs of kinds with at least so many minutes in common (`Pair.kinds`)."""
    return tuple(
        (first, second)
        for first, one in enumerate(kinds)
        for second in range(first, len(kinds))
        if common_minutes(one, kinds[second]) >= least
    )


def short_rests(
    kinds: Sequence[Kind], least: int, day: dt.date, zone: ZoneInfo
) -> dict[int, tuple[int, ...]]:
    """For each kind of a date the kinds of the next date that begin after less than `least` real minutes.

    On the nights on which the clock changes the answer may be another one than on all others.
    """
    following = day + dt.timedelta(days=1)
    starts = [moment(following, kind.start, zone) for kind in kinds]
    found = {}
    for place, kind in enumerate(kinds):
        end = moment(day, kind.end, zone)
        then = tuple(other for other, start in enumerate(starts) if rest_minutes(end, start) < least)
        if then:
            found[place] = then
    return found
