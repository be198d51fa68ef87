"""The weekly rollup: rows of agent × team of the day × store × attribution that hold sums."""

import datetime as dt
from decimal import Decimal

import pytest

from cstm.weeks import Week
from kpi.models import Record, WeeklyFacts, WeekState
from kpi.services import rollup, settle, weeks
from kpi.tests.factories import MONDAY, a_move, a_record, a_store, a_team, an_account, an_agent

pytestmark = pytest.mark.django_db
WEEK = Week(MONDAY)
THURSDAY = WEEK.days[3]


def rows() -> list[dict[str, object]]:
    """The week's rows without their keys."""
    names = [field.name for field in WeeklyFacts._meta.concrete_fields if field.name != "id"]
    return sorted(WeeklyFacts.objects.values(*names), key=str)


@pytest.fixture
def mover():
    """Somebody who moves on Thursday, with a record each day."""
    agent = an_agent("A1", team=a_team("Care/North"))
    a_move(agent, team=a_team("Care/South"), on=THURSDAY)
    account = an_account(a_store(), agent)
    for day in WEEK.days:
        a_record(account.store, account, day, consult_users=10, noreply_users=1)
    return agent


def test_a_mover_has_two_rows_in_that_week(mover):
    rollup.roll_up(WEEK)
    found = {row.team.path: row for row in WeeklyFacts.objects.filter(agent=mover)}
    assert {path: (row.days, row.consult_users) for path, row in found.items()} == {
        "Care/North": (3, Decimal(30)),
        "Care/South": (4, Decimal(40)),
    }
    assert all(row.exceptions is None for row in found.values())
    assert found["Care/North"].sales_amt is None


def test_twice_gives_the_same_rows(mover):
    rollup.roll_up(WEEK)
    first = rows()
    assert rollup.roll_up(WEEK).done
    assert rows() == first


def test_a_clean_week_is_left_alone_when_only_dirty_ones_are_asked_for(mover):
    weeks.mark_dirty([MONDAY])
    assert [result.done for result in rollup.roll_up_dirty()] == [True]
    assert rollup.roll_up_dirty() == []
    assert rollup.roll_up(WEEK, only_dirty=True).done is False
    weeks.mark_dirty([THURSDAY, MONDAY])
    assert weeks.dirty_weeks() == [WEEK]


