"""Requests that may be sent twice: the second gets the first one's answer, and the work is done once."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff.models import IdempotencyKey, User

KEEP = dt.timedelta(hours=24)
BROKEN_AFTER = dt.timedelta(minutes=10)
LONGEST_KEY = 200


class KeyBusyError(DomainError):
    """The first request with this key is still being worked on."""

    status = 409


class KeyReusedError(DomainError):
    """The key came with another body or to another address before."""

    status = 422


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered: a status, and a body that JSON can hold."""

    status: int
    body: Any


def digest(parts: Iterable[str | bytes | IO[bytes]]) -> str:
    """The fingerprint of a body; files are read in slices and set back to their beginning."""
    total = hashlib.sha256()
    for part in parts:
        one = hashlib.sha256()
        if isinstance(part, str | bytes):
            one.update(part.encode() if isinstance(part, str) else part)
        else:
            part.seek(0)
            for piece in iter(lambda: part.read(65536), b""):  # noqa: B023  (read within its own turn)
                one.update(piece)
            part.seek(0)
        total.update(one.digest())
    return total.hexdigest()


def once(*, user: User, key: str, path: str, body_hash: str, work: Callable[[], Answer]) -> Answer:
    """Do the work, or give the answer that the same request got before; without a key simply do it.

    Raises KeyReusedError for the key of another request and KeyBusyError while the first one runs. Work that
    fails leaves nothing, so that it may be sent again.
    """
    if not key:
        return work()
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise DomainError(_("The idempotency key is too long or holds a character that cannot be read."))
    row = _claim(user, key, path[:200], body_hash)
    if row.status is not None:
        return Answer(row.status, row.answer)
    try:
        answer = work()
    except BaseException:
        IdempotencyKey.objects.filter(pk=row.pk, status__isnull=True).delete()
        raise
    IdempotencyKey.objects.filter(pk=row.pk).update(status=answer.status, answer=answer.body)
    return answer


def _claim(user: User, key: str, path: str, body_hash: str) -> IdempotencyKey:
    """The key's row: a new one that is ours to work on, or an old one with its answer."""
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(user=user, key=key, path=path, body_hash=body_hash)
    except IntegrityError:
        row = IdempotencyKey.objects.filter(user=user, key=key).first()
    if row is None:
        raise KeyBusyError(_("The same request was just being ended. Send it again."), code="busy")
    if (row.path, row.body_hash) != (path, body_hash):
        raise KeyReusedError(_("This key belongs to another request. Take a new one."), code="key_reused")
    if row.status is None:
        now = timezone.now()
        dead = IdempotencyKey.objects.filter(
            pk=row.pk, status__isnull=True, created_at__lt=now - BROKEN_AFTER
        )
        if not dead.update(created_at=now):
            raise KeyBusyError(_("The same request is being worked on. Ask again in a moment."), code="busy")
    return row


def forget_old(now: dt.datetime) -> int:
    """Drop answers that are older than a day."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEEP).delete()[0]
