"""Cases as lists and one by one, with what stands on them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from kpi.choices.cases import CaseState
from kpi.models import Case, CaseCategory, CaseNote

SHOWN_NOTES = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. `state` "standing" leaves out what is closed; `due` is "late" or "today"."""

    text: str = ""
    kind: str = ""
    state: str = "standing"
    store_id: int | None = None
    category_id: int | None = None
    owner_id: int | None = None
    due: str = ""


def found(
    rows: "QuerySet[Case]", asked: Asked, *, now: dt.datetime, day_end: dt.datetime
) -> "QuerySet[Case]":
    """Cases that fit, what is due first; those without a time after them."""
    if word := asked.text.strip():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(buyer__icontains=word)
            | Q(order_no__icontains=word)
            | Q(product__icontains=word)
            | Q(product_no__icontains=word)
        )
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state == "standing":
        rows = rows.exclude(state=CaseState.CLOSED)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if asked.store_id:
        rows = rows.filter(store_id=asked.store_id)
    if asked.category_id:
        rows = rows.filter(Q(category_id=asked.category_id) | Q(category__parent_id=asked.category_id))
    if asked.owner_id:
        rows = rows.filter(owner_id=asked.owner_id)
    if asked.due:
        until = now if asked.due == "late" else day_end
        rows = rows.filter(due_at__lte=until).exclude(state=CaseState.CLOSED)
    return rows.select_related("store", "owner", "category__parent").order_by(
        F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "-pk"
    )


def notes(case: Case) -> "QuerySet[CaseNote]":
    """The trail of a case, oldest first."""
    return case.notes.select_related("agent").order_by("at", "pk")[:SHOWN_NOTES]


def category_choices(*, only_active: bool = True) -> list[tuple[int, str]]:
    """Every category with its path in the reader's language, in the order of the tree; one query."""
    return [(node["row"].pk, node["path"]) for node in category_tree(only_active=only_active)]


def category_tree(*, only_active: bool = False) -> list[dict[str, Any]]:
    """The tree as a list: the row, its path, and how deep it lies."""
    rows = list(CaseCategory.objects.order_by("place", "pk"))
    below: dict[int | None, list[CaseCategory]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    listed: list[dict[str, Any]] = []

    def walk(parent_id: int | None, path: str, depth: int) -> None:
        for row in below.get(parent_id, []):
            if only_active and not row.active:
                continue
            here = f"{path} / {row}" if path else str(row)
            listed.append({"row": row, "path": here, "depth": depth})
            walk(row.pk, here, depth + 1)

    walk(None, "", 0)
    return listed


def mine(agent_id: int, *, now: dt.datetime, day_end: dt.datetime, shown: int = 6) -> dict[str, Any] | None:
    """A person's open cases for the home page: how many, how many are late or due today, and the first few.

    None where nothing is open; two queries.
    """
    rows = Case.objects.filter(owner_id=agent_id).exclude(state=CaseState.CLOSED)
    ends = list(rows.order_by().values_list("due_at", flat=True))
    if not ends:
        return None
    known = [end for end in ends if end is not None]
    first = rows.select_related("store").order_by(F("due_at").asc(nulls_last=True), "pk")[:shown]
    return {
        "open": len(ends),
        "late": sum(end <= now for end in known),
        "today": sum(now < end <= day_end for end in known),
        "cases": list(first),
        "now": now,
        "count": sum(end <= day_end for end in known),
    }
