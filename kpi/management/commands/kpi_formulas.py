"""Print the page of formulas for the documentation."""

from typing import Any

from django.core.management.base import BaseCommand

from kpi.selectors.formulas import document


class Command(BaseCommand):
    """Call one selector."""

    help = "Print docs/kpi_formulas.md as the registry has it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(document(), ending="")
