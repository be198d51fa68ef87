"""A line of a slip with the month that it is about."""

import datetime as dt
from dataclasses import dataclass

from kpi.rules.pay_slip import Line


@dataclass(frozen=True, slots=True)
class Entry:
    """A line, the month it is about and what it is about there (a difference is about another line)."""

    line: Line
    month: dt.date
    about: str
