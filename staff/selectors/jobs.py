"""Reads of jobs: how far one is, whose they are."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from staff.choices import JobState
from staff.models import Heartbeat, Job, User
from staff.selectors.job_signs import cancel_asked, progress_of, worker_sign


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is, as its own attempt last said."""

    job: Job
    done: int
    total: int
    note: str
    cancelling: bool

    @property
    def finished(self) -> bool:
        """Has it ended, well or not?"""
        return self.job.state not in (JobState.QUEUED, JobState.RUNNING)


def job_progress(job: Job) -> JobProgress:
    """The row, and while it runs what it says beside its own transaction."""
    if job.state != JobState.RUNNING:
        return JobProgress(job, job.done, job.total, job.note, cancelling=False)
    news = progress_of(job.pk, job.attempts) or {}
    return JobProgress(
        job,
        done=news.get("done", job.done),
        total=news.get("total", job.total),
        note=news.get("note", job.note),
        cancelling=job.cancel_asked or cancel_asked(job.pk),
    )


def jobs_of(user: User) -> "QuerySet[Job]":
    """The person's own jobs, newest first."""
    return Job.objects.filter(owner=user).order_by("-created_at", "-id")


def files_of(user: User) -> "QuerySet[Job]":
    """Those that ended with a file."""
    return jobs_of(user).filter(state=JobState.DONE).exclude(file="")


def under_way() -> dict[str, int]:
    """How much work waits, and how much is being done."""
    found: dict[str, int] = Job.objects.aggregate(
        queued=Count("pk", filter=Q(state=JobState.QUEUED)),
        working=Count("pk", filter=Q(state=JobState.RUNNING)),
    )
    return found


def last_heartbeat() -> dt.datetime | None:
    """When a worker last said so: by its clock, or out of the long work that it is in."""
    row = Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
    signs = [sign for sign in (row, worker_sign()) if sign is not None]
    return max(signs, default=None)
