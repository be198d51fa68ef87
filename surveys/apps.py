"""The surveys app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Connects the app's receivers."""

    name = "surveys"
    verbose_name = _("surveys")

    def ready(self) -> None:
        """Listen to the signals of lower floors."""
        from surveys import receivers  # noqa: F401
