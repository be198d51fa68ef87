"""Shape of what is said about needs: figures by weekday, by date, by interval; copies; sheets; volumes."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shifts.forms.rosters import MonthField
from shifts.models import Need, ShiftTemplate

MOST = 2000
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Heads(forms.IntegerField):
    """A number of heads, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"min": "0", "max": str(MOST), "inputmode": "numeric", "class": "form-control"}
        widget = forms.NumberInput(attrs=attrs)
        super().__init__(required=False, min_value=0, max_value=MOST, widget=widget, **kwargs)


class PatternForm(forms.Form):
    """Heads by template and weekday."""

    def __init__(self, *args: Any, templates: Iterable[ShiftTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = list(templates)
        for each in self.templates:
            for weekday in range(7):
                self.fields[f"t{each.pk}_{weekday}"] = Heads(label=str(each))

    @property
    def heads(self) -> dict[tuple[int, int], int | None]:
        """Heads by template and weekday; None says nothing."""
        return {
            (each.pk, weekday): self.cleaned_data[f"t{each.pk}_{weekday}"]
            for each in self.templates
            for weekday in range(7)
        }

    @property
    def rows(self) -> list[tuple[ShiftTemplate, list[Any]]]:
        """Templates with their seven fields."""
        return [(each, [self[f"t{each.pk}_{weekday}"] for weekday in range(7)]) for each in self.templates]


class DayForm(forms.Form):
    """A date's heads by template, and by the intervals that stand."""

    def __init__(
        self, *args: Any, templates: Iterable[ShiftTemplate], intervals: Iterable[Need], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.templates, self.intervals = list(templates), list(intervals)
        for each in self.templates:
            self.fields[f"t{each.pk}"] = Heads(label=str(each))
        for need in self.intervals:
            self.fields[f"i{need.start}"] = Heads(label=str(need.start))

    @property
    def by_template(self) -> dict[int, int | None]:
        """Heads by template."""
        return {each.pk: self.cleaned_data[f"t{each.pk}"] for each in self.templates}

    @property
    def by_start(self) -> dict[int, int | None]:
        """Heads by the intervals' starts."""
        return {need.start or 0: self.cleaned_data[f"i{need.start}"] for need in self.intervals}


class ClockField(forms.CharField):
    """A time of a date such as 08:30; until 48:00, for the night after belongs to the date."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"placeholder": "08:30", "inputmode": "numeric"}))
        super().__init__(max_length=5, **kwargs)

    def clean(self, value: Any) -> int:
        """Minutes after the date's midnight."""
        text = super().clean(value)
        hour, _colon, minute = text.replace("：", ":").partition(":")
        if hour.isdecimal() and (minute or "0").isdecimal():
            found = int(hour) * 60 + int(minute or 0)
            if int(minute or 0) < 60 and found <= 2880:
                return found
        raise forms.ValidationError(
            _("“%(text)s” is not a time. Write it like 08:30; 26:00 is 02:00 of the night after.")
            % {"text": text}
        )


class SpreadForm(forms.Form):
    """The same heads for all intervals of a stretch of a date."""

    start = ClockField(label=_("From"))
    end = ClockField(label=_("Until"))
    minutes = forms.TypedChoiceField(
        label=_("Interval"), coerce=int, choices=[(30, _("30 minutes")), (60, _("60 minutes"))], initial=60
    )
    heads = forms.IntegerField(label=_("Heads"), min_value=0, max_value=MOST)


class CopyForm(forms.Form):
    """A week whose figures the other days of a month shall have."""

    week = forms.DateField(label=_("A day of the week to copy"), widget=_DAY)
    month = MonthField(label=_("Into the month"))
    replace = forms.BooleanField(label=_("Replace dates that have figures of their own"), required=False)

    @property
    def monday(self) -> dt.date:
        """The week's first day."""
        day: dt.date = self.cleaned_data["week"]
        return day - dt.timedelta(days=day.weekday())


class SheetInForm(forms.Form):
    """A sheet of needs or volumes."""

    file = forms.FileField(label=_("File"))


class VolumesForm(forms.Form):
    """What a store was asked in each hour of a date, typed by hand; an empty hour is unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for hour in range(24):
            attrs = {"min": "0", "max": "1000000", "inputmode": "numeric", "class": "form-control"}
            self.fields[f"h{hour}"] = forms.IntegerField(
                label=f"{hour:02d}:00", required=False, min_value=0, max_value=1_000_000,
                widget=forms.NumberInput(attrs=attrs),
            )  # fmt: skip

    @property
    def by_hour(self) -> dict[int, int | None]:
        """Contacts by hour of the clock."""
        return {hour: self.cleaned_data[f"h{hour}"] for hour in range(24)}
