"""The training app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    """Connects the app's receivers."""

    name = "training"
    verbose_name = _("training")

    def ready(self) -> None:
        """Listen to the signals of lower floors."""
        from training import receivers  # noqa: F401
