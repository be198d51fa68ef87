"""Named reads of imports: the history, one batch as its preview shows it, and the names that wait."""

import datetime as dt
import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from kpi.choices import BatchState
from kpi.models import ImportBatch, ImportRow, SavedLayout
from kpi.selectors import import_words, waiting
from kpi.selectors.import_words import Words
from staff.choices import JobState
from staff.models import Agent, Store

OPEN_JOB = (JobState.QUEUED, JobState.RUNNING)
NEAR = 0.6
# Beyond so many people a list of near names costs more than it tells.
MOST_PEOPLE = 3000
FEW_PEOPLE = 250
COUNTED = (
    "new",
    "changed",
    "same",
    "refused",
    "waiting",
    "skipped",
    "missing",
    "hours",
    "products",
    "values",
)


@dataclass(frozen=True, slots=True)
class WaitingName:
    """A name of a report that nobody holds, with the rows that wait for it."""

    store: Store
    name: str
    rows: int
    first_row: int
    batch_ids: tuple[int, ...]
    since: dt.datetime | None
    suggested: Agent | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One import in the history."""

    batch: ImportBatch
    state: str
    words: str
    counts: dict[str, int]


def batches(
    stores: QuerySet[Store], *, state: str = "", store_id: int | None = None
) -> QuerySet[ImportBatch]:
    """Imports of these stores, newest first."""
    rows = ImportBatch.objects.filter(store__in=stores.values("pk"))
    if state:
        rows = rows.filter(state=state)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    return rows.select_related("store", "uploaded_by", "uploaded_by__agent", "job").order_by(
        "-created_at", "-pk"
    )


def is_working(batch: ImportBatch) -> bool:
    """Whether a worker has it, or is to have it."""
    return batch.job is not None and batch.job.state in OPEN_JOB


def standing(batch: ImportBatch) -> str:
    """Where it stands, also when its job ended without saying so."""
    if batch.state == BatchState.READING and not is_working(batch):
        cancelled = batch.job is not None and batch.job.state == JobState.CANCELLED
        return BatchState.DISCARDED if cancelled else BatchState.FAILED
    if batch.state == BatchState.COMMITTING and not is_working(batch):
        return BatchState.STAGED
    return batch.state


def counts_of(batch: ImportBatch) -> dict[str, int]:
    """Rows by what became of them; what was not counted is none."""
    return {**dict.fromkeys(COUNTED, 0), **batch.counts}


def history_lines(found: Iterable[ImportBatch]) -> list[HistoryLine]:
    """Imports as the history lists them."""
    lines = []
    for batch in found:
        state = standing(batch)
        lines.append(HistoryLine(batch, state, str(BatchState(state).label), counts_of(batch)))
    return lines


def same_file(batch: ImportBatch) -> ImportBatch | None:
    """An earlier import of the very same file that is taken in."""
    return (
        ImportBatch.objects.filter(store=batch.store, sha256=batch.sha256, state=BatchState.COMMITTED)
        .exclude(pk=batch.pk)
        .order_by("-pk")
        .first()
    )


def rows_of(batch: ImportBatch, state: str) -> QuerySet[ImportRow]:
    """The batch's rows of a state, in the order of the file."""
    return batch.rows.filter(state=state).order_by("row", "pk")


def refused_view(rows: Iterable[ImportRow], headers: Sequence[str]) -> list[dict[str, Any]]:
    """Refused or skipped rows as the page lists them, each with its sentence and its cells."""
    return [
        {
            "row": row.row,
            "sheet": row.sheet,
            "column": row.column,
            "value": row.value,
            "sentence": import_words.row_sentence(row.code, row.params),
            "code": row.code,
            "cells": [
                (head, cell) for head, cell in zip(headers, row.raw or [], strict=False) if head or cell
            ],
        }
        for row in rows
    ]


