"""The report: one row for each period and thing, rates of sums, in one order only."""

import datetime as dt
from decimal import Decimal

import pytest

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi import sketch
from kpi.models import FactBucket, StoreValue
from kpi.rules import State
from kpi.selectors.report import ReportRow, attributions, report
from kpi.selectors.report_query import ReportQuery
from kpi.services import settle
from kpi.tests.factories import MONDAY, a_move, a_record, a_store, a_team, an_account, an_agent

pytestmark = pytest.mark.django_db
WEEK = Week(MONDAY)
SUNDAY = WEEK.sunday


def ask(*metrics: str, by: str = "agent", period: str = "week", **more: object) -> list[ReportRow]:
    """The rows of a report over the week, or the days named."""
    span = {"first": MONDAY, "last": SUNDAY, **more}
    return list(report(ReportQuery(by=by, period=period, metrics=metrics, **span)).rows)  # type: ignore[arg-type]


def cell(row: ReportRow, code: str) -> tuple[Decimal | None, Decimal | None]:
    return row.cells[code].value, row.cells[code].n


@pytest.fixture
def pair():
    """Two people of a team with accounts at one store."""
    team, store = a_team("Care/North"), a_store()
    people = [an_agent(number, team=team) for number in ("A1", "A2")]
    return store, [an_account(store, agent) for agent in people]


def test_a_rate_is_the_rate_of_the_sums(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, first_resp_secs=900, first_resp_n=90)
    a_record(store, one, WEEK.days[1], first_resp_secs=1000, first_resp_n=10)
    (row,) = ask("frt_avg")
    assert cell(row, "frt_avg") == (Decimal(19), Decimal(100))


def test_a_team_is_the_sum_of_its_people(pair):
    store, (one, two) = pair
    a_record(store, one, MONDAY, consult_users=90, noreply_users=0)
    a_record(store, two, MONDAY, consult_users=10, noreply_users=5)
    (row,) = ask("reply_rate", "consult_users", by="team")
    assert (row.team, row.employee_no) == ("Care/North", "")
    assert cell(row, "reply_rate") == (Decimal("0.95"), Decimal(100))
    assert cell(row, "consult_users") == (Decimal(100), Decimal(2))


def test_a_day_without_a_fact_does_not_count_as_nothing(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, consult_users=100, noreply_users=10)
    a_record(store, one, WEEK.days[1], consult_users=100)
    (row,) = ask("reply_rate", "consult_users", "noreply_users")
    assert cell(row, "reply_rate") == (Decimal("0.9"), Decimal(100))
    assert cell(row, "consult_users") == (Decimal(200), Decimal(2))
    assert cell(row, "noreply_users") == (Decimal(10), Decimal(1))


def test_a_store_whose_report_lacks_a_fact_does_not_thin_out_the_other(pair):
    store, (one, _two) = pair
    other = a_store("Plum shop")
    second = an_account(other, one.holdings.get().agent)
    a_record(store, one, MONDAY, consult_users=100, noreply_users=10)
    a_record(other, second, MONDAY, consult_users=100)
    (row,) = ask("reply_rate", "consult_users")
    assert cell(row, "reply_rate") == (Decimal("0.9"), Decimal(100))
    assert cell(row, "consult_users") == (Decimal(200), Decimal(1))


def test_an_account_that_lacks_a_fact_does_not_thin_out_the_other(pair):
    store, (one, _two) = pair
    second = an_account(store, one.holdings.get().agent, "second")
    a_record(store, one, MONDAY, consult_users=20, noreply_users=2)
    a_record(store, second, MONDAY, consult_users=40)
    for by, n in (("agent", Decimal(1)), ("team", Decimal(1)), ("store", Decimal(1))):
        (row,) = ask("reply_rate", "consult_users", by=by)
        assert cell(row, "reply_rate") == (Decimal("0.9"), Decimal(20))
        assert cell(row, "consult_users") == (Decimal(60), n)


def test_facts_of_one_day_may_come_from_two_reports(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, reception_users=40)
    a_record(store, one, MONDAY, source="qianniu_ratings", rate_sent=30)
    (row,) = ask("rate_send")
    assert cell(row, "rate_send") == (Decimal("0.75"), Decimal(40))


def test_a_mover_has_a_row_in_each_team(pair):
    store, (one, _two) = pair
    agent = one.holdings.get().agent
    a_move(agent, team=a_team("Care/South"), on=WEEK.days[3])
    for day in WEEK.days:
        a_record(store, one, day, consult_users=1)
    rows = ask("consult_users")
    assert [(row.team, row.employee_no, cell(row, "consult_users")[0]) for row in rows] == [
        ("Care/North", "A1", Decimal(3)),
        ("Care/South", "A1", Decimal(4)),
    ]
    days = ask("consult_users", period="day")
    assert [row.period for row in days] == [day.isoformat() for day in WEEK.days]


