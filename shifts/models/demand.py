"""Volumes: what a store was asked per half hour or hour."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Volume(models.Model):
    """What a store was offered from a moment on, for 30 or 60 minutes; one row for each source."""

    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    start = models.DateTimeField(_("start"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    source = models.CharField(_("source"), max_length=60)
    business_date = models.DateField(_("business date"))
    offered = models.PositiveIntegerField(_("offered"), null=True, blank=True)
    answered = models.PositiveIntegerField(_("answered"), null=True, blank=True)
    handle_secs = models.PositiveBigIntegerField(_("handling seconds"), null=True, blank=True)

    class Meta:
        ordering = ["store", "start"]
        constraints = [
            models.UniqueConstraint(fields=["store", "source", "start"], name="volume_once"),
            models.CheckConstraint(condition=Q(minutes__in=[30, 60]), name="volume_half_hour_or_hour"),
        ]
        indexes = [models.Index(fields=["store", "business_date"], name="volume_by_day")]

    def __str__(self) -> str:
        return f"{self.start} {self.offered}"
