"""Jobs: one claim, an honest end, cancel, and what the sweep finds."""

import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.utils import timezone, translation

from cstm.errors import DomainError
from staff.choices import JobState
from staff.models import Job, User
from staff.selectors import jobs as reads
from staff.selectors.jobs import files_of, job_progress
from staff.services import job_signs, jobs
from staff.services.job_handle import Cancelled, Lost

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("hilda")


@pytest.fixture
def kind(monkeypatch):
    """Register a runner for the test alone."""

    def register(runner, **options):
        monkeypatch.setitem(jobs._runners, "test.kind", jobs.Runner(runner, **options))
        return "test.kind"

    return register


def make(kind: str, owner: User | None = None, **more) -> Job:
    return jobs.enqueue(kind, owner=owner, title="Import week 40", params={"n": 3}, **more)


def test_a_job_runs_once_and_keeps_its_result_and_file(kind, owner):
    calls = []

    def work(handle):
        calls.append(handle.params)
        handle.progress(1, 3, "reading")
        handle.progress(3, 3, "writing")
        handle.result = {"rows": 3}
        handle.attach(io.BytesIO(b"a,b\n"), "week 40.csv")

    job = make(kind(work), owner)
    assert jobs.run(job.pk) == "done"
    assert jobs.run(job.pk) == ""
    job.refresh_from_db()
    assert calls == [{"n": 3}]
    assert (job.state, job.done, job.total, job.note, job.attempts) == ("done", 3, 3, "writing", 1)
    assert job.result == {"rows": 3}
    assert job.file_name == "week 40.csv"
    assert "week" not in job.file.name
    with default_storage.open(job.file.name) as stream:
        assert stream.read() == b"a,b\n"
    assert list(files_of(owner)) == [job]


def test_a_refusal_is_the_error_sentence_and_its_file_is_dropped(kind, owner):
    names = []

    def work(handle):
        handle.attach(io.BytesIO(b"half"), "half.csv")
        names.append(handle.file)
        raise DomainError("The file has no date column. Give a date.")

    job = make(kind(work), owner)
    assert jobs.run(job.pk) == "failed"
    job.refresh_from_db()
    assert job.error == "The file has no date column. Give a date."
    assert not job.file
    assert not default_storage.exists(names[0])
    assert job.finished_at


def test_what_is_unexpected_is_logged_and_told_without_its_insides(kind, owner, caplog):
    def work(handle):
        raise ZeroDivisionError("secret of the house")

    job = make(kind(work), owner)
    assert jobs.run(job.pk) == "failed"
    job.refresh_from_db()
    assert f"job {job.pk}" in job.error
    assert "secret" not in job.error
    assert "secret of the house" in caplog.text


def test_the_sentence_is_in_the_owners_language(kind, owner):
    from django.utils import translation

    spoken = []
    owner.language = "zh-hans"
    owner.save()
    jobs.run(make(kind(lambda handle: spoken.append(translation.get_language())), owner).pk)
    assert spoken == ["zh-hans"]


def test_an_unknown_kind_fails_with_a_sentence(owner):
    job = make("test.unknown", owner)
    assert jobs.run(job.pk) == "failed"
    job.refresh_from_db()
    assert "test.unknown" in job.error


def test_one_open_job_a_key(kind, owner):
    name = kind(lambda handle: None)
    first = make(name, owner, unique_key="rollup:2026-W40")
    assert make(name, owner, unique_key="rollup:2026-W40") == first
    jobs.run(first.pk)
    assert make(name, owner, unique_key="rollup:2026-W40") != first


def test_a_waiting_job_is_cancelled_at_once(kind, owner):
    job = make(kind(lambda handle: None), owner)
    assert jobs.cancel(job)
    assert jobs.run(job.pk) == ""
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not jobs.cancel(job)


def test_a_running_job_stops_at_its_next_step_and_leaves_nothing(kind, owner):
    def work(handle):
        with transaction.atomic():
            User.objects.create_user("half-done")
            job_signs.ask_cancel(handle.job.pk)
            handle._next = 0
            handle.progress(1, 10)

    job = make(kind(work), owner)
    assert jobs.run(job.pk) == "cancelled"
    assert not User.objects.filter(username="half-done").exists()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_progress_is_read_from_the_running_attempt(kind, owner):
    seen = []

    def work(handle):
        with transaction.atomic():
            handle.progress(40, 100, "rows")
            seen.append(job_progress(Job.objects.get(pk=handle.job.pk)))

    job = make(kind(work), owner)
    jobs.run(job.pk)
    assert (seen[0].done, seen[0].total, seen[0].note, seen[0].finished) == (40, 100, "rows", False)
    job.refresh_from_db()
    after = job_progress(job)
    assert (after.done, after.finished) == (40, True)


