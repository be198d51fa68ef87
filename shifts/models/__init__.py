"""The app's models."""

from shifts.models.demand import Volume

__all__ = ["Volume"]
