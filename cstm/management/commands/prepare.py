"""Make an embedded site ready to start: tables, translations, and the demo team in an empty house."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """What `make run` does before anything is served."""

    help = "Migrate, compile translations, and load the demo team on the first start (CSTM_DEMO=1)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the three steps; each may be repeated."""
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("compile_locale")
            if settings.DEMO:
                self._load_demo(settings.VAR_DIR / "demo-is-loading")
        except KeyboardInterrupt:
            raise CommandError("stopped before everything was ready; start again to go on") from None

    def _load_demo(self, mark: Path) -> None:
        """Load the team into an empty house; a load that was cut off is cleared away first."""
        if mark.exists():
            call_command("flush", interactive=False, verbosity=0)
        if apps.get_model("staff", "Agent")._default_manager.exists():
            return
        self.stdout.write("First start: loading the demo team; this takes a minute or two ...")
        self.stdout.flush()
        mark.touch()
        call_command("demo")
        mark.unlink()
