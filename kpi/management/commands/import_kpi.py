"""import_kpi FILE… --store NAME: take reports of the platforms in, or say what they would do."""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from cstm.commands import ScriptCommand
from cstm.errors import DomainError
from kpi.services import import_now, preview
from staff.models import Store
from staff.selectors.accounts import store_by_name
from staff.services.stores import ensure_store

TAKEN, PARTLY, FAILED = 0, 2, 1
CODES = {"accept": TAKEN, "partial": PARTLY, "reject": FAILED}


def day(text: str) -> dt.date:
    """A date written 2026-08-03."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it like 2026-08-03.") from None


class Command(ScriptCommand):
    """Exit code 0: all rows taken; 2: some refused or waiting for a name; 1: failed."""

    # The checks of URLs and templates say nothing about a file, and take longer than a refusal may.
    requires_system_checks: tuple[str, ...] = ()
    help = "Import KPI reports (CSV, TSV, XLSX, XLS, HTML tables, or a ZIP of them) of one store."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command line."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--store", required=True, metavar="NAME", help="the store that the files are of")
        parser.add_argument("--layout", default="", metavar="CODE", help="read the file as this report")
        parser.add_argument("--sheet", default="", metavar="NAME", help="read this sheet")
        parser.add_argument("--date", type=day, help="the day, for a report without a date column")
        parser.add_argument("--from", dest="first", type=day, help="first day of a report over several days")
        parser.add_argument("--to", dest="last", type=day, help="its last day")
        parser.add_argument(
            "--create-agents", action="store_true", help="make a person for every unknown name, and the store"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what was read")
        parser.add_argument("--json", action="store_true", help="a summary for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take each file in turn; one that fails does not stop the next."""
        store = self._store(options)
        if (options["first"] is None) != (options["last"] is None) or (options["date"] and options["first"]):
            raise CommandError("Give --date, or both --from and --to.")
        results = [self._file(path, store, options) for path in options["files"]]
        if options["json"] or options["dry_run"]:
            self.stdout.write(json.dumps(results if len(results) > 1 else results[0], ensure_ascii=False))
        code = (
            FAILED
            if any(r["outcome"] == "reject" for r in results)
            else max(CODES[r["outcome"]] for r in results)
        )
        if code:
            sys.exit(code)

    def _store(self, options: dict[str, Any]) -> Store:
        """The store named; one that is missing is made only with the people who are missing too."""
        name = options["store"]
        store = store_by_name(name)
        if store is None and options["create_agents"] and not options["dry_run"]:
            store = ensure_store(name)
        if store is None:
            words = f"There is no store {name!r}. Make it on its page or by import_accounts."
            if not options["json"] and not options["dry_run"]:
                raise CommandError(words)
            results = [self._failed(path, "unknown_store", words) for path in options["files"]]
            self.stdout.write(json.dumps(results if len(results) > 1 else results[0], ensure_ascii=False))
            sys.exit(FAILED)
        return store

    def _file(self, path: Path, store: Store, options: dict[str, Any]) -> dict[str, Any]:
        """One file, or all tables of one ZIP."""
        said = {
            "layout": options["layout"],
            "sheet": options["sheet"],
            "date": options["date"].isoformat() if options["date"] else "",
            "from": options["first"].isoformat() if options["first"] else "",
            "to": options["last"].isoformat() if options["last"] else "",
            "create_agents": options["create_agents"],
            "by_command": True,
        }
        today = timezone.localdate()
        if not path.is_file():
            return self._failed(path, "no_such_file", f"There is no file {path}.")
        try:
            if options["dry_run"]:
                return preview.preview_file(path, store=store, options=said, today=today)
            batches = import_now.take_file(
                path, name=path.name, store=store, options=said, actor=None, today=today
            )
        except DomainError as fault:
            return self._failed(path, fault.code, str(fault))
        for batch in batches:
            self.stderr.write(import_now.sentence(batch))
        return import_now.joined([import_now.summary(batch) for batch in batches])

    def _failed(self, path: Path, code: str, words: str) -> dict[str, Any]:
        """A file of which nothing was taken."""
        self.stderr.write(f"{path.name}: {words}")
        return {
            "file": path.name,
            "outcome": "reject",
            "why": code,
            "message": words,
            "rows": [],
            "row_errors": [],
            "skipped": [],
        }
