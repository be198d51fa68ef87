"""Closed months looked at again: what they ought to have paid now, and what they paid."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from kpi.choices.pay import LineCode, RunKind, RunState
from kpi.models import PayLine, PayPlanVersion, PayRun, PaySlip
from kpi.rules import pay, pay_slip
from kpi.rules.pay_slip import Facts, Line
from kpi.selectors.pay import months, plans
from kpi.selectors.pay.entries import Entry
from kpi.selectors.pay.plans import Book
from staff.models import Agent

# Overtime is paid entry by entry, and its corrections are entries of their own.
_COMPARED = tuple(code for code in LineCode.values if code not in (LineCode.OVERTIME, LineCode.DIFFERENCE))


def closed_months(before: dt.date | None = None) -> set[dt.date]:
    """Months whose own run is closed (before a date); one query."""
    rows = PayRun.objects.filter(kind=RunKind.REGULAR, state=RunState.CLOSED)
    if before is not None:
        rows = rows.filter(month__lt=before)
    return set(rows.values_list("month", flat=True))


def left_before(first: dt.date) -> list[Agent]:
    """People whose last day lies before a date and whom a closed run paid, by name."""
    paid = PaySlip.objects.filter(run__state=RunState.CLOSED).values("agent_id")
    rows = Agent.objects.filter(left_on__lt=first, pk__in=paid).select_related("grade")
    return list(rows.order_by("name", "employee_no"))


def differences(
    month: dt.date,
    people: Iterable[Agent],
    book: Book,
    *,
    months_back: int,
    tell: Callable[[], None] = lambda: None,
) -> dict[int, list[Entry]]:
    """By person: what closed months ought to have paid more or less by today's facts.

    Each is computed again by the plan and settings that its run kept. What earlier differences paid counts as
    paid, so that nothing is paid twice.
    """
    who = list(people)
    if not who or not months_back:
        return {}
    runs = PayRun.objects.filter(kind=RunKind.REGULAR, state=RunState.CLOSED, month__lt=month)
    found: dict[int, list[Entry]] = defaultdict(list)
    for run in sorted(runs.order_by("-month")[:months_back], key=lambda each: each.month):
        tell()
        for agent_id, entries in _of_month(run, who, book).items():
            found[agent_id] += entries
    return found


def _of_month(run: PayRun, who: Sequence[Agent], book: Book) -> dict[int, list[Entry]]:
    versions = _versions(run, book)
    cases, _without = months.cases(run.month, who, book, versions)
    paid = _paid(run.month)
    took = _took(run)
    house = plans.house(run.settings)
    found = {}
    for case in cases:
        now: dict[str, list[Line]] = defaultdict(list)
        for line in pay_slip.lines(plans.terms(case.version), _no_more(case.facts, took), house):
            now[line.code].append(line)
        sums = {code: sum((line.amount for line in lines), pay.ZERO) for code, lines in now.items()}
        gaps = pay.gaps(sums, paid.get(case.agent.pk, {}))
        entries = [
            _entry(run, code, gap, sums.get(code, pay.ZERO), now.get(code, [])) for code, gap in gaps.items()
        ]
        if entries:
            found[case.agent.pk] = entries
    return found


def _took(run: PayRun) -> dict[str, Decimal]:
    """What a closed run took of each deduction, by its reference; one query."""
    rows = PayLine.objects.filter(run=run, code=LineCode.DEDUCTION).values_list("ref", "amount")
    return {ref: -amount for ref, amount in rows}


def _no_more(facts: Facts, took: Mapping[str, Decimal]) -> Facts:
    """What the cap kept from being taken is not taken later: not when performance pay rises, and not in the
    place of another deduction that is given back."""
    found = [
        replace(each, amount=min(each.amount, took.get(each.ref, each.amount))) for each in facts.deductions
    ]
    return replace(facts, deductions=tuple(found))


def _entry(run: PayRun, code: str, gap: Decimal, now: Decimal, lines: Sequence[Line]) -> Entry:
    inputs: dict[str, Any] = {
        "month": f"{run.month:%Y-%m}",
        "code": code,
        "now": str(now),
        "paid": str(now - gap),
        "lines": [{"code": line.code, "amount": str(line.amount), "inputs": line.inputs} for line in lines],
    }
    return Entry(Line(LineCode.DIFFERENCE, f"{run.month:%Y-%m}:{code}", gap, inputs), run.month, code)


def _versions(run: PayRun, book: Book) -> dict[int, PayPlanVersion]:
    rows = PaySlip.objects.filter(run=run, version__isnull=False).values_list("agent_id", "version_id")
    return {agent_id: book.by_id[version_id] for agent_id, version_id in rows if version_id in book.by_id}


def _paid(month: dt.date) -> dict[int, dict[str, Decimal]]:
    """What closed runs paid for a month, by person and line; one query."""
    rows = PayLine.objects.filter(run__state=RunState.CLOSED, month=month, about__in=_COMPARED)
    sums = rows.order_by().values_list("slip__agent_id", "about").annotate(n=Sum("amount"))
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for agent_id, code, amount in sums:
        found[agent_id][code] = amount
    return found
