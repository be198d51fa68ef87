"""Weeks on pages: the same figures as the report's, by name, with an unnamed middle band."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from cstm.weeks import Week
from kpi.metrics import METRICS
from kpi.models import CustomMetric, ImportBatch
from kpi.rules import State
from kpi.selectors import sources, weeks
from kpi.selectors.registry import all_metrics
from kpi.selectors.report import report
from kpi.selectors.report_query import ReportQuery
from kpi.services import rollup, settle
from kpi.tests.factories import MONDAY, a_move, a_record, a_store, a_team, an_account, an_agent

pytestmark = pytest.mark.django_db
WEEK = Week(MONDAY)
SHOWN = [METRICS[code] for code in ("reply_rate", "frt_avg", "consult_users", "csat", "aht", "sales_amt")]


def five_people(store, team, count=5):
    accounts = [an_account(store, an_agent(f"A{n}", team=team, name=f"P{9 - n}")) for n in range(count)]
    for n, account in enumerate(accounts):
        a_record(store, account, MONDAY, first_resp_secs=(n + 1) * 1000, first_resp_n=100)
    rollup.roll_up(WEEK)
    return accounts


def test_people_stand_by_name_and_the_middle_is_unnamed():
    team = a_team("Care")
    five_people(a_store(), team)
    found = weeks.team_week([team.pk], week=WEEK, metrics=[METRICS["frt_avg"]])
    assert [line.name for line in found.lines] == ["P5", "P6", "P7", "P8", "P9"]
    assert found.bands["frt_avg"] == (Decimal(20), Decimal(40))
    assert found.totals[-1].cells["frt_avg"].value == Decimal(30)
    assert len(found.totals) == 13


def test_no_middle_band_under_five_people():
    team = a_team("Care")
    five_people(a_store(), team, count=4)
    assert weeks.team_week([team.pk], week=WEEK, metrics=[METRICS["frt_avg"]]).bands["frt_avg"] is None


def test_a_mover_stands_in_both_teams():
    north, south, store = a_team("North"), a_team("South"), a_store()
    account = an_account(store, an_agent("A1", team=north))
    a_move(account.holdings.get().agent, team=south, on=WEEK.days[3])
    for day in WEEK.days:
        a_record(store, account, day, consult_users=1)
    rollup.roll_up(WEEK)
    metrics = [METRICS["consult_users"]]
    values = {
        team.path: weeks.team_week([team.pk], week=WEEK, metrics=metrics)
        .lines[0]
        .cells["consult_users"]
        .value
        for team in (north, south)
    }
    assert values == {"North": Decimal(3), "South": Decimal(4)}
    own = weeks.agent_weeks(account.holdings.get().agent_id, last_week=WEEK, metrics=metrics)
    assert own[-1].cells["consult_users"].value == 7
    assert next(cells.week for cells in own) == WEEK.shift(-12)


def test_own_best_is_by_the_metrics_direction():
    store = a_store()
    account = an_account(store, an_agent("A1", team=a_team("Care")))
    for back, secs in ((0, 3000), (1, 1000), (2, 9000)):
        day = WEEK.shift(-back).monday
        a_record(store, account, day, first_resp_secs=secs, first_resp_n=100, buyer_msgs=5, agent_msgs=6)
    a_record(store, account, WEEK.shift(-3).monday, first_resp_secs=1, first_resp_n=1)
    rollup.roll_up_all()
    agent_id = account.holdings.get().agent_id
    found = weeks.agent_weeks(agent_id, last_week=WEEK, metrics=[METRICS["frt_avg"], METRICS["qa_ratio"]])
    best = weeks.best_week(METRICS["frt_avg"], found)
    assert (best.week, best.value, best.n) == (WEEK.shift(-1), Decimal(10), Decimal(100))
    assert weeks.best_week(METRICS["qa_ratio"], found) is None
    assert found[-4].cells["frt_avg"].state == State.FEW_DATA


def _scatter(seed: int) -> None:
    """Three weeks of five people at two stores: holes, several reports and accounts, movers, hours."""
    chance = random.Random(seed)
    teams = [a_team("Care/North"), a_team("Care/South")]
    stores = [a_store(), a_store("Plum shop", "jd")]
    for n in range(5):
        agent = an_agent(f"A{n}", team=chance.choice(teams))
        if chance.random() < 0.4:
            a_move(agent, team=a_team("Care/West"), on=WEEK.days[3])
        for store in chance.sample(stores, chance.choice((1, 2))):
            for name in range(chance.choice((1, 2))):
                account = an_account(store, agent, f"{store.pk}-{n}-{name}")
                for day in [*WEEK.days, *WEEK.shift(1).days, *WEEK.shift(-1).days]:
                    _day(chance, store, account, day)
        for day in WEEK.days:
            if chance.random() < 0.7:
                a_record(None, None, day, agent=agent, source="cstm", worked_secs=chance.randint(1, 9) * 3600)
    for store in stores:
        for day in WEEK.days:
            a_record(store, None, day, consult_users=chance.randint(0, 9), noreply_users=1)
        settle.settle([store.pk], WEEK.shift(-1).monday, WEEK.shift(1).sunday)


def _day(chance, store, account, day) -> None:
    if chance.random() < 0.2:
        return
    facts = {
        "consult_users": chance.randint(50, 99),
        "noreply_users": chance.randint(0, 9),
        "first_resp_secs": chance.randint(100, 999),
        "first_resp_n": chance.randint(50, 99),
        "reception_users": chance.randint(50, 99),
        "reception_secs": chance.randint(5000, 9999),
        "sessions": chance.randint(50, 99),
    }
    gone = chance.sample(sorted(facts), chance.choice((0, 0, 1, 2)))
    kept = {code: number for code, number in facts.items() if code not in gone}
    a_record(store, account, day, holes=f",{','.join(sorted(gone))}," if gone else "", **kept)
    if chance.random() < 0.5:
        a_record(store, account, day, source="other", consult_users=500, rate_recv=20, rate_good=18)
    if chance.random() < 0.5:
        a_record(store, account, day, source="sales", attribution="付款判定", sales_amt=chance.randint(1, 99))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_weekly_rows_and_daily_records_say_the_same(seed):
    _scatter(seed)
    rollup.roll_up_all()
    metrics = [*SHOWN, METRICS["users_per_hour"]]
    codes = tuple(metric.code for metric in metrics)
    query = ReportQuery(WEEK.shift(-1).monday, WEEK.shift(1).sunday, metrics=codes, with_states=True)
    rows = list(report(query).rows)
    assert len(rows) > 12
    for row in rows:
        found = weeks.agent_weeks(
            row.agent_id, last_week=Week(row.first), metrics=metrics, n=1, team_ids=[row.team_id]
        )
        assert found[0].cells == row.cells, (row.period, row.team, row.employee_no)


@pytest.mark.parametrize("seed", [4, 5])
def test_a_team_on_the_page_is_the_team_of_the_report(seed):
    _scatter(seed)
    rollup.roll_up_all()
    codes = tuple(metric.code for metric in SHOWN)
    query = ReportQuery(WEEK.monday, WEEK.sunday, by="team", metrics=codes, with_states=True)
    for row in report(query).rows:
        found = weeks.team_week([row.team_id], week=WEEK, metrics=SHOWN, n=2)
        assert found.totals[-1].cells == row.cells
        assert [line.cells for line in found.lines]


def test_a_metric_of_the_shops_own_is_counted_over_complete_days():
    store = a_store()
    account = an_account(store, an_agent("A1", team=a_team("Care")))
    CustomMetric.objects.create(
        code="gifts_per_buyer",
        name_en="Gifts per buyer",
        name_zh="人均赠品数",
        numerator="gifts",
        denominator="reception_users",
        unit="ratio",
        direction="up",
    )
    a_record(store, account, MONDAY, reception_users=40, extra={"gifts": 10})
    a_record(store, account, WEEK.days[1], reception_users=60)
    rollup.roll_up(WEEK)
    metric = all_metrics()["gifts_per_buyer"]
    own = weeks.agent_weeks(account.holdings.get().agent_id, last_week=WEEK, metrics=[metric], n=1)
    assert own[0].cells["gifts_per_buyer"].value == Decimal("0.25")
    (row,) = report(ReportQuery(MONDAY, WEEK.sunday, metrics=("gifts_per_buyer",))).rows
    assert row.cells["gifts_per_buyer"].value == Decimal("0.25")


def test_a_stores_weeks():
    store = a_store()
    account = an_account(store, an_agent("A1", team=a_team("Care")))
    a_record(store, account, MONDAY, consult_users=100, noreply_users=10)
    a_record(store, None, MONDAY, consult_users=100, noreply_users=90)
    found = weeks.store_weeks(store.pk, last_week=WEEK, metrics=[METRICS["reply_rate"]], n=2)
    assert [item.cells["reply_rate"].value for item in found] == [None, Decimal("0.5")]


def test_source_rows_name_their_file_and_what_counts():
    store = a_store()
    account = an_account(store, an_agent("A1", team=a_team("Care")))
    batch = ImportBatch.objects.create(store=store, file_name="day.xlsx", sha256="0" * 64)
    record = a_record(store, account, MONDAY, consult_users=10, pending=",inq_pay_users,")
    record.batch, record.row = batch, 7
    record.save()
    a_record(store, account, MONDAY, source="zz_other", consult_users=12, buyer_msgs=5)
    settle.settle([store.pk], MONDAY, MONDAY)
    first, second = sources.source_rows(account.holdings.get().agent_id, MONDAY)
    assert (first.file_name, first.row, first.batch_id) == ("day.xlsx", 7, batch.pk)
    assert [(fact.code, fact.counts, fact.pending) for fact in first.facts] == [
        ("consult_users", Decimal(10), False),
        ("inq_pay_users", None, True),
    ]
    assert [(fact.code, fact.given, fact.counts) for fact in second.facts] == [
        ("consult_users", Decimal(12), None),
        ("buyer_msgs", Decimal(5), Decimal(5)),
    ]
    assert sources.source_rows(account.holdings.get().agent_id, dt.date(2026, 11, 8)) == []


def test_pages_take_few_questions_whatever_the_size(django_assert_max_num_queries):
    team = a_team("Care")
    five_people(a_store(), team, count=20)
    with django_assert_max_num_queries(6):
        weeks.team_week([team.pk], week=WEEK, metrics=SHOWN)
