"""Forms of next steps, plans, goals, evaluations, talks and proposals."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpi.choices.growth import GoalLevel, ProposalKind, StepKind
from kpi.models import GrowthGoal, StepRule
from staff.models import Agent, Team

_SEARCHED = {"data-cs-select": ""}
Choices = list[tuple[str, str]]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RuleForm(forms.Form):
    """Which step fits which gap."""

    metric = forms.ChoiceField(label=_("Metric"), widget=forms.Select(attrs=_SEARCHED))
    kind = forms.ChoiceField(label=_("Kind"), choices=StepKind.choices)
    title_en = forms.CharField(label=_("English title"), max_length=120)
    title_zh = forms.CharField(label=_("Chinese title"), max_length=120)
    text_en = forms.CharField(label=_("What to do, in English"), max_length=500, widget=_words())
    text_zh = forms.CharField(label=_("What to do, in Chinese"), max_length=500, widget=_words())
    link = forms.CharField(
        label=_("Link"), max_length=300, required=False, help_text=_("A page of this site, such as /help/.")
    )
    least_percent = forms.DecimalField(
        label=_("From a gap of so many percent of the target"),
        min_value=0,
        max_value=1000,
        decimal_places=2,
        initial=0,
    )
    weeks = forms.IntegerField(
        label=_("Missed in so many of the last four weeks"), min_value=1, max_value=4, initial=1
    )
    order = forms.IntegerField(label=_("Place"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, metrics: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["metric"]
        field.choices = metrics

    def values(self) -> dict[str, Any]:
        """The words of the service; a gap is a share there."""
        said = dict(self.cleaned_data)
        return said | {"least_gap": said.pop("least_percent") / 100}


class PlanForm(forms.Form):
    """A proposed step becomes a plan."""

    rule = forms.ModelChoiceField(StepRule.objects.filter(active=True), label=_("Next step"))
    owner = forms.ModelChoiceField(
        Agent.objects.none(), label=_("Who looks after it"), widget=forms.Select(attrs=_SEARCHED)
    )
    review_on = forms.DateField(label=_("Review on"), widget=_day())

    def __init__(self, *args: Any, owners: "QuerySet[Agent]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = owners


class GoalForm(forms.Form):
    """A goal, whose it is, and which other goal it serves."""

    level = forms.ChoiceField(label=_("Whose goal"), choices=GoalLevel.choices)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False)
    agent = forms.ModelChoiceField(Agent.objects.none(), label=_("Person"), required=False)
    title = forms.CharField(label=_("Goal"), max_length=160)
    why = forms.CharField(label=_("Why it matters"), max_length=400, required=False, widget=_words(2))
    serves = forms.ModelChoiceField(
        GrowthGoal.objects.none(),
        label=_("Serves the goal"),
        required=False,
        help_text=_("A team's or the company's goal that this one brings nearer."),
    )
    metric = forms.ChoiceField(label=_("Metric"), required=False, widget=forms.Select(attrs=_SEARCHED))
    target = forms.DecimalField(
        label=_("Target"),
        max_digits=14,
        decimal_places=4,
        required=False,
        help_text=_("A percentage as a fraction: 0.95 for 95 %."),
    )
    due_on = forms.DateField(label=_("Until"), required=False, widget=_day())

    def __init__(
        self,
        *args: Any,
        levels: list[str],
        teams: "QuerySet[Team]",
        people: "QuerySet[Agent]",
        goals: "QuerySet[GrowthGoal]",
        metrics: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["level"].choices = [(code, name) for code, name in GoalLevel.choices if code in levels]
        fields["team"].queryset, fields["agent"].queryset = teams, people
        fields["serves"].queryset = goals
        fields["metric"].choices = [("", _("none")), *metrics]


class WishForm(forms.Form):
    """What a person would be glad of, in own words."""

    text = forms.CharField(
        label=_("In your own words"),
        max_length=1000,
        required=False,
        widget=_words(5),
        help_text=_("Praise, a day off, a course, a bonus, a new task … Only you and your leader read it."),
    )


class CycleForm(forms.Form):
    """A round of evaluations."""

    title = forms.CharField(label=_("Title"), max_length=120)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("For everybody of"))
    first = forms.DateField(label=_("Looks back from"), widget=_day())
    last = forms.DateField(label=_("to"), widget=_day())
    self_until = forms.DateField(label=_("Self-assessment until"), widget=_day())
    lead_until = forms.DateField(label=_("Leader's assessment until"), widget=_day())

    def __init__(self, *args: Any, teams: "QuerySet[Team]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["team"]
        field.queryset = teams


class EvaluationTalkForm(forms.Form):
    """The talk of an evaluation and the goals that come of it."""

    talk_on = forms.DateField(label=_("Talked on"), widget=_day())
    notes = forms.CharField(label=_("What was said"), max_length=4000, widget=_words(4))
    next_goals = forms.CharField(
        label=_("Next goals, one a line"), max_length=2000, required=False, widget=_words(3)
    )


class TalkForm(forms.Form):
    """A one-to-one talk."""

    held_on = forms.DateField(label=_("Held on"), widget=_day())
    notes = forms.CharField(label=_("What was said"), max_length=4000, widget=_words(5))
    agreed = forms.CharField(label=_("Agreed"), max_length=2000, required=False, widget=_words(2))
    next_on = forms.DateField(label=_("Next talk"), required=False, widget=_day())


class ProposalForm(forms.Form):
    """A reward or a deduction, with the facts that it stands on."""

    kind = forms.ChoiceField(label=_("What"), choices=ProposalKind.choices)
    what = forms.CharField(label=_("What you propose"), max_length=300, widget=_words(2))
    facts = forms.MultipleChoiceField(
        label=_("Facts on record"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least one."),
    )

    def __init__(self, *args: Any, facts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["facts"]
        field.choices = facts
