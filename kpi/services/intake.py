"""Sorting what a file holds: rows to the session's table, refused ones to the batch, the rest beside."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zlib import crc32

from kpi import importers
from kpi.choices import RowState
from kpi.facts import FACTS, SALES_FACTS
from kpi.importers import Draft, HourDraft, Interaction, ProductDraft, RowError, Skipped
from kpi.importers.drafts import Item
from kpi.layouts import Layout
from kpi.models import ImportBatch, ImportRow, RipeSetting
from kpi.selectors.decisions import RIPE_DAYS
from kpi.services import layouts
from kpi.services.interaction_table import InteractionTable
from kpi.services.stage_table import Part, StageTable
from kpi.services.steps import Steps

ROWS_AT_ONCE = 1000
STEP = 500


@dataclass(slots=True)
class Loaded:
    """What a reading of the file found; the rows themselves lie in `table`."""

    batch: ImportBatch
    layout: Layout
    choice: importers.Choice
    plan: importers.Plan
    table: StageTable | InteractionTable
    counts: dict[str, int] = field(default_factory=lambda: {"refused": 0, "skipped": 0, "rows": 0})
    hours: dict[dt.date, dict[int, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    products: list[ProductDraft] = field(default_factory=list)
    benchmarks: list[Skipped] = field(default_factory=list)
    values: dict[tuple[str, dt.date], Decimal] = field(default_factory=dict)
    estimated: dict[str, str] = field(default_factory=dict)
    first_values: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The name under which the report's records stand."""
        return self.layout.code


