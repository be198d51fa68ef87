"""Refused rows as a workbook: mended there, the same file can be sent again."""

from pathlib import Path

from django.utils.translation import gettext as _

from cstm.spreadsheets import XlsxWriter
from kpi.choices import RowState
from kpi.models import ImportBatch
from kpi.selectors import import_words, imports


def write(batch: ImportBatch, target: Path) -> int:
    """Write the refused rows under the file's own header, with the reason behind; returns how many."""
    headers = list(batch.understood.get("headers", []))
    count = 0
    with XlsxWriter(target) as book:
        book.sheet(
            batch.understood.get("sheet") or "Sheet1",
            [*headers, _("Row in the file"), _("Why it was refused")],
        )
        for row in imports.rows_of(batch, RowState.REFUSED).iterator(chunk_size=1000):
            cells = [str(cell) for cell in (row.raw or [])][: len(headers)]
            cells += [""] * (len(headers) - len(cells))
            reason = import_words.row_sentence(row.code, row.params)
            book.row([*cells, row.row, f"{row.column}: {reason}" if row.column else reason])
            count += 1
    return count


def name_for(batch: ImportBatch) -> str:
    """A name that keeps the dates of the file's own name."""
    return f"{Path(batch.file_name).stem}-refused.xlsx"
