"""Shapes of what is said about attendance, overtime, handover and dispatch."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cstm.formats import asked_date
from shifts.choices import DayKind, HandoverKind, PunchKind
from staff.choices import BlockSource


def day_field(label: Any) -> forms.DateField:
    """A date with the browser's own picker."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:
    """A moment with the browser's own picker, by the site's clock."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget)


class _OfPeople(forms.Form):
    """A form with a choice among the people whom the view lets this person choose."""

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("agent") or self.fields["agents"]
        field.queryset = people


class _Searchable(forms.Select):
    def __init__(self) -> None:
        super().__init__({"data-cs-select": ""})


def _person() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(None, label=_("Person"), widget=_Searchable)


class ExplainForm(forms.Form):
    """Why somebody was late or away, with a paper."""

    reason = forms.CharField(label=_("What happened"), max_length=300, widget=forms.Textarea({"rows": 3}))
    paper = forms.FileField(
        label=_("Paper (PDF, PNG or JPEG, 5 MB at most)"),
        required=False,
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class AnswerForm(forms.Form):
    """The leader's answer."""

    excused = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("excused")), ("no", _("not excused"))],
        coerce=lambda word: word == "yes",
    )
    words = forms.CharField(label=_("Answer"), max_length=300, required=False)


class PunchForm(_OfPeople):
    """When somebody came or went, entered by hand."""

    agent = _person()
    at = moment_field(_("Time"))
    kind = forms.ChoiceField(label=_("Kind"), choices=PunchKind.choices)
    reason = forms.CharField(label=_("Why by hand"), max_length=200)


class TimesFileForm(forms.Form):
    """A sheet of clocked times."""

    file = forms.FileField(label=_("Sheet (CSV or XLSX)"), widget=forms.FileInput({"data-cs-drop": ""}))


class OvertimeForm(_OfPeople):
    """Overtime written down by hand."""

    agent = _person()
    day = day_field(_("Date"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440)
    day_kind = forms.ChoiceField(label=_("Kind of day"), choices=DayKind.choices)
    reason = forms.CharField(label=_("What for"), max_length=200)


class HandoverForm(forms.Form):
    """Something that stays open for the next shift."""

    store: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Store"), widget=_Searchable)
    kind = forms.ChoiceField(label=_("Kind"), choices=HandoverKind.choices)
    title = forms.CharField(label=_("What is open"), max_length=120)
    text = forms.CharField(
        label=_("Details"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4})
    )
    buyer = forms.CharField(label=_("Buyer"), max_length=80, required=False)
    order_no = forms.CharField(label=_("Order number"), max_length=60, required=False)
    due_at = moment_field(_("Due at"), required=False)

    def __init__(self, *args: Any, stores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["store"]
        field.queryset = stores


class MoveForm(_OfPeople):
    """Send somebody to another desk for a part of a date."""

    agent = _person()
    day = day_field(_("Date"))
    desk: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Desk"), widget=_Searchable)
    start_at = moment_field(_("From"))
    end_at = moment_field(_("To"))
    why = forms.CharField(label=_("What for"), max_length=120, required=False)

    def __init__(self, *args: Any, desks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["desk"]
        field.queryset = desks


class MeetForm(_OfPeople):
    """A training or a meeting of several people."""

    agents: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        None, label=_("People"), widget=forms.SelectMultiple({"data-cs-select": ""})
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(BlockSource.TRAINING, _("training")), (BlockSource.MEETING, _("meeting"))],
    )
    start_at = moment_field(_("From"))
    end_at = moment_field(_("To"))
    title = forms.CharField(label=_("What about"), max_length=120)


def asked_day(text: str, usual: dt.date) -> dt.date:
    """The date of a query value; the usual one for nothing and for what is no date."""
    return asked_date(text) or usual
