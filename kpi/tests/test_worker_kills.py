"""A worker killed in every part of its work: afterwards the whole result is there once, or nothing."""

import datetime as dt
import signal
import time

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from kpi.choices import BatchState
from kpi.models import ImportBatch, Record, SupersededRecord
from kpi.selectors.report_query import ReportQuery
from kpi.services import export_jobs, files, import_now
from kpi.tests.sheets import a_file
from staff.models import Job
from staff.selectors.jobs import job_progress
from staff.services import accounts, jobs
from staff.tests.factories import make_store, make_user
from staff.tests.test_worker_jobs import Desk, desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker, pytest.mark.slow]
ROWS, PEOPLE = 12_000, 40
FIRST = dt.date(2025, 1, 1)
__all__ = ["Desk", "desk"]


def rows(more: int = 0) -> list[list[object]]:
    """Report rows of all people on all days."""
    days = [(FIRST + dt.timedelta(days=n)).isoformat() for n in range(ROWS // PEOPLE)]
    return [[day, f"n:{n}", 50 + more, 60, 20, 30, "1.2", n] for day in days for n in range(PEOPLE)]


@pytest.fixture
def store(settings, monkeypatch):
    monkeypatch.setenv("MEDIA_ROOT", str(settings.MEDIA_ROOT))
    found = make_store("Large")
    accounts.make_people_for([(accounts.ensure_account(found, f"n:{n}"), None) for n in range(PEOPLE)])
    return found


def kill_in(desk: Desk, job: Job, part: str) -> None:
    """Kill the worker where the job tells that part."""
    worker = desk.start_worker(stop_at=part)
    still = desk.stands_still(worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    found = job_progress(Job.objects.get(pk=job.pk))
    assert still and found.job.state == "running", (found, (desk.folder / "worker.log").read_text()[-1000:])


def again(desk: Desk, job: Job) -> Job:
    """Find the dead run by its row and let another worker do the work."""
    assert jobs.sweep(timezone.now() + dt.timedelta(seconds=70)) >= 1
    worker = desk.start_worker()
    done = desk.wait(job, lambda row: row.state == "done")
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    return done


def served() -> list[int]:
    return sorted(set(Record.objects.values_list("reception_users", flat=True)))


@pytest.mark.parametrize("part", ["begun", "comparing", "writing"])
def test_killed_while_it_takes_a_corrected_file_in(desk, store, tmp_path, part):
    options = {"by_command": True}
    first = a_file(tmp_path, "a.csv", rows())
    import_now.take_file(
        first, name="a.csv", store=store, options=options, actor=None, today=dt.date(2026, 11, 21)
    )
    path = a_file(tmp_path, "b.csv", rows(more=7))
    [batch] = files.receive(path, name="b.csv", store=store, actor=None, options=options)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.STAGED)
    job = files.commit_later(batch, actor=None)
    kill_in(desk, job, part)
    assert (Record.objects.count(), served(), SupersededRecord.objects.count()) == (ROWS, [50], 0)
    assert again(desk, job).attempts == 2
    batch.refresh_from_db()
    assert (batch.state, batch.counts["changed"]) == (BatchState.COMMITTED, ROWS)
    assert (Record.objects.count(), served(), SupersededRecord.objects.count()) == (ROWS, [57], ROWS)


def test_killed_while_it_undoes(desk, store, tmp_path):
    options, today = {"by_command": True}, dt.date(2026, 11, 21)
    for name, more in (("a.csv", 0), ("b.csv", 7)):
        path = a_file(tmp_path, name, rows(more))
        [batch] = import_now.take_file(path, name=name, store=store, options=options, actor=None, today=today)
    undone = files.undo_later(batch, actor=None)
    kill_in(desk, undone, "putting back")
    assert (Record.objects.count(), served(), SupersededRecord.objects.count()) == (ROWS, [57], ROWS)
    again(desk, undone)
    assert (Record.objects.count(), served(), SupersededRecord.objects.count()) == (ROWS, [50], 0)


def reports(settings) -> set[str]:
    """The report files that lie there, those of other tests in this process too."""
    return {str(path) for path in (settings.MEDIA_ROOT / "jobs").rglob("*.csv")}


@pytest.mark.parametrize("part", ["begun", "end"])
def test_killed_while_it_writes_a_report_it_leaves_one_file(desk, store, tmp_path, settings, part):
    path = a_file(tmp_path, "a.csv", rows())
    import_now.take_file(
        path, name="a.csv", store=store, options={"by_command": True}, actor=None, today=dt.date(2026, 11, 21)
    )
    owner = make_user("boss", superuser=True)
    query = ReportQuery(first=FIRST, last=FIRST + dt.timedelta(days=400), by="agent", period="day")
    job = export_jobs.request(query, file_format="csv", actor=owner)
    before = reports(settings)
    kill_in(desk, job, part)
    left = reports(settings) - before
    assert len(left) == (1 if part == "end" else 0)  # At its end the file lies there, and no row names it.
    assert Job.objects.get(pk=job.pk).file == ""
    done = again(desk, job)
    assert done.file.size > 100_000
    assert reports(settings) - before == {done.file.path}


@pytest.mark.redis
def test_a_broker_and_cache_that_forget_lose_no_work(desk, store, tmp_path):
    path = a_file(tmp_path, "a.csv", rows())
    [batch] = files.receive(path, name="a.csv", store=store, actor=None, options={"by_command": True})
    [job] = files.submit([batch], actor=None)
    with desk.app.connection_for_write() as line:
        line.default_channel.queue_delete(desk.queue)
    cache.clear()
    desk.start_worker()
    time.sleep(3)
    assert Job.objects.get(pk=job.pk).state == "queued"
    assert jobs.sweep(timezone.now() + dt.timedelta(seconds=31)) == 1
    done = desk.wait(job, lambda row: row.state == "done")
    assert done.attempts == 1


@pytest.mark.postgres
def test_a_database_that_drops_the_line_in_the_middle_is_asked_again(desk, store, tmp_path):
    path = a_file(tmp_path, "a.csv", rows())
    [batch] = files.receive(path, name="a.csv", store=store, actor=None, options={"by_command": True})
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.STAGED)
    job = files.commit_later(batch, actor=None)
    desk.start_worker()
    desk.wait(job, lambda row: job_progress(row).note.startswith("writing"))
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert Record.objects.count() == 0
    assert desk.wait(job, lambda row: row.state != "running").state == "queued"
    jobs.sweep(timezone.now() + dt.timedelta(seconds=170))
    assert desk.wait(job, lambda row: row.state == "done").attempts == 2
    assert Record.objects.count() == ROWS
