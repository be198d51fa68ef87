"""Shapes of the settings of leave."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class StepsField(forms.CharField):
    """Lines such as `10: 10`: whole days a year from so many years of service on."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            widget=forms.Textarea({"rows": 4, "placeholder": "1: 5\n10: 10\n20: 15"}), required=False, **more
        )

    def to_python(self, value: Any) -> Any:
        """Pairs of years and days; an error names the line."""
        steps = []
        for number, line in enumerate(str(value or "").splitlines(), start=1):
            if not line.strip():
                continue
            years, sep, days = line.replace("：", ":").partition(":")
            if not (sep and years.strip().isdecimal() and days.strip().isdecimal()):
                raise forms.ValidationError(
                    gettext("Line %(n)s is not like 10: 10 (years of service, a colon, days a year).")
                    % {"n": number}
                )
            steps.append([int(years), int(days)])
        return steps

    def prepare_value(self, value: Any) -> Any:
        """Pairs as lines."""
        return "\n".join(f"{years}: {days}" for years, days in value) if isinstance(value, list) else value


class LeaveTypeForm(forms.Form):
    """A type of leave."""

    code = forms.SlugField(
        label=_("Code"), max_length=30, help_text=_("For the API; it never changes. Small letters.")
    )
    name_en = forms.CharField(label=_("English name"), max_length=60)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    has_balance = forms.BooleanField(label=_("Has a balance of half days"), required=False)
    needs_paper = forms.BooleanField(label=_("Needs a paper before it is approved"), required=False)
    paid = forms.BooleanField(label=_("Is paid"), required=False)
    accrual = StepsField(
        label=_("What a year earns"),
        help_text=_("A line a step: years of service, a colon, days a year. Empty: nothing by itself."),
    )
    active = forms.BooleanField(label=_("May be asked for"), required=False, initial=True)

    def __init__(self, *args: Any, fixed_code: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if fixed_code:
            del self.fields["code"]


class GrantForm(forms.Form):
    """The year whose leave is granted."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
