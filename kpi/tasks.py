"""Queue and clock door of kpi: load by id, call one service, return a count."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from kpi.services import files, import_jobs, interactions
from staff.services import jobs

jobs.register(files.STAGE, import_jobs.run_stage)
jobs.register(files.COMMIT, import_jobs.run_commit)
jobs.register(files.UNDO, import_jobs.run_undo)


@shared_task
def prune_interactions() -> int:
    """Clear single interactions past the time that the settings keep them; their sums stay."""
    before = timezone.localdate() - dt.timedelta(days=settings.INTERACTION_KEEP_DAYS)
    return interactions.prune(before=before)