def test_waiting_rows_are_woken_again_but_not_at_every_sweep(kind, owner, django_capture_on_commit_callbacks):
    ran = []
    job = make(kind(lambda handle: ran.append(handle.job.pk)), owner)
    now = timezone.now()
    assert jobs.sweep(now) == 0
    assert jobs.sweep(now + dt.timedelta(seconds=31)) == 1
    assert ran == [job.pk]
    other = make(kind(lambda handle: ran.append(handle.job.pk)), owner)
    from django.core.cache import cache

    cache.set(f"job-woken:{other.pk}", True, 60)
    assert jobs.sweep(now + dt.timedelta(seconds=40)) == 0


def lost(job: Job, *, attempts: int = 1, ago: int = 90) -> None:
    """Make the row look as a killed worker leaves it."""
    then = timezone.now() - dt.timedelta(seconds=ago)
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, attempts=attempts, beat_at=then, started_at=then
    )


def test_a_run_without_a_sign_of_life_is_taken_up_again(kind, owner):
    ran = []
    job = make(kind(lambda handle: ran.append(handle.job.attempts)), owner)
    lost(job)
    assert jobs.sweep(timezone.now()) == 1
    job.refresh_from_db()
    assert (job.state, ran) == (JobState.DONE, [2])


def test_a_run_that_still_gives_signs_is_left_alone(kind, owner):
    job = make(kind(lambda handle: None), owner)
    lost(job)
    with job_signs.Pulse(job.pk, 1):
        assert jobs.sweep(timezone.now()) == 0
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


def test_after_three_lost_attempts_it_fails_with_a_sentence(kind, owner):
    job = make(kind(lambda handle: None), owner)
    lost(job, attempts=3)
    jobs.sweep(timezone.now())
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "3 times" in job.error


def test_work_that_may_not_start_anew_fails_when_lost(kind, owner):
    job = make(kind(lambda handle: None, resumable=False), owner)
    lost(job)
    jobs.sweep(timezone.now())
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_a_lost_run_that_was_called_off_ends_as_cancelled(kind, owner):
    job = make(kind(lambda handle: None), owner)
    lost(job)
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    jobs.sweep(timezone.now())
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_a_late_first_attempt_changes_nothing_of_the_second(kind, owner):
    stopped = []

    def work(handle):
        Job.objects.filter(pk=handle.job.pk).update(attempts=2)
        handle.result = {"of": "the first"}
        try:
            handle.progress(1, 2)
        except Lost:
            stopped.append(True)
            raise

    job = make(kind(work), owner)
    job.refresh_from_db()
    assert stopped == [True]
    assert (job.state, job.attempts, job.result) == (JobState.RUNNING, 2, {})


def test_a_database_fault_is_tried_again_then_told(kind, owner):
    def work(handle):
        raise OperationalError("deadlock detected")

    job = make(kind(work), owner)
    assert [jobs.run(job.pk) for _ in range(3)] == ["queued", "queued", "failed"]
    job.refresh_from_db()
    assert job.error


def test_a_cancel_raised_by_the_runner_itself_counts(kind, owner):
    def work(handle):
        raise Cancelled

    assert jobs.run(make(kind(work), owner).pk) == "cancelled"


def test_the_heartbeat_is_the_later_of_clock_and_work():
    assert reads.last_heartbeat() is None
    then = timezone.now() - dt.timedelta(minutes=5)
    jobs.beat(then)
    assert reads.last_heartbeat() == then
    with job_signs.Pulse(1, 1):
        assert reads.last_heartbeat() > then


def test_a_title_is_read_in_the_readers_language(db):
    job = jobs.enqueue("test.none", owner=None, title="Sunday", params={"n": 3}, words={})
    with_name = jobs.enqueue(
        "test.none", owner=None, title="Read %(name)s", params={}, words={"name": "10% a.csv"}
    )
    as_written = jobs.enqueue("test.none", owner=None, title="100% done", params={})
    assert [str(one) for one in (job, with_name, as_written)] == ["Sunday", "Read 10% a.csv", "100% done"]
    with translation.override("zh-hans"):
        assert (job.heading, job.title) == ("星期日", "Sunday")
