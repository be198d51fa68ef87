"""Pay of a month for scripts: computed without writing anything, with every input."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from cstm.commands import ScriptCommand
from cstm.errors import DomainError
from kpi.choices.pay import RunKind
from kpi.selectors.pay import words
from kpi.selectors.pay.compute import Computed, compute
from kpi.selectors.pay.month_asked import month_asked
from kpi.selectors.pay.report import as_report
from kpi.services.pay import runs


class Command(ScriptCommand):
    """Parse the arguments, call one selector or one service."""

    help = "Compute the pay of a month: --preview writes nothing, without it the open run is computed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The month, and how to answer."""
        parser.add_argument("--period", required=True, help="a month such as 2026-10")
        parser.add_argument("--preview", action="store_true", help="write nothing")
        parser.add_argument("--supplementary", action="store_true", help="for people who have left")
        parser.add_argument("--agent", action="append", default=[], help="employee number; may be repeated")
        parser.add_argument("--json", action="store_true", dest="as_json", help="every input and formula")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute; exit code 1 where the month or the run is refused."""
        try:
            month = month_asked(options["period"])
            if options["preview"]:
                kind = RunKind.SUPPLEMENTARY if options["supplementary"] else RunKind.REGULAR
                done = compute(month, kind=kind, run_name=options["period"], numbers=options["agent"])
            else:
                if options["agent"]:
                    raise DomainError("A run is for everybody; --agent goes with --preview.")
                done = runs.compute_open(month, supplementary=options["supplementary"])
        except DomainError as error:
            if options["as_json"]:
                self.stdout.write(json.dumps({"error": str(error)}))
                sys.exit(1)
            raise CommandError(str(error)) from error
        if options["as_json"]:
            report = as_report(done, options["period"], options["supplementary"])
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        self._say(done)

    def _say(self, done: Computed) -> None:
        currency = done.settings["currency"]
        for draft in done.drafts:
            self.stdout.write(
                f"{draft.agent.employee_no}  {draft.agent}  {words.amount(draft.total, currency)} {currency}"
            )
        for remark in done.remarks:
            self.stdout.write(words.remark(remark.kept()))
        self.stdout.write(f"{len(done.drafts)} people")
