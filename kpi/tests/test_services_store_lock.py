"""Two supervisors at once on one store: one waits for the other, rows are there once."""

import threading

import pytest
from django.db import connection, connections, transaction

from cstm.weeks import Week
from kpi.choices import BatchState
from kpi.models import ImportBatch, Record
from kpi.services import commit, files, rollup, staging
from kpi.services.loading import Quiet
from kpi.tests.sheets import TODAY, a_file, day_rows
from staff.models import Job
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(tmp_path):
    store = make_store("Lotus", platform="taobao")
    figures = {}
    for number in range(40):
        make_account(store, f"n{number}", agent=make_agent(f"e{number}"))
        figures[f"n{number}"] = number + 1
    batches = []
    for name in ("a.csv", "b.csv"):
        path = a_file(tmp_path, name, day_rows("2026-11-02", figures))
        [batch] = files.receive(path, name=name, store=store, actor=None, options={})
        staging.stage(batch, steps=Quiet(), today=TODAY)
        assert batch.counts["new"] == 40
        batches.append(batch)
    return batches


def at_once(work, *arguments) -> list[Exception]:
    """Both start together, each on a connection of its own."""
    start, faults = threading.Barrier(len(arguments)), []

    def run(argument) -> None:
        try:
            start.wait(timeout=10)
            work(argument)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return faults


def take(batch: ImportBatch) -> None:
    commit.commit(ImportBatch.objects.get(pk=batch.pk), actor=None, steps=Quiet(), today=TODAY)


def test_the_same_rows_of_two_files_are_there_once(two):
    assert at_once(take, *two) == []
    assert Record.objects.count() == 40
    counts = sorted(batch.counts["new"] for batch in ImportBatch.objects.all())
    assert counts == [0, 40]
    assert {batch.state for batch in ImportBatch.objects.all()} == {BatchState.COMMITTED}


def test_one_batch_pressed_twice_is_taken_in_once(two):
    assert at_once(take, two[0], two[0]) == []
    assert Record.objects.count() == 40
    assert ImportBatch.objects.get(pk=two[0].pk).counts["new"] == 40


@pytest.mark.postgres
def test_without_the_lock_they_would_collide(two, monkeypatch):
    monkeypatch.setattr(commit, "lock", lambda store_id: None)
    assert connection.vendor == "postgresql"
    slow = commit.write_records

    def hesitating(*arguments) -> None:
        import time

        time.sleep(0.5)
        slow(*arguments)

    monkeypatch.setattr(commit, "write_records", hesitating)
    faults = at_once(take, *two)
    assert len(faults) == 1
    assert "record_once" in str(faults[0])


@pytest.mark.postgres  # SQLite has one writer at a time.
def test_a_running_import_holds_up_neither_rollup_nor_upload_nor_a_second_press(two, tmp_path):
    [first, second] = two
    take(first)
    job = files.commit_later(second, actor=None)
    second.refresh_from_db()
    found: list[object] = []

    def beside(_batch: ImportBatch) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        found.append(rollup.roll_up(Week.parse("2026-W45")).rows)
        path = a_file(tmp_path, "c.csv", day_rows("2026-11-03", {"n1": 1}))
        found.extend(files.receive(path, name="c.csv", store=first.store, actor=None, options={}))
        found.append(files.commit_later(second, actor=None))

    Job.objects.filter(pk=job.pk).update(state="running")
    with transaction.atomic():
        commit.lock(first.store_id)
        ImportBatch.objects.select_for_update(no_key=True).get(pk=second.pk)
        assert at_once(beside, second) == []
    assert found[0] == 40
    assert found[-1] == job
