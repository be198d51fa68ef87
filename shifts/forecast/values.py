"""What a forecast is asked and what it answers, as plain values."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Volumes by date, one number for each slot of the day in order; None is unknown, 0 is nobody.
History = Mapping[dt.date, Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Event:
    """A promotion from `first` to `last`, both included.

    Its lift is learned from past events of the same `kind`, day by day from the first. What somebody expects
    counts only where no event of the kind has volumes yet: `lift` for every slot (1.5 is half as much again),
    or `lifts` by day from the first (the last goes on), each with one factor or with factors that share the
    slots of the day evenly (24 of them are hours).
    """

    kind: str
    first: dt.date
    last: dt.date
    lift: float | None = None
    lifts: tuple[tuple[float, ...], ...] = ()

    def holds(self, day: dt.date) -> bool:
        """Whether a date lies in it."""
        return self.first <= day <= self.last

    def offset(self, day: dt.date) -> int:
        """Days since its first."""
        return (day - self.first).days

    def typed(self, day: dt.date, slots: int) -> list[float] | None:
        """The factors expected by slot on a date; None where nobody said any."""
        if self.lifts:
            factors = self.lifts[min(self.offset(day), len(self.lifts) - 1)]
            return [factors[at * len(factors) // slots] for at in range(slots)]
        return None if self.lift is None else [self.lift] * slots


def double_11(year: int, *, before: int = 0, after: int = 0) -> Event:
    """Double 11 of a year, 11 November, with so many days before and after it."""
    day, one = dt.date(year, 11, 11), dt.timedelta(days=1)
    return Event("double_11", day - before * one, day + after * one)


@dataclass(frozen=True, slots=True)
class SlotForecast:
    """Contacts expected in a slot, and the range in which four of five fell so far; None is unknown."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a day's figures rest on.

    `weeks` of history, `alike` days of the same weekday in it; `origins` past Mondays (or whatever weekday)
    from which the range was judged. For an event or a holiday: its name, how many past ones gave the lift,
    and the day's contacts over a plain day's (0 where that is unknown).
    """

    weeks: int
    alike: int
    origins: int = 0
    event: str = ""
    events_used: int = 0
    typed_lift: bool = False
    holiday: str = ""
    holidays_used: int = 0
    closed: bool = False
    lift: float = 0.0

    def words(self) -> str:
        """The same as sentences for the page."""
        if self.closed:
            return _("Closed on past holidays: no figure.")
        if not self.alike:
            return _("No such weekday in the history: no figure.")
        weeks = ngettext("%(n)s week", "%(n)s weeks", self.weeks) % {"n": self.weeks}
        alike = ngettext("%(n)s such weekday", "%(n)s such weekdays", self.alike) % {"n": self.alike}
        said = [_("From %(weeks)s with %(alike)s.") % {"weeks": weeks, "alike": alike}]
        if self.event:
            said.append(self._of_event())
        elif self.holiday and self.holidays_used:
            text = ngettext("Lift of %(n)s past holiday.", "Lift of %(n)s past holidays.", self.holidays_used)
            said.append(text % {"n": self.holidays_used} + self._factor())
        elif self.holiday:
            said.append(_("No past holiday to learn from: taken as a plain day."))
        if not self.origins:
            said.append(_("Too short a history for a range."))
        return " ".join(said)

    def _factor(self) -> str:
        """By how much a plain day is lifted, with a space before it."""
        return " " + _("×%(lift)s of a plain day.") % {"lift": f"{self.lift:.2f}"} if self.lift else ""

    def _of_event(self) -> str:
        """Where the lift of a promotion comes from."""
        if self.events_used:
            text = ngettext("Lift of %(n)s past event.", "Lift of %(n)s past events.", self.events_used)
            return text % {"n": self.events_used} + self._factor()
        if self.typed_lift:
            return _("Lift as typed in.") + self._factor()
        return _("No past event of this kind and no lift typed in: taken as a plain day.")


@dataclass(frozen=True, slots=True)
class DayForecast:
    """A date's slots in order."""

    day: dt.date
    slots: tuple[SlotForecast, ...]
    basis: Basis

    @property
    def total(self) -> float | None:
        """Contacts of the whole day; None where no slot is known."""
        known = [slot.value for slot in self.slots if slot.value is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the method did on the past: the sum of absolute errors over the sum of contacts (WAPE).

    `plain` is the same for the mean of the last four days of the same weekday, from the same `origins`.
    """

    origins: int = 0
    wape: float | None = None
    plain: float | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days asked for, in their order, and how far to trust them."""

    days: tuple[DayForecast, ...]
    judgement: Judgement = field(default_factory=Judgement)
