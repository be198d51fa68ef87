"""Reads of notices."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Window

from staff.models import Agent, Notice, Webhook, WebhookDelivery
from staff.notice_kinds import all_kinds, words

_TO_ONE_PERSON = {"staff.invitation", "staff.webhook_test"}


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


def newest_unread(agent: Agent | None, *, most: int) -> tuple[list[Notice], int]:
    """A person's newest unread notices, and how many there are in all; one query."""
    found = notices_of(agent).filter(read_at__isnull=True).annotate(among=Window(Count("pk")))
    rows = list(found[:most])
    return list(rows), rows[0].among if rows else 0


def unread_count(user: Any) -> int:
    """How many notices of the log-in's person are unread."""
    return Notice.objects.filter(agent__user_id=user.pk, read_at__isnull=True).count()


def words_of(notice: Notice) -> tuple[str, str]:
    """Title and body in the language of the moment."""
    return words(notice.kind, notice.params)


def with_words(notices: "list[Notice] | QuerySet[Notice]") -> list[Told]:
    """The same with their words."""
    return [Told(notice, *words_of(notice)) for notice in notices]


def webhooks() -> "QuerySet[Webhook]":
    """Every webhook by name."""
    return Webhook.objects.order_by("name")


def last_deliveries(webhook: Webhook, *, count: int = 10) -> list[WebhookDelivery]:
    """What was last sent, or tried, to an address."""
    return list(webhook.deliveries.order_by("-created_at", "-id")[:count])


def kind_choices() -> list[tuple[str, str]]:
    """Kinds that a group may be told of: the code, and the name, else the title with gaps for the values."""
    kinds = [kind for kind in all_kinds() if kind.code not in _TO_ONE_PERSON]
    return [(kind.code, str(kind.name) or words(kind.code, {})[0]) for kind in kinds]
