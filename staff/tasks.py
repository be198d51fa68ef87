"""Queue and clock door of staff: load by id, call one service, return a count."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from cstm import scratch
from staff.services import idempotency, import_sheet_jobs, jobs, notices, people, webhooks

jobs.register(import_sheet_jobs.KIND, import_sheet_jobs.run)


@shared_task
def run_job(job_id: int) -> str:
    """Do one waiting job."""
    return jobs.run(job_id)


@shared_task
def sweep_jobs() -> int:
    """Find jobs that the broker or a dead worker lost; forget what is kept for a while only."""
    now = timezone.now()
    if cache.add("scratch-cleared", True, 3600):
        scratch.clear()
    idempotency.forget_old(now)
    return jobs.sweep(now)


@shared_task
def heartbeat() -> None:
    """Say that a worker lives."""
    jobs.beat(timezone.now())


@shared_task
def deliver_notices() -> int:
    """Send what is due by mail and to group robots."""
    now = timezone.now()
    return notices.deliver_mail(now) + webhooks.deliver(now)


@shared_task
def close_leavers() -> int:
    """Close the log-ins of those whose last day has passed."""
    return people.close_leavers(today=timezone.localdate())
