"""Shape of what is assumed: a forecast's span, a desk's staffing, the calculator, a what-if."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shifts.forms.demand import ClockField
from shifts.selectors.staffing_plan import Assumptions

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CHATS = [("1", _("1 chat: 1")), ("2", _("2 chats: 1.7")), ("3", _("3 chats: 2.5"))]
CHATS += [("4", _("4 chats: 2.9")), ("5", _("5 chats: 3.5"))]
FACTORS = {"1": 1.0, "2": 1.7, "3": 2.5, "4": 2.9, "5": 3.5}
_SECONDS = 30 * 86_400


def _percent(label: Any, least: float, most: float, **more: Any) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=least, max_value=most, required=False, **more)


class SpanForm(forms.Form):
    """First and last day."""

    first = forms.DateField(label=_("First day"), widget=_DAY)
    last = forms.DateField(label=_("Last day"), widget=_DAY)

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            raise forms.ValidationError(_("The period ends before it begins."))
        return said


class PlanFields(forms.Form):
    """What is assumed beside volumes; shares are typed in percent."""

    aht = forms.FloatField(
        label=_("Handling time (s)"), min_value=1, max_value=_SECONDS, required=False,
        help_text=_("Empty: each slot's own from the logs."),
    )  # fmt: skip
    chats = forms.ChoiceField(
        label=_("Chats at once: factor"), choices=CHATS, initial="1",
        help_text=_("The factor divides the handling time; chats side by side take longer each."),
    )  # fmt: skip
    level = _percent(_("Service level (%)"), 1, 99.9, initial=80)
    within = forms.FloatField(
        label=_("answered within (s)"), min_value=0, max_value=86_400, initial=20, required=False
    )
    wait = forms.FloatField(
        label=_("Average wait at most (s)"), min_value=0.1, max_value=86_400, required=False
    )
    occupancy = _percent(_("Busy at most (%)"), 1, 100)
    patience = forms.FloatField(
        label=_("Patience (s)"), min_value=1, max_value=_SECONDS, required=False,
        help_text=_("Average time after which customers leave. Empty: they wait."),
    )  # fmt: skip
    shrinkage = _percent(
        _("Shrinkage (%)"), 0, 95, initial=0, help_text=_("Breaks, training, leave: share of the time away.")
    )
    share = _percent(
        _("Share of the contacts (%)"), 0.1, 100, initial=100,
        help_text=_("What part of the stores' contacts reaches this desk."),
    )  # fmt: skip
    begin = ClockField(label=_("Hours from"), initial="08:00")
    end = ClockField(label=_("until"), initial="26:00")

    def clean(self) -> dict[str, Any]:
        """A target is named."""
        said = super().clean() or {}
        if not self.errors and not (said.get("level") or said.get("wait") or said.get("occupancy")):
            raise forms.ValidationError(_("Name a service level, an average wait or an occupancy to meet."))
        return said

    @property
    def plan(self) -> Assumptions:
        """The same as a value."""
        said = self.cleaned_data

        def part(name: str) -> float | None:
            return None if said[name] is None else round(said[name] / 100, 6)

        return Assumptions(
            share=part("share") or 1.0,
            aht=said["aht"],
            factor=FACTORS[said["chats"]],
            level=part("level"),
            within=20.0 if said["within"] is None else said["within"],
            wait=said["wait"],
            occupancy=part("occupancy"),
            patience=said["patience"],
            shrinkage=part("shrinkage") or 0.0,
            begin=said["begin"],
            end=said["end"],
        )


class ComputeForm(PlanFields, SpanForm):
    """Needs from a forecast."""

    replace_typed = forms.BooleanField(label=_("Replace figures that somebody typed"), required=False)
    field_order = ("first", "last")


class WhatIfForm(PlanFields, SpanForm):
    """A plan for some days, and what is tried beside it."""

    lift = forms.FloatField(
        label=_("Volume × lift"), min_value=0, max_value=100, initial=1, required=False,
        help_text=_("1.5 is half as much again."),
    )  # fmt: skip
    new_aht = forms.FloatField(
        label=_("Other handling time (s)"), min_value=1, max_value=_SECONDS, required=False
    )
    new_chats = forms.ChoiceField(
        label=_("Other chats at once"), choices=[("", _("as below")), *CHATS], required=False
    )
    who: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        None, label=_("People away"), required=False, widget=forms.SelectMultiple({"data-cs-select": ""}),
        help_text=_("Their shifts are missing."),
    )  # fmt: skip
    away = forms.IntegerField(
        label=_("Heads away in every hour"), min_value=0, max_value=1000, initial=0, required=False
    )
    overtime = forms.BooleanField(
        label=_("Missing hours are paid as overtime"), required=False, initial=True,
        help_text=_("Workdays then cost 1.5 times the rate, rest days twice, public holidays three times."),
    )  # fmt: skip
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80, required=False)
    field_order = ("first", "last", "lift", "new_aht", "new_chats", "who", "away", "overtime")

    def __init__(self, *args: Any, people: Any, keep: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["who"]
        who.queryset = people
        if not keep:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """A month at most."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if isinstance(first, dt.date) and isinstance(last, dt.date) and (last - first).days > 30:
            raise forms.ValidationError(_("At most 31 days are tried at once."))
        return said


class CalculatorForm(forms.Form):
    """One interval, as the command takes it."""

    volume = forms.FloatField(
        label=_("Contacts in the interval"), min_value=0, max_value=10_000_000, initial=120
    )
    interval = forms.FloatField(label=_("Interval (min)"), min_value=1, max_value=43_200, initial=30)
    aht = forms.FloatField(label=_("Handling time (s)"), min_value=1, max_value=_SECONDS, initial=180)
    chats = forms.ChoiceField(label=_("Chats at once: factor"), choices=CHATS, initial="1")
    agents = forms.IntegerField(
        label=_("Agents"), min_value=0, max_value=5_000_000, required=False,
        help_text=_("With a number the figures are for it; empty: the fewest that meet the target."),
    )  # fmt: skip
    level = _percent(_("Service level (%)"), 1, 99.9, initial=80)
    within = forms.FloatField(
        label=_("answered within (s)"), min_value=0, max_value=86_400, initial=20, required=False
    )
    wait = forms.FloatField(
        label=_("Average wait at most (s)"), min_value=0.1, max_value=86_400, required=False
    )
    occupancy = _percent(_("Busy at most (%)"), 1, 100)
    patience = forms.FloatField(label=_("Patience (s)"), min_value=1, max_value=_SECONDS, required=False)
    shrinkage = _percent(_("Shrinkage (%)"), 0, 95, initial=0)
