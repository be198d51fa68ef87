"""Small reports for tests: rows to a file, and through the whole reader to drafts."""

import csv
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from cstm.spreadsheets import Limits, open_table
from kpi import importers
from kpi.importers import Choice, Context, Draft, Interaction, RowError, Skipped
from kpi.importers.drafts import Item

TODAY = dt.date(2026, 11, 21)
Rows = Sequence[Sequence[Any]]


def write(path: Path, rows: Rows, *, encoding: str = "gb18030", merge: Sequence[str] = ()) -> Path:
    """Write rows as XLSX or as delimited text, by the ending of the name."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for line in rows:
            sheet.append(list(line))
        for block in merge:
            sheet.merge_cells(block)
        book.save(path)
        return path
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


class Result:
    """What a file gave."""

    def __init__(self, choice: Choice, items: list[Item]) -> None:
        self.choice = choice
        self.items = items
        self.code = choice.match.layout.code
        self.drafts = [item for item in items if isinstance(item, Draft)]
        self.errors = [item for item in items if isinstance(item, RowError)]
        self.skipped = [item for item in items if isinstance(item, Skipped)]
        self.interactions = [item for item in items if isinstance(item, Interaction)]

    def facts(self, index: int = 0, rule: str = "") -> dict[str, Decimal]:
        """Facts of one draft: those without a rule, and those of one rule."""
        return {fact: value for (own, fact), value in self.drafts[index].facts.items() if own in ("", rule)}


def read(path: Path, *, layout: str = "", platform: str = "", **context: Any) -> Result:
    """Take a file through the gate, the match and the reader."""
    given = Context(today=TODAY, **{"file_name": path.name, **context})
    with open_table(path, limits=Limits()) as book:
        choice = importers.choose(book, layout=layout, platform=platform)
        return Result(choice, list(importers.read_drafts(book, choice.match, context=given)))


def numbers(values: dict[str, str]) -> dict[str, Decimal]:
    """Texts to decimals, for comparing."""
    return {code: Decimal(value) for code, value in values.items()}
