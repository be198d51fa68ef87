"""The secret address of a person's calendar feed: made, revoked, looked up. Only a hash is kept."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction

from shifts.models import CalendarLink
from staff.models import Agent, User
from staff.services import audit


@transaction.atomic
def make(agent: Agent, *, actor: User | None) -> str:
    """A new secret, shown once; an older one stops working."""
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.filter(agent=agent).delete()
    CalendarLink.objects.create(agent=agent, digest=_digest(token))
    audit.record(actor=actor, action="calendar_link.make", about=agent)
    return token


@transaction.atomic
def revoke(agent: Agent, *, actor: User | None) -> None:
    """Let the address answer no more."""
    if CalendarLink.objects.filter(agent=agent).delete()[0]:
        audit.record(actor=actor, action="calendar_link.revoke", about=agent)


def owner(token: str, now: dt.datetime) -> Agent | None:
    """Whose feed a secret opens, while the person is employed; the day it was read is remembered."""
    link = CalendarLink.objects.filter(digest=_digest(token)).select_related("agent").first()
    if link is None or link.agent.left_on < now.date():
        return None
    if link.used_at is None or now - link.used_at > dt.timedelta(hours=12):
        CalendarLink.objects.filter(pk=link.pk).update(used_at=now)
    return link.agent


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
