"""Shapes of input about when a store serves."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from cstm.formats import is_chinese
from staff.forms import day_field

_ZH = "一二三四五六日"


def _time(label: Any, *, required: bool = False) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"),
    )


class WeekHoursForm(forms.Form):
    """Opening and closing time of each weekday; a weekday without times is closed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(7):
            self.fields[f"opens_{day}"] = _time(_("opens"))
            self.fields[f"closes_{day}"] = _time(_("closes"))

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Name of the weekday with its two fields."""
        names = [f"周{_ZH[day]}" if is_chinese() else str(WEEKDAYS[day]) for day in range(7)]
        return [(names[day], self[f"opens_{day}"], self[f"closes_{day}"]) for day in range(7)]

    def clean(self) -> dict[str, Any]:
        """Both times of a weekday, or neither."""
        said = super().clean() or {}
        for day in range(7):
            if (said.get(f"opens_{day}") is None) != (said.get(f"closes_{day}") is None):
                self.add_error(f"opens_{day}", _("Give both times, or none for a closed day."))
        return said

    def week(self) -> dict[int, tuple[dt.time, dt.time] | None]:
        """What was said, by weekday."""
        said = self.cleaned_data
        return {
            day: (said[f"opens_{day}"], said[f"closes_{day}"]) if said[f"opens_{day}"] is not None else None
            for day in range(7)
        }


class StoreDayForm(forms.Form):
    """A date with other times, or closed."""

    day = day_field(_("Date"), required=True)
    name = forms.CharField(label=_("What it is"), max_length=60, required=False)
    opens = _time(_("Opens"))
    closes = _time(_("Closes"))
    everywhere = forms.BooleanField(label=_("Every store"), required=False)

    def __init__(self, *args: Any, may_set_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closes"].help_text = _("Leave both times empty for a closed day.")
        if not may_set_all:
            del self.fields["everywhere"]

    def clean(self) -> dict[str, Any]:
        """Both times, or neither."""
        said = super().clean() or {}
        if (said.get("opens") is None) != (said.get("closes") is None):
            self.add_error("closes", _("Give both times, or none for a closed day."))
        return said

    def times(self) -> tuple[dt.time, dt.time] | None:
        """What was said; None for closed."""
        said = self.cleaned_data
        return (said["opens"], said["closes"]) if said.get("opens") is not None else None
