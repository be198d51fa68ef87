"""Actions, process waste and use of scripts as lists."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from kpi.choices.cases import ActionState, WasteState
from kpi.models import CaseAction, CaseBatch, ProcessWaste, Record, ScriptUse
from staff.models import Agent


def actions(
    rows: "QuerySet[CaseAction]", *, state: str = "standing", text: str = ""
) -> "QuerySet[CaseAction]":
    """Actions by due date; "standing" are those to do or to check."""
    if state == "standing":
        rows = rows.filter(state__in=(ActionState.OPEN, ActionState.DONE))
    elif state:
        rows = rows.filter(state=state)
    if word := text.strip():
        rows = rows.filter(Q(title__icontains=word) | Q(cause__icontains=word))
    return rows.select_related("owner", "made_by", "checked_by").order_by("due", "pk")


def source_words(source: str) -> tuple[str, int | None]:
    """What an action came from: a kind and, of a case, its key."""
    kind, _colon, key = source.partition(":")
    return kind, int(key) if kind == "case" and key.isdigit() else None


def waste(rows: "QuerySet[ProcessWaste]", *, state: str = "") -> "QuerySet[ProcessWaste]":
    """Lines of the log, the newest first."""
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("store", "written_by", "decided_by")


@dataclass(frozen=True, slots=True)
class Saved:
    """Minutes a week lost in open proposals, and saved by those in use; None where nobody counted cases."""

    lost: Decimal | None
    saved: Decimal | None
    uncounted: int


def waste_sums(rows: "QuerySet[ProcessWaste]") -> Saved:
    """What is lost and saved a week, of lines whose cases were counted; one query."""
    found = rows.order_by().aggregate(
        lost=Sum(
            F("minutes_lost") * F("cases_a_week"), filter=Q(state__in=(WasteState.NEW, WasteState.TRIED))
        ),
        saved=Sum(F("minutes_saved") * F("cases_a_week"), filter=Q(state=WasteState.DONE)),
        uncounted=Count("pk", filter=Q(cases_a_week=None)),
    )
    return Saved(found["lost"], found["saved"], found["uncounted"])


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A person's use of canned replies in a period, beside the marks of inspections of the same days."""

    agent: Agent
    used: int
    edited: int | None
    messages: int | None
    share: Decimal | None
    checks: int
    mark: Decimal | None


def script_lines(agent_ids: Any, first: dt.date, last: dt.date) -> list[ScriptLine]:
    """Use of scripts by person, in the order of names; three queries. People without a line are not there.

    The share is of days on which the messages are known; the mark is points over points possible of all
    inspections of the period, None where there was none.
    """
    span = {"agent_id__in": agent_ids, "day__range": (first, last)}
    known = Q(messages__isnull=False)
    sums = {
        row["agent_id"]: row
        for row in ScriptUse.objects.filter(**span)
        .order_by()
        .values("agent_id")
        .annotate(n=Sum("used"), e=Sum("edited"), m=Sum("messages"), of=Sum("used", filter=known))
    }
    marks = _marks(sums.keys(), first, last)
    people = Agent.objects.filter(pk__in=sums).order_by("name", "employee_no")
    lines = []
    for agent in people:
        row, (points, most, checks) = sums[agent.pk], marks[agent.pk]
        lines.append(
            ScriptLine(
                agent=agent,
                used=row["n"],
                edited=row["e"],
                messages=row["m"],
                share=Decimal(row["of"]) / row["m"] if row["m"] else None,
                checks=int(checks),
                mark=points / most if most else None,
            )
        )
    return lines


def _marks(agent_ids: Any, first: dt.date, last: dt.date) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    """Inspection points, points possible and inspections of each person, out of daily facts."""
    found: dict[int, tuple[Decimal, Decimal, Decimal]] = defaultdict(lambda: (Decimal(0),) * 3)
    rows = Record.objects.filter(agent_id__in=list(agent_ids), date__range=(first, last), qa_max__gt=0)
    sums = (
        rows.order_by().values("agent_id").annotate(p=Sum("qa_points"), m=Sum("qa_max"), n=Sum("qa_checks"))
    )
    for row in sums:
        found[row["agent_id"]] = (row["p"] or Decimal(0), row["m"] or Decimal(0), row["n"] or Decimal(0))
    return found


def batches(rows: "QuerySet[CaseBatch]") -> "QuerySet[CaseBatch]":
    """Sheets, the newest first, without their rows."""
    return rows.defer("drafts", "faults").select_related("uploaded_by")
