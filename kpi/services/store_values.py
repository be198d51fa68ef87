"""Values that a platform gives for a store (DSR, experience score): typed in with date and source."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.models import StoreValue
from staff.models import Store, User
from staff.services import audit

# The most that a platform gives; DSR has five steps, experience scores run to a hundred.
MOST = {"dsr_desc": 5, "dsr_service": 5, "dsr_logistics": 5, "shop_exp": 100}


@transaction.atomic
def enter(
    store: Store,
    *,
    code: str,
    date: dt.date,
    value: Decimal,
    source: str,
    today: dt.date,
    actor: User | None,
) -> StoreValue:
    """Keep a store's value as given; the same date again replaces. Raises DomainError out of range."""
    if code not in MOST:
        raise DomainError(_("%(code)s is no value that a store has.") % {"code": code}, code="no_such_value")
    if not 0 <= value <= MOST[code]:
        raise DomainError(
            _("This value lies between 0 and %(most)s.") % {"most": MOST[code]}, code="out_of_range"
        )
    if date > today:
        raise DomainError(_("A value cannot be of a day to come."), code="future")
    known = StoreValue.objects.select_for_update().filter(store=store, code=code, date=date).first()
    before = {"value": str(known.value), "source": known.source} if known else None
    row = known or StoreValue(store=store, code=code, date=date)
    row.value, row.source, row.entered_by, row.batch = value, source, actor, None
    row.save()
    after = {"store": store.name, "date": date.isoformat(), "value": str(value), "source": source}
    audit.record(actor=actor, action="store_value.set", about=row, before=before, after=after)
    return row
