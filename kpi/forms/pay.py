"""Forms of pay: plans and their tables, bonuses, settings, deductions, answers."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi.choices.pay import DeductionReason, Share
from kpi.forms.settings import day_input
from kpi.models import PaySettings

Choices = list[tuple[Any, Any]]


class MonthField(forms.CharField):
    """A month as browsers write it, 2026-10; its first day."""

    widget = forms.TextInput(attrs={"type": "month"})

    def clean(self, value: Any) -> Any:
        """The month's first day."""
        text = super().clean(value)
        try:
            return dt.date.fromisoformat(f"{text}-01") if text else None
        except ValueError:
            raise ValidationError(gettext("Write a month as 2026-10.")) from None


class TableField(forms.CharField):
    """A table as lines: where a row begins, a space, what it brings; `60 0.8`."""

    widget = forms.Textarea(attrs={"rows": 4, "inputmode": "text", "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        """Pairs of numbers; a line that is none is named."""
        rows = []
        for number, line in enumerate(str(super().clean(value) or "").splitlines(), start=1):
            parts = line.replace("%", " ").replace(":", " ").split()
            if not parts:
                continue
            try:
                start, brings = (Decimal(part) for part in parts)
            except (ValueError, InvalidOperation):
                raise ValidationError(
                    gettext("Line %(n)s: write two numbers with a space between, such as 60 0.8."),
                    params={"n": number},
                ) from None
            if not (start.is_finite() and brings.is_finite()):
                raise ValidationError(gettext("Line %(n)s holds no plain number."), params={"n": number})
            rows.append((start, brings))
        return rows


def table_text(rows: list[list[str]]) -> str:
    """A table as the field shows it."""
    return "\n".join(f"{start} {value}" for start, value in rows)


class PlanForm(forms.Form):
    """A new plan."""

    name_en = forms.CharField(label=_("English name"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    grade = forms.ChoiceField(label=_("Grade"), required=False)

    def __init__(self, *args: Any, grades: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", _("every grade without a plan of its own")), *grades]  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """What a plan pays."""

    valid_from = MonthField(label=_("From the month"), max_length=7)
    base = forms.DecimalField(label=_("Base pay a month"), min_value=0, max_digits=12, decimal_places=2)
    performance_base = forms.DecimalField(
        label=_("Performance pay at factor 1"), min_value=0, max_digits=12, decimal_places=2
    )
    coefficients = TableField(
        label=_("Factors by score"),
        help_text=_("A line for each row: from how many points, a space, the factor. The first begins at 0."),
    )
    between = forms.BooleanField(
        label=_("Draw a line between two rows, so that each point counts"), required=False
    )
    no_score = forms.DecimalField(
        label=_("Factor without a score"), min_value=0, max_digits=6, decimal_places=4
    )
    experience = TableField(
        label=_("Experience steps"),
        required=False,
        help_text=_("A line for each step: from how many months of service, a space, the amount a month."),
    )
    tiers = TableField(
        label=_("Commission tiers"),
        required=False,
        help_text=_("A line for each tier: from which net sales, a space, the percentage. The first is 0."),
    )
    whole_amount = forms.BooleanField(
        label=_("The reached tier pays on the whole amount, not on its own part alone"), required=False
    )
    attribution = forms.ChoiceField(label=_("Attribution rule of the sales"), required=False)

    def __init__(self, *args: Any, rules: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attribution"].choices = [("", _("reports that name no rule")), *rules]  # type: ignore[attr-defined]


class BonusForm(forms.Form):
    """A pot after a sales event."""

    name = forms.CharField(label=_("Name"), max_length=80)
    first = forms.DateField(label=_("First day"), widget=day_input())
    last = forms.DateField(label=_("Last day"), widget=day_input())
    pot = forms.DecimalField(label=_("Pot"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    rule = forms.ChoiceField(label=_("Shared"), choices=Share.choices)
    attribution = forms.ChoiceField(label=_("Attribution rule of the sales"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    month = MonthField(label=_("Paid with the month"), max_length=7)

    def __init__(self, *args: Any, rules: Choices, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attribution"].choices = [("", _("reports that name no rule")), *rules]  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", _("every team")), *teams]  # type: ignore[attr-defined]


class SettingsForm(forms.ModelForm):
    """What holds for everybody."""

    class Meta:
        model = PaySettings
        fields = [
            "currency",
            "cap_percent",
            "factor_workday",
            "factor_rest_day",
            "factor_statutory",
            "hours_a_month",
            "months_back",
        ]


class DeductionForm(forms.Form):
    """A proposal, with evidence."""

    agent = forms.ChoiceField(label=_("Person"), widget=forms.Select(attrs={"data-cs-select": ""}))
    reason = forms.ChoiceField(label=_("What for"), choices=DeductionReason.choices)
    happened_on = forms.DateField(label=_("Happened on"), widget=day_input())
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What happened, and where it can be seen: a conversation, an inspection, a case."),
    )
    amount = forms.DecimalField(label=_("Amount"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2)
    month = MonthField(label=_("From the pay of"), max_length=7)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].choices = people  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """An answer, a decision, a reason."""

    words = forms.CharField(label=_("Words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class AppealAnswerForm(WordsForm):
    """An answer to an appeal."""

    amount = forms.DecimalField(label=_("Amount"), required=False, max_digits=12, decimal_places=2)
