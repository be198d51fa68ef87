"""Make an embedded site ready to start: tables, translations, and the demo team in an empty house."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

# Enough for five groups and the on-duty team, and few enough that the first start stays short.
FIRST_AGENTS = 48


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

    def _start_over(self) -> None:
        """Throw a half-loaded demo away; only the embedded database, which holds nothing else then."""
        settings_of = connection.settings_dict
        if connection.vendor != "sqlite":
            raise CommandError(
                "The demo was cut off while it was loaded; empty the database and start again."
            )
        connection.close()
        for tail in ("", "-wal", "-shm"):
            Path(f"{settings_of['NAME']}{tail}").unlink(missing_ok=True)
        call_command("migrate", interactive=False, verbosity=0)

    def _load_demo(self, mark: Path) -> None:
        """Load the team into an empty house; a load that was cut off is cleared away first."""
        if mark.exists():
            self._start_over()
        if apps.get_model("staff", "Agent")._default_manager.exists():
            return
        self.stdout.write("First start: loading the demo team; this takes half a minute ...")
        self.stdout.flush()
        mark.touch()
        call_command("demo", agents=FIRST_AGENTS)
        mark.unlink()
