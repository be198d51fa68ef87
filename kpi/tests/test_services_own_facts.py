"""Facts of our own apps become daily records before a week is summed."""

from decimal import Decimal

import pytest

from cstm.weeks import Week
from kpi.models import Record, WeeklyFacts
from kpi.selectors.report import report
from kpi.selectors.report_query import ReportQuery
from kpi.services import own_facts, rollup
from kpi.tests.factories import MONDAY, a_record, a_store, a_team, an_account, an_agent
from shifts.selectors.own_facts import OwnFacts

pytestmark = pytest.mark.django_db
WEEK = Week(MONDAY)


@pytest.fixture
def hours(monkeypatch):
    """What shifts would tell: a list that the test fills."""
    told: list[OwnFacts] = []

    def tell(first, last):
        return (row for row in told if first <= row.day <= last)

    monkeypatch.setattr("kpi.services.own_facts.shift_selectors.own_facts", tell)
    return told


def test_hours_are_copied_changed_and_taken_back(hours):
    agent = an_agent("A1", team=a_team("Care"))
    hours.append(OwnFacts(agent.pk, MONDAY, {"worked_secs": Decimal(3600), "sched_secs": Decimal(7200)}))
    hours.append(OwnFacts(agent.pk, WEEK.days[1], {"ot_secs": Decimal(600)}))
    hours.append(OwnFacts(agent.pk, WEEK.shift(1).monday, {"ot_secs": Decimal(600)}))
    assert own_facts.copy_week(WEEK) == 2
    record = Record.objects.get(date=MONDAY)
    assert (record.source, record.store, record.worked_secs) == ("cstm", None, Decimal(3600))
    hours[0] = OwnFacts(agent.pk, MONDAY, {"worked_secs": Decimal(1800)})
    del hours[1]
    own_facts.copy_week(WEEK)
    record = Record.objects.get()
    assert (record.worked_secs, record.sched_secs) == (Decimal(1800), None)


def test_they_stand_beside_the_work_of_the_stores(hours):
    account = an_account(a_store(), an_agent("A1", team=a_team("Care")))
    agent_id = account.holdings.get().agent_id
    for day in WEEK.days[:2]:
        a_record(account.store, account, day, reception_users=80)
    hours.append(OwnFacts(agent_id, MONDAY, {"worked_secs": Decimal(8 * 3600), "ot_secs": Decimal(3600)}))
    hours.append(OwnFacts(agent_id, WEEK.days[1], {"ot_secs": Decimal(3600)}))
    rollup.roll_up(WEEK)
    own = WeeklyFacts.objects.get(store=None)
    assert (own.days, own.ot_secs, own.exceptions["days"]) == (2, Decimal(7200), {"worked_secs": 1})
    (row,) = report(ReportQuery(MONDAY, WEEK.sunday, metrics=("users_per_hour", "ot_hours"))).rows
    assert row.cells["users_per_hour"].value == 10
    assert (row.cells["ot_hours"].value, row.cells["ot_hours"].n) == (Decimal(2), Decimal(2))
