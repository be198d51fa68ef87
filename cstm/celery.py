"""The Celery application; its schedule stands in cstm/schedule.py."""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cstm.settings")

TRANSPORT_ALIASES["filesystem"] = "cstm.broker:Transport"

app = Celery("cstm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def _use_the_projects_logging(**_kwargs: object) -> None:
    """Log as the web process does."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@app.on_after_configure.connect
def _set_schedule(sender: Celery, **_kwargs: object) -> None:
    """Hand the clock its table."""
    from cstm.schedule import SCHEDULE

    sender.conf.beat_schedule = SCHEDULE
