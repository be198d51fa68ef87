"""Corrective and preventive actions: what is done about a cause, by whom, until when, did it help."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.cases import ActionKind, ActionState, Helped


class CaseAction(TimeStampedModel):
    """One action. `source` names what it came from ("case:12", "inspection:7"); empty where nothing did."""

    kind = models.CharField(_("kind"), max_length=10, choices=ActionKind.choices)
    title = models.CharField(_("what is done"), max_length=160)
    cause = models.CharField(_("cause"), max_length=1000, blank=True)
    owner = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    due = models.DateField(_("due"))
    source = models.CharField(_("came from"), max_length=80, blank=True)
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=ActionState.choices, default=ActionState.OPEN)
    result = models.CharField(_("result"), max_length=1000, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    helped = models.CharField(_("check"), max_length=8, choices=Helped.choices, blank=True)
    check_words = models.CharField(_("what the check found"), max_length=1000, blank=True)
    checked_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="action_says_what"),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "checked"]) | (Q(done_on__isnull=False) & ~Q(result="")),
                name="action_done_with_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | (Q(checked_on__isnull=False) & ~Q(helped="")),
                name="action_checked_when",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due"], name="action_by_owner"),
            models.Index(fields=["source"], name="action_by_source"),
        ]

    def __str__(self) -> str:
        return self.title
