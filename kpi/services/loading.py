"""Reading an import's file into the session's table: once to preview it, once more to take it in."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from cstm.spreadsheets import Book, Limits, open_table
from kpi import importers
from kpi.layouts import Match
from kpi.models import ImportBatch
from kpi.services import layouts
from kpi.services.intake import Intake, Loaded
from kpi.services.interaction_table import InteractionTable
from kpi.services.stage_table import StageTable
from kpi.services.steps import Quiet, Steps
from staff.models import Store

__all__ = ["Loaded", "Quiet", "Steps", "choose", "context_of", "limits_for", "reading", "unsaved"]


def limits_for(*, by_command: bool = False) -> Limits:
    """How much of a file is taken: the settings for the browser, a multiple of them for the command."""
    factor = settings.IMPORT_COMMAND_FACTOR if by_command else 1
    return Limits(
        max_bytes=settings.IMPORT_MAX_BYTES * factor,
        max_rows=settings.IMPORT_MAX_ROWS * factor,
        max_columns=settings.IMPORT_MAX_COLUMNS * factor,
        max_unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES * factor,
    )


def unsaved(store: Store, *, name: str, options: dict[str, Any]) -> ImportBatch:
    """A batch that is not kept, for a reading that writes nothing."""
    return ImportBatch(store=store, file_name=name, options=options)


def choose(book: Book, batch: ImportBatch) -> importers.Choice:
    """The sheet and layout by which the file is read; raises AskLayout."""
    return importers.choose(
        book,
        layouts=layouts.all_layouts(),
        layout=batch.options.get("layout", ""),
        sheet=batch.options.get("sheet", ""),
        platform=batch.store.platform,
        trust=bool(batch.options.get("trust")),
    )


def context_of(
    batch: ImportBatch, today: dt.date, *, known: Callable[[str], bool] | None = None
) -> importers.Context:
    """What the person said about the file."""
    said = batch.options

    def day(name: str) -> dt.date | None:
        return dt.date.fromisoformat(said[name]) if said.get(name) else None

    return importers.Context(
        today=today,
        file_name=batch.file_name,
        platform=batch.store.platform,
        day=day("date"),
        first=day("from"),
        last=day("to"),
        attribution=said.get("attribution") or None,
        known=known,
    )


@contextmanager
def reading(batch: ImportBatch, *, steps: Steps, keep_rows: bool, today: dt.date) -> Iterator[Loaded]:
    """Read the file into the session's table; `keep_rows` writes what is refused or skipped to the batch.

    Raises FileRefused, AskLayout, or DomainError no_date or bad_date.
    """
    limits = limits_for(by_command=bool(batch.options.get("by_command")))
    context = context_of(batch, today)
    with open_table(Path(batch.file.path), limits=limits) as book:
        choice = choose(book, batch)
        plan = importers.plan(choice.match, context)
        layout = choice.match.layout
        with _table_for(batch, choice.match) as table:
            loaded = Loaded(batch, layout, choice, plan, table)
            items = importers.read_drafts(book, choice.match, context=context)
            Intake(loaded, keep_rows=keep_rows).read(items, steps)
            yield loaded


def _table_for(batch: ImportBatch, match: Match) -> StageTable | InteractionTable:
    """The table that the rows go to."""
    if match.layout.kind == "interactions":
        return InteractionTable(batch.store, match.layout.code)
    return StageTable(
        layouts.possible_facts(column for _i, column in match.columns),
        others=layouts.possible_facts(match.layout.columns),
        own=layouts.own_facts(),
    )
