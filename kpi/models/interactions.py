"""Interactions as slim rows: nothing of the buyer, pruned after a setting; their sums stay in records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi.choices import Outcome


class Interaction(models.Model):
    """One chat, call or ticket. `row_hash` is a keyed hash of the file's own id: the same id replaces.

    `served_secs` are the seconds from `start` until the service began, where the log says so.
    """

    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    row_hash = models.BinaryField(max_length=16)
    account = models.ForeignKey(
        "staff.PlatformAccount", models.PROTECT, null=True, blank=True, related_name="+"
    )
    business_date = models.DateField()
    start = models.DateTimeField(_("start"))
    wait_secs = models.IntegerField(null=True, blank=True)
    handle_secs = models.IntegerField(null=True, blank=True)
    served_secs = models.IntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    resolved = models.BooleanField(null=True, blank=True)
    buyer = models.CharField(max_length=160, blank=True, default="")
    batch = models.ForeignKey("kpi.ImportBatch", models.PROTECT, related_name="interactions")
    row = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["store", "source", "row_hash"], name="interaction_once")
        ]
        indexes = [
            models.Index(fields=["store", "business_date"], name="interaction_by_day"),
            models.Index(fields=["batch"], name="interaction_by_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.start}"


class SupersededInteraction(models.Model):
    """An interaction as it stood before a later file replaced it."""

    batch = models.ForeignKey("kpi.ImportBatch", models.CASCADE, related_name="+")
    replaced_by = models.ForeignKey("kpi.ImportBatch", models.CASCADE, related_name="superseded_interactions")
    row_hash = models.BinaryField(max_length=16)
    data = models.JSONField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"of batch {self.batch_id}"
