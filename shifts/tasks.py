"""Queue and clock door of shifts."""

from celery import shared_task
from django.utils import timezone

from shifts.services import attendance_jobs, handover, solve
from staff.services import jobs

jobs.register(solve.KIND, solve.run)
jobs.register(attendance_jobs.KIND, attendance_jobs.run)


@shared_task
def carry_handover() -> int:
    """Hand on what shifts that ended still hold; returns how many items went on."""
    return handover.carry(timezone.now())


@shared_task
def refresh_attendance() -> int:
    """Compute the last days of attendance again; returns how many dates changed."""
    return attendance_jobs.refresh(timezone.now())
