"""Put a backup back: `manage.py restore FOLDER`."""

import fcntl
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cstm import backups
from cstm.errors import DomainError


class Command(BaseCommand):
    """Replaces database and files by those of a backup, then brings the tables up to date."""

    help = "Put a backup back in place of what is there; stop the site first."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Put back, migrate, and say what was taken."""
        with (settings.VAR_DIR / "run.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CommandError("CSTM runs from this folder; stop it first.") from None
            try:
                names = backups.put_back(options["folder"])
            except (DomainError, OSError) as error:
                raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write(f"Put back from {options['folder']}: {', '.join(names)}")
