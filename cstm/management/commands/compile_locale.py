"""Turn the .po files into what Django reads; needs no gettext."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cstm import locales


class Command(BaseCommand):
    """Writes each .mo file that is older than its .po file."""

    help = "Compile translations without gettext."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile every folder of translations."""
        for folder in settings.LOCALE_PATHS:
            for path in locales.compile_all(folder):
                self.stderr.write(f"wrote {path.relative_to(settings.BASE_DIR)}")