def columns_view(batch: ImportBatch, words: Words) -> list[dict[str, str]]:
    """Column, as what it was read, and its first value."""
    found = batch.understood
    estimated = found.get("estimated", {})
    lines = [
        {
            "header": column["header"],
            "read_as": words.read_as(column["target"], estimated),
            "value": column.get("value", ""),
        }
        for column in found.get("columns", [])
    ]
    lines += [
        {"header": head, "read_as": words.read_as("", {}), "value": ""} for head in found.get("unread", [])
    ]
    return lines


def changes_view(batch: ImportBatch, words: Words) -> list[dict[str, Any]]:
    """What changes: who, day, fact in words, now and then."""
    return [
        {
            **change,
            "fact": words.fact(change["fact"]),
            "date": dt.date.fromisoformat(change["date"]),
            "last_date": dt.date.fromisoformat(change["last_date"]),
        }
        for change in batch.sample.get("changes", [])
    ]


def overlaps_view(batch: ImportBatch, words: Words) -> dict[str, Any]:
    """Figures that another report gives too, and the report that counts."""
    found = batch.sample.get("overlaps") or {"rows": 0, "figures": []}
    figures = [
        {
            **item,
            "fact": words.fact(item["fact"]),
            "other": words.report(item["other"]),
            "counts": words.report(item["counts"]),
            "date": dt.date.fromisoformat(item["date"]),
        }
        for item in found["figures"][:20]
    ]
    return {"rows": found["rows"], "figures": figures}


def missing_view(batch: ImportBatch) -> list[dict[str, Any]]:
    """Rows that the file no longer has."""
    return [
        {"account": account, "who": who or account, "date": dt.date.fromisoformat(first)}
        for account, who, first, _last in batch.sample.get("missing", [])
    ]


def waiting_names(
    stores: QuerySet[Store], *, batch: ImportBatch | None = None, people: QuerySet[Agent] | None = None
) -> list[WaitingName]:
    """Names that nobody holds by store and name, with the person whose name comes nearest."""
    rows = waiting.waiting_rows(stores)
    if batch is not None:
        rows = rows.filter(batch=batch)
    found = list(
        rows.values("batch__store_id", "account")
        .annotate(n=Count("row"), first=Min("row"), since=Min("batch__created_at"), last=Max("batch_id"))
        .order_by("batch__store__name", "account")
    )
    known = {store.pk: store for store in stores}
    near = _Near(people)
    return [
        WaitingName(
            store=known[row["batch__store_id"]],
            name=row["account"],
            rows=row["n"],
            first_row=row["first"],
            batch_ids=(row["last"],),
            since=row["since"],
            suggested=near.to(row["account"]),
        )
        for row in found
    ]


def people_to_choose(people: QuerySet[Agent]) -> dict[str, Any]:
    """People by name for a list; so many that each name of a page cannot have a list of its own, or few."""
    found = list(people.order_by("name", "employee_no")[:MOST_PEOPLE])
    return {"people": found, "many_people": len(found) > FEW_PEOPLE}


class _Near:
    """The person whose name comes nearest to an account's."""

    def __init__(self, people: QuerySet[Agent] | None) -> None:
        rows = list(people.order_by("name", "employee_no")[:MOST_PEOPLE]) if people is not None else []
        self._by_name: dict[str, Agent] = {}
        for agent in rows:
            for word in (agent.name, agent.display_name, agent.employee_no):
                if word:
                    self._by_name.setdefault(word.casefold(), agent)

    def to(self, name: str) -> Agent | None:
        """A person, or nobody where no name is near."""
        word = name.replace("：", ":").rpartition(":")[2].strip().casefold()
        for candidate in (word, name.casefold()):
            if candidate in self._by_name:
                return self._by_name[candidate]
        best = difflib.get_close_matches(word, self._by_name, n=1, cutoff=NEAR)
        return self._by_name[best[0]] if best else None


def saved_layouts() -> QuerySet[SavedLayout]:
    """Layouts mapped in the browser, by name."""
    return SavedLayout.objects.select_related("created_by").order_by("name")


def saved_layout(pk: int) -> SavedLayout | None:
    """One of them."""
    return SavedLayout.objects.filter(pk=pk).first()
