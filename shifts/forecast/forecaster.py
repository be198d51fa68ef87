"""The one call: volumes of days to come from volumes that were."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.forecast.judging import Range, judge
from shifts.forecast.method import Answer, answer
from shifts.forecast.plain import Table, table
from shifts.forecast.values import DayForecast, Event, Forecast, History, Judgement, SlotForecast

LONGEST_DAYS = 550


def forecast(
    history: History,
    days: Sequence[dt.date],
    *,
    holidays: Mapping[dt.date, str] | Collection[dt.date] = (),
    events: Sequence[Event] = (),
    judged: bool = True,
) -> Forecast:
    """Contacts by slot of the days asked, each with the range in which four of five slots fell so far.

    `history` maps dates to volumes by slot, as many for each date (24 hours, 48 half hours, or the hours of
    business); None is unknown. Days asked must come after it. `holidays` and `events` name past and coming
    ones alike: past ones teach, and are kept out of plain days. Without `judged` no range is worked out,
    which is several times quicker.
    """
    known = _known(history)
    if known.days and any(day <= known.days[-1] for day in days):
        raise DomainError(_("The days to forecast must come after the last day with volumes."))
    named = holidays if isinstance(holidays, Mapping) else dict.fromkeys(holidays, _("Public holiday"))
    _check_events(events)
    if not known.days:
        raise DomainError(_("There are no volumes to forecast from."))
    found = answer(known, days, named, events)
    judgement, span = judge(known, named, events) if judged else (Judgement(), None)
    return Forecast(_days(days, found, span, judgement.origins if span else 0), judgement)


def _known(history: History) -> Table:
    """The history as a block, its last days only; a clear refusal of what cannot be one."""
    widths = {len(slots) for slots in history.values()}
    if len(widths) > 1:
        raise DomainError(_("Every day of the history must have the same number of slots."))
    for day, slots in history.items():
        if any(slot is not None and not 0 <= slot < float("inf") for slot in slots):
            raise DomainError(_("Volumes of %(day)s: a volume is a number from 0 up.") % {"day": day})
    known = table(history)
    if not known.days:
        return known
    oldest = known.days[-1] - dt.timedelta(days=LONGEST_DAYS)
    return known.only({day for day in known.days if day > oldest})


def _check_events(events: Sequence[Event]) -> None:
    """Dates in order, lifts above 0."""
    for event in events:
        if event.last < event.first:
            raise DomainError(_("The event %(kind)s ends before it begins.") % {"kind": event.kind})
        said = [factor for day in event.lifts for factor in day]
        said += [] if event.lift is None else [event.lift]
        if not all(0 < factor <= 100 for factor in said) or not all(event.lifts):
            text = _("The lift of the event %(kind)s must lie above 0 and be at most 100.")
            raise DomainError(text % {"kind": event.kind})


def _days(
    days: Sequence[dt.date], found: Answer, span: Range | None, origins: int
) -> tuple[DayForecast, ...]:
    """The answer as values."""
    low = high = np.full(found.volumes.shape, np.nan)
    if span is not None:
        low, high = span.about(found.volumes, found.variance)
    return tuple(
        DayForecast(
            day,
            tuple(
                SlotForecast(_number(value), _number(least), _number(most))
                for value, least, most in zip(found.volumes[at], low[at], high[at], strict=True)
            ),
            replace(found.basis[at], origins=origins),
        )
        for at, day in enumerate(days)
    )


def _number(value: float) -> float | None:
    """A float, or None for what is unknown."""
    return None if np.isnan(value) else float(value)
