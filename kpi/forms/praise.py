"""Forms of praise, its tags and words, and of honours."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpi.choices.praise import CriterionKind, HonourKind
from kpi.models import Honour, PraiseValue, ReadyPraise
from staff.models import Agent


class PraiseForm(forms.Form):
    """What a press of "Send praise" brings along; the service says what is missing."""

    text = forms.CharField(max_length=400, required=False)
    value = forms.ModelChoiceField(PraiseValue.objects.filter(active=True), required=False)
    ready = forms.ModelChoiceField(
        ReadyPraise.objects.filter(active=True).select_related("value"), required=False
    )
    reason = forms.CharField(max_length=80, required=False)
    in_feed = forms.BooleanField(required=False)
    key = forms.CharField(max_length=60, required=False)

    def given(self) -> dict[str, Any]:
        """The words of the service."""
        said = self.cleaned_data
        return {
            "text": said["text"],
            "value": said["value"],
            "ready": said["ready"],
            "reason_key": said["reason"],
            "in_feed": said["in_feed"],
            "key": said["key"],
        }


class ValueForm(forms.Form):
    """A value tag."""

    code = forms.SlugField(label=_("Code"), max_length=30, help_text=_("Small letters and digits."))
    name_en = forms.CharField(label=_("English name"), max_length=60)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    order = forms.IntegerField(label=_("Place"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class ReadyForm(forms.Form):
    """Words that one tap sends."""

    value = forms.ModelChoiceField(PraiseValue.objects.filter(active=True), label=_("Value"))
    text_en = forms.CharField(label=_("English words"), max_length=160)
    text_zh = forms.CharField(label=_("Chinese words"), max_length=160)
    order = forms.IntegerField(label=_("Place"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class HonourForm(forms.Form):
    """An honour; counted criteria that stay empty are left to whoever gives it."""

    code = forms.SlugField(label=_("Code"), max_length=30, help_text=_("Small letters and digits."))
    kind = forms.ChoiceField(label=_("Kind"), choices=HonourKind.choices)
    name_en = forms.CharField(label=_("English name"), max_length=80)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    criteria_en = forms.CharField(
        label=_("Criteria in English"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    criteria_zh = forms.CharField(
        label=_("Criteria in Chinese"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    service_months = forms.IntegerField(
        label=_("Months of service, at least"), min_value=1, max_value=600, required=False
    )
    praised_by = forms.IntegerField(
        label=_("Different people who praised in 90 days, at least"),
        min_value=1,
        max_value=500,
        required=False,
    )
    clean_days = forms.IntegerField(
        label=_("Days without a red line, at least"), min_value=1, max_value=366, required=False
    )
    metric = forms.ChoiceField(label=_("Metric that is at target"), required=False)
    weeks = forms.IntegerField(label=_("in so many weeks"), min_value=1, max_value=52, required=False)
    of_weeks = forms.IntegerField(label=_("of the last weeks"), min_value=1, max_value=52, required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, metrics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["metric"]
        field.choices = [("", _("none")), *metrics]

    def clean(self) -> dict[str, Any]:
        """Weeks at target need all three fields."""
        said: dict[str, Any] = super().clean() or {}
        three = [said.get(name) for name in ("metric", "weeks", "of_weeks")]
        if any(three) and not all(three):
            self.add_error("metric", _("Fill in metric, weeks and of how many, or none of the three."))
        return said

    def values(self) -> dict[str, Any]:
        """The honour with its counted criteria as the service takes them."""
        said = self.cleaned_data
        counted: list[dict[str, Any]] = [
            {"kind": kind.value, "least": said[kind.value]}
            for kind in (CriterionKind.SERVICE_MONTHS, CriterionKind.PRAISED_BY, CriterionKind.CLEAN_DAYS)
            if said.get(kind.value)
        ]
        if said.get("metric"):
            counted.append(
                {
                    "kind": CriterionKind.TARGET_WEEKS.value,
                    "metric": said["metric"],
                    "least": said["weeks"],
                    "of": said["of_weeks"],
                }
            )
        names = ("code", "kind", "name_en", "name_zh", "criteria_en", "criteria_zh", "active")
        return {name: said[name] for name in names} | {"counted": counted}

    @staticmethod
    def initial_of(honour: Honour) -> dict[str, Any]:
        """What the form shows of an honour that there is."""
        names = ("code", "kind", "name_en", "name_zh", "criteria_en", "criteria_zh", "active")
        shown: dict[str, Any] = {name: getattr(honour, name) for name in names}
        for one in honour.counted:
            if one["kind"] == CriterionKind.TARGET_WEEKS:
                shown |= {"metric": one["metric"], "weeks": one["least"], "of_weeks": one["of"]}
            else:
                shown[one["kind"]] = one["least"]
        return shown


class AwardForm(forms.Form):
    """An honour for somebody, with the facts that it is given for."""

    agent = forms.ModelChoiceField(
        Agent.objects.none(), label=_("For"), widget=forms.Select(attrs={"data-cs-select": ""})
    )
    reason = forms.CharField(
        label=_("For which facts"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, people: "QuerySet[Agent]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["agent"]
        field.queryset = people
