"""The due clock of cases: it runs while a store is open, and stands still outside its hours. Pure functions.

Times of a date are minutes after the midnight that begins it; a span may run past the next midnight (17:00
to 02:00 is 1020 to 1560) and belongs to the date on which it begins. Moments come out in UTC and what lies
between two of them is real time: a day on which the clocks are changed has 23 or 25 hours.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

Spans = tuple[tuple[int, int], ...]
DAY = 1440
ALL_DAY: Spans = ((0, DAY),)
# A store that does not open within two years has no due time.
HORIZON = 731
_ONE = dt.timedelta(days=1)
_NONE = dt.timedelta()


@dataclass(frozen=True, slots=True)
class Hours:
    """When a store is open: by weekday (0 is Monday), and on special dates instead of that.

    No weekday at all means day and night. A special date without spans is closed; what began the evening
    before still runs to its end.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Spans] = field(default_factory=dict)
    special: Mapping[dt.date, Spans] = field(default_factory=dict)

    def spans_of(self, day: dt.date) -> Spans:
        """The spans that begin on a date."""
        if day in self.special:
            return self.special[day]
        return self.weekly.get(day.weekday(), ()) if self.weekly else ALL_DAY


def moment(day: dt.date, minute: int, zone: ZoneInfo) -> dt.datetime:
    """The moment at which the wall clock of a date shows `minute`, in UTC.

    A time that the clock skips in spring is as long after the last one before it; of a time that it shows
    twice in autumn the first is meant.
    """
    days, rest = divmod(minute, DAY)
    wall = dt.datetime.combine(day + dt.timedelta(days=days), dt.time(rest // 60, rest % 60), zone)
    return wall.astimezone(dt.UTC)


def due_at(start: dt.datetime, work: dt.timedelta, hours: Hours) -> dt.datetime | None:
    """The moment at which a store has been open for `work` since `start`; None where it never opens.

    Raises ValueError for a start without a zone or less than no time.
    """
    _aware(start)
    if work < _NONE:
        raise ValueError("Less than no time cannot be waited for.")
    if work == _NONE:
        return start.astimezone(dt.UTC)
    left = work
    first = start.astimezone(hours.zone).date() - _ONE
    for begin, end in _open(hours, first, first + HORIZON * _ONE, start):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None


def open_time(start: dt.datetime, end: dt.datetime, hours: Hours) -> dt.timedelta:
    """How long the store was open between two moments; nothing where the end does not lie later."""
    _aware(start)
    _aware(end)
    first = start.astimezone(hours.zone).date() - _ONE
    last = end.astimezone(hours.zone).date()
    return sum(
        (max(_NONE, min(close, end) - begin) for begin, close in _open(hours, first, last, start)), _NONE
    )


def is_open(at: dt.datetime, hours: Hours) -> bool:
    """Is the store open at a moment? The last moment of a span is closed."""
    _aware(at)
    day = at.astimezone(hours.zone).date()
    return any(begin <= at < end for begin, end in _open(hours, day - _ONE, day, at))


def business_day(at: dt.datetime, begins: dt.time, zone: ZoneInfo) -> dt.date:
    """The store's business date of a moment: before its day begins it is still the date before."""
    _aware(at)
    local = at.astimezone(zone)
    return local.date() - _ONE if local.time() < begins else local.date()


def _open(
    hours: Hours, first: dt.date, last: dt.date, since: dt.datetime
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Open time after a moment, in order and never twice, of spans that begin from `first` to `last`."""
    reached = since.astimezone(dt.UTC)
    day = first
    while day <= last:
        for opens, closes in sorted(hours.spans_of(day)):
            begin = max(reached, moment(day, opens, hours.zone))
            end = moment(day, closes, hours.zone)
            if end > begin:
                yield begin, end
                reached = end
        day += _ONE


def _aware(at: dt.datetime) -> None:
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone.")
