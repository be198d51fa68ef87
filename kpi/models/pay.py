"""Pay plans with dated versions, and the settings of pay."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.pay import PlanState, Share


class PaySettings(models.Model):
    """What holds for the whole organisation; one row."""

    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    cap_percent = models.DecimalField(
        _("deductions at most, percent of performance pay"), max_digits=5, decimal_places=2, default=10
    )
    factor_workday = models.DecimalField(
        _("overtime on workdays, percent"), max_digits=6, decimal_places=2, default=150
    )
    factor_rest_day = models.DecimalField(
        _("overtime on rest days, percent"), max_digits=6, decimal_places=2, default=200
    )
    factor_statutory = models.DecimalField(
        _("overtime on statutory holidays, percent"), max_digits=6, decimal_places=2, default=300
    )
    hours_a_month = models.DecimalField(
        _("hours of a month behind the pay of an hour"), max_digits=6, decimal_places=2, default=174
    )
    months_back = models.PositiveSmallIntegerField(
        _("closed months in which differences are looked for"), default=3
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="pay_settings_one_row"),
            models.CheckConstraint(
                condition=Q(cap_percent__gte=0, cap_percent__lte=100), name="pay_cap_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=Q(
                    factor_workday__gte=100,
                    factor_rest_day__gte=100,
                    factor_statutory__gte=100,
                    hours_a_month__gt=0,
                ),
                name="pay_factors_not_below_pay",
            ),
            models.CheckConstraint(condition=Q(months_back__lte=12), name="pay_looks_back_a_year"),
        ]

    def __str__(self) -> str:
        return self.currency


class PayPlan(TimeStampedModel):
    """How people of a grade are paid; without a grade, everybody who has no plan of the own grade."""

    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    grade = models.ForeignKey("staff.Grade", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["grade__step", "id"]
        constraints = [
            models.UniqueConstraint(fields=["grade"], name="one_pay_plan_a_grade"),
            models.UniqueConstraint(
                fields=["name_en"], condition=Q(grade__isnull=True), name="pay_plan_without_grade"
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class PayPlanVersion(TimeStampedModel):
    """What a plan pays from the first day of a month. Published, the database lets nobody change it.

    Tables are lists of [from, value] as text, sorted: months of service and amount, points and factor,
    net sales and percentage.
    """

    plan = models.ForeignKey(PayPlan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    valid_from = models.DateField(_("from"))
    base = models.DecimalField(_("base pay a month"), max_digits=12, decimal_places=2, default=0)
    performance_base = models.DecimalField(
        _("performance pay at factor 1"), max_digits=12, decimal_places=2, default=0
    )
    experience = models.JSONField(_("experience steps"), default=list, blank=True)
    coefficients = models.JSONField(_("factors by score"), default=list, blank=True)
    between = models.BooleanField(_("draw a line between two rows"), default=False)
    no_score = models.DecimalField(_("factor without a score"), max_digits=6, decimal_places=4, default=1)
    tiers = models.JSONField(_("commission tiers"), default=list, blank=True)
    whole_amount = models.BooleanField(_("the reached tier pays on the whole amount"), default=False)
    attribution = models.CharField(_("attribution rule"), max_length=40, blank=True, default="")
    published_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        ordering = ["plan", "-valid_from", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="pay_version_number_once"),
            models.UniqueConstraint(
                fields=["plan", "valid_from"], condition=Q(state="published"), name="pay_version_a_month"
            ),
            models.CheckConstraint(condition=Q(valid_from__day=1), name="pay_version_begins_a_month"),
            models.CheckConstraint(
                condition=Q(base__gte=0, performance_base__gte=0, no_score__gte=0), name="pay_version_no_debt"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="pay_version_published_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class EventBonus(TimeStampedModel):
    """A pot that is shared by an open rule after a sales event, and paid with a month's run."""

    name = models.CharField(_("name"), max_length=80)
    month = models.DateField(_("paid with"))
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    pot = models.DecimalField(_("pot"), max_digits=12, decimal_places=2)
    rule = models.CharField(_("shared"), max_length=8, choices=Share.choices)
    attribution = models.CharField(_("attribution rule"), max_length=40, blank=True, default="")
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-month", "name"]
        constraints = [
            models.UniqueConstraint(fields=["month", "name"], name="bonus_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="bonus_paid_with_a_month"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="bonus_ends_after_start"),
            models.CheckConstraint(condition=Q(pot__gt=0), name="bonus_has_a_pot"),
        ]

    def __str__(self) -> str:
        return self.name
