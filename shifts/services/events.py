"""Promotion events: when, which stores, and by what volumes are expected to rise."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.models import PromotionEvent
from shifts.selectors import events as reads
from staff.models import Store, User
from staff.services import audit

MOST_DAYS, MOST_LIFT = 31, 100.0
DOUBLE_11 = "double_11"
Lifts = Sequence[float | Sequence[float]]


@transaction.atomic
def save(
    event: PromotionEvent | None,
    *,
    name: str,
    kind: str,
    first: dt.date,
    last: dt.date,
    stores: Iterable[Store],
    lifts: Lifts,
    actor: User | None,
) -> PromotionEvent:
    """Add an event or change one. `lifts` has for each day one factor, or 24 by hour of the clock; the last
    goes on, and without any the past events of the kind alone teach. Raises DomainError."""
    kind = slugify(reads.kind_of(kind).replace(" ", "_"), allow_unicode=True).replace("-", "_")
    if not kind:
        raise DomainError(_("Give the kind a name, such as Double 11."), code="kind")
    if last < first or (last - first).days >= MOST_DAYS:
        text = _("An event has between 1 and %(most)s days, the last not before the first.")
        raise DomainError(text % {"most": MOST_DAYS}, code="span")
    _check(lifts, (last - first).days + 1)
    row = event or PromotionEvent()
    before = _facts(row) if event else {}
    row.name, row.kind, row.first, row.last, row.lifts = name.strip(), kind, first, last, list(lifts)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        text = _("%(name)s begins on %(day)s already. Change that event.")
        raise DomainError(text % {"name": row.name, "day": first}, code="twice") from None
    row.stores.set(stores)
    action = "event.change" if event else "event.add"
    audit.record(actor=actor, action=action, about=row, before=before, after=_facts(row))
    return row


@transaction.atomic
def remove(event: PromotionEvent, *, actor: User | None) -> None:
    """Take an event away; forecasts from then on know nothing of it."""
    audit.record(actor=actor, action="event.remove", about=event, before=_facts(event))
    event.delete()


def _check(lifts: Lifts, days: int) -> None:
    """Factors above 0, one or 24 a day, no more days than the event has."""
    if len(lifts) > days:
        text = _("There are factors for %(given)s days, but the event has %(days)s.")
        raise DomainError(text % {"given": len(lifts), "days": days}, code="lifts")
    for number, day in enumerate(lifts, 1):
        factors = [day] if isinstance(day, (int, float)) else list(day)
        if len(factors) not in (1, 24):
            text = _("Day %(day)s has %(n)s factors; give one, or 24 by hour.")
            raise DomainError(text % {"day": number, "n": len(factors)}, code="lifts")
        if not all(0 < factor <= MOST_LIFT for factor in factors):
            text = _("Day %(day)s: a factor must lie above 0 and be at most %(most)s.")
            raise DomainError(text % {"day": number, "most": int(MOST_LIFT)}, code="lifts")


def _facts(row: PromotionEvent) -> dict[str, object]:
    """What the trail keeps."""
    return {"name": row.name, "kind": row.kind, "first": row.first, "last": row.last, "lifts": row.lifts}
