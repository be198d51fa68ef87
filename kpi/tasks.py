"""Queue and clock door of kpi: load by id, call one service, return a count."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from kpi.services import export_jobs, files, import_jobs, interactions, rollup, rollup_jobs
from kpi.services.cases import facts as case_facts
from kpi.services.cases import reminders as case_reminders
from kpi.services.growth import plans as growth_plans
from kpi.services.pay import runs as pay_runs
from kpi.services.praise import reminders
from kpi.services.quality import chats, plans, problems
from staff.services import jobs

jobs.register(files.STAGE, import_jobs.run_stage)
jobs.register(files.COMMIT, import_jobs.run_commit)
jobs.register(files.UNDO, import_jobs.run_undo)
jobs.register(export_jobs.KIND, export_jobs.run)
jobs.register(rollup_jobs.KIND, rollup_jobs.run)
jobs.register(pay_runs.KIND, pay_runs.work)
jobs.register(chats.TAKE, chats.run_take)


@shared_task
def roll_up_last_week() -> int:
    """Compute the last full week, as every Monday; returns its rows."""
    return rollup.roll_up_last_full(timezone.localdate()).rows


@shared_task
def roll_up_dirty() -> int:
    """Compute the weeks whose facts changed; returns how many those were."""
    return len(rollup.roll_up_dirty())


@shared_task
def prune_interactions() -> int:
    """Clear single interactions past the time that the settings keep them; their sums stay."""
    before = timezone.localdate() - dt.timedelta(days=settings.INTERACTION_KEEP_DAYS)
    return interactions.prune(before=before)


@shared_task
def praise_gap() -> int:
    """Find who waits for praise today and remind who may say it; returns how many notices were written."""
    return reminders.compute(timezone.now())


@shared_task
def remind_cases() -> int:
    """Remind owners of cases past their time, then leaders, each once; returns how many were told."""
    return case_reminders.remind(timezone.now())


@shared_task
def ripen_cases() -> int:
    """Let weeks be computed again whose case figures wait for time to pass; returns how many."""
    return case_facts.ripen(timezone.now())


@shared_task
def prune_chats() -> int:
    """Clear chats past the time that the settings keep them; what their inspection said stays."""
    return chats.prune(today=timezone.localdate())


@shared_task
def draw_samples() -> int:
    """Draw the chats of the last full week that are to be inspected, and remind of problems to
    look at again."""
    today = timezone.localdate()
    problems.remind(today=today)
    return plans.draw_due(today=today)


@shared_task
def measure_plans() -> int:
    """Measure again the metrics of improvement plans that are due; returns how many those were."""
    return growth_plans.measure_due(timezone.now())
