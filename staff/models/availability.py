"""Contracted time, blocks of time, dated exemptions, and what an hour costs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.choices import EVER, STILL, BlockKind, BlockSource
from staff.querysets import DatedQuerySet


class Contract(models.Model):
    """How many minutes a week a person is contracted for, from a date to a date, both included."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="contracts")
    weekly_minutes = models.PositiveSmallIntegerField(_("minutes a week"), default=2400)
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["agent", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "valid_from"], name="one_contract_begins_a_day"),
            models.UniqueConstraint(fields=["agent", "valid_to"], name="one_contract_ends_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="contract_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(weekly_minutes__lte=10080), name="contract_fits_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id}: {self.weekly_minutes}"


class Block(models.Model):
    """Time in which a person is away (no shift may be given) or busy (paid, inside a shift, off the chats).

    `key` is the writer's own name for it ("leave:12"), so that the writer finds it again. No reason
    stands here.
    """

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="blocks")
    kind = models.CharField(_("kind"), max_length=6, choices=BlockKind.choices)
    source = models.CharField(_("source"), max_length=10, choices=BlockSource.choices)
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    key = models.CharField(_("key"), max_length=80)

    class Meta:
        ordering = ["start_at", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "key"], name="block_once"),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="block_ends_after_start"),
        ]
        indexes = [models.Index(fields=["agent", "start_at"], name="block_by_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.kind} {self.start_at}"


class Exemption(models.Model):
    """No nights and no overtime for a person in these days, both included. It has no reason, on purpose."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="exemptions")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["agent", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "valid_from"], name="one_exemption_begins_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="exemption_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.valid_from}"


class HourlyRate(models.Model):
    """What an hour of a grade costs from a date on; seen by those who may see pay sums only."""

    grade = models.ForeignKey("staff.Grade", models.CASCADE, related_name="rates")
    amount = models.DecimalField(_("amount an hour"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    valid_from = models.DateField(_("from"), default=EVER)

    class Meta:
        ordering = ["grade__step", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["grade", "valid_from"], name="one_rate_begins_a_day"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.grade}: {self.amount} {self.currency}"
