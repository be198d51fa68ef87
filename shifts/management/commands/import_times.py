"""import_times FILE: take a sheet of clocked times in, as the page of the same name does."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from cstm.commands import FAILED, ScriptCommand
from cstm.errors import DomainError
from shifts.services import punch_files
from shifts.services.punch_files import Taken

REFUSED_ROWS = 2


class Command(ScriptCommand):
    """Exit code 0: all rows taken; 2: some refused; 1: failed. With --json only the JSON goes to stdout."""

    requires_system_checks: tuple[str, ...] = ()
    help = (
        "Columns: employee_no, time, type (in or out); or employee_no, date, in, out. The same sheet again "
        "changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and how to answer."""
        parser.add_argument("file", type=Path, help="CSV, TSV, XLSX or XLS")
        parser.add_argument("--json", action="store_true", help="print a JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file."""
        path: Path = options["file"]
        try:
            if not path.is_file():
                raise DomainError(f"{path} is not a file.", code="no_file")
            taken = punch_files.take_file(path, name=path.name, agent_ids=None, actor=None)
        except DomainError as refused:
            if options["json"]:
                answer = {
                    "outcome": "reject",
                    "file": path.name,
                    "why": refused.code,
                    "message": str(refused),
                }
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stderr.write(f"Refused: {refused}")
            sys.exit(FAILED)
        if options["json"]:
            self.stdout.write(json.dumps(_answer(path.name, taken), ensure_ascii=False))
        (self.stderr if options["json"] else self.stdout).write(_words(path.name, taken))
        if taken.faults:
            sys.exit(REFUSED_ROWS)


def _answer(name: str, taken: Taken) -> dict[str, Any]:
    """What became of the sheet, for machines."""
    return {
        "outcome": "partial" if taken.faults else "accept",
        "file": name,
        "rows": taken.rows,
        "new": taken.new,
        "known": taken.known,
        "row_errors": [asdict(fault) for fault in taken.faults],
    }


def _words(name: str, taken: Taken) -> str:
    """The same as lines."""
    refused = len({fault.row for fault in taken.faults})
    lines = [f"{name}: {taken.rows} rows, {taken.new} new times, {taken.known} known, {refused} refused."]
    faults = sorted(taken.faults, key=lambda fault: fault.row)
    lines += [f"row {fault.row}, {fault.column} “{fault.value}”: {fault.message}" for fault in faults]
    return "\n".join(lines)
