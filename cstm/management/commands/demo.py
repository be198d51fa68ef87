"""Fill an empty database with a believable team: `manage.py demo [--agents 200] [--weeks 12] [--seed 1]`."""

import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from cstm import demo
from cstm.commands import ScriptCommand
from cstm.errors import DomainError


class Command(ScriptCommand):
    """The demo team, made as files of the platforms' own formats and taken through the import door."""

    help = "Fill an empty database with a believable team (only in demo mode: CSTM_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Sizes and seed."""
        parser.add_argument("--agents", type=int, default=200, help="how many agents (8 to 2000)")
        parser.add_argument("--weeks", type=int, default=12, help="how many full weeks (1 to 104)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same team")
        parser.add_argument("--json", action="store_true", dest="as_json", help="a summary for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was made; exit code 1 where nothing was."""
        if not options["as_json"]:
            self._make(options)
            self.stdout.write(f"Log in as {', '.join(demo.ACCOUNTS)}; password {demo.PASSWORD}")
            return
        try:
            self._make(options)
        except CommandError as error:
            self.stdout.write(json.dumps({"outcome": "reject", "message": str(error)}))
            self.stderr.write(str(error))
            sys.exit(1)
        sizes = {name: options[name] for name in ("agents", "weeks", "seed")}
        said = {"outcome": "accept", **sizes, "log_ins": list(demo.ACCOUNTS)}
        self.stdout.write(json.dumps(said, ensure_ascii=False))

    def _make(self, options: dict[str, Any]) -> None:
        """Run each floor's step."""
        if not settings.DEMO:
            raise CommandError("The demo is made only in demo mode: set CSTM_DEMO=1 (never in production).")
        if not 8 <= options["agents"] <= 2000 or not 1 <= options["weeks"] <= 104:
            raise CommandError("--agents takes 8 to 2000, --weeks takes 1 to 104.")
        autodiscover_modules("demo")
        with tempfile.TemporaryDirectory() as folder:
            plan = demo.Plan(
                agents=options["agents"],
                weeks=options["weeks"],
                today=timezone.localdate(),
                random=random.Random(options["seed"]),
                folder=Path(folder),
                say=(self.stderr if options["as_json"] else self.stdout).write,
            )
            try:
                for step in demo.steps():
                    step(plan)
            except DomainError as error:
                raise CommandError(str(error)) from error
