"""Telling people: one row in the app, once for each subject, then by mail and to group robots."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from staff.choices import AgentState
from staff.models import Agent, Notice, User
from staff.notice_kinds import register_kind, words
from staff.services import webhooks

__all__ = [
    "deliver_mail",
    "mark_all_read",
    "mark_read",
    "post",
    "post_many",
    "register_kind",
    "take_back",
    "tell_owner",
]
log = logging.getLogger(__name__)
MAIL_TRIES = 5


def post(
    *,
    agent: Agent,
    kind: str,
    about: str,
    params: Mapping[str, Any] | None = None,
    url: str = "",
    by_mail: bool = False,
    private: bool = False,
) -> int:
    """Tell one person; 0 if this kind about this subject was said already. No group hears a private one."""
    return post_many(
        agents=[agent], kind=kind, about=about, params=params, url=url, by_mail=by_mail, private=private
    )


def post_many(
    *,
    agents: Iterable[Agent],
    kind: str,
    about: str,
    params: Mapping[str, Any] | None = None,
    url: str = "",
    by_mail: bool = False,
    private: bool = False,
) -> int:
    """Tell several people, and the groups whose webhook takes the kind, in the caller's transaction."""
    with transaction.atomic():
        told = set(Notice.objects.filter(kind=kind, about=about).values_list("agent_id", flat=True))
        rows = [
            Notice(
                agent=agent, kind=kind, about=about[:120], params=dict(params or {}), url=url, by_mail=by_mail
            )
            for agent in {agent.pk: agent for agent in agents}.values()
            if agent.pk not in told and agent.state != AgentState.LEFT
        ]
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        queued = 0 if private else webhooks.queue(kind=kind, about=about, params=dict(params or {}), url=url)
        if (rows and by_mail) or queued:
            transaction.on_commit(_wake)
    return len(rows)


def take_back(*, kind: str, about: str) -> int:
    """What a notice told did not stay so: it goes, unless it was read or mailed already."""
    rows = Notice.objects.filter(kind=kind, about=about, read_at__isnull=True, mailed_at__isnull=True)
    return rows.delete()[0]


def _wake() -> None:
    """Deliver soon; where the broker is silent the clock does it within a minute."""
    try:
        current_app.signature("staff.tasks.deliver_notices").apply_async(retry=False)
    except Exception as error:
        log.warning("notices wait for the clock: the broker did not take the message (%s)", error)


def mark_read(notice: Notice) -> None:
    """The person has seen it."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())


def mark_all_read(agent: Agent) -> int:
    """The person has seen them all."""
    return Notice.objects.filter(agent=agent, read_at__isnull=True).update(read_at=timezone.now())


def deliver_mail(now: dt.datetime, *, limit: int = 200) -> int:
    """Send what is due by mail; what fails is tried again later, at most five times in all."""
    sent = 0
    for notice in _due(now).select_related("agent__user")[:limit]:
        mine = Notice.objects.filter(pk=notice.pk, mailed_at__isnull=True, mail_attempts=notice.mail_attempts)
        if not mine.update(mail_attempts=F("mail_attempts") + 1):
            continue  # Another worker has it.
        try:
            _mail(notice)
        except Exception as error:
            log.warning("notice %s was not mailed in try %s: %s", notice.pk, notice.mail_attempts + 1, error)
            continue
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
        sent += 1
    return sent


def _due(now: dt.datetime) -> "QuerySet[Notice]":
    """Those whose next try has come: 2, 8, 32 and 128 minutes after they were written."""
    due = Q(mail_attempts=0)
    for tries in range(1, MAIL_TRIES):
        due |= Q(mail_attempts=tries, created_at__lte=now - dt.timedelta(minutes=2 * 4 ** (tries - 1)))
    waiting = Notice.objects.filter(due, by_mail=True, mailed_at__isnull=True).order_by("created_at", "id")
    return (
        waiting.exclude(agent__state=AgentState.LEFT)
        .exclude(agent__email="", agent__user__email="")
        .exclude(agent__email="", agent__user__isnull=True)
    )


def _mail(notice: Notice) -> None:
    """Write the mail in the person's own language, and hand it over."""
    person, login = notice.agent, notice.agent.user
    language = (login.language if login else "") or person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        title, body = words(notice.kind, notice.params)
        values = {"name": str(person), "title": title, "body": body, "language": language}
        values["link"] = settings.SITE_URL + notice.url if notice.url else ""
        mail = EmailMultiAlternatives(
            subject=" ".join(title.split())[:200],
            body=render_to_string("emails/notice.txt", values),
            to=[(login.email if login else "") or person.email],
            connection=get_connection(),
        )
        mail.attach_alternative(render_to_string("emails/notice.html", values), "text/html")
        mail.send()


def tell_owner(owner: User | None, *, kind: str, about: str, params: Mapping[str, Any], url: str) -> int:
    """Tell the person behind a log-in, if there is one."""
    agent = Agent.objects.filter(user=owner).first() if owner else None
    return post(agent=agent, kind=kind, about=about, params=params, url=url) if agent else 0
