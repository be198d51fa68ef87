"""Queue and clock door of shifts."""

from celery import shared_task
from django.utils import timezone

from shifts.selectors import desk_forecast
from shifts.services import attendance_jobs, fairness, forecasts, handover, leave, open_shifts, solve, swaps
from staff.services import jobs

jobs.register(solve.KIND, solve.run)
jobs.register(attendance_jobs.KIND, attendance_jobs.run)
jobs.register(desk_forecast.KIND, forecasts.run)
jobs.register(desk_forecast.NEEDS_KIND, forecasts.run_needs)


@shared_task
def carry_handover() -> int:
    """Hand on what shifts that ended still hold; returns how many items went on."""
    return handover.carry(timezone.now())


@shared_task
def refresh_attendance() -> int:
    """Compute the last days of attendance again; returns how many dates changed."""
    return attendance_jobs.refresh(timezone.now())


@shared_task
def settle_requests() -> int:
    """Give open shifts whose claims closed, and end swaps that nobody answered; returns how many."""
    now = timezone.now()
    ended = swaps.expire(timezone.localdate(now))
    return ended + open_shifts.settle_due(now)


@shared_task
def accrue_leave() -> int:
    """Grant what this year's rules of leave give; returns how many balances moved."""
    return leave.accrue(timezone.localdate().year)


@shared_task
def count_fairness() -> int:
    """Count the ledgers of published months again; returns how many changed."""
    return fairness.recompute_open()
