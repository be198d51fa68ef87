"""Forms of schemes: for whom, one line, what is new, from when."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi.choices.schemes import Shape
from kpi.metrics import Metric
from kpi.models import SchemeLine
from staff.choices import Line, Role

Choices = list[tuple[Any, Any]]
ROLES: Choices = [
    (role.value, role.label) for role in (Role.AGENT, Role.LEADER, Role.SUPERVISOR, Role.MANAGER)
]
# Which numbers a shape asks for.
NUMBERS = {
    Shape.STEPS: ("target",),
    Shape.LINEAR: ("worst", "best", "target"),
    Shape.BAND: ("low", "high", "fall"),
    Shape.GATE: ("target", "cap"),
}
_ALL = ("target", "worst", "best", "low", "high", "fall", "cap")
_SEARCHED = {"data-cs-select": ""}
MOST_STEPS = 12


class SchemeForm(forms.Form):
    """For whom a scheme is, and what it begins with."""

    name_en = forms.CharField(label=_("English name"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    line = forms.ChoiceField(label=_("Line"), required=False, choices=[("", _("any line")), *Line.choices])
    grade = forms.ChoiceField(label=_("Grade"), required=False)
    sample = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        help_text=_("Ready-made schemes hold sample targets; set your own before you publish."),
    )

    def __init__(self, *args: Any, grades: Choices, samples: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", _("any grade")), *grades]  # type: ignore[attr-defined]
        self.fields["sample"].choices = [("", _("no lines yet")), *samples]  # type: ignore[attr-defined]


class AboutForm(forms.Form):
    """What is new in a draft, and under which rule sales count."""

    note = forms.CharField(label=_("What is new"), required=False, max_length=200)
    attribution = forms.ChoiceField(
        label=_("Attribution rule of sales"),
        required=False,
        help_text=_("Without one, sales count where they stand under one rule only."),
    )

    def __init__(self, *args: Any, rules: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attribution"].choices = [("", _("the only one there is")), *rules]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """From which month on a draft holds."""

    valid_from = forms.ChoiceField(label=_("Holds from"))

    def __init__(self, *args: Any, months: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].choices = months  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One metric of a draft, with the fields of its shape; percentages are written as 98."""

    metric = forms.ChoiceField(label=_("Metric"), widget=forms.Select(attrs=_SEARCHED))
    weight = forms.DecimalField(
        label=_("Weight"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    worst = forms.DecimalField(label=_("0 points at"), help_text=_("A percentage as 98, a time in seconds."))
    best = forms.DecimalField(label=_("100 points at"))
    low = forms.DecimalField(label=_("Low end of the range"), required=False)
    high = forms.DecimalField(label=_("High end of the range"), required=False)
    fall = forms.DecimalField(
        label=_("Falls to 0 points over"),
        required=False,
        help_text=_("How far outside the range the points reach 0; empty: at once."),
    )
    steps = forms.CharField(
        label=_("Steps"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line, limit and points: “98: 100”. Below the lowest it is 0 points."),
    )
    target = forms.DecimalField(
        label=_("Target"), required=False, help_text=_("Empty: where it gives all its points.")
    )
    cap = forms.DecimalField(
        label=_("Total at most, where it falls"),
        min_value=Decimal(0),
        max_value=Decimal("99.99"),
        max_digits=5,
        decimal_places=2,
    )
    least = forms.IntegerField(
        label=_("Minimum sample"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=_(
            "Below this count the value is “few data” and its weight is spread. Empty: the metric's own."
        ),
    )

    def __init__(
        self, *args: Any, shape: str, metrics: dict[str, Metric], names: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shape, self.metrics = shape, metrics
        self.fields["metric"].choices = names  # type: ignore[attr-defined]
        for name in set(_ALL) - set(NUMBERS[Shape(shape)]):
            del self.fields[name]
        if shape != Shape.STEPS:
            del self.fields["steps"]
        if shape == Shape.GATE:
            del self.fields["weight"]
            self.fields["target"].required = True
            self.fields["target"].label = _("Must be reached")
            self.fields["target"].help_text = _(
                "Not more than this where less is better, not less where more is."
            )
        for name in ("worst", "best", "low", "high", "fall", "target"):
            if name in self.fields:
                self.fields[name].widget.attrs["step"] = "any"

    def clean_steps(self) -> list[tuple[Decimal, Decimal]]:
        """Limits and points, each line named where it cannot be read."""
        found = []
        for number, text in enumerate(self.cleaned_data["steps"].splitlines(), 1):
            if not text.strip():
                continue
            limit, sign, points = text.replace("：", ":").partition(":")
            try:
                pair = (Decimal(limit.strip().rstrip("%")), Decimal(points.strip()))
            except InvalidOperation:
                pair = None
            if not sign or pair is None or not all(each.is_finite() and abs(each) < 10**12 for each in pair):
                raise forms.ValidationError(
                    gettext(
                        "Line %(n)s, “%(text)s”: write a limit, a colon and the points, such as “98: 100”."
                    )
                    % {"n": number, "text": text.strip()[:40]}
                )
            found.append(pair)
        if len(found) > MOST_STEPS:
            raise forms.ValidationError(gettext("At most %(n)s steps.") % {"n": MOST_STEPS})
        return found

    def values(self) -> dict[str, Any]:
        """The line in the metric's own scale."""
        data = self.cleaned_data
        share = 100 if self.metrics[data["metric"]].unit == "%" else 1
        found: dict[str, Any] = {
            "metric": data["metric"],
            "shape": self.shape,
            "weight": data.get("weight") or Decimal(0),
            "least": data.get("least"),
            "steps": [[_text(limit / share), _text(points)] for limit, points in data.get("steps", [])],
        }
        for name in _ALL:
            value = data.get(name)
            found[name] = value if value is None or name == "cap" else value / share
        return found


def initial_of(row: SchemeLine, metric: Metric) -> dict[str, Any]:
    """A stored line as the form writes it."""
    share = 100 if metric.unit == "%" else 1
    found: dict[str, Any] = {"metric": row.metric, "weight": _text(row.weight), "least": row.least}
    for name in _ALL:
        value = getattr(row, name)
        found[name] = None if value is None else _text(value if name == "cap" else value * share)
    found["steps"] = "\n".join(f"{_text(Decimal(limit) * share)}: {points}" for limit, points in row.steps)
    return found


def _text(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
