"""Shape of what is said about a roster."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cstm.formats import asked_date

FILLED = [
    ("rotation", _("from people's rotations")),
    ("copy", _("from another month, by weekday")),
    ("empty", _("empty")),
]


class MonthField(forms.CharField):
    """A month such as 2026-11."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"})

    def clean(self, value: Any) -> dt.date:
        """Its first day."""
        text = super().clean(value)
        found = asked_date(f"{text}-01")
        if found is None:
            raise forms.ValidationError(
                _("“%(text)s” is not a month. Write it like 2026-11.") % {"text": text}
            )
        return found


class RosterForm(forms.Form):
    """A new roster: which team, which month, from what."""

    team = forms.TypedChoiceField(label=_("Team"), coerce=int)
    month = MonthField(label=_("Month"))
    filled = forms.ChoiceField(label=_("Begin"), choices=FILLED)
    source = forms.TypedChoiceField(label=_("Copied month"), coerce=int, required=False, empty_value=None)
    requests_until = forms.DateField(
        label=_("Wishes until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, teams: Iterable[tuple[int, str]], sources: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["team"].choices = list(teams)
        fields["source"].choices = [("", "—"), *sources]

    def clean(self) -> dict[str, Any]:
        """A copy needs its source."""
        said = super().clean() or {}
        if said.get("filled") == "copy" and not said.get("source"):
            self.add_error("source", _("Choose the month to copy."))
        return said


class CellForm(forms.Form):
    """One cell, for a page without script."""

    agent = forms.IntegerField()
    day = forms.DateField()
    template = forms.IntegerField(required=False)
    desk = forms.IntegerField(required=False)
    revision = forms.IntegerField(min_value=0)


class PublishForm(forms.Form):
    """Publish, with a reason where rules are broken."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    anyway = forms.BooleanField(label=_("Publish anyway"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class SolveForm(forms.Form):
    """How long the solver may search, and from which seed."""

    seconds = forms.IntegerField(min_value=5, max_value=600, initial=60)
    seed = forms.IntegerField(min_value=1, max_value=10**6, required=False)


class SheetForm(forms.Form):
    """A sheet to look at, or a preview to take in."""

    file = forms.FileField(label=_("File"), required=False)
    empty_is_rest = forms.BooleanField(label=_("Empty cells are rest days"), required=False)
    sealed = forms.CharField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        said = super().clean() or {}
        if not said.get("file") and not said.get("sealed"):
            raise forms.ValidationError(_("Choose a file."))
        return said


class IllForm(forms.Form):
    """Who is away, from when to when, and which way out was chosen."""

    agent = forms.TypedChoiceField(label=_("Person"), coerce=int)
    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    way = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["agent"].choices = list(people)

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            raise forms.ValidationError(_("The period ends before it begins."))
        return said
