"""What dates are: the published calendar with the house's edits."""

import datetime as dt

from django.utils.translation import get_language

from shifts.models import CalendarDay
from shifts.rules.calendar import CalendarDate, date_kinds


def edits(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The house's edits of a span, by date."""
    rows = CalendarDay.objects.filter(day__gte=first, day__lte=last)
    return dict(rows.values_list("day", "kind"))


def dates(first: dt.date, last: dt.date) -> tuple[CalendarDate, ...]:
    """What each date of a span is, with holidays named in the reader's language; one query."""
    language = get_language() or "en"
    return date_kinds(first, (last - first).days + 1, edits(first, last), language)
