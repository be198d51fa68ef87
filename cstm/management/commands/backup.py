"""Write a backup: `manage.py backup FOLDER`."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cstm import backups
from cstm.errors import DomainError


class Command(BaseCommand):
    """Database, files and key in one folder, taken while the site runs."""

    help = "Write database, files and key into a new folder (default: var/backups/<time>)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("folder", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Save, and say where."""
        now: datetime = timezone.localtime()
        folder = options["folder"] or settings.VAR_DIR / "backups" / now.strftime("%Y-%m-%d-%H%M%S")
        try:
            names = backups.save(folder)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{folder}: {', '.join(names)}")