class Intake:
    """Sorts the items of one file."""

    def __init__(self, loaded: Loaded, *, keep_rows: bool) -> None:
        self.loaded = loaded
        self.keep_rows = keep_rows
        self.kept: list[ImportRow] = []
        whole = layouts.possible_facts(loaded.layout.columns)
        self.possible = layouts.possible_facts(column for _i, column in loaded.choice.match.columns)
        self.mark = "" if self.possible == whole else f"~{crc32(commas(self.possible).encode()):08x}"
        self.ripe_days = _ripe_days(loaded.batch.store.platform)
        self.holes: dict[tuple[frozenset[str], bool], str] = {}
        self.lists: dict[tuple[str, ...], str] = {}

    def read(self, items: Iterable[Item], steps: Steps) -> None:
        """Take in every item."""
        handlers: dict[type, Callable[[Any], None]] = {
            Draft: self._draft,
            Interaction: self._interaction,
            HourDraft: self._hour,
            ProductDraft: self.loaded.products.append,
            Skipped: self._skipped,
            RowError: self._refused,
        }
        for number, item in enumerate(items, start=1):
            handlers[type(item)](item)
            if number % STEP == 0:
                self.loaded.counts["rows"] = number
                steps.progress(number)
        self.loaded.table.ready()
        self._flush()

    def _draft(self, draft: Draft) -> None:
        table = self.loaded.table
        assert isinstance(table, StageTable)
        for part in self._parts(draft):
            table.add(part)
        if draft.account and draft.team:
            table.teams.setdefault(draft.account, draft.team)
        for code, value in draft.given.items():
            self.loaded.values[code, draft.last] = value
        for code, weight in draft.estimated.items():
            self.loaded.estimated.setdefault(code, weight)
        if not self.loaded.first_values:
            self._show(draft.raw)

    def _parts(self, draft: Draft) -> Iterator[Part]:
        """One part for the facts that no rule applies to, and one for each attribution rule."""
        by_rule: dict[str, dict[str, Decimal]] = {}
        for (rule, code), value in draft.facts.items():
            by_rule.setdefault(rule, {})[code] = value
        shown = {
            code: format(value, "f")
            for code, value in draft.values.items()
            if isinstance(value, Decimal) and code not in FACTS
        }
        rules = sorted(by_rule) or [""]
        for rule in rules:
            facts = by_rule.get(rule, {})
            alone = len(rules) == 1
            pending = {c for c in draft.pending if alone or (c in SALES_FACTS) == bool(rule)}
            yield Part(
                row=draft.row,
                scope=draft.scope,
                account=draft.account or "",
                first=draft.first,
                last=draft.last,
                attribution=rule,
                facts=facts,
                estimated=self._listed(tuple(c for c in draft.estimated if c in facts)),
                pending=commas(pending) if pending else "",
                ripe_on=draft.last + dt.timedelta(days=self.ripe_days) if pending else None,
                holes=self._holes(facts, sales=None if alone and not rule else bool(rule)),
                shown=shown if rule == rules[0] else {},
            )

    def _listed(self, codes: tuple[str, ...]) -> str:
        """Codes between commas; a file has few such lists and many rows."""
        known = self.lists.get(codes)
        if known is None:
            known = self.lists[codes] = commas(codes)
        return known

    def _holes(self, facts: dict[str, Decimal], *, sales: bool | None) -> str:
        """The facts that the file could give in such a part and this row lacks.

        A file that has not all columns of its report is marked, so that records which hold other facts than
        their neighbours are told apart.
        """
        key = (frozenset(facts), bool(sales))
        known = self.holes.get(key)
        if known is None:
            lacking = {
                code
                for code in self.possible
                if code not in facts and (sales is None or (code in SALES_FACTS) == sales)
            }
            known = commas(lacking | ({self.mark} if self.mark else set()))
            self.holes[key] = known
        return known

    def _interaction(self, draft: Interaction) -> None:
        table = self.loaded.table
        assert isinstance(table, InteractionTable)
        table.add(draft)
        if not self.loaded.first_values:
            self._show(draft.raw)

    def _show(self, raw: Sequence[Any]) -> None:
        """Keep the first good row as the file has it, for the preview."""
        headers = self.loaded.choice.match.headers
        self.loaded.first_values = {
            head: cell_text(cell)[:80] for head, cell in zip(headers, raw, strict=False) if head
        }

    def _hour(self, draft: HourDraft) -> None:
        self.loaded.hours[draft.day][draft.hour] = draft.offered

    def _skipped(self, item: Skipped) -> None:
        self.loaded.counts["skipped"] += 1
        if item.scope and item.values:
            self.loaded.benchmarks.append(item)
        self._keep(
            ImportRow(
                state=RowState.SKIPPED,
                row=item.row,
                code=item.why,
                value=item.label[:300],
                params={"value": item.label, "other": item.label},
            )
        )

    def _refused(self, item: RowError) -> None:
        if item.takes_back:
            self.loaded.table.take_back(item.row)
        self.loaded.counts["refused"] += 1
        self._keep(
            ImportRow(
                state=RowState.REFUSED,
                row=item.row,
                column=item.column[:160],
                value=item.value[:300],
                code=item.code,
                params=item.params,
                account=item.account[:160],
                raw=[cell_text(cell) for cell in item.raw],
            )
        )

    def _keep(self, row: ImportRow) -> None:
        """Keep a row with the batch."""
        if not self.keep_rows:
            return
        row.batch = self.loaded.batch
        row.sheet = self.loaded.choice.match.sheet[:120]
        self.kept.append(row)
        if len(self.kept) >= ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        ImportRow.objects.bulk_create(self.kept, batch_size=ROWS_AT_ONCE)
        self.kept = []


def commas(codes: Iterable[str]) -> str:
    """Codes as a record keeps them: between commas, in order."""
    found = sorted(set(codes))
    return f",{','.join(found)}," if found else ""


def cell_text(cell: Any) -> str:
    """A cell as text, for the row that is to be mended."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _ripe_days(platform: str) -> int:
    """After how many days late figures of the platform are ripe."""
    days = RipeSetting.objects.filter(platform=platform).values_list("days", flat=True).first()
    return RIPE_DAYS if days is None else int(days)
