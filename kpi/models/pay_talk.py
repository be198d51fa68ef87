"""What is said about pay: deductions with evidence and answer, and appeals against any number."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.pay import AppealState, DeductionReason, DeductionState, LineCode


class Deduction(TimeStampedModel):
    """Money that somebody wants to take from a month's pay: evidence, the person's answer, a second approver.

    Seen by the person, whoever may propose or decide for that person, and nobody else.
    """

    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    reason = models.CharField(_("what for"), max_length=10, choices=DeductionReason.choices)
    happened_on = models.DateField(_("happened on"))
    evidence = models.TextField(_("evidence"))
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    state = models.CharField(
        _("state"), max_length=10, choices=DeductionState.choices, default=DeductionState.ASKED
    )
    proposed_by = models.ForeignKey("staff.User", models.PROTECT, related_name="+")
    answer = models.TextField(_("the person's answer"), blank=True, default="")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decided_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True, default="")

    class Meta:
        ordering = ["-month", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="deduction_month_is_its_first_day"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="deduction_takes_something"),
            models.CheckConstraint(condition=~Q(evidence=""), name="deduction_has_evidence"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "approved"])
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="deduction_heard_the_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="deduction_decided_by",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="deduction_second_person",
            ),
        ]
        indexes = [models.Index(fields=["agent", "month"], name="deduction_by_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.month:%Y-%m} {self.amount}"


class PayAppeal(TimeStampedModel):
    """A person says that a number of the own pay is wrong; somebody answers with a reason.

    `shown` keeps the number as it was seen. A granted appeal may pay (or take) `amount`; of a deduction it
    takes the deduction back.
    """

    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    code = models.CharField(_("line"), max_length=12, choices=LineCode.choices)
    ref = models.CharField(max_length=60, blank=True, default="")
    shown = models.JSONField(default=dict, blank=True)
    words = models.TextField(_("what is wrong"), blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=AppealState.choices, default=AppealState.OPEN)
    amount = models.DecimalField(_("amount granted"), max_digits=12, decimal_places=2, default=0)
    answer = models.TextField(_("answer"), blank=True, default="")
    answered_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "month", "code", "ref"], condition=Q(state="open"), name="one_open_appeal"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="appeal_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(state="open")
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="appeal_answered_with_reason",
            ),
            models.CheckConstraint(condition=Q(state="granted") | Q(amount=0), name="appeal_pays_if_granted"),
        ]
        indexes = [models.Index(fields=["state", "month"], name="appeal_by_state")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.month:%Y-%m} {self.code}"