def test_order_is_period_then_team_then_number():
    store = a_store()
    for number, path in (("B2", "Zeta"), ("b1", "Zeta"), ("C3", "Alpha")):
        account = an_account(store, an_agent(number, team=a_team(path)))
        for day in (SUNDAY, WEEK.shift(1).monday):
            a_record(store, account, day, consult_users=1)
    rows = ask("consult_users", last=WEEK.shift(1).sunday)
    assert [(row.period, row.team, row.employee_no) for row in rows] == [
        (period, team, number)
        for period in ("2026-W46", "2026-W47")
        for team, number in (("Alpha", "C3"), ("Zeta", "B2"), ("Zeta", "b1"))
    ]


def test_months_are_summed_from_days_not_from_weeks(pair):
    store, (one, _two) = pair
    for day in (dt.date(2026, 10, 31), dt.date(2026, 11, 1), dt.date(2026, 11, 2)):
        a_record(store, one, day, consult_users=10)
    rows = ask("consult_users", period="month", first=dt.date(2026, 10, 1), last=dt.date(2026, 11, 30))
    assert [(row.period, cell(row, "consult_users")[0]) for row in rows] == [
        ("2026-10", Decimal(10)),
        ("2026-11", Decimal(20)),
    ]


def test_a_period_record_counts_where_it_lies_wholly_inside(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, until=SUNDAY, consult_users=70)
    a_record(store, one, dt.date(2026, 11, 1), until=dt.date(2026, 11, 30), consult_users=300)
    assert cell(ask("consult_users")[0], "consult_users")[0] == 70
    assert ask("consult_users", period="day") == []
    assert ask("consult_users", last=WEEK.days[5]) == []
    (month,) = ask("consult_users", period="month", first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 30))
    assert cell(month, "consult_users")[0] == 300


def test_the_shops_own_figure_counts_for_the_shop(pair):
    store, (one, two) = pair
    a_record(store, one, MONDAY, consult_users=60, noreply_users=0)
    a_record(store, two, MONDAY, consult_users=50, noreply_users=10)
    a_record(store, None, MONDAY, scope="shop", source="qianniu_shop_day", consult_users=100)
    settle.settle([store.pk], MONDAY, MONDAY)
    (row,) = ask("consult_users", "reply_rate", by="store")
    assert row.store == store.name
    assert cell(row, "consult_users")[0] == 100
    assert cell(row, "reply_rate") == (Decimal("0.9"), Decimal(100))
    assert sum(cell(row, "consult_users")[0] for row in ask("consult_users", by="team")) == 110


def test_rows_of_nobody_count_for_the_store_alone(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, consult_users=80, noreply_users=0)
    a_record(store, None, MONDAY, consult_users=20, noreply_users=20)
    assert cell(ask("reply_rate", by="store")[0], "reply_rate")[0] == Decimal("0.8")
    assert cell(ask("reply_rate", by="team")[0], "reply_rate")[0] == 1


def test_silent_sales_are_the_shops_less_its_agents(pair):
    store, (one, two) = pair
    for account, amount in ((one, 300), (two, 200)):
        a_record(store, account, MONDAY, attribution="付款判定", sales_amt=amount)
    a_record(store, None, MONDAY, scope="shop", source="qianniu_shop_day", shop_sales_amt=2000)
    settle.settle([store.pk], MONDAY, MONDAY)
    (row,) = ask("silent_sales", "silent_share", "sales_share", by="store")
    assert [row.cells[code].value for code in ("silent_sales", "silent_share", "sales_share")] == [
        Decimal(1500),
        Decimal("0.75"),
        Decimal("0.25"),
    ]


def test_mixed_rules_leave_sales_empty_until_one_is_chosen(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, consult_users=5)
    for rule, amount in (("付款判定", 100), ("下单判定", 120)):
        a_record(store, one, MONDAY, attribution=rule, sales_amt=amount, source="chitu")
    query = ReportQuery(MONDAY, SUNDAY, metrics=("sales_amt", "consult_users"))
    asked = report(query)
    (row,) = asked.rows
    assert asked.mixed_stores == [store.name]
    assert row.cells["sales_amt"].state == State.REFUSED
    assert row.cells["sales_amt"].value is None
    assert cell(row, "consult_users")[0] == 5
    (row,) = ask("sales_amt", "consult_users", attribution="下单判定")
    assert (cell(row, "sales_amt")[0], cell(row, "consult_users")[0]) == (Decimal(120), Decimal(5))
    assert attributions(query) == ["下单判定", "付款判定"]


def test_a_chosen_rule_leaves_out_reports_that_state_none(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, sales_amt=70)
    a_record(store, one, MONDAY, attribution="付款判定", sales_amt=100, source="chitu")
    assert cell(ask("sales_amt", attribution="付款判定")[0], "sales_amt")[0] == 100
    assert cell(ask("sales_amt", attribution="")[0], "sales_amt")[0] == 70


