"""Two rollups of a week at once do the work once; without the lock they would do it twice."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from cstm.weeks import Week
from kpi.models import WeeklyFacts, WeekState
from kpi.selectors import weekly_sql
from kpi.services import rollup, weeks
from kpi.tests.factories import MONDAY, a_record, a_store, a_team, an_account, an_agent

WEEK = Week(MONDAY)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account():
    """Somebody with a record each day."""
    account = an_account(a_store(), an_agent("A1", team=a_team("Care")))
    for day in WEEK.days:
        a_record(account.store, account, day, consult_users=1)
    return account


def together(*works: Callable[[], object]) -> list[object]:
    """Run the works in threads that begin at the same moment; what each gave or raised."""
    gate = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(place: int) -> None:
        try:
            gate.wait(10)
            results[place] = works[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold the work up between the delete and the insert, where a race would show."""
    insert_week = weekly_sql.insert_week

    def waiting(week: Week, **more: bool):
        time.sleep(0.5)
        return insert_week(week, **more)

    monkeypatch.setattr(weekly_sql, "insert_week", waiting)


def test_two_at_once_do_the_work_once(account, monkeypatch):
    slow(monkeypatch)
    results = together(*[lambda: rollup.roll_up(WEEK)] * 2)
    assert sorted(result.done for result in results) == [False, True]
    assert WeeklyFacts.objects.get().consult_users == 7


@pytest.mark.postgres  # SQLite has one writer at a time, with or without a lock.
def test_control_without_the_lock_both_do_it_and_one_fails(account, monkeypatch):
    slow(monkeypatch)

    def unlocked() -> int:
        with transaction.atomic():
            return rollup._write(WEEK)

    results = together(unlocked, unlocked)
    assert [type(result).__name__ for result in results].count("IntegrityError") == 1


@pytest.mark.postgres  # SQLite has one writer at a time.
def test_a_change_that_comes_while_a_week_is_computed_is_not_lost(account, monkeypatch):
    weeks.mark_dirty([MONDAY])
    slow(monkeypatch)

    def late() -> None:
        time.sleep(0.2)
        with transaction.atomic():
            a_record(account.store, account, MONDAY, source="late", buyer_msgs=5)
            weeks.mark_dirty([MONDAY])

    first, second = together(lambda: rollup.roll_up(WEEK), late)
    assert (first.done, second) == (True, None)
    assert weeks.dirty_weeks() == [WEEK]
    assert rollup.roll_up_dirty()[0].done
    assert WeeklyFacts.objects.get().buyer_msgs == 5
    assert weeks.dirty_weeks() == []
    assert WeekState.objects.get().computed_at is not None
