"""What dates are: the published calendar with the house's edits."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import get_language

from shifts.models import CalendarDay
from shifts.rules.calendar import CalendarDate, date_kinds


def edits(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The house's edits of a span, by date."""
    return dict(edit_rows(first, last).values_list("day", "kind"))


def edit_rows(first: dt.date, last: dt.date) -> "QuerySet[CalendarDay]":
    """The house's edits of a span, as rows."""
    return CalendarDay.objects.filter(day__gte=first, day__lte=last)


def dates(
    first: dt.date, last: dt.date, edited: dict[dt.date, str] | None = None
) -> tuple[CalendarDate, ...]:
    """What each date of a span is, with holidays named in the reader's language; one query, or none where
    the house's edits were read already."""
    language = get_language() or "en"
    known = edits(first, last) if edited is None else edited
    return date_kinds(first, (last - first).days + 1, known, language)
