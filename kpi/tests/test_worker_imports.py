"""A long import with a real worker: progress is seen, a cancel and a kill leave no row, it is resumed."""

import datetime as dt
import signal
import time

import pytest
from django.utils import timezone

from kpi.choices import BatchState
from kpi.models import ImportBatch, Record, SupersededRecord
from kpi.services import files
from kpi.tests.sheets import a_file
from staff.models import Job
from staff.selectors.jobs import job_progress
from staff.services import accounts, jobs
from staff.tests.factories import make_store
from staff.tests.test_worker_jobs import Desk, desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker, pytest.mark.slow]
ROWS, PEOPLE = 100_000, 200
__all__ = ["Desk", "desk"]


@pytest.fixture
def batch(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("MEDIA_ROOT", str(settings.MEDIA_ROOT))
    store = make_store("Large")
    names = [f"Large:{n:03d}" for n in range(PEOPLE)]
    accounts.make_people_for([(accounts.ensure_account(store, name), None) for name in names])
    first = dt.date(2025, 1, 1)
    rows = [
        [
            (first + dt.timedelta(days=n // PEOPLE)).isoformat(),
            names[n % PEOPLE],
            50 + n % 7,
            60,
            20,
            30,
            "1.2",
            n,
        ]
        for n in range(ROWS)
    ]
    path = a_file(tmp_path, "large.csv", rows)
    return files.receive(path, name="large.csv", store=store, actor=None, options={"by_command": True})[0]


def watch(desk: Desk, job: Job, until) -> float:
    """Wait, and say how long the longest pause between two steps was."""
    last, longest, seen = time.monotonic(), 0.0, -1
    end = last + 240
    while time.monotonic() < end:
        job = Job.objects.get(pk=job.pk)
        now = time.monotonic()
        found = job_progress(job)
        if found.done != seen:
            longest, last, seen = (max(longest, now - last) if seen > 0 else 0.0), now, found.done
        if until(job, found):
            return longest
        time.sleep(0.1)
    raise AssertionError(
        f"job {job.pk} stayed {job.state}: {(desk.folder / 'worker.log').read_text()[-2000:]}"
    )


def taken() -> tuple[int, int]:
    return Record.objects.count(), SupersededRecord.objects.count()


def test_a_long_import_shows_progress_is_called_off_killed_and_resumed(desk, batch):
    process = desk.start_worker()
    [job] = files.submit([batch], actor=None)
    watch(desk, job, lambda row, _found: row.state == "done")
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"], taken()) == (BatchState.STAGED, ROWS, (0, 0))

    # Called off while it writes: no row is left, and it waits as before.
    job = files.commit_later(batch, actor=None)
    watch(desk, job, lambda row, found: row.state == "done" or (found.total >= ROWS and found.done > 4000))
    asked = time.monotonic()
    assert jobs.cancel(Job.objects.get(pk=job.pk))
    desk.wait(job, lambda row: row.state == "cancelled", seconds=20)
    assert time.monotonic() - asked < 5
    batch.refresh_from_db()
    assert (batch.state, taken()) == (BatchState.STAGED, (0, 0))

    # Killed while it writes: nothing half-done is there; found by its row and done again.
    job = files.commit_later(batch, actor=None)
    watch(desk, job, lambda _row, found: found.total >= ROWS and found.done > 4000)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert taken() == (0, 0)
    assert jobs.sweep(timezone.now() + dt.timedelta(seconds=70)) >= 1
    desk.start_worker()
    longest = watch(desk, job, lambda row, _found: row.state == "done")
    batch.refresh_from_db()
    assert (batch.state, taken()) == (BatchState.COMMITTED, (ROWS, 0))
    assert longest < 4  # Two seconds on a machine of one's own; tests share theirs.
    assert ImportBatch.objects.count() == 1
