"""Queue and clock door of staff: load by id, call one service, return a count."""

from celery import shared_task
from django.utils import timezone

from staff.services import jobs


@shared_task
def run_job(job_id: int) -> str:
    """Do one waiting job."""
    return jobs.run(job_id)


@shared_task
def sweep_jobs() -> int:
    """Find jobs that the broker or a dead worker lost."""
    return jobs.sweep(timezone.now())


@shared_task
def heartbeat() -> None:
    """Say that a worker lives."""
    jobs.beat(timezone.now())
