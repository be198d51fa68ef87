"""How long a case may take: open time of the store, by kind and priority. Pure data and one look-up."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from kpi.choices.cases import CaseKind, CasePriority

# Minutes of open time at normal priority; samples that a supervisor changes.
USUAL: Mapping[str, int] = {
    CaseKind.COMPLAINT: 480,
    CaseKind.ESCALATION: 120,
    CaseKind.DAMAGED: 720,
    CaseKind.RETURN: 1440,
    CaseKind.COURIER: 2880,
    CaseKind.REVIEW: 1440,
    CaseKind.CALL_BACK: 240,
    CaseKind.FAULT: 2880,
}
_TIMES: Mapping[str, Fraction] = {
    CasePriority.URGENT: Fraction(1, 4),
    CasePriority.HIGH: Fraction(1, 2),
    CasePriority.NORMAL: Fraction(1),
    CasePriority.LOW: Fraction(2),
}
# After the owner the leader is reminded, once the store has been open for this long.
LEADER_AFTER = dt.timedelta(minutes=60)
LEAST, MOST = 5, 60 * 24 * 60


def minutes(kind: str, priority: str, own: Mapping[tuple[str, str], int]) -> int:
    """Minutes of open time for a kind at a priority: the shop's own figure, else the usual one."""
    found = own.get((kind, priority))
    return int(USUAL[kind] * _TIMES[priority]) if found is None else found


def limit(kind: str, priority: str, own: Mapping[tuple[str, str], int]) -> dt.timedelta:
    """The same as a span of time."""
    return dt.timedelta(minutes=minutes(kind, priority, own))
