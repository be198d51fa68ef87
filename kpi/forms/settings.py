"""Forms of what a shop decides: own metrics and facts, targets, order of reports, ripe days, values."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi.choices import Direction
from staff.choices import Platform

Choices = list[tuple[Any, Any]]
_SEARCHED = {"data-cs-select": ""}
# How many reports one can put in order; a fact with more than four sources is not known.
PLACES = 4

FACT_KINDS: Choices = [
    ("count", _("a count")),
    ("secs", _("seconds")),
    ("money", _("money")),
    ("points", _("points")),
]
STORE_VALUES: Choices = [
    ("dsr_desc", _("DSR, description")),
    ("dsr_service", _("DSR, service")),
    ("dsr_logistics", _("DSR, logistics")),
    ("shop_exp", _("shop experience score")),
]


def day_input() -> forms.DateInput:
    """A field for one date, as browsers draw it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FactForm(forms.Form):
    """A fact that the shop adds itself."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Small letters, digits, underscores."))
    name_en = forms.CharField(label=_("English name"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=FACT_KINDS)


class MetricForm(forms.Form):
    """A metric as a fact, or a fact over a fact."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Small letters, digits, underscores."))
    name_en = forms.CharField(label=_("English name"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    numerator = forms.ChoiceField(label=_("Fact"), widget=forms.Select(attrs=_SEARCHED))
    denominator = forms.ChoiceField(
        label=_("Divided by"),
        required=False,
        widget=forms.Select(attrs=_SEARCHED),
        help_text=_("Leave empty for a plain sum."),
    )
    unit = forms.ChoiceField(label=_("Unit"))
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)

    def __init__(self, *args: Any, facts: Choices, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numerator"].choices = facts  # type: ignore[attr-defined]
        self.fields["denominator"].choices = [("", _("nothing")), *facts]  # type: ignore[attr-defined]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class TargetForm(forms.Form):
    """A target of a metric for a team, or for all, from a date on."""

    metric = forms.ChoiceField(label=_("Metric"), widget=forms.Select(attrs=_SEARCHED))
    team = forms.ChoiceField(label=_("Team"), required=False)
    value = forms.DecimalField(
        label=_("Target"), required=False, help_text=_("A percentage as 98, a time in the metric's unit.")
    )
    low = forms.DecimalField(
        label=_("Low end"), required=False, help_text=_("Only for a metric with a range.")
    )
    high = forms.DecimalField(label=_("High end"), required=False)
    valid_from = forms.DateField(label=_("From"), widget=day_input())

    def __init__(self, *args: Any, metrics: Choices, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = metrics  # type: ignore[attr-defined]
        self.fields["team"].choices = teams  # type: ignore[attr-defined]

    def figures(self, unit: str) -> dict[str, Decimal | None]:
        """The three values in the metric's own scale: a percentage is a fraction there."""
        names = ("value", "low", "high")
        given = {name: self.cleaned_data.get(name) for name in names}
        if unit != "%":
            return given
        return {name: None if value is None else value / 100 for name, value in given.items()}


class PrecedenceForm(forms.Form):
    """Which report counts first, for a store and a fact."""

    store = forms.ChoiceField(label=_("Store"), required=False)
    fact = forms.ChoiceField(label=_("Fact"), required=False, widget=forms.Select(attrs=_SEARCHED))

    def __init__(self, *args: Any, stores: Choices, facts: Choices, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].choices = stores  # type: ignore[attr-defined]
        self.fields["fact"].choices = [("", _("every fact")), *facts]  # type: ignore[attr-defined]
        words = [_("Counts first"), _("Then"), _("Then"), _("Then")]
        for place, label in enumerate(words):
            self.fields[f"source_{place}"] = forms.ChoiceField(
                label=label, required=place == 0, choices=[("", _("nothing")), *sources]
            )

    def sources(self) -> list[str]:
        """The chosen reports in order."""
        chosen = [self.cleaned_data.get(f"source_{place}") for place in range(PLACES)]
        return [source for source in chosen if source]


class RipeForm(forms.Form):
    """After how many days a platform's late figures are ripe."""

    platform = forms.ChoiceField(label=_("Platform"), choices=Platform.choices)
    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=90)


class StoreValueForm(forms.Form):
    """A value that the platform gives for a store."""

    store = forms.ChoiceField(label=_("Store"))
    code = forms.ChoiceField(label=_("Value"), choices=STORE_VALUES)
    date = forms.DateField(label=_("Date"), widget=day_input())
    value = forms.DecimalField(label=_("Figure"), max_digits=12, decimal_places=4, min_value=Decimal(0))
    source = forms.CharField(
        label=_("Source"), max_length=120, help_text=_("Where it is read, for example the shop's data page.")
    )

    def __init__(self, *args: Any, stores: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].choices = stores  # type: ignore[attr-defined]
