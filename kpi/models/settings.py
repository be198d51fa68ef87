"""What a shop decides: precedence of reports, ripe days, own facts and metrics, targets, given values."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kpi.choices import Direction


class FactPrecedence(models.Model):
    """Which report counts where two give the same fact: sources in order, for a store (or all) and a fact
    (or all, when empty)."""

    store = models.ForeignKey("staff.Store", models.CASCADE, null=True, blank=True, related_name="+")
    fact = models.CharField(_("fact"), max_length=40, blank=True, default="")
    sources = models.JSONField(_("reports in order"))

    class Meta:
        ordering = ["store", "fact"]
        constraints = [
            models.UniqueConstraint(Coalesce(F("store"), Value(0)), F("fact"), name="precedence_once")
        ]

    def __str__(self) -> str:
        return f"{self.store_id} {self.fact}"


class RipeSetting(models.Model):
    """After how many days the late figures of a platform are ripe."""

    platform = models.CharField(_("platform"), max_length=12, unique=True)
    days = models.PositiveSmallIntegerField(_("days"), default=3)

    class Meta:
        ordering = ["platform"]

    def __str__(self) -> str:
        return f"{self.platform} {self.days}"


class CustomFact(models.Model):
    """A fact that the shop adds itself; its values stand in `extra` of the records."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, default="count")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class CustomMetric(models.Model):
    """A metric of the shop's own: fact over fact, or a fact alone."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    numerator = models.CharField(_("numerator"), max_length=40)
    denominator = models.CharField(_("denominator"), max_length=40, blank=True, default="")
    unit = models.CharField(_("unit"), max_length=20)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)
    created_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Target(models.Model):
    """A target of a metric for a team (or all) from a date; a band has a low and a high end."""

    metric = models.CharField(_("metric"), max_length=40)
    team = models.ForeignKey("staff.Team", models.CASCADE, null=True, blank=True, related_name="+")
    value = models.DecimalField(_("target"), max_digits=20, decimal_places=6, null=True, blank=True)
    low = models.DecimalField(_("low end"), max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("high end"), max_digits=20, decimal_places=6, null=True, blank=True)
    valid_from = models.DateField(_("from"))
    is_sample = models.BooleanField(_("sample value"), default=False)

    class Meta:
        ordering = ["metric", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                F("metric"), Coalesce(F("team"), Value(0)), F("valid_from"), name="target_once"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(low__isnull=False) | Q(high__isnull=False),
                name="target_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.value}"


class StoreValue(models.Model):
    """A store's value as its platform gives it (DSR, experience score): shown, never summed."""

    store = models.ForeignKey("staff.Store", models.CASCADE, related_name="+")
    code = models.CharField(_("value"), max_length=40)
    date = models.DateField(_("date"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    source = models.CharField(_("source"), max_length=120)
    entered_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")
    batch = models.ForeignKey("kpi.ImportBatch", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["code", "-date"]
        constraints = [models.UniqueConstraint(fields=["store", "code", "date"], name="store_value_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"
