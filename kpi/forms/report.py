"""The form of the report page: from when to when, grouped how, which figures of whom."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi.forms.settings import Choices, day_input

BY: Choices = [
    ("agent", gettext_lazy("agent")),
    ("team", gettext_lazy("team")),
    ("store", gettext_lazy("store")),
]
PERIODS: Choices = [
    ("week", gettext_lazy("week")),
    ("month", gettext_lazy("month")),
    ("day", gettext_lazy("day")),
]
FORMATS: Choices = [("xlsx", "XLSX"), ("csv", "CSV")]
_SEARCHED = {"data-cs-select": ""}
LONGEST = dt.timedelta(days=5 * 366)


class ReportForm(forms.Form):
    """What the report shall show; sent by GET, so that a report is a link."""

    first = forms.DateField(label=gettext_lazy("From"), widget=day_input())
    last = forms.DateField(label=gettext_lazy("To"), widget=day_input())
    period = forms.ChoiceField(label=gettext_lazy("A row for each"), choices=PERIODS)
    by = forms.ChoiceField(label=gettext_lazy("and each"), choices=BY)
    metrics = forms.MultipleChoiceField(
        label=gettext_lazy("Metrics"), widget=forms.SelectMultiple(attrs=_SEARCHED)
    )
    team = forms.ChoiceField(label=gettext_lazy("Team"), required=False)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("People"), required=False, widget=forms.SelectMultiple(attrs=_SEARCHED)
    )
    store = forms.ChoiceField(label=gettext_lazy("Store"), required=False)
    attribution = forms.ChoiceField(label=gettext_lazy("Attribution rule"), required=False)

    def __init__(
        self,
        *args: Any,
        metrics: Choices,
        teams: Choices,
        people: Choices,
        stores: Choices,
        attributions: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        given = {
            "metrics": metrics,
            "team": teams,
            "people": people,
            "store": stores,
            "attribution": attributions,
        }
        for name, choices in given.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """From before to, and no more than five years."""
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and first > last:
            self.add_error("last", _("This day lies before the first one."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("A report spans five years at most."))
        return data


class ExportForm(forms.Form):
    """As which file."""

    format = forms.ChoiceField(choices=FORMATS)
