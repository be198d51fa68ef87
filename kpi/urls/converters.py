"""How values are written in addresses; each file of routes imports this first."""

import datetime as dt

from django.urls import register_converter


class DayConverter:
    """A date in a URL, written 2026-11-21."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        """Raises ValueError (no match, 404) for a day that no month has."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        """The date as text."""
        return value.isoformat()


register_converter(DayConverter, "day")
