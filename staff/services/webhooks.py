"""Group robots: where to, and messages on their way; the row is the queue."""

import datetime as dt
import http.client
import logging
import time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff.models import User, Webhook, WebhookDelivery
from staff.notice_kinds import words
from staff.services import audit, outgoing
from staff.services.webhook_payloads import Message, build, taken

log = logging.getLogger(__name__)
TRIES = 6
_WAITS = [dt.timedelta(minutes=minutes) for minutes in (1, 4, 15, 60, 240)]
_FIELDS = ("name", "format", "url", "secret", "kinds", "active")


def save(webhook: Webhook, *, actor: User) -> Webhook:
    """Keep a new or changed address; raises DomainError for one that may not be called."""
    outgoing.check_address(webhook.url)
    before = Webhook.objects.filter(pk=webhook.pk).values(*_FIELDS).first() or {}
    with transaction.atomic():
        webhook.save()
        after = {name: getattr(webhook, name) for name in _FIELDS}
        audit.record(
            actor=actor,
            action="webhook.change" if before else "webhook.add",
            about=webhook,
            before=_told(before),
            after=_told(after),
        )
    return webhook


def remove(webhook: Webhook, *, actor: User) -> None:
    """Forget an address with its messages."""
    with transaction.atomic():
        before = _told({name: getattr(webhook, name) for name in _FIELDS})
        audit.record(actor=actor, action="webhook.remove", about=webhook, before=before)
        webhook.delete()


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """What the audit trail may know: a robot's key stands in the address, so that only its host is told."""
    host = outgoing.check_address(values["url"]).hostname if values else ""
    return {**values, "url": host, "secret_address": values["url"]} if values else {}


def queue(*, kind: str, about: str, params: dict[str, Any], url: str) -> int:
    """Put a message before every address that takes the kind, once for each subject."""
    now = timezone.now()
    takers = [hook for hook in Webhook.objects.filter(active=True) if kind in hook.kinds]
    told = set(
        WebhookDelivery.objects.filter(kind=kind, about=about, webhook__in=takers).values_list(
            "webhook_id", flat=True
        )
    )
    rows = [
        WebhookDelivery(webhook=hook, kind=kind, about=about[:120], params=params, url=url, due_at=now)
        for hook in takers
        if hook.pk not in told
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def queue_trial(webhook: Webhook, *, actor: User) -> WebhookDelivery:
    """A trial message to one address, whatever kinds it takes."""
    now = timezone.now()
    return WebhookDelivery.objects.create(
        webhook=webhook,
        kind="staff.webhook_test",
        about=f"trial {now.isoformat()}",
        params={"who": str(actor)},
        due_at=now,
    )


def deliver(now: dt.datetime, *, limit: int = 50) -> int:
    """Send what is due; what fails waits longer each time, and is given up after six tries."""
    due = WebhookDelivery.objects.filter(
        sent_at__isnull=True, due_at__lte=now, attempts__lt=TRIES, webhook__active=True
    )
    return sum(_try(row, now) for row in due.select_related("webhook").order_by("due_at", "id")[:limit])


def _try(row: WebhookDelivery, now: dt.datetime) -> int:
    """One try; the row is claimed first, so that two workers never send the same message at once."""
    wait = _WAITS[min(row.attempts, len(_WAITS) - 1)]
    mine = WebhookDelivery.objects.filter(pk=row.pk, attempts=row.attempts, sent_at__isnull=True)
    if not mine.update(attempts=row.attempts + 1, due_at=now + wait):
        return 0
    fate: dict[str, Any]
    try:
        answer = _send(row)
        said = f"{answer.status} {answer.body[:200].decode(errors='replace')}"
        ok = taken(format=row.webhook.format, status=answer.status, body=answer.body)
        fate = {"answer": said[:300]} | ({"sent_at": timezone.now()} if ok else {})
    except DomainError as refusal:
        fate = {"answer": str(refusal)[:300], "attempts": TRIES}
    except (OSError, http.client.HTTPException) as error:
        fate = {"answer": (_("no answer: %s") % (str(error) or type(error).__name__))[:300]}
    if "sent_at" not in fate:
        log.warning("webhook %s, message %s: %s", row.webhook_id, row.pk, fate["answer"])
    fate["answer"] = fate["answer"].replace("\x00", "")
    WebhookDelivery.objects.filter(pk=row.pk).update(**fate)
    return int("sent_at" in fate)


def _send(row: WebhookDelivery) -> outgoing.Answer:
    """Build, sign and post it in the language of the house."""
    hook = row.webhook
    with translation.override(settings.LANGUAGE_CODE):
        title, body = words(row.kind, row.params)
    message = Message(
        kind=row.kind,
        about=row.about,
        title=title,
        body=body,
        link=settings.SITE_URL + row.url if row.url else "",
        language=settings.LANGUAGE_CODE,
    )
    call = build(
        format=hook.format, url=hook.url, secret=hook.secret, message=message, seconds=int(time.time())
    )
    return outgoing.post(call.url, call.body, call.headers)
