"""Writes to the hours of stores. Upper floors hear of each change, since their clocks follow it."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import signals
from staff.models import Store, StoreDay, StoreHours, User
from staff.services import audit

Times = tuple[dt.time, dt.time]


@transaction.atomic
def set_week(store: Store, week: Mapping[int, Times | None], *, actor: User | None) -> None:
    """Give a store these hours by weekday (0 is Monday); a weekday without times is closed.

    No weekday with times at all means that the store serves day and night. Raises DomainError for a weekday
    that is none.
    """
    if unknown := sorted(set(week) - set(range(7))):
        raise DomainError(_("%(day)s is no weekday.") % {"day": unknown[0]}, code="weekday")
    before = _words(store)
    StoreHours.objects.filter(store=store).delete()
    StoreHours.objects.bulk_create(
        StoreHours(store=store, weekday=day, opens=times[0], closes=times[1])
        for day, times in sorted(week.items())
        if times is not None
    )
    after = _words(store)
    if before != after:
        audit.record(actor=actor, action="store_hours.set", about=store, before=before, after=after)
        signals.store_hours_changed.send(sender=StoreHours, store_ids=[store.pk])


@transaction.atomic
def set_day(
    store: Store | None, day: dt.date, *, times: Times | None, name: str = "", actor: User | None
) -> StoreDay:
    """Let a store (None: every store) serve at these times on a date, or not at all without times."""
    row, _new = StoreDay.objects.update_or_create(
        store=store,
        day=day,
        defaults={
            "name": name.strip()[:60],
            "opens": times[0] if times else None,
            "closes": times[1] if times else None,
        },
    )
    audit.record(
        actor=actor,
        action="store_hours.add",
        about=store or row,
        after={"day": day, "name": row.name, "value": _span(times)},
    )
    signals.store_hours_changed.send(sender=StoreDay, store_ids=[store.pk] if store else None)
    return row


@transaction.atomic
def remove_day(row: StoreDay, *, actor: User | None) -> None:
    """The date is a day like others again."""
    audit.record(actor=actor, action="store_hours.remove", about=row.store or row, before={"day": row.day})
    store_ids = [row.store_id] if row.store_id else None
    row.delete()
    signals.store_hours_changed.send(sender=StoreDay, store_ids=store_ids)


def _words(store: Store) -> dict[str, str]:
    rows = StoreHours.objects.filter(store=store)
    return {f"weekday {row.weekday + 1}": _span((row.opens, row.closes)) for row in rows}


def _span(times: Times | None) -> str:
    return f"{times[0]:%H:%M}-{times[1]:%H:%M}" if times else "closed"
