"""Sheets of people and accounts: opened at the gate, read into drafts, and what came of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import Limits, open_table
from staff import importers
from staff.importers import Fault

_Draft = TypeVar("_Draft")
_Places = Mapping[str, int]


@dataclass(slots=True)
class Summary:
    """What became of a file: rows taken by kind, rows refused with their reasons."""

    file: str
    dry_run: bool = False
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    made: list[str] = field(default_factory=list)
    opened: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """`accept` when every row was taken, else `partial`."""
        return "partial" if self.faults else "accept"

    @property
    def refused_rows(self) -> int:
        """How many rows were refused."""
        return len({fault.row for fault in self.faults})

    @property
    def exit_code(self) -> int:
        """0 all taken, 2 some refused."""
        return 2 if self.faults else 0

    def refuse(self, row: int, column: str, value: str, why: str, message: str) -> None:
        """Note why a row is refused."""
        self.faults.append(Fault(row, column, value[:80], why, message))

    def as_json(self) -> dict[str, Any]:
        """What the commands print."""
        return {
            "outcome": self.outcome,
            "file": self.file,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused_rows,
            "made": self.made,
            "logins_opened": self.opened,
            "row_errors": [asdict(fault) for fault in sorted(self.faults, key=lambda item: item.row)],
        }


def summary_of(told: Mapping[str, Any]) -> Summary:
    """A summary out of what `as_json` made of it."""
    return Summary(
        file=told["file"],
        dry_run=told["dry_run"],
        rows=told["rows"],
        created=told["created"],
        changed=told["changed"],
        unchanged=told["unchanged"],
        made=list(told["made"]),
        opened=told["logins_opened"],
        faults=[Fault(**fault) for fault in told["row_errors"]],
    )


def is_large(path: Path, *, more_than: int, bounds: Limits) -> bool:
    """Has a sheet of the file more rows than this? Raises FileRefused at the gate."""
    with open_table(path, limits=bounds) as book:
        return any(
            seen > more_than for sheet in book.sheets for seen, _row in enumerate(book.rows(sheet), start=0)
        )


def limits(*, factor: int = 1) -> Limits:
    """The site's limits, widened by a factor for commands."""
    return Limits(
        max_bytes=settings.IMPORT_MAX_BYTES * factor,
        max_rows=settings.IMPORT_MAX_ROWS * factor,
        max_columns=settings.IMPORT_MAX_COLUMNS * factor,
        max_unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES * factor,
    )


def read(
    path: Path,
    *,
    summary: Summary,
    known: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    draft_of: Callable[[int, Sequence[Any], _Places], _Draft | list[Fault]],
    bounds: Limits,
) -> list[_Draft]:
    """The clean rows of the first sheet that has the columns; the faults of the others go to the summary.

    Raises FileRefused at the gate and DomainError when no sheet has the columns.
    """
    drafts: list[_Draft] = []
    with open_table(path, limits=bounds) as book:
        for sheet in book.sheets:
            places: dict[str, int] | None = None
            for seen, row in enumerate(book.rows(sheet)):
                if places is None:
                    if seen >= importers.HEADER_WITHIN:
                        break
                    places = importers.columns_of(row.cells, known, needed)
                    continue
                summary.rows += 1
                draft = draft_of(row.number, row.cells, places)
                if isinstance(draft, list):
                    summary.faults.extend(draft)
                else:
                    drafts.append(draft)
            if places is not None:
                return drafts
    raise DomainError(
        _("No sheet has the columns %(columns)s.") % {"columns": ", ".join(needed)}, code="no_header"
    )
