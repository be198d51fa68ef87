"""The shifts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShiftsConfig(AppConfig):
    """Connects the app's receivers."""

    name = "shifts"
    verbose_name = _("shifts")

    def ready(self) -> None:
        """Listen to the signals of lower floors."""
        from shifts import receivers  # noqa: F401
