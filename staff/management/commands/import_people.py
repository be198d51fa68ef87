"""Take in a sheet of people."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from staff.management.commands._sheet import SheetCommand
from staff.services import import_files, imports, passwords


class Command(SheetCommand):
    """Operator door to `staff.services.imports.import_people`."""

    help = (
        "Columns: employee_no, name, team, roles, line, grade, hired_on, left_on, email, phone, team_from; "
        "only the first two are needed. Teams are written A/B and made where missing; roles are split by |."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and where first passwords come from."""
        super().add_arguments(parser)
        parser.add_argument(
            "--password-file",
            type=Path,
            help="opens closed log-ins: one line with a password for all, or lines of employee_no,password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file."""
        path: Path = options["file"]

        def work() -> imports.Summary:
            secret: str | Mapping[str, str] | None = None
            if options["password_file"]:
                secret = passwords.read(options["password_file"])
            bounds = import_files.limits(factor=settings.IMPORT_COMMAND_FACTOR)
            return imports.import_people(path, dry_run=options["dry_run"], passwords=secret, limits=bounds)

        self.run_import(path, work, as_json=options["json"])
