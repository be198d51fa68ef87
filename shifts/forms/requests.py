"""Forms of leave, wishes and open shifts."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cstm.formats import asked_date
from shifts.choices import ClaimMode, WishKind
from shifts.models import LeaveType, ShiftTemplate
from staff.models import Desk


class DateField(forms.DateField):
    """A date by the browser's own picker, always written as 2026-11-24."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d"], **more)


class LeaveTypeField(forms.ModelChoiceField):
    """A type of leave, with a word where it asks for a paper."""

    def label_from_instance(self, obj: Any) -> str:
        """The option's text."""
        return gettext("%(type)s (needs a paper)") % {"type": obj} if obj.needs_paper else str(obj)


class LeaveForm(forms.Form):
    """Leave from a date to a date."""

    type = LeaveTypeField(LeaveType.objects.filter(active=True), label=_("Type of leave"))
    first = DateField(label=_("First day"))
    last = DateField(label=_("Last day"))
    from_noon = forms.BooleanField(label=_("The first day from noon only"), required=False)
    until_noon = forms.BooleanField(label=_("The last day until noon only"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300, help_text=_("Seen by who decides, by nobody else.")
    )
    paper = forms.FileField(
        label=_("Paper"),
        required=False,
        help_text=_(
            "A type that needs a paper is approved once it is there; you may attach it later. "
            "PDF, PNG or JPEG, at most 5 MB."
        ),
    )


class BalanceForm(forms.Form):
    """A balance set right by hand."""

    type = forms.ModelChoiceField(
        LeaveType.objects.filter(active=True, has_balance=True), label=_("Type of leave")
    )
    half_days = forms.IntegerField(label=_("Half days"), help_text=_("2 is a day; below zero takes away."))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class WishForm(forms.Form):
    """A day off or a shift on a date."""

    day = DateField(label=_("Date"))
    kind = forms.ChoiceField(label=_("I ask for"), choices=WishKind.choices)
    template = forms.ModelChoiceField(
        ShiftTemplate.objects.none(), label=_("Which shift"), required=False, empty_label=_("any shift")
    )
    weight = forms.TypedChoiceField(
        label=_("How much it matters"),
        coerce=int,
        choices=[(1, _("would be nice")), (2, _("matters")), (3, _("matters very much"))],
        initial=2,
    )

    def __init__(self, *args: Any, templates: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]


class OpenShiftForm(forms.Form):
    """A shift to offer."""

    day = DateField(label=_("Date"))
    template = forms.ModelChoiceField(ShiftTemplate.objects.none(), label=_("Shift"))
    desk = forms.ModelChoiceField(Desk.objects.filter(active=True), label=_("Desk"), required=False)
    heads = forms.IntegerField(label=_("Heads"), min_value=1, max_value=99, initial=1)
    mode = forms.ChoiceField(label=_("Who gets it"), choices=ClaimMode.choices)
    until = forms.DateTimeField(
        label=_("Claims until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )

    def __init__(self, *args: Any, templates: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]

    def faults(self) -> str:
        """What is wrong, as one sentence for a toast's place."""
        return " ".join(
            f"{self.fields[name].label}: {error}" for name, errors in self.errors.items() for error in errors
        )


def asked_day(text: str, default: dt.date) -> dt.date:
    """A date out of an address; the default for what is none."""
    return asked_date(text) or default
