"""Compute weeks by hand: one, all, or those whose facts changed."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cstm.commands import ScriptCommand
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.services import rollup
from kpi.services.rollup import RollupResult


class Command(ScriptCommand):
    """Parse the arguments, call one service."""

    help = "Compute the weekly rows of a week, of all weeks, or of the weeks whose facts changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of three choices."""
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--week", help="an ISO week such as 2026-W47")
        choice.add_argument("--all", action="store_true", dest="everything")
        choice.add_argument("--dirty", action="store_true")
        parser.add_argument("--json", action="store_true", dest="as_json", help="a summary for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute, then say what was done; exit code 1 where a week failed."""
        try:
            results = self._run(options)
        except Exception as error:
            if options["as_json"]:
                self.stdout.write(json.dumps({"error": str(error)}))
                sys.exit(1)
            if isinstance(error, DomainError):
                raise CommandError(str(error)) from error
            raise
        if options["as_json"]:
            self.stdout.write(json.dumps({"weeks": [_summary(result) for result in results]}))
            return
        for result in results:
            self.stdout.write(f"{result.week}: {result.rows} rows" + ("" if result.done else ", up to date"))
        self.stdout.write(f"{len(results)} weeks")

    def _run(self, options: dict[str, Any]) -> list[RollupResult]:
        if options["everything"]:
            return rollup.roll_up_all()
        if options["dirty"]:
            return rollup.roll_up_dirty()
        return [rollup.roll_up(Week.parse(options["week"]))]


def _summary(result: RollupResult) -> dict[str, object]:
    return {
        "week": str(result.week),
        "rows": result.rows,
        "computed": result.done,
        "seconds": round(result.seconds, 3),
    }
