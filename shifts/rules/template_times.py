"""The times of a shift template: wall clock words to minutes and back, and the minutes that are paid."""

import datetime as dt
from dataclasses import dataclass

DAY = 1440


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes after the midnight that begins the shift's date; beyond 1440 lies the next day."""

    start: int
    end: int
    break_start: int | None = None
    break_end: int | None = None
    meal_start: int | None = None
    meal_end: int | None = None
    meal_minutes: int = 0
    curfew: int | None = None

    @property
    def there(self) -> int:
        """Minutes from start to end without the free hours of a split shift."""
        free = 0
        if self.break_start is not None and self.break_end is not None:
            free = self.break_end - self.break_start
        return self.end - self.start - free

    @property
    def counted(self) -> int:
        """Paid minutes where a house says nothing else: those there without the meal."""
        return max(0, self.there - self.meal_minutes)


def minute_of(time: dt.time, start: dt.time | None = None) -> int:
    """A wall time as minutes; one that lies before the start (or is an end like it) is of the next day."""
    minute = time.hour * 60 + time.minute
    if start is not None and minute <= start.hour * 60 + start.minute:
        minute += DAY
    return minute


def inner_minute_of(time: dt.time, start: dt.time) -> int:
    """A wall time within a shift as minutes; what lies before the start is of the next day."""
    minute = time.hour * 60 + time.minute
    return minute if minute >= start.hour * 60 + start.minute else minute + DAY


def time_of(minute: int | None) -> dt.time | None:
    """The wall time of a minute."""
    return None if minute is None else dt.time(minute % DAY // 60, minute % 60)


def clock(minute: int) -> str:
    """The wall time of a minute as 17:00; the midnight that ends the date is 24:00."""
    if minute == DAY:
        return "24:00"
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"
