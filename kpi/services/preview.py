"""A file read without writing anything: every row as it was read, and why others were not taken."""

import datetime as dt
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from cstm.cells import PENDING
from cstm.errors import DomainError
from cstm.spreadsheets import open_table, unpack
from kpi import importers
from kpi.importers import Draft, HourDraft, Interaction, ProductDraft, RowError, Skipped
from kpi.layouts import layout_from_mapping
from kpi.models import ImportBatch
from kpi.services import layouts, loading
from kpi.services.stage_table import figure
from staff.choices import AccountKind
from staff.models import Store
from staff.selectors.accounts import accounts_of_store, holders


def preview(
    path: Path, *, name: str, store: Store, options: dict[str, Any], today: dt.date
) -> dict[str, Any]:
    """What a file would give: outcome accept, partial or reject (with why), rows, row_errors and skipped."""
    try:
        return _read(path, name=name, store=store, options=options, today=today)
    except DomainError as fault:
        return {
            "outcome": "reject",
            "why": fault.code,
            "message": str(fault),
            "rows": [],
            "row_errors": [],
            "skipped": [],
        }


def _read(path: Path, *, name: str, store: Store, options: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """The same for a file that can be read."""
    batch = loading.unsaved(store, name=name, options=options)
    known = None if options.get("create_agents") else _known_names(store)
    limits = loading.limits_for(by_command=True)
    rows: dict[int, dict[str, Any]] = {}
    errors: list[dict[str, Any]] = []
    skipped: list[dict[str, Any]] = []
    with open_table(path, limits=limits) as book:
        choice = loading.choose(book, batch)
        context = loading.context_of(batch, today, known=known)
        importers.plan(choice.match, context)
        for item in importers.read_drafts(book, choice.match, context=context):
            if isinstance(item, RowError):
                rows.pop(item.row, None)
                errors.append(_error(item))
            elif isinstance(item, Skipped):
                skipped.append({"row": item.row, "why": item.why})
            else:
                number, values = _row(item)
                rows.setdefault(number, {}).update(values)
    return {
        "outcome": "partial" if errors else "accept",
        "why": "",
        "layout": choice.match.layout.code,
        "sheet": choice.match.sheet,
        "other_sheets": list(choice.other_sheets),
        "rows": list(rows.values()),
        "row_errors": sorted(errors, key=lambda one: one["row"]),
        "skipped": skipped,
    }


def _known_names(store: Store) -> Any:
    """Whether a name stands for somebody, or is known to stand for nobody."""
    known = accounts_of_store(store.pk)
    held = {name for name, rows in holders(store, list(known)).items() if rows}
    machines = {name for name, (_pk, kind) in known.items() if kind == AccountKind.NOT_A_PERSON}
    return lambda name: name in held or name in machines


def _error(item: RowError) -> dict[str, Any]:
    """A refused row with its sentence."""
    return {
        "row": item.row,
        "why": item.code,
        "column": item.column,
        "value": item.value,
        "message": item.sentence,
    }


def _row(item: Draft | Interaction | HourDraft | ProductDraft) -> tuple[int, dict[str, Any]]:
    """A row as it was read, under the codes of facts and metrics."""
    if isinstance(item, Draft):
        found: dict[str, Any] = {"date": item.first.isoformat()}
        if item.last != item.first:
            found["last_date"] = item.last.isoformat()
        if item.account is not None:
            found["agent"] = item.account
        return item.row, found | _values(item.values)
    if isinstance(item, Interaction):
        return item.row, {
            "date": (item.day or item.start.date()).isoformat(),
            "agent": item.account,
            "start": item.start.isoformat(" "),
            "wait_secs": item.wait_secs,
            "handle_secs": item.handle_secs,
            "outcome": item.outcome,
            "rating": item.rating,
            "resolved": item.resolved,
        }
    if isinstance(item, HourDraft):
        return item.row, {"date": item.day.isoformat(), f"hour_{item.hour}": figure(item.offered)}
    found = {"date": item.first.isoformat(), "product_no": item.product_no, "product": item.name}
    return item.row, found | _values(item.values)


def _values(values: dict[str, Any]) -> dict[str, Any]:
    """Figures in plain digits and texts as they stand; what is missing is null, what ripens later says so."""
    return {code: _value(value) for code, value in values.items()}


def _value(value: object) -> str | None:
    if isinstance(value, Decimal):
        return figure(value)
    return "pending" if value is PENDING else None if value is None else str(value)


def preview_file(path: Path, *, store: Store, options: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """The same for a file or a ZIP of them; of several tables each stands under `tables`."""
    nothing: dict[str, Any] = {"rows": [], "row_errors": [], "skipped": []}
    with tempfile.TemporaryDirectory(prefix="cstm-import-") as folder:
        try:
            tables = unpack(path, loading.limits_for(by_command=True), Path(folder))
        except DomainError as fault:
            return {"outcome": "reject", "why": fault.code, "message": str(fault), **nothing}
        parts = [
            preview(place, name=name, store=store, options=options, today=today) for name, place in tables
        ]
        if len(parts) == 1:
            return parts[0]
        for part, (name, _place) in zip(parts, tables, strict=True):
            part["file"] = name
    outcomes = {part["outcome"] for part in parts}
    return {
        "outcome": outcomes.pop() if len(outcomes) == 1 else "partial",
        "why": next((part["why"] for part in parts if part["why"]), ""),
        **{word: [one for part in parts for one in part[word]] for word in nothing},
        "tables": parts,
    }


def try_mapping(batch: ImportBatch, mapping: dict[str, Any], *, limit: int, today: dt.date) -> dict[str, Any]:
    """The first rows of a file by a mapping that is not saved yet: what was read, and what would be refused.

    Raises DomainError for a mapping that cannot be read by, or that the file's header does not meet.
    """
    layout = layout_from_mapping({"code": "", "name": "", **mapping}, extra=layouts.own_facts())
    rows: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    with open_table(Path(batch.file.path), limits=loading.limits_for()) as book:
        choice = importers.choose(book, layouts=[layout], sheet=batch.understood.get("sheet", ""), trust=True)
        context = replace(loading.context_of(batch, today), known=None)
        if not choice.match.has("date") and context.day is None and context.first is None:
            context = replace(context, day=today)
        for item in importers.read_drafts(book, choice.match, context=context):
            if isinstance(item, RowError):
                errors.append(_error(item))
            elif isinstance(item, Draft):
                rows.append({"row": item.row, **_row(item)[1]})
            if len(rows) + len(errors) >= limit:
                break
    return {"rows": rows, "errors": errors, "columns": sorted({code for row in rows for code in row})}
