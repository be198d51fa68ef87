"""Clock and signals: which weeks are computed when."""

import datetime as dt

import pytest
import time_machine

from cstm.weeks import Week
from kpi import tasks
from kpi.models import WeekState
from kpi.services import rollup, weeks
from kpi.tests.factories import MONDAY, a_record, a_store, a_team, an_account, an_agent
from staff import signals
from staff.choices import STILL

pytestmark = pytest.mark.django_db
WEEK = Week(MONDAY)


@pytest.fixture
def account():
    """Somebody with a record on a Monday."""
    account = an_account(a_store(), an_agent("A1", team=a_team("Care")))
    a_record(account.store, account, MONDAY, consult_users=1)
    return account


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-16 03:15", "2026-W46"),
        ("2026-11-22 23:59", "2026-W46"),
        ("2027-01-01 09:00", "2026-W52"),
        ("2027-01-04 03:15", "2026-W53"),
    ],
)
def test_the_clock_computes_the_last_full_week(now, week):
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.timezone(dt.timedelta(hours=8)))
    with time_machine.travel(moment, tick=False):
        tasks.roll_up_last_week()
    assert str(Week(WeekState.objects.get().monday)) == week


def test_only_weeks_whose_facts_changed_are_computed_again(account):
    rollup.roll_up_all()
    a_record(account.store, account, WEEK.shift(1).monday, consult_users=1)
    weeks.mark_dirty([WEEK.shift(1).monday])
    before = WeekState.objects.get(monday=MONDAY).computed_at
    assert tasks.roll_up_dirty() == 1
    assert WeekState.objects.get(monday=MONDAY).computed_at == before
    assert tasks.roll_up_dirty() == 0


def test_own_facts_of_a_past_day_make_their_week_dirty(account):
    rollup.roll_up_all()
    signals.own_facts_changed.send(sender=None, agent_ids=[account.holdings.get().agent_id], days=[MONDAY])
    assert weeks.dirty_weeks() == [WEEK]


def test_a_move_makes_the_weeks_with_records_dirty(account):
    agent_id = account.holdings.get().agent_id
    rollup.roll_up_all()
    signals.agent_moved.send(sender=None, agent_id=agent_id, on=WEEK.shift(1).monday, until=STILL)
    assert weeks.dirty_weeks() == []
    signals.agent_moved.send(sender=None, agent_id=agent_id, on=MONDAY, until=STILL)
    assert weeks.dirty_weeks() == [WEEK]
