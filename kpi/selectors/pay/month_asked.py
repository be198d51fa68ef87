"""A month as scripts and the API write it."""

import datetime as dt

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.schemes import PeriodKind
from kpi.rules.periods import Period


def month_asked(text: str) -> dt.date:
    """The first day of a month such as 2026-10. Raises DomainError for a week, a quarter, anything else."""
    period = Period.parse(text)
    if period.kind != PeriodKind.MONTH:
        raise DomainError(_("Pay is computed by month; write it as 2026-10."), code="bad_period")
    return period.first
