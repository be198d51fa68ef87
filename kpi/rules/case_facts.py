"""Daily facts out of cases. Pure functions.

A case counts on the business date on which it was opened, whatever comes later, so that what is counted and
what it is counted over are the same cases. What may still change is pending, never 0: whether a case was in
time while it is open and not due, and whether it stays closed until a week after its closing.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kpi.choices.cases import CaseKind, CaseState

RIPE_AFTER = dt.timedelta(days=7)
SATISFIED = 4
IN_20_MINUTES = dt.timedelta(minutes=20)
TICKETS_FROM, TICKETS_TO = dt.time(9), dt.time(21)
TICKETS = frozenset({CaseKind.DAMAGED, CaseKind.RETURN, CaseKind.COURIER})
Facts = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What counts of one case. `opened_wall` is the time of day at the organisation; `scores` are 1 to 5."""

    kind: str
    state: str
    opened_at: dt.datetime
    opened_wall: dt.time
    due_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    first_closed_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    in_time: bool | None = None
    open_secs: int = 0
    first_contact: bool = False
    reopened: int = 0
    review_changed: str = ""
    refund_amount: Decimal | None = None
    quality: bool = False
    platform_help: bool = False
    dispute: bool = False
    scores: tuple[int, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Does it stand closed?"""
        return self.state == CaseState.CLOSED


@dataclass(frozen=True, slots=True)
class Counted:
    """Facts of some cases, those that are not final, and when they will be, where it is known."""

    facts: Facts
    pending: frozenset[str]
    ripe_on: dt.date | None


def of_owner(rows: Iterable[CaseRow], *, now: dt.datetime) -> Counted:
    """The facts of the cases of one owner, store and date.

    `cases` opened; of them `cases_sla` first closed in time; `cases_fcr` settled at the first contact and
    never reopened; `cases_reopened` reopened at least once; `case_secs` open time of the store while they
    were open. An open case past its due time is late already, before it is closed.
    """
    held = list(rows)
    sla = [row for row in held if row.first_closed_at is None and not _late(row, now)]
    moving = [row for row in held if not _ripe(row, now)]
    reviews = [row for row in held if row.kind == CaseKind.REVIEW]
    known = [row for row in reviews if row.review_changed in ("yes", "no")]
    scores = [score for row in held if row.kind == CaseKind.COMPLAINT for score in row.scores]
    refunds = [row for row in held if row.first_closed_at is not None and row.refund_amount]
    tickets = [row for row in held if row.kind in TICKETS and TICKETS_FROM <= row.opened_wall < TICKETS_TO]
    facts = {
        "cases": len(held),
        "cases_sla": sum(row.in_time is True for row in held),
        "cases_fcr": sum(
            row.first_closed_at is not None and row.first_contact and not row.reopened for row in held
        ),
        "cases_reopened": sum(row.reopened > 0 for row in held),
        "case_secs": sum(row.open_secs for row in held),
        "neg_followed": len(known),
        "neg_fixed": sum(row.review_changed == "yes" for row in known),
        "complaint_rated_n": len(scores),
        "complaint_sat_n": sum(score >= SATISFIED for score in scores),
        "refund_cases": len(refunds),
        "refund_secs": sum(_seconds(row) for row in refunds),
        "svc_tickets": len(tickets),
        "svc_tickets_20min": sum(_answered_soon(row) for row in tickets),
    }
    pending = {"cases_sla"} if sla else set()
    if moving:
        pending |= {"cases_fcr", "cases_reopened", "case_secs"}
    if len(known) < len(reviews):
        pending |= {"neg_followed", "neg_fixed"}
    return Counted(
        {code: Decimal(number) for code, number in facts.items()}, frozenset(pending), _ripe_on(moving)
    )


def of_store(rows: Iterable[CaseRow], kept: Iterable[str]) -> Facts:
    """The facts of all cases of a store and date, of those that the store keeps a register of."""
    held = list(rows)
    facts = {
        "neg_reviews": sum(row.kind == CaseKind.REVIEW for row in held),
        "complaints": sum(row.kind == CaseKind.COMPLAINT for row in held),
        "disputes": sum(row.dispute for row in held),
        "platform_help": sum(row.platform_help for row in held),
        "quality_refunds": sum(row.quality and bool(row.refund_amount) for row in held),
    }
    return {code: Decimal(facts[code]) for code in facts if code in set(kept)}


def kept_since(firsts: Mapping[str, dt.date | None], day: dt.date) -> frozenset[str]:
    """Facts of which a register is kept on a date: from the first entry of each on.

    Before it nobody counted: that is nothing known, and not none.
    """
    return frozenset(code for code, first in firsts.items() if first is not None and first <= day)


def _late(row: CaseRow, now: dt.datetime) -> bool:
    return row.due_at is not None and row.due_at < now


def _ripe(row: CaseRow, now: dt.datetime) -> bool:
    return row.is_closed and row.closed_at is not None and row.closed_at + RIPE_AFTER <= now


def _ripe_on(moving: Iterable[CaseRow]) -> dt.date | None:
    """When the last of them is final, where all of them are closed; nobody knows it of an open one."""
    ends = [row.closed_at for row in moving]
    if not ends or any(end is None for end in ends):
        return None
    return max(end + RIPE_AFTER for end in ends if end is not None).date() + dt.timedelta(days=1)


def _seconds(row: CaseRow) -> int:
    assert row.first_closed_at is not None
    return int((row.first_closed_at - row.opened_at).total_seconds())


def _answered_soon(row: CaseRow) -> bool:
    return row.answered_at is not None and row.answered_at - row.opened_at <= IN_20_MINUTES
