"""Shapes of what is said about the fairness ledger."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shifts.choices import Burden


class AdjustForm(forms.Form):
    """Somebody's balance set right, with a reason."""

    agent: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Person"), widget=forms.Select({"data-cs-select": ""})
    )
    burden = forms.ChoiceField(label=_("What is counted"), choices=Burden.choices)
    amount = forms.DecimalField(
        label=_("Owes more (+) or less (−)"),
        min_value=Decimal(-31),
        max_value=Decimal(31),
        decimal_places=2,
        help_text=_("In whole evenings, nights or days, such as 1 or -0.5."),
    )
    reason = forms.CharField(label=_("Reason, seen by the team"), max_length=200)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agent"]
        field.queryset = people
