"""Write `docs/permissions.md` from the access table and the resolver."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cstm import permissions


class Command(BaseCommand):
    """Write who may do what, or say whether the file is current."""

    help = "Write docs/permissions.md from the access table."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` only compares."""
        parser.add_argument("--check", action="store_true", help="fail where the file is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        path = Path(settings.BASE_DIR) / "docs" / "permissions.md"
        text = permissions.markdown()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote {path}")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/permissions.md is not current; run manage.py permissions_table.")
