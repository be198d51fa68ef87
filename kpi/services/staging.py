"""The preview: what a file would do, found out without writing anything but the batch's own rows."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices import BatchState, RowState
from kpi.importers import AskLayout
from kpi.models import ImportBatch, ImportRow
from kpi.services import compare, interaction_table, interactions, overlaps
from kpi.services.interaction_table import InteractionTable
from kpi.services.loading import Loaded, Steps, reading
from kpi.services.stage_table import StageTable
from kpi.services.steps import Phase, nobody

SAMPLE = 100
PARTS = 14
NAMES_SHOWN = 500
ASK_CODES = ("no_date", "bad_date", "future_date", "unknown_layout", "ambiguous_layout", "swapped_columns")


def stage(batch: ImportBatch, *, steps: Steps, today: dt.date) -> ImportBatch:
    """Read the file and keep with the batch what would become of it; a question or a refusal is an outcome.

    Writes nothing but the batch and its rows.
    """
    batch.rows.all().delete()
    try:
        with reading(batch, steps=steps, keep_rows=True, today=today) as loaded:
            describe(loaded, steps)
    except DomainError as fault:
        note_fault(batch, fault)
    batch.refresh_from_db()
    return batch


def note_fault(batch: ImportBatch, fault: DomainError) -> None:
    """Keep why a file was not read: a question that a person answers, or a refusal."""
    asks = fault.code in ASK_CODES
    understood: dict[str, Any] = {}
    if isinstance(fault, AskLayout):
        understood = {
            "sheet": fault.sheet,
            "header_row": fault.header_row,
            "headers": [str(head) for head in fault.headers],
            "samples": [[str(cell) for cell in row] for row in fault.samples[:5]],
            "candidates": [str(code) for code in fault.candidates],
        }
    batch.rows.all().delete()
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=BatchState.ASK if asks else BatchState.REFUSED,
        error_code=fault.code[:40],
        error=str(fault),
        understood=understood,
        counts={},
        sample={},
    )


def describe(loaded: Loaded, steps: Steps) -> None:
    """Compare the rows that were read with what is there, and keep the outcome with the batch."""
    batch, table = loaded.batch, loaded.table
    sample: dict[str, Any] = {}
    phase = Phase(steps, _("comparing"), table.loaded, parts=PARTS + 2 * (table.loaded // overlaps.SLICE + 1))
    if isinstance(table, InteractionTable):
        compare.resolve(batch.store, table=interaction_table.TABLE, day="business_date", phase=phase)
        table.match(phase=phase)
        counts = table.counts()
        phase.on()
        days = interactions.staged_days()
    else:
        compare.resolve(batch.store, phase=phase)
        compare.match(table, batch.store, loaded.source, phase=phase)
        counts = compare.counts()
        phase.on()
        days = compare.touched_days()
        phase.on()
        gone, rows = compare.missing(batch.store, loaded.source, SAMPLE)
        phase.on()
        counts["missing"] = gone
        sample["missing"] = [[str(cell or "")[:160] for cell in row] for row in rows]
        sample["changes"] = compare.changes(table, SAMPLE)
        phase.on()
        sample["overlaps"] = overlaps.sample(table, batch.store, loaded.source, SAMPLE, phase=phase)
    keeping = Phase(steps, _("keeping what waits"), table.loaded)
    counts["hours"] = sum(len(hours) for hours in loaded.hours.values())
    counts["products"] = len(loaded.products)
    counts["values"] = len(loaded.values)
    counts["benchmarks"] = len(loaded.benchmarks)
    with transaction.atomic():
        keep_rows(batch, table, phase=keeping)
        counts["refused"] = batch.rows.filter(state=RowState.REFUSED).count()
        counts["skipped"] = batch.rows.filter(state=RowState.SKIPPED).count()
        sample["names"] = waiting_names(batch)
        first, last = _span(loaded, days)
        ImportBatch.objects.filter(pk=batch.pk).update(
            state=BatchState.STAGED,
            layout=loaded.source,
            attribution=loaded.plan.attribution,
            date_from=first,
            date_to=last,
            understood=understood(loaded),
            counts=counts,
            sample=sample,
            error="",
            error_code="",
        )


def keep_rows(
    batch: ImportBatch, table: StageTable | InteractionTable, *, phase: Phase | None = None
) -> None:
    """Keep the rows that wait for a name, with all that is needed to take them up, and those left out."""
    phase = phase or nobody()
    batch.rows.filter(state=RowState.WAITING).delete()
    for state, kind, code in (
        ("waiting", RowState.WAITING, "unknown_agent"),
        ("skipped", RowState.SKIPPED, "not_a_person"),
        ("twin", RowState.SKIPPED, "replaced_below"),
        ("cleared", RowState.SKIPPED, "day_cleared"),
    ):
        if kind == RowState.SKIPPED:
            batch.rows.filter(code=code).delete()
        chunk: list[ImportRow] = []
        for kept in table.kept_rows(state):
            chunk.append(
                ImportRow(
                    batch=batch,
                    state=kind,
                    row=kept["row"],
                    code=code,
                    value=kept.get("account", "")[:300],
                    params={
                        "value": kept.get("account", ""),
                        "team": table.teams.get(kept.get("account", ""), ""),
                    },
                    account=kept.get("account", "")[:160],
                    draft=kept if kind == RowState.WAITING else None,
                )
            )
            if len(chunk) >= 1000:
                ImportRow.objects.bulk_create(chunk)
                phase.on(len(chunk))
                chunk = []
        ImportRow.objects.bulk_create(chunk)


def waiting_names(batch: ImportBatch) -> list[dict[str, Any]]:
    """The names that wait, with their rows."""
    rows = (
        batch.rows.filter(state=RowState.WAITING)
        .values("account")
        .annotate(n=Count("row", distinct=True), first=Min("row"), last=Max("row"))
        .order_by("account")[:NAMES_SHOWN]
    )
    return [{"name": row["account"], "rows": row["n"], "first_row": row["first"]} for row in rows]


def _span(loaded: Loaded, days: list[dt.date]) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of the file."""
    found = list(days) + list(loaded.hours) + [day for _code, day in loaded.values]
    if isinstance(loaded.table, StageTable):
        span = compare.span_of()
        if span is not None:
            found += [span.first, span.last]
    for product in loaded.products:
        found += [product.first, product.last]
    return (min(found), max(found)) if found else (loaded.plan.first, loaded.plan.last)


def understood(loaded: Loaded) -> dict[str, Any]:
    """What was read as what, for the preview."""
    match = loaded.choice.match
    return {
        "layout": loaded.layout.code,
        "sheet": match.sheet,
        "other_sheets": list(loaded.choice.other_sheets),
        "header_row": match.header_row,
        "headers": list(match.headers),
        "columns": [
            {
                "header": match.headers[index],
                "target": column.target,
                "code": column.code,
                "value": loaded.first_values.get(match.headers[index], ""),
            }
            for index, column in match.columns
        ],
        "unread": list(match.unread),
        "also": list(loaded.choice.also),
        "dates": loaded.plan.source,
        "scope": match.scope,
        "kind": loaded.layout.kind,
        "estimated": loaded.estimated,
    }
