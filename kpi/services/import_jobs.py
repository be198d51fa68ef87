"""Imports as jobs: read, take in and undo, each resumed from the start after a crash."""

from django.utils import timezone

from kpi.choices import BatchState
from kpi.models import ImportBatch
from kpi.services import commit, staging, undo
from staff.models import User
from staff.services.job_handle import Cancelled, JobHandle


def run_stage(handle: JobHandle) -> None:
    """Read a file and keep what it would do; called off, the batch is put away."""
    batch = _batch(handle)
    if batch.state not in (BatchState.READING, BatchState.ASK, BatchState.STAGED):
        return
    try:
        staging.stage(batch, steps=handle, today=timezone.localdate())
    except Cancelled:
        batch.rows.all().delete()
        ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.DISCARDED)
        raise
    handle.result = {"batch": batch.pk}


def run_commit(handle: JobHandle) -> None:
    """Take a batch in; called off or refused, no row of it is there and it waits as before."""
    batch = _batch(handle)
    handle.total = int(batch.counts.get("new", 0)) + int(batch.counts.get("changed", 0))
    try:
        commit.commit(batch, actor=_actor(handle), steps=handle, today=timezone.localdate())
    except BaseException:
        ImportBatch.objects.filter(pk=batch.pk, state=BatchState.COMMITTING).update(state=BatchState.STAGED)
        raise
    handle.result = {"batch": batch.pk}


def run_undo(handle: JobHandle) -> None:
    """Take an import back."""
    batch = _batch(handle)
    undo.undo(batch, actor=_actor(handle), steps=handle)
    handle.result = {"batch": batch.pk}


def _batch(handle: JobHandle) -> ImportBatch:
    return ImportBatch.objects.select_related("store").get(pk=handle.params["batch"])


def _actor(handle: JobHandle) -> User | None:
    return User.objects.filter(pk=handle.params.get("actor") or 0).first()
