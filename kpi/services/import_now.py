"""Files taken in at once, without a worker: what the command and the demo use."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices import BatchState, RowState
from kpi.models import ImportBatch
from kpi.services import commit, files, staging
from kpi.services.loading import Quiet, Steps, reading
from staff.models import Store, User


def take_file(
    path: Path,
    *,
    name: str,
    store: Store,
    options: Mapping[str, Any],
    actor: User | None,
    today: dt.date,
    steps: Steps | None = None,
) -> list[ImportBatch]:
    """Receive, compare and take in a file, or each table of a ZIP; each in one transaction.

    A table that cannot be read, or needs an answer, is a batch in that state. Raises FileRefused for a file
    that cannot be opened at all.
    """
    batches = files.receive(path, name=name, store=store, actor=actor, options=options)
    return [take_batch(batch, actor=actor, today=today, steps=steps or Quiet()) for batch in batches]


def take_batch(batch: ImportBatch, *, actor: User | None, today: dt.date, steps: Steps) -> ImportBatch:
    """Compare and take in one table, read once for both."""
    try:
        with reading(batch, steps=steps, keep_rows=True, today=today) as loaded:
            staging.describe(loaded, steps)
            commit.take_in(loaded, actor=actor, steps=steps)
    except DomainError as fault:
        staging.note_fault(batch, fault)
    batch.refresh_from_db()
    return batch


def summary(batch: ImportBatch) -> dict[str, Any]:
    """What became of a batch, for machines."""
    counts = batch.counts
    refused = batch.rows.filter(state=RowState.REFUSED).order_by("row")
    return {
        "batch": batch.pk,
        "file": batch.file_name,
        "outcome": outcome(batch),
        "why": batch.error_code,
        "message": batch.error,
        "state": batch.state,
        "layout": batch.layout,
        "sheet": batch.understood.get("sheet", ""),
        "other_sheets": batch.understood.get("other_sheets", []),
        **{word: counts.get(word, 0) for word in ("new", "changed", "same", "refused", "waiting", "skipped")},
        "missing": counts.get("missing", 0),
        "unknown_agents": [item["name"] for item in batch.sample.get("names", [])],
        "weeks": batch.sample.get("weeks", []),
        "row_errors": [
            {"row": row.row, "why": row.code, "column": row.column, "value": row.value}
            for row in refused[:1000]
        ],
    }


def outcome(batch: ImportBatch) -> str:
    """accept, partial or reject."""
    if batch.state not in (BatchState.COMMITTED, BatchState.STAGED):
        return "reject"
    held_back = batch.counts.get("refused", 0) + batch.counts.get("waiting", 0)
    return "partial" if held_back else "accept"


def sentence(batch: ImportBatch) -> str:
    """The same in one line."""
    if outcome(batch) == "reject":
        return f"{batch.file_name}: {batch.error}"
    words = {
        word: batch.counts.get(word, 0)
        for word in ("new", "changed", "same", "refused", "waiting", "skipped")
    }
    return _(
        "%(file)s: %(new)d new, %(changed)d changed, %(same)d same, %(refused)d refused, "
        "%(waiting)d waiting for a name, %(skipped)d skipped"
    ) % {"file": batch.file_name, **words}


def joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """One summary for all tables of a file; of several, each stands under `tables`."""
    if len(parts) == 1:
        return parts[0]
    words = ("new", "changed", "same", "refused", "waiting", "skipped", "missing")
    outcomes = [part["outcome"] for part in parts]
    whole = "partial"
    if len(set(outcomes)) == 1:
        whole = outcomes[0]
    return {
        "outcome": whole,
        "why": next((part["why"] for part in parts if part["why"]), ""),
        **{word: sum(part[word] for part in parts) for word in words},
        "weeks": sorted({week for part in parts for week in part["weeks"]}),
        "row_errors": [error for part in parts for error in part["row_errors"]],
        "tables": parts,
    }
