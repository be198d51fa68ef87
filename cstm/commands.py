"""The base of commands that scripts rely on: what ends them, and with which exit code."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

FAILED = 1


class ScriptCommand(BaseCommand):
    """Exit code 0: all done; 2: some rows refused, said by the command itself; 1: whatever else stops it."""

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from a command line. A wrong argument ends with 1: argparse's 2 would read as refused rows."""
        self._called_from_command_line = True
        try:
            self.create_parser(argv[0], argv[1]).parse_args(argv[2:])
        except SystemExit as stop:
            sys.exit(FAILED if stop.code else 0)
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run it; a database that does not answer is one sentence, not a trace (unless --traceback asks)."""
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as fault:
            if options.get("traceback"):
                raise
            first = str(fault).strip().partition("\n")[0]
            words = f"The database does not answer, or its tables are missing (manage.py migrate): {first}"
            if options.get("json") or options.get("as_json"):
                answer = {"outcome": "reject", "why": "no_database", "message": words}
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            raise CommandError(words) from fault
