"""Ground floor: settings, wiring by name, and the blocks that every app uses."""

from cstm.celery import app as celery_app

__all__ = ["celery_app"]
