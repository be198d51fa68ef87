"""Types of leave: their names, whether they have a balance or need a paper, and what a year earns."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.models import LeaveEntry, LeaveType
from shifts.services import leave
from staff.models import User
from staff.services import audit

FIELDS = ("name_en", "name_zh", "has_balance", "needs_paper", "paid", "accrual", "active")
MOST_YEARS, MOST_DAYS = 60, 366


@transaction.atomic
def save(kind: LeaveType | None, values: dict[str, Any], *, actor: User | None) -> LeaveType:
    """Make a type (`values` hold its code) or change one.

    Raises DomainError for a code that is taken, steps out of order, and a balance that is switched off while
    people have entries in it.
    """
    _check(kind, values)
    row = kind or LeaveType(code=values["code"])
    before = {name: getattr(row, name) for name in FIELDS} if kind else None
    for name in FIELDS:
        setattr(row, name, values[name])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise DomainError(
            _("There is a type with this code already. Choose another."), code="code"
        ) from fault
    after = {name: getattr(row, name) for name in FIELDS}
    if before != after:
        audit.record(actor=actor, action="leave_type.save", about=row, before=before or {}, after=after)
    return row


@transaction.atomic
def grant(year: int, *, today: dt.date, actor: User | None) -> int:
    """Grant a year's leave now, as the clock does at night; twice is once. Returns how many balances moved.

    Raises DomainError for a year that is neither this one nor beside it.
    """
    if abs(year - today.year) > 1:
        raise DomainError(_("Grant this year, the last, or the next one."), code="year")
    count = leave.accrue(year)
    if count:
        audit.record(
            actor=actor, action="leave.grant", about="leave", after={"year": year, "balances": count}
        )
    return count


def _check(kind: LeaveType | None, values: dict[str, Any]) -> None:
    steps = values["accrual"]
    years = [step[0] for step in steps]
    if years != sorted(set(years)) or any(
        not 0 <= year <= MOST_YEARS or not 0 <= days <= MOST_DAYS for year, days in steps
    ):
        raise DomainError(
            _("Give the steps by rising years of service, with at most 366 days each."), code="steps"
        )
    if steps and not values["has_balance"]:
        raise DomainError(_("Only a type with a balance can earn days."), code="balance")
    switched_off = kind is not None and kind.has_balance and not values["has_balance"]
    if switched_off and LeaveEntry.objects.filter(type=kind).exists():
        raise DomainError(
            _("People have balances of this type. Close the type instead, so that they stay."),
            code="has_entries",
        )