def test_a_day_that_lacks_a_fact_does_not_count_as_nothing():
    agent = an_agent("A1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_record(account.store, account, MONDAY, consult_users=100, noreply_users=10)
    a_record(account.store, account, THURSDAY, consult_users=100, holes=",noreply_users,")
    rollup.roll_up(WEEK)
    row = WeeklyFacts.objects.get()
    assert row.consult_users == 200
    assert row.exceptions["days"] == {"noreply_users": 1}
    assert row.exceptions["paired"]["reply_rate"] == ["90", "100", 1]
    assert row.days == 2


def test_an_account_that_lacks_a_fact_does_not_thin_out_the_other():
    agent = an_agent("A1", team=a_team("Care"))
    store = a_store()
    one, two = an_account(store, agent, "one"), an_account(store, agent, "two")
    a_record(store, one, MONDAY, consult_users=20, noreply_users=1)
    a_record(store, two, MONDAY, consult_users=40)
    rollup.roll_up(WEEK)
    row = WeeklyFacts.objects.get()
    assert (row.days, row.consult_users, row.exceptions["days"]) == (1, Decimal(60), {})
    assert row.exceptions["paired"]["reply_rate"] == ["19", "20", 1]


def test_two_reports_and_two_accounts_of_a_day_are_one_agent_day():
    agent = an_agent("A1", team=a_team("Care"))
    store = a_store()
    one, two = an_account(store, agent, "one"), an_account(store, agent, "two")
    a_record(store, one, MONDAY, reception_users=10)
    a_record(store, two, MONDAY, reception_users=5)
    a_record(store, one, MONDAY, source="qianniu_ratings", rate_recv=4, rate_good=3)
    rollup.roll_up(WEEK)
    row = WeeklyFacts.objects.get()
    assert (row.days, row.reception_users, row.rate_recv) == (1, Decimal(15), Decimal(4))
    assert row.exceptions is None
    assert row.sources == "qianniu_ratings,qianniu_reception"


def test_remarks_are_gathered():
    agent = an_agent("A1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    ripe = dt.date(2026, 11, 15)
    a_record(account.store, account, MONDAY, estimated=",rounds_3min,", inquiry_users=3, inq_pay_users=1)
    a_record(account.store, account, THURSDAY, pending=",inq_pay_users,", ripe_on=ripe, inquiry_users=3)
    rollup.roll_up(WEEK)
    row = WeeklyFacts.objects.get()
    assert (row.estimated, row.pending, row.ripe_on) == (",rounds_3min,", ",inq_pay_users,", ripe)
    assert row.exceptions["paired"]["inq_conv"] == ["1", "3", 1]


def test_facts_of_the_shops_own_are_summed():
    agent = an_agent("A1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_record(account.store, account, MONDAY, extra={"gift-cards": "2"}, consult_users=1)
    a_record(account.store, account, THURSDAY, extra={"gift-cards": 3}, consult_users=1)
    rollup.roll_up(WEEK)
    assert WeeklyFacts.objects.get().extra == {"gift-cards": "5"}


def test_rows_of_nobody_belong_to_the_store_alone():
    store = a_store()
    a_record(store, None, MONDAY, consult_users=7, noreply_users=7)
    rollup.roll_up(WEEK)
    row = WeeklyFacts.objects.get()
    assert (row.agent, row.team, row.store) == (None, None, store)


def test_attribution_rules_stand_in_rows_of_their_own():
    agent = an_agent("A1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    for rule, amount in (("付款判定", 100), ("下单判定", 120)):
        a_record(account.store, account, MONDAY, attribution=rule, sales_amt=amount)
    rollup.roll_up(WEEK)
    found = dict(WeeklyFacts.objects.values_list("attribution", "sales_amt"))
    assert found == {"付款判定": Decimal(100), "下单判定": Decimal(120)}


def test_a_period_record_counts_in_the_week_that_holds_it_whole():
    agent = an_agent("A1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    inside, across = WEEK.days[2], WEEK.shift(1).days[1]
    a_record(account.store, account, MONDAY, until=inside, consult_users=30)
    a_record(account.store, account, WEEK.sunday, until=across, consult_users=99)
    settle.settle([account.store_id], MONDAY, across)
    rollup.roll_up(WEEK)
    rollup.roll_up(WEEK.shift(1))
    assert [row.consult_users for row in WeeklyFacts.objects.all()] == [Decimal(30)]


def test_a_period_record_does_not_count_beside_a_daily_one():
    agent = an_agent("A1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_record(account.store, account, MONDAY, until=WEEK.sunday, consult_users=70, buyer_msgs=700)
    a_record(account.store, account, THURSDAY, consult_users=10)
    settle.settle([account.store_id], THURSDAY, THURSDAY)
    rollup.roll_up(WEEK)
    row = WeeklyFacts.objects.get()
    assert (row.consult_users, row.buyer_msgs) == (Decimal(10), Decimal(700))
    Record.objects.filter(last_date=THURSDAY).delete()
    settle.settle([account.store_id], THURSDAY, THURSDAY)
    rollup.roll_up(WEEK)
    assert WeeklyFacts.objects.get().consult_users == 70


def test_a_failure_leaves_the_old_week(mover, monkeypatch):
    rollup.roll_up(WEEK)
    before = rows()
    Record.objects.filter(date=MONDAY).update(consult_users=99)

    def broken(week: Week) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("kpi.services.week_exceptions.complete", broken)
    with pytest.raises(RuntimeError):
        rollup.roll_up(WEEK)
    assert rows() == before
    assert "lights" in WeekState.objects.get().error


def test_the_last_full_week_of_a_monday(mover):
    assert rollup.roll_up_last_full(dt.date(2026, 11, 16)).week == WEEK
    assert rollup.roll_up_last_full(dt.date(2026, 11, 22)).week == WEEK
