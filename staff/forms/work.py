"""Shapes of input about desks, certificates, contracts, exemptions, blocks of time and hourly rates."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.choices import BlockKind, Line
from staff.forms import OneOf, day_field
from staff.models import Agent, Certificate, Desk, Grade, Skill, Store

_SINCE, _STILL = _("Empty means since ever."), _("Empty means still.")


class Several(forms.ModelMultipleChoiceField):
    """Some of the rows that the view lets this person choose."""

    def __init__(self, queryset: Any, *, label: Any, required: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.SelectMultiple({"data-cs-select": ""}))
        super().__init__(queryset, label=label, required=required, **kwargs)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class DeskForm(forms.Form):
    """A desk, its stores and what it requires."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    line = forms.ChoiceField(label=_("Line"), choices=Line.choices)
    stores = Several(Store.objects.none(), label=_("Stores"))
    certificates = Several(
        Certificate.objects.all(),
        label=_("Certificates"),
        help_text=_("Only who holds all of them works here."),
    )
    skills = Several(Skill.objects.all(), label=_("Skills"))
    active = forms.BooleanField(
        label=_("In use"), required=False, initial=True, help_text=_("A closed desk keeps its past.")
    )

    def __init__(self, *args: Any, stores: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stores"]
        field.queryset = stores


class ServeDeskForm(forms.Form):
    """Who may be rostered to a desk, with dates."""

    people = Several(Agent.objects.none(), label=_("People"), required=True)
    valid_from = day_field(_("From"), help_text=_SINCE)
    valid_to = day_field(_("To"), help_text=_STILL)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = people


class DeskOfForm(forms.Form):
    """A desk of one person, with dates."""

    desk = OneOf(Desk.objects.filter(active=True), label=_("Desk"))
    valid_from = day_field(_("From"), help_text=_SINCE)
    valid_to = day_field(_("To"), help_text=_STILL)


class CertificateForm(forms.Form):
    """A certificate."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Letters, digits, dashes; it stays."))
    name_en = forms.CharField(label=_("English name"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=366,
        initial=0,
        help_text=_("So many days after its last day it still opens the gate."),
    )


class QualificationForm(forms.Form):
    """A certificate of one person, with dates."""

    certificate = OneOf(Certificate.objects.all(), label=_("Certificate"))
    valid_from = day_field(_("From"), required=True)
    valid_to = day_field(_("To"), help_text=_STILL)
    source = forms.CharField(
        label=_("Where it comes from"),
        max_length=80,
        required=False,
        help_text=_("Such as a test or a list."),
    )


class WithdrawForm(forms.Form):
    """From when on a certificate counts no longer."""

    on = day_field(_("First day without it"), required=True)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Kept in the audit trail.")
    )


class ContractForm(forms.Form):
    """Hours a week, with dates."""

    hours = forms.DecimalField(
        label=_("Hours a week"), min_value=0, max_value=168, decimal_places=2, initial=Decimal(40)
    )
    valid_from = day_field(_("From"), help_text=_SINCE)
    valid_to = day_field(_("To"), help_text=_STILL)


class ExemptForm(forms.Form):
    """The dates of an exemption. There is no field for a reason, on purpose."""

    valid_from = day_field(_("From"), required=True)
    valid_to = day_field(_("To"), required=True)


class BlockForm(forms.Form):
    """Time in which a person is away, or busy within a shift."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=BlockKind.choices,
        help_text=_("Away: no shift may be given. Busy: paid, inside a shift, off the chats."),
    )
    start_at = _moment(_("Start"))
    end_at = _moment(_("End"))
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("Only of busy time, such as a meeting; an absence keeps no reason."),
    )


class RateForm(forms.Form):
    """What an hour of a grade costs from a date on."""

    grade = OneOf(Grade.objects.all(), label=_("Grade"))
    amount = forms.DecimalField(label=_("Amount an hour"), min_value=0, max_digits=10, decimal_places=2)
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), initial="CNY")
    valid_from = day_field(_("From"), help_text=_SINCE)
