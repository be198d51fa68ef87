"""Shapes of the settings of rosters: shifts, rotations, rules, pairs, days of the calendar."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shifts.choices import DayKind, Look, RuleKind, ShiftKind
from shifts.forms.living import day_field
from shifts.models import ShiftTemplate
from shifts.selectors import rule_shapes as rule_forms
from staff.models import Certificate, Skill

_SINCE, _STILL = _("Empty means since ever."), _("Empty means still.")


def _time(label: Any, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=help_text)


def _day(label: Any, help_text: Any) -> forms.DateField:
    field = day_field(label)
    field.required, field.help_text = False, help_text
    return field


def _several(queryset: Any, label: Any) -> forms.ModelMultipleChoiceField:
    widget = forms.SelectMultiple({"data-cs-select": ""})
    return forms.ModelMultipleChoiceField(queryset, label=label, required=False, widget=widget)


class TemplateForm(forms.Form):
    """A shift template."""

    name_en = forms.CharField(label=_("English name"), max_length=40)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=40)
    code_en = forms.CharField(label=_("English letter"), max_length=2, help_text=_("One or two characters."))
    code_zh = forms.CharField(label=_("Chinese letter"), max_length=2)
    kind = forms.ChoiceField(label=_("Kind"), choices=ShiftKind.choices)
    look = forms.ChoiceField(label=_("Look"), choices=Look.choices)
    start = _time(_("Start"), _("Rest has no times."))
    end = _time(_("End"), _("An end before the start lies on the next day."))
    break_start = _time(_("Break begins"), _("Only for a split shift: these hours are free and unpaid."))
    break_end = _time(_("Break ends"))
    meal_start = _time(_("Meals from"))
    meal_end = _time(_("Meals until"))
    meal_minutes = forms.IntegerField(
        label=_("Minutes of a meal"), min_value=0, max_value=240, required=False, initial=0
    )
    paid_minutes = forms.IntegerField(
        label=_("Paid minutes"),
        min_value=0,
        max_value=1440,
        required=False,
        help_text=_("Empty means counted: from start to end without break and meal."),
    )
    curfew = _time(_("Curfew"), _("How far the shift may be extended while chats run on."))
    skills = _several(Skill.objects.all(), _("Skills"))
    certificates = _several(Certificate.objects.all(), _("Certificates"))


class RotationForm(forms.Form):
    """A cycle and its first day."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    cycle = forms.CharField(
        label=_("Cycle"),
        max_length=1200,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Letters with spaces between them, one for each day, such as D D E E N N - -."),
    )
    anchor = day_field(_("First day of the cycle"))


class FollowForm(forms.Form):
    """Who follows a rotation."""

    agent: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Person"), widget=forms.Select({"data-cs-select": ""})
    )
    offset = forms.IntegerField(label=_("Days ahead"), min_value=0, max_value=365, initial=0)
    valid_from = _day(_("From"), _SINCE)
    valid_to = _day(_("To"), _STILL)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agent"]
        field.queryset = people


class RuleForm(forms.Form):
    """The numbers that a kind of rule asks for, how firm it is, and when it holds."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self._numbers()
        if kind == RuleKind.SWAPS:
            self.fields["auto"] = forms.BooleanField(
                label=_("Approve swaps that keep all rules at once"), required=False
            )
        if kind == RuleKind.SUCCESSION:
            self.fields["pairs"] = _succession_field(self.initial.get("pairs", ()))
        if kind not in rule_forms.SOFT_ONLY | rule_forms.HARD_ONLY:
            self.fields["hard"] = forms.BooleanField(label=_("Must be kept"), required=False, initial=True)
        if kind not in rule_forms.HARD_ONLY and kind not in rule_forms.WEIGHED:
            self.fields["weight"] = forms.IntegerField(
                label=_("Weight"),
                required=False,
                min_value=0,
                max_value=100_000,
                help_text=_("What breaking it costs, where it may be broken; 1 to 100,000."),
            )
        self.fields["sentence"] = forms.CharField(
            label=_("Own sentence"),
            max_length=200,
            required=False,
            help_text=_("Shown where the rule is broken; empty means the usual words."),
        )
        if kind not in rule_forms.ALWAYS:
            self.fields["off"] = forms.BooleanField(label=_("Does not hold here"), required=False)
        self.fields["valid_from"] = _day(_("From"), _SINCE)
        self.fields["valid_to"] = _day(_("To"), _STILL)

    def _numbers(self) -> None:
        for each in rule_forms.NUMBERS.get(self.kind, ()):
            make = forms.FloatField if each.unit == rule_forms.HOURS else forms.IntegerField
            label = each.label
            if each.unit == rule_forms.HOURS and each.name in ("least", "most"):
                label = _("At least, hours") if each.name == "least" else _("At most, hours")
            # Bounds are the service's: its sentence names the number; "off" needs none.
            self.fields[each.name] = make(label=label, required=False, initial=each.usual)

    def said(self) -> dict[str, Any]:
        """The values for the service."""
        data = dict(self.cleaned_data)
        numbers = {each.name: data.pop(each.name) for each in rule_forms.NUMBERS.get(self.kind, ())}
        data["weight"] = data.get("weight") or 0
        return {**data, "numbers": numbers}


class SuccessionField(forms.MultipleChoiceField):
    """Pairs of templates, or sorts of them, that may not follow each other."""

    def clean(self, value: Any) -> list[tuple[ShiftTemplate | str, ShiftTemplate | str]]:
        """The pairs as templates and sorts."""
        known = ShiftTemplate.objects.in_bulk()

        def named(word: str) -> ShiftTemplate | str:
            return known[int(word)] if word.isdigit() else word

        pairs = [word.split(">") for word in super().clean(value)]
        return [(named(first), named(then)) for first, then in pairs]


def _succession_field(chosen: Iterable[str]) -> SuccessionField:
    """Every pair of templates in use, of those that the rule names already, and of sorts."""
    named = {word for pair in chosen for word in pair.split(">")}
    rows = [
        (str(row.pk), str(row))
        for row in ShiftTemplate.objects.all()
        if row.kind != ShiftKind.REST and (row.active or str(row.pk) in named)
    ]
    sorts = [(str(sort), _("any shift of the sort %s") % sort.label) for sort in rule_forms.SORTS]
    return SuccessionField(
        label=_("Forbidden successions"),
        required=False,
        choices=[
            (f"{one}>{two}", f"{first} → {then}")
            for group in (rows, sorts)
            for one, first in group
            for two, then in group
        ],
        widget=forms.SelectMultiple({"data-cs-select": ""}),
        help_text=_("The second shift may not come on the day after the first."),
    )


class PairForm(forms.Form):
    """Two people who should or should not work together."""

    one: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Person"), widget=forms.Select({"data-cs-select": ""})
    )
    other: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Other person"), widget=forms.Select({"data-cs-select": ""})
    )
    together = forms.TypedChoiceField(
        label=_("Rule"),
        choices=[("no", _("work apart")), ("yes", _("work together"))],
        coerce=lambda word: word == "yes",
    )
    hard = forms.BooleanField(label=_("Must be kept"), required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=0, max_value=100_000, required=False, initial=20)
    valid_from = _day(_("From"), _SINCE)
    valid_to = _day(_("To"), _STILL)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["one"].queryset = fields["other"].queryset = people


class DayForm(forms.Form):
    """What a date is to the house."""

    day = day_field(_("Date"))
    kind = forms.ChoiceField(
        label=_("Kind of day"),
        choices=[("", _("as published")), *DayKind.choices],
        required=False,
        help_text=_("A workday on a Saturday or Sunday is a make-up workday."),
    )
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60, required=False)
