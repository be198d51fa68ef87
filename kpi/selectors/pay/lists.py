"""Lists of pay: runs, slips, appeals, deductions. People are ordered by name, never by an amount."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from kpi.choices.pay import AppealState, DeductionState, RunState
from kpi.models import Deduction, EventBonus, PayAppeal, PayLine, PayRun, PaySlip
from kpi.selectors.pay.words import Shown, shown
from staff.models import Agent


def run_list() -> "QuerySet[PayRun]":
    """Pay runs, the newest month first, with how many slips each has."""
    rows = PayRun.objects.select_related("reviewed_by", "closed_by", "job")
    return rows.annotate(people=Count("slips")).order_by("-month", "-number")


def slips_of(run: PayRun, people: "QuerySet[Agent]", text: str = "") -> "QuerySet[PaySlip]":
    """A run's slips of the people in scope, by name."""
    rows = PaySlip.objects.filter(run=run, agent_id__in=people.values("pk")).select_related("team", "run")
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(employee_no__icontains=text))
    return rows.order_by("name", "employee_no")


def sums_of(slips: "QuerySet[PaySlip]") -> dict[str, Decimal]:
    """Sums of each kind of line over slips; one query."""
    rows = PayLine.objects.filter(slip__in=slips.order_by().values("pk")).order_by().values_list("code")
    return dict(rows.annotate(total=Sum("amount")))


def lines_of(slips: Iterable[PaySlip]) -> dict[int, list[PayLine]]:
    """Lines of these slips in order; one query."""
    ids = [slip.pk for slip in slips]
    found: dict[int, list[PayLine]] = {pk: [] for pk in ids}
    for row in PayLine.objects.filter(slip_id__in=ids).order_by("slip_id", "place"):
        found[row.slip_id].append(row)
    return found


def in_words(lines: Sequence[PayLine], currency: str) -> list[Shown]:
    """Lines in the reader's language."""
    return [
        shown(each.code, each.ref, each.inputs, each.amount, each.low, each.high, currency) for each in lines
    ]


def own_slips(agent: Agent) -> "QuerySet[PaySlip]":
    """A person's slips of closed runs, the newest first."""
    rows = PaySlip.objects.filter(agent=agent, run__state=RunState.CLOSED).select_related("run", "team")
    return rows.order_by("-run__month", "-run__number")


def appeals(people: "QuerySet[Agent]", own: Agent | None, *, state: str = "") -> "QuerySet[PayAppeal]":
    """Appeals of the people in scope and one's own, those that wait first."""
    wanted = Q(agent_id__in=people.values("pk"))
    if own is not None:
        wanted |= Q(agent=own)
    rows = PayAppeal.objects.filter(wanted).select_related("agent", "answered_by")
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-month", "agent__name", "-pk")


def open_appeals(people: "QuerySet[Agent]") -> int:
    """How many appeals wait for an answer."""
    return PayAppeal.objects.filter(state=AppealState.OPEN, agent_id__in=people.values("pk")).count()


def own_appeals(agent: Agent, month: dt.date) -> dict[tuple[str, str], PayAppeal]:
    """A person's appeals of a month by line, the newest of each."""
    rows = PayAppeal.objects.filter(agent=agent, month=month).order_by("pk")
    return {(row.code, row.ref): row for row in rows}


def deductions(
    people: "QuerySet[Agent]", own: Agent | None, user: Any, *, state: str = ""
) -> "QuerySet[Deduction]":
    """Deductions of the people in scope, those that one proposed, and one's own; never a peer's."""
    wanted = Q(agent_id__in=people.values("pk")) | Q(proposed_by=user)
    if own is not None:
        wanted |= Q(agent=own)
    rows = Deduction.objects.filter(wanted).select_related("agent", "proposed_by", "decided_by")
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-month", "agent__name", "-pk")


def open_deductions(people: "QuerySet[Agent]") -> int:
    """How many deductions wait for a decision."""
    rows = Deduction.objects.filter(state=DeductionState.ANSWERED, agent_id__in=people.values("pk"))
    return rows.count()


def to_answer(agent: Agent) -> list[Deduction]:
    """Proposed deductions that wait for this person's answer."""
    return list(Deduction.objects.filter(agent=agent, state=DeductionState.ASKED).order_by("pk"))


def bonus_list() -> "QuerySet[EventBonus]":
    """Event bonuses, the newest month first."""
    return EventBonus.objects.select_related("team")
