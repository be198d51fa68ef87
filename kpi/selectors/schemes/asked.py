"""What an address, a command or a call asks for: a period, months to try."""

import datetime as dt

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.schemes import PeriodKind
from kpi.rules.periods import Period

__all__ = ["Period", "months_before", "period"]


def period(text: str, today: dt.date, kind: str = "") -> Period:
    """The period in words such as `2026-10`, `2026-W41` or `2026-Q4`; without words the running one of a kind
    (a month unless named).

    Raises DomainError for words that are no period, for an unknown kind and for a period that has not begun.
    """
    if not text and kind and kind not in PeriodKind.values:
        raise DomainError(_("A period is a week, a month or a quarter."), code="bad_period")
    found = Period.parse(text) if text else Period.of(kind or PeriodKind.MONTH, today)
    if found.first > today:
        raise DomainError(_("This period has not begun."), code="period_to_come")
    return found


def months_before(today: dt.date, n: int) -> list[Period]:
    """The last full months, the oldest first."""
    return Period.month(today).before.back(max(1, min(n, 12)))
