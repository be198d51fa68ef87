"""The kpi app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KpiConfig(AppConfig):
    """Connects the app's receivers."""

    name = "kpi"
    verbose_name = _("kpi")

    def ready(self) -> None:
        """Listen to the signals of lower floors."""
        from kpi import receivers  # noqa: F401
