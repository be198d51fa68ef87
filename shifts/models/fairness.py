"""The fairness ledger: what each month left behind, and what was set right with a reason."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shifts.choices import Burden


class FairnessMonth(models.Model):
    """One person's burdens of one kind in a month of a team: how many were worked, how many were the share.

    `share` is measured in hundredths, since a fair share is seldom whole; `present_minutes` is the contracted
    time in which the person was there.
    """

    team = models.ForeignKey("staff.Team", models.CASCADE, related_name="+")
    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    month = models.DateField(_("month"))
    burden = models.CharField(_("what is counted"), max_length=10, choices=Burden.choices)
    worked = models.PositiveIntegerField(_("worked"))
    share_hundredths = models.IntegerField(_("share, hundredths"))
    present_minutes = models.PositiveIntegerField(_("contracted minutes present"))

    class Meta:
        ordering = ["month", "agent", "burden"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "agent", "month", "burden"], name="fairness_once_a_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="fairness_month_is_its_first_day"),
        ]
        indexes = [models.Index(fields=["agent", "burden", "month"], name="fairness_by_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.month} {self.burden}"


class FairnessAdjustment(models.Model):
    """Somebody's balance set right, never without a reason."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    burden = models.CharField(_("what is counted"), max_length=10, choices=Burden.choices)
    month = models.DateField(_("month"))
    hundredths = models.IntegerField(_("hundredths"))
    reason = models.CharField(_("reason"), max_length=200)
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        ordering = ["month", "made_at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="adjusted_with_a_reason")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.hundredths}"
