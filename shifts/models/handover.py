"""The handover book: what one shift leaves to the next."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from shifts.choices import HandoverKind, HandoverState


class HandoverItem(TimeStampedModel):
    """Something open at a store; the next shift must accept it, and it is carried until it is closed.

    `accept_by` is when the next shift ought to have accepted; `carried` counts the shifts that it went
    through.
    """

    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=HandoverKind.choices)
    title = models.CharField(_("what"), max_length=120)
    text = models.TextField(_("details"), max_length=4000, blank=True)
    buyer = models.CharField(_("buyer"), max_length=80, blank=True)
    order_no = models.CharField(_("order number"), max_length=60, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    written_by = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    accept_by = models.DateTimeField(_("to be accepted by"))
    state = models.CharField(
        _("state"), max_length=10, choices=HandoverState.choices, default=HandoverState.OPEN
    )
    accepted_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    carried = models.PositiveSmallIntegerField(_("shifts carried"), default=0)
    closed_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="handover_says_what"),
            models.CheckConstraint(
                condition=~Q(state=HandoverState.CLOSED) | Q(closed_at__isnull=False),
                name="handover_closed_when",
            ),
        ]
        indexes = [models.Index(fields=["store", "state"], name="handover_by_store")]

    def __str__(self) -> str:
        return self.title

    @property
    def accepted_late(self) -> bool:
        """Whether who holds it accepted it after it was due."""
        return self.accepted_at is not None and self.accepted_at > self.accept_by


class HandoverNote(models.Model):
    """A step in an item's life: accepted, carried on, a word added, closed."""

    item = models.ForeignKey(HandoverItem, models.CASCADE, related_name="notes")
    agent = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    step = models.CharField(_("step"), max_length=10)
    text = models.CharField(_("words"), max_length=500, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.step}"
