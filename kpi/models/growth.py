"""From a weak point to a next step: rules that propose, plans that were accepted, and what came of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.growth import GoalLevel, GoalState, GrowthPlanState, StepKind


def _in_language(chinese: str, english: str) -> str:
    return chinese if (get_language() or "").startswith("zh") else english


class StepRule(TimeStampedModel):
    """Which next step fits a gap: of this metric, missed by so much of its target, in so many weeks.

    `least_gap` is a share of the target (0.1: a tenth of it); `weeks` is in how many of the last four weeks
    the target must have been missed. `link` is an address of a lesson or script, where there is one.
    """

    metric = models.CharField(_("metric"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=StepKind.choices)
    title_en = models.CharField(_("English title"), max_length=120)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    text_en = models.CharField(_("what to do, in English"), max_length=500)
    text_zh = models.CharField(_("what to do, in Chinese"), max_length=500)
    link = models.CharField(_("link"), max_length=300, blank=True, default="")
    least_gap = models.DecimalField(_("from which gap on"), max_digits=6, decimal_places=4, default=0)
    weeks = models.PositiveSmallIntegerField(_("in how many of four weeks"), default=1)
    order = models.PositiveSmallIntegerField(_("place"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["metric", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(least_gap__gte=0), name="step_gap_not_below_zero"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=4), name="step_weeks_1_to_4"),
        ]

    def __str__(self) -> str:
        return _in_language(self.title_zh, self.title_en)

    @property
    def text(self) -> str:
        """What to do, in the reader's language."""
        return _in_language(self.text_zh, self.text_en)


class ImprovementPlan(TimeStampedModel):
    """An accepted next step: who looks after it until when, and how the metric stood before it.

    `before_value` and `before_n` are the metric and its count over the 14 days before `opened_on`; None where
    there was no figure. `target` is the goal of that day.
    """

    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    metric = models.CharField(_("metric"), max_length=40)
    rule = models.ForeignKey(StepRule, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=StepKind.choices)
    title = models.CharField(_("step"), max_length=120)
    text = models.CharField(_("what to do"), max_length=500, blank=True)
    link = models.CharField(_("link"), max_length=300, blank=True, default="")
    owner = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    opened_on = models.DateField(_("opened on"))
    review_on = models.DateField(_("review on"))
    before_value = models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)
    before_n = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=GrowthPlanState.choices, default=GrowthPlanState.OPEN
    )
    result = models.CharField(_("result"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("opened_on")), name="plan_review_after_start"),
            models.CheckConstraint(
                condition=Q(state=GrowthPlanState.OPEN) | Q(closed_on__isnull=False), name="plan_closed_when"
            ),
            models.UniqueConstraint(
                fields=["agent", "metric"],
                condition=Q(state=GrowthPlanState.OPEN),
                name="one_open_plan_a_metric",
            ),
        ]
        indexes = [models.Index(fields=["state", "review_on"], name="plan_by_review")]

    def __str__(self) -> str:
        return self.title


class PlanMeasure(models.Model):
    """The same metric of a plan, measured again: over the 14 days before `due_on`.

    `state` is a word of the roll-up rules (value, few_data, pending, empty); empty until it was measured.
    """

    plan = models.ForeignKey(ImprovementPlan, models.CASCADE, related_name="measures")
    after_days = models.PositiveSmallIntegerField(_("days after the start"))
    due_on = models.DateField(_("due on"))
    value = models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)
    n = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    state = models.CharField(max_length=14, blank=True, default="")
    measured_at = models.DateTimeField(_("measured at"), null=True, blank=True)

    class Meta:
        ordering = ["plan", "after_days"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "after_days"], name="plan_measured_once_a_date"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(measured_at__isnull=True), name="measure_due")]

    def __str__(self) -> str:
        return f"{self.plan_id} +{self.after_days}"


class GrowthGoal(TimeStampedModel):
    """A goal of the company, of a team or of a person, tied to the one that it serves.

    A personal goal serves a team's or the company's, a team's serves the company's or that of a team above.
    """

    level = models.CharField(_("level"), max_length=8, choices=GoalLevel.choices)
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="+")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, null=True, blank=True, related_name="+")
    serves = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="served_by")
    title = models.CharField(_("goal"), max_length=160)
    why = models.CharField(_("why it matters"), max_length=400, blank=True)
    metric = models.CharField(_("metric"), max_length=40, blank=True, default="")
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=6, null=True, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=GoalState.choices, default=GoalState.OPEN)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering = ["due_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="goal_says_what"),
            models.CheckConstraint(
                condition=Q(level=GoalLevel.COMPANY, team__isnull=True, agent__isnull=True)
                | Q(level=GoalLevel.TEAM, team__isnull=False, agent__isnull=True)
                | Q(level=GoalLevel.PERSONAL, team__isnull=True, agent__isnull=False),
                name="goal_belongs_to_one",
            ),
            models.CheckConstraint(condition=~Q(serves=F("pk")), name="goal_serves_another"),
        ]
        indexes = [models.Index(fields=["agent", "state"], name="goal_by_agent")]

    def __str__(self) -> str:
        return self.title


class IncentiveWish(TimeStampedModel):
    """What a person would be glad of as a reward, in own words; seen by the person and the own leader."""

    agent = models.OneToOneField("staff.Agent", models.CASCADE, related_name="+")
    text = models.TextField(_("in own words"), max_length=1000)

    class Meta:
        ordering = ["agent"]

    def __str__(self) -> str:
        return str(self.agent_id)
