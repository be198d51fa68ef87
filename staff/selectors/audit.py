"""Reads of the audit trail."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.db.models import Q, QuerySet
from django.utils import timezone

from staff.models import User
from staff.selectors import audit_words


@dataclass(frozen=True, slots=True)
class AuditChange:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry as people read it; `code` is what programs and the filter know the deed by."""

    when: dt.datetime
    who: str
    deed: str
    code: str
    reason: str
    about: str
    changes: list[AuditChange]


# Deeds that only those concerned may read, whatever the right to the trail: by the beginning of the action,
# and who asks, the keys of the things of which entries are shown.
_private: dict[str, Callable[[Any], Collection[int]]] = {}


def keep_private(beginning: str, readable: Callable[[Any], Collection[int]]) -> None:
    """Hide entries whose action begins so from all but those to whom `readable` gives the thing's key."""
    _private[beginning] = readable


def audit_entries(
    *,
    viewer: Any = None,
    who: str = "",
    action: str = "",
    about: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> "QuerySet[LogEntry]":
    """Entries, newest first: by a piece of the person's name, an action's beginning, a subject, days.

    What is private to others than the viewer is left out.
    """
    entries: QuerySet[LogEntry] = LogEntry.objects.select_related("actor", "content_type").order_by(
        "-timestamp", "-id"
    )
    for beginning, readable in _private.items():
        hidden = Q(additional_data__action__startswith=beginning)
        entries = entries.exclude(hidden & ~Q(object_id__in=list(readable(viewer)) if viewer else []))
    if who := who.strip():
        entries = entries.filter(additional_data__actor__icontains=who)
    if action := action.strip():
        entries = entries.filter(additional_data__action__startswith=action)
    if about := about.strip():
        entries = entries.filter(object_repr__icontains=about)
    zone = timezone.get_current_timezone()
    if first:
        entries = entries.filter(timestamp__gte=dt.datetime.combine(first, dt.time.min, zone))
    if last and last < dt.date.max:
        entries = entries.filter(
            timestamp__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, zone)
        )
    return entries


def audit_lines(entries: Iterable[LogEntry]) -> list[AuditLine]:
    """Entries in the reader's words, in their order."""
    return [_line(entry) for entry in entries]


def _line(entry: LogEntry) -> AuditLine:
    facts = entry.additional_data or {}
    code = str(facts.get("action", ""))
    return AuditLine(
        when=entry.timestamp,
        who=str(facts.get("actor", "")),
        deed=audit_words.action_words(code),
        code=code,
        reason=str(facts.get("reason", "")),
        about=entry.object_repr,
        changes=[
            AuditChange(
                audit_words.field_words(field), audit_words.value_words(old), audit_words.value_words(new)
            )
            for field, (old, new) in (entry.changes_dict or {}).items()
        ],
    )


def sign_ins_of(user: User, *, count: int = 10) -> list[LogEntry]:
    """The last sign-ins of one log-in."""
    entries = LogEntry.objects.filter(actor=user, additional_data__action="account.sign_in")
    return list(entries.order_by("-timestamp", "-id")[:count])