def test_a_total_over_stores_of_different_rules_stays_empty(pair):
    store, (one, two) = pair
    other = an_account(a_store("Plum shop"), one.holdings.get().agent)
    a_record(store, one, MONDAY, attribution="付款判定", sales_amt=100)
    a_record(store, two, MONDAY, attribution="付款判定", sales_amt=50)
    a_record(other.store, other, MONDAY, attribution="下单判定", sales_amt=10)
    assert [row.cells["sales_amt"].state for row in ask("sales_amt")] == [State.REFUSED, State.VALUE]
    assert cell(ask("sales_amt", store_id=store.pk)[0], "sales_amt")[0] == 100


def test_quantiles_are_those_of_all_events(pair):
    store, (one, two) = pair
    for account, secs, n in ((one, 10, 90), (two, 100, 10)):
        record = a_record(store, account, MONDAY, first_resp_secs=secs * n, first_resp_n=n)
        FactBucket.objects.create(record=record, fact="first_resp", bucket=sketch.bucket_of(secs), n=n)
    lines = ask("frt_p50", "frt_p90")
    assert [row.employee_no for row in lines] == ["A1", "A2"]
    assert float(lines[1].cells["frt_p90"].value) == pytest.approx(100, rel=0.01)
    (team,) = ask("frt_p50", "frt_p90", by="team")
    assert float(team.cells["frt_p50"].value) == pytest.approx(10, rel=0.01)
    assert float(team.cells["frt_p90"].value) == pytest.approx(19, rel=0.01)
    assert team.cells["frt_p90"].n == 100
    (shop,) = ask("frt_p90", by="store")
    assert shop.cells["frt_p90"] == team.cells["frt_p90"]


def test_handling_time_without_sessions_is_an_estimate(pair):
    store, (one, two) = pair
    a_record(store, one, MONDAY, reception_secs=6000, sessions=50, reception_users=40)
    a_record(store, two, MONDAY, reception_secs=6000, reception_users=40)
    first, second = ask("aht")
    assert (cell(first, "aht"), first.cells["aht"].state) == ((Decimal(120), Decimal(50)), State.VALUE)
    assert (cell(second, "aht"), second.cells["aht"].state) == ((Decimal(150), Decimal(40)), State.ESTIMATED)


def test_hours_are_set_against_the_work_of_all_stores(pair):
    store, (one, _two) = pair
    agent = one.holdings.get().agent
    other = an_account(a_store("Plum shop"), agent)
    a_record(store, one, MONDAY, reception_users=30)
    a_record(other.store, other, MONDAY, reception_users=50)
    a_record(None, None, MONDAY, agent=agent, source="cstm", worked_secs=8 * 3600)
    a_record(store, one, WEEK.days[1], reception_users=99)
    (row,) = ask("users_per_hour")
    assert cell(row, "users_per_hour") == (Decimal(10), Decimal(1))
    assert ask("adherence")[0].cells["adherence"].state == State.NOT_COLLECTED


def test_states_tell_what_is_estimated_and_what_waits(pair):
    store, (one, _two) = pair
    ripe = dt.date(2026, 11, 20)
    a_record(store, one, MONDAY, inquiry_users=30, pending=",inq_pay_users,", ripe_on=ripe)
    a_record(store, one, MONDAY, source="x", rounds_3min=90, resp_rounds=100, estimated=",rounds_3min,")
    (row,) = ask("inq_conv", "resp_3min_rate", "csat", "inq_users", with_states=True)
    assert (row.cells["inq_conv"].state, row.cells["inq_conv"].ripe_on) == (State.PENDING, ripe)
    assert row.cells["resp_3min_rate"].state == State.ESTIMATED
    assert row.cells["csat"].state == State.EMPTY
    assert row.cells["inq_users"].state == State.VALUE


def test_given_values_are_shown_and_never_summed(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, consult_users=1)
    for day, value in ((MONDAY, "4.7"), (SUNDAY, "4.8")):
        StoreValue.objects.create(store=store, code="dsr_service", date=day, value=value, source="typed in")
    (row,) = ask("dsr_service", by="store")
    assert row.cells["dsr_service"].value == Decimal("4.8")
    assert ask("dsr_service", by="team")[0].cells["dsr_service"].value is None


@pytest.mark.parametrize("code", ["item_facility", "item_discrim", "esat_driver", "enps"])
def test_what_stands_elsewhere_is_refused_with_a_sentence(code):
    with pytest.raises(DomainError, match="not exported by agent"):
        ask(code)


def test_all_metrics_together(pair):
    store, (one, _two) = pair
    a_record(store, one, MONDAY, consult_users=100, noreply_users=1)
    for by in ("agent", "team", "store"):
        (row,) = ask(by=by)
        assert cell(row, "reply_rate") == (Decimal("0.99"), Decimal(100))
        assert len(row.cells) == 75


def test_there_is_no_other_order_to_ask_for():
    assert not [name for name in ReportQuery.__slots__ if "order" in name or "sort" in name]
