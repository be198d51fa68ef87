"""The overtime ledger as a sheet."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import CsvWriter, XlsxWriter
from cstm.spreadsheets.write import Value
from shifts.models import OvertimeEntry
from shifts.selectors.overtime import factor
from staff.models import User
from staff.services import audit

FORMATS = ("csv", "xlsx")
KINDS = ("", "", "date", "integer", "", "", "", "", "", "", "")


def write(rows: Iterable[OvertimeEntry], *, target: Path, kind: str, actor: User | None) -> int:
    """Write entries to a file; how many. Each file is in the audit trail. Raises DomainError."""
    if kind not in FORMATS:
        raise DomainError(_("A sheet is written as csv or xlsx."), code="format")
    titles = (
        _("Employee number"),
        _("Name"),
        _("Date"),
        _("Minutes"),
        _("Kind of day"),
        _("Factor by law"),
        _("Source"),
        _("State"),
        _("Decided by"),
        _("Pay run"),
        _("Reason"),
    )
    count = 0
    if kind == "csv":
        with CsvWriter(target) as writer:
            writer.header(titles)
            for values in _rows(rows):
                writer.row(values)
                count += 1
    else:
        with XlsxWriter(target) as book:
            book.sheet(_("Overtime"), titles, KINDS)
            for values in _rows(rows):
                book.row(values)
                count += 1
    audit.record(
        actor=actor, action="overtime.export", about=target.name, after={"rows": count, "format": kind}
    )
    return count


def _rows(rows: Iterable[OvertimeEntry]) -> Iterator[list[Value]]:
    for row in rows:
        yield [
            row.agent.employee_no,
            row.agent.name,
            row.day,
            row.minutes,
            str(row.get_day_kind_display()),
            factor(row.day_kind),
            row.source,
            str(row.get_state_display()),
            row.decided_by.name if row.decided_by else "",
            row.paid_by,
            row.reason,
        ]
