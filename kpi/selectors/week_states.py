"""Which weeks are computed, which have changed since, which are being computed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from cstm.weeks import Week
from kpi.models import WeekState
from staff.choices import JobState
from staff.models import Job

OPEN = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class WeekLine:
    """A week's state: `clean`, `dirty` (its facts changed since), `running` or `failed`."""

    week: Week
    state: str
    rows: int
    seconds: float | None
    computed_at: dt.datetime | None
    changed_at: dt.datetime | None
    error: str


def open_rollups() -> list[Job]:
    """Rollup jobs that wait or run."""
    return list(Job.objects.filter(kind="kpi.rollup", state__in=OPEN).order_by("pk"))


def week_lines(jobs: Iterable[Job]) -> list[WeekLine]:
    """Every known week, newest first, with its state while these jobs are open."""
    running = {name for job in jobs for name in job.params.get("weeks", [])}
    lines = []
    for row in WeekState.objects.order_by("-monday"):
        week = Week(row.monday)
        state = "clean" if row.computed == row.changed else "dirty"
        if row.error:
            state = "failed"
        if str(week) in running:
            state = "running"
        lines.append(WeekLine(week, state, row.rows, row.seconds, row.computed_at, row.changed_at, row.error))
    return lines


def waiting_weeks() -> int:
    """How many weeks wait to be computed, or failed."""
    return WeekState.objects.filter(Q(computed__lt=F("changed")) | ~Q(error="")).count()


def newest_week() -> Week | None:
    """The newest week that has computed rows."""
    monday = WeekState.objects.filter(rows__gt=0).order_by("-monday").values_list("monday", flat=True).first()
    return Week(monday) if monday else None
