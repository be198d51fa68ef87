"""Reads of notices."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from staff.models import Agent, Notice, Webhook, WebhookDelivery
from staff.notice_kinds import words


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its words in the reader's language."""

    notice: Notice
    title: str
    body: str


def notices_of(agent: Agent | None) -> "QuerySet[Notice]":
    """A person's notices, newest first."""
    if agent is None:
        return Notice.objects.none()
    return Notice.objects.filter(agent=agent).order_by("-created_at", "-id")


def unread_count(user: Any) -> int:
    """How many notices of the log-in's person are unread."""
    return Notice.objects.filter(agent__user_id=user.pk, read_at__isnull=True).count()


def with_words(notices: "list[Notice] | QuerySet[Notice]") -> list[Told]:
    """The same with their words."""
    return [Told(notice, *words(notice.kind, notice.params)) for notice in notices]


def webhooks() -> "QuerySet[Webhook]":
    """Every webhook by name."""
    return Webhook.objects.order_by("name")


def last_deliveries(webhook: Webhook, *, count: int = 10) -> list[WebhookDelivery]:
    """What was last sent, or tried, to an address."""
    return list(webhook.deliveries.order_by("-created_at", "-id")[:count])
