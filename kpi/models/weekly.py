"""Weekly sums: agent × team of the day × store × attribution rule, and each week's state."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kpi.models.records import FactRow


class WeeklyFacts(FactRow):
    """Summed facts of an ISO week, never a ratio. Rows without agent belong to the store alone.

    `days` counts the agent-days of the row. Where not every agent-day holds every fact, `exceptions`
    holds for the metrics concerned the sums over complete days only ({"paired": {code: [num, den, days]},
    "days": {fact: agent-days}}), so that what is missing on a day never counts as 0.
    """

    monday = models.DateField(_("Monday"))
    agent = models.ForeignKey("staff.Agent", models.CASCADE, null=True, blank=True, related_name="+")
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="+")
    store = models.ForeignKey("staff.Store", models.PROTECT, null=True, blank=True, related_name="+")
    attribution = models.CharField(max_length=40, blank=True, default="")
    days = models.PositiveIntegerField(default=0)
    sources = models.TextField(blank=True, default="")
    estimated = models.TextField(blank=True, default="")
    pending = models.TextField(blank=True, default="")
    ripe_on = models.DateField(null=True, blank=True)
    holes = models.TextField(blank=True, default="")
    exceptions = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["monday", "id"]
        constraints = [
            models.UniqueConstraint(
                F("monday"),
                Coalesce(F("agent"), Value(0)),
                Coalesce(F("team"), Value(0)),
                Coalesce(F("store"), Value(0)),
                F("attribution"),
                name="week_row_once",
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "monday"], name="week_by_agent"),
            models.Index(fields=["team", "monday"], name="week_by_team"),
            models.Index(fields=["store", "monday"], name="week_by_store"),
        ]

    def __str__(self) -> str:
        return f"{self.monday} {self.agent_id}"


class WeekState(models.Model):
    """Whether a week is computed, and whether its facts changed since.

    `changed` grows with every change of a fact; `computed` is the value that the rows were computed
    from. A week is dirty while the two differ.
    """

    monday = models.DateField(_("Monday"), unique=True)
    changed = models.PositiveBigIntegerField(default=1)
    computed = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    seconds = models.FloatField(_("seconds"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True, default="")

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.CheckConstraint(condition=Q(computed__lte=F("changed")), name="computed_not_ahead"),
        ]

    def __str__(self) -> str:
        return str(self.monday)
