"""What the commands that take in a sheet share: arguments, the summary, exit codes."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from cstm.commands import ScriptCommand
from cstm.errors import DomainError
from staff.services.import_files import Summary


class SheetCommand(ScriptCommand):
    """Exit codes: 0 all taken, 2 some rows refused, 1 failed. With --json only the JSON goes to stdout."""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and how to answer."""
        parser.add_argument("file", type=Path, help="CSV, TSV, XLSX or XLS")
        parser.add_argument("--json", action="store_true", help="print a JSON object and nothing else")
        parser.add_argument("--dry-run", action="store_true", help="write nothing")

    def run_import(self, path: Path, work: Callable[[], Summary], *, as_json: bool) -> None:
        """Do the work, say what came of it, and end with its code."""
        try:
            if not path.is_file():
                raise DomainError(f"{path} is not a file.", code="no_file")
            summary = work()
        except DomainError as refused:
            answer = {"outcome": "reject", "file": path.name, "why": refused.code, "message": str(refused)}
            self._say(answer, as_json=as_json, words=f"Refused: {refused}", wrong=True)
            sys.exit(1)
        self._say(summary.as_json(), as_json=as_json, words=_words(summary))
        if summary.exit_code:
            sys.exit(summary.exit_code)

    def _say(self, answer: dict[str, Any], *, as_json: bool, words: str, wrong: bool = False) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        (self.stderr if wrong or as_json else self.stdout).write(words)


def _words(summary: Summary) -> str:
    lines = [
        f"{summary.file}: {summary.rows} rows, {summary.created} new, {summary.changed} changed, "
        f"{summary.unchanged} unchanged, {summary.refused_rows} refused."
        + (" Nothing was written: this was a dry run." if summary.dry_run else "")
    ]
    lines += [
        f"row {fault.row}, {fault.column} “{fault.value}”: {fault.message}"
        for fault in sorted(summary.faults, key=lambda item: item.row)
    ]
    return "\n".join(lines)
