"""The staff app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """Connects the app's receivers."""

    name = "staff"
    verbose_name = _("staff")

    def ready(self) -> None:
        """Listen to the signals of lower floors, and say what must be checked at start."""
        from staff import checks, receivers  # noqa: F401
