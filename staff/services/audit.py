"""The one door into the audit trail: who, when, what, before and after, and why."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import structlog
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from staff.models import User

_VERBS = {
    LogEntry.Action.CREATE: {"add", "create", "grant", "import", "commit", "bind", "open", "make"},
    LogEntry.Action.DELETE: {"remove", "delete", "revoke", "undo", "discard", "archive", "leave", "close"},
    LogEntry.Action.ACCESS: {"download", "export", "view", "sign_in", "sign_out", "lock_out"},
}
_SECRET_WORDS = ("password", "secret", "token")
_LONGEST = 500


def record(
    *,
    actor: User | None,
    action: str,
    about: Model | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> LogEntry:
    """Write one entry in the caller's transaction; nothing ever changes or removes it again.

    `action` is a word such as `agent.move`; `before` and `after` name fields and their values, and only
    what differs is kept. No actor means that the clock or a command did it.
    """
    entry = LogEntry(
        content_type=ContentType.objects.get_for_model(about if isinstance(about, Model) else LogEntry),
        object_pk=str(about.pk) if isinstance(about, Model) else "",
        object_id=about.pk if isinstance(about, Model) and isinstance(about.pk, int) else None,
        object_repr=str(about)[:_LONGEST],
        action=_number_of(action),
        changes=differences(before or {}, after or {}),
        actor=actor if actor is not None and actor.pk else None,
        cid=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:255],
        additional_data={"action": action, "actor": _name_of(actor), "reason": reason[:_LONGEST]},
    )
    # In bulk, since on save the library would write what the caller's own headers claim about its address.
    LogEntry.objects.bulk_create([entry])
    return entry


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """`{field: [old, new]}` for the fields that differ, secrets blotted out."""
    changes = {}
    for field in [*before, *(name for name in after if name not in before)]:
        old, new = _plain(before.get(field)), _plain(after.get(field))
        if old == new:
            continue
        if any(word in field.lower() for word in _SECRET_WORDS):
            old, new = (None if value is None else "•••" for value in (old, new))
        changes[field] = [old, new]
    return changes


def _plain(value: Any) -> Any:
    """A value that JSON can hold, not endless."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        return [_plain(item) for item in items[:100]]
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)[:_LONGEST]


def _number_of(action: str) -> int:
    """The library's own coarse kind for an action's verb."""
    verb = action.rsplit(".", 1)[-1]
    return int(next((number for number, verbs in _VERBS.items() if verb in verbs), LogEntry.Action.UPDATE))


def _name_of(actor: User | None) -> str:
    """Who it was, in words that outlive the log-in."""
    if actor is None or not actor.pk:
        return ""
    agent = getattr(actor, "agent", None)
    return f"{agent.name} ({actor.get_username()})" if agent else actor.get_username()
