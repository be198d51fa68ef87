"""The ground floor as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CstmConfig(AppConfig):
    """Finds each app's access rows and portal entries by name."""

    name = "cstm"
    verbose_name = "CSTM"

    def ready(self) -> None:
        """Load `access.py`, `portal.py` and `tasks.py` of every app; the last names what runs its jobs."""
        from cstm import pages  # noqa: F401

        autodiscover_modules("access", "portal", "tasks")
