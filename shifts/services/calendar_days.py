"""Writes to the house's calendar."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import DayKind
from shifts.models import CalendarDay
from staff.models import User
from staff.services import audit

_LONGEST = 60


@transaction.atomic
def set_day(day: dt.date, kind: str, *, actor: User | None, name: str = "") -> CalendarDay:
    """Say what a date is, before the published calendar; a weekend day that is a workday is a make-up one."""
    if kind not in DayKind.values:
        raise DomainError(_("“%(kind)s” is not a kind of day.") % {"kind": kind}, code="kind")
    if len(name) > _LONGEST:
        raise DomainError(
            _("“%(text)s” is longer than %(most)d characters.") % {"text": name, "most": _LONGEST},
            code="too_long",
        )
    known = CalendarDay.objects.select_for_update().filter(day=day).first()
    before = {"kind": known.kind, "name": known.name} if known else {}
    values = {"kind": kind, "name": name.strip()}
    row, _new = CalendarDay.objects.update_or_create(day=day, defaults=values)
    if before != values:
        audit.record(
            actor=actor, action="calendar.set", about=row, before=before, after={"date": day, **values}
        )
    return row


@transaction.atomic
def clear_day(day: dt.date, *, actor: User | None) -> bool:
    """Let the published calendar speak again for a date; False where the house had said nothing."""
    row = CalendarDay.objects.filter(day=day).first()
    if row is None:
        return False
    before = {"date": day, "kind": row.kind, "name": row.name}
    audit.record(actor=actor, action="calendar.remove", about=row, before=before)
    row.delete()
    return True
