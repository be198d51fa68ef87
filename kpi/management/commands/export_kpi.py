"""Write a report into a file: the same rows as the report page."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from cstm.commands import ScriptCommand
from cstm.errors import DomainError
from cstm.weeks import parse_span
from kpi.selectors.report import rule_named
from kpi.selectors.report_query import BYS, PERIODS, ReportQuery
from kpi.services import export
from staff.selectors.accounts import store_by_name


class Command(ScriptCommand):
    """Parse the arguments, call one service."""

    help = "Write metrics by agent, team or store and day, week or month as CSV or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both ends of the span are included; each is a week, a month or a day."""
        parser.add_argument("--from", dest="first", required=True, help="2021-W01, 2021-01 or 2021-01-04")
        parser.add_argument("--to", dest="last", required=True, help="2021-W13, 2021-03 or 2021-03-28")
        parser.add_argument("--by", choices=BYS, required=True)
        parser.add_argument("--period", choices=PERIODS, required=True)
        parser.add_argument("--metrics", default="", help="codes with commas; all of them if left out")
        parser.add_argument("--store", default="", help="only this store")
        parser.add_argument("--attribution", default=None, help="the rule of sales where a store has several")
        parser.add_argument("--format", dest="file_format", choices=export.FORMATS, required=True)
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--json", action="store_true", dest="as_json", help="a summary for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file; what was left empty is told on standard error. Exit code 1 where it failed."""
        try:
            done = export.write_report(
                self._query(options),
                file_format=options["file_format"],
                target=options["output"],
                actor=None,
            )
        except (CommandError, DomainError, OSError) as error:
            if options["as_json"]:
                why = getattr(error, "code", "") or "failed"
                self._tell(outcome="reject", why=why, message=_words(error, options["output"]), rows=0)
                self.stderr.write(_words(error, options["output"]))
                sys.exit(1)
            raise CommandError(_words(error, options["output"])) from error
        for store in done.mixed_stores:
            self.stderr.write(
                f"{store} has sales under several attribution rules; its sales are left empty. "
                "Choose one with --attribution."
            )
        if options["as_json"]:
            said = {"output": str(options["output"]), "format": options["file_format"]}
            self._tell(outcome="accept", rows=done.rows, mixed_stores=done.mixed_stores, **said)
        else:
            self.stdout.write(f"{done.rows} rows: {options['output']}")

    def _tell(self, **words: object) -> None:
        self.stdout.write(json.dumps(words, ensure_ascii=False))

    def _query(self, options: dict[str, Any]) -> ReportQuery:
        rule = options["attribution"]
        store = store_by_name(options["store"]) if options["store"] else None
        if options["store"] and store is None:
            raise CommandError(f"There is no store “{options['store']}”.")
        return ReportQuery(
            parse_span(options["first"])[0],
            parse_span(options["last"])[1],
            by=options["by"],
            period=options["period"],
            metrics=tuple(code.strip() for code in options["metrics"].split(",") if code.strip()),
            store_id=store.pk if store else None,
            attribution=None if rule is None else rule_named(rule),
        )


def _words(error: Exception, output: Path) -> str:
    """What to tell: of a file that cannot be written, which one and why."""
    if isinstance(error, OSError):
        return f"The file {output} cannot be written: {error.strerror}."
    return str(error)
