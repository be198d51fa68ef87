"""Stores, the account names that platforms know people by, and who held them when."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.choices import EVER, STILL, AccountKind, Platform
from staff.querysets import DatedQuerySet


class Store(models.Model):
    """A shop on one platform. Its business day begins at a time of its own."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    platform = models.CharField(
        _("platform"), max_length=12, choices=Platform.choices, default=Platform.OTHER
    )
    business_day_start = models.TimeField(_("business day begins at"), default=dt.time(0, 0))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StoreAssignment(models.Model):
    """A person serves a store from a date to a date, both included."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="store_assignments")
    store = models.ForeignKey("staff.Store", models.CASCADE, related_name="assignments")
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["store__name", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "store", "valid_from"], name="one_service_begins_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="service_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.store_id}"


class PlatformAccount(models.Model):
    """An account name at a store (旺旺昵称, 咚咚, 拼多多, 抖音); the same only when written the same."""

    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="accounts")
    name = models.CharField(_("account name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind.choices, default=AccountKind.PERSON)

    class Meta:
        ordering = ["store__name", "name"]
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="account_once_a_store")]

    def __str__(self) -> str:
        return self.name


class AccountHolding(models.Model):
    """Who holds an account from a date to a date, both included."""

    account = models.ForeignKey("staff.PlatformAccount", models.CASCADE, related_name="holdings")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="holdings")
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["account", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["account", "valid_from"], name="one_holder_begins_a_day"),
            models.UniqueConstraint(fields=["account", "valid_to"], name="one_holder_ends_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="holding_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["agent", "valid_from"], name="holding_by_agent")]

    def __str__(self) -> str:
        return f"{self.account_id} by {self.agent_id}"
