"""Take in a sheet of platform accounts and who holds them."""

from pathlib import Path
from typing import Any

from django.conf import settings

from staff.management.commands._sheet import SheetCommand
from staff.services import import_files, imports


class Command(SheetCommand):
    """Operator door to `staff.services.imports.import_accounts`."""

    help = (
        "Columns: employee_no, store, platform, account, valid_from, valid_to; empty dates mean since ever "
        "and still. Stores are made where missing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file."""
        path: Path = options["file"]
        bounds = import_files.limits(factor=settings.IMPORT_COMMAND_FACTOR)
        self.run_import(
            path,
            lambda: imports.import_accounts(path, dry_run=options["dry_run"], limits=bounds),
            as_json=options["json"],
        )
