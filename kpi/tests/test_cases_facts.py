"""Cases become facts of the week in which they were opened: opened, closed, reopened, rated, taken over."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cstm.weeks import Week
from kpi.choices.cases import CaseKind
from kpi.models import CaseCategory, Record, WeeklyFacts
from kpi.rules import State, case_facts
from kpi.rules.case_facts import CaseRow
from kpi.selectors.report import report
from kpi.selectors.report_query import ReportQuery
from kpi.services import rollup, weeks
from kpi.services.cases import cases, ratings
from kpi.services.cases import facts as daily
from kpi.tests.factories import a_record, a_store, a_team, an_account, an_agent
from kpi.tests.factories_cases import DAY, HOUR, NOW, a_case, closed, reopened

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 2)
WEEK = Week(MONDAY)
LATER = NOW + 30 * DAY


@pytest.fixture
def agent():
    return an_agent("A1", team=a_team("Care"))


def summed(now=LATER):
    """The week's row of the one owner, computed as the clock would at a moment."""
    daily.copy_week(WEEK, now=now)
    rollup.roll_up(WEEK)
    return WeeklyFacts.objects.filter(agent__isnull=False, store__isnull=False).first()


def figures(now=LATER):
    """The owner's daily record."""
    daily.copy_week(WEEK, now=now)
    return Record.objects.get(source="cstm", scope="agent", cases__isnull=False)


def test_opening_closing_and_reopening_move_the_weekly_figures(agent):
    case = a_case(agent)
    assert weeks.dirty_weeks() == [WEEK]
    opened = figures(NOW + HOUR)
    assert (opened.cases, opened.cases_sla, opened.cases_fcr) == (1, 0, 0)
    assert opened.pending == ",case_secs,cases_fcr,cases_reopened,cases_sla,"

    closed(case, now=NOW + HOUR, first_contact=True)
    after = figures(NOW + 2 * HOUR)
    assert (after.cases_sla, after.cases_fcr, after.case_secs) == (1, 1, 3600)
    assert after.pending == ",case_secs,cases_fcr,cases_reopened,"
    assert after.ripe_on == dt.date(2026, 3, 10)

    reopened(case, now=NOW + DAY)
    again = figures(NOW + DAY + HOUR)
    # It was in time the first time; it was not settled at the first contact.
    assert (again.cases, again.cases_sla, again.cases_fcr, again.cases_reopened) == (1, 1, 0, 1)
    closed(case, now=NOW + 2 * DAY)
    week = summed()
    assert (week.cases, week.cases_sla, week.cases_fcr, week.cases_reopened) == (1, 1, 0, 1)
    assert week.case_secs == 3600 + 24 * 3600
    assert week.pending == ""


def test_a_case_counts_in_the_week_of_its_opening_though_it_closes_later(agent):
    closed(a_case(agent), now=NOW + 10 * DAY)
    assert summed().cases == 1
    assert daily.copy_week(WEEK.shift(1), now=LATER) == 7  # The register of complaints, and nobody's case.
    assert not Record.objects.filter(date__gt=WEEK.sunday, cases__isnull=False).exists()


def test_an_open_case_is_late_once_it_is_past_its_time(agent):
    a_case(agent)
    assert ",cases_sla," in figures(NOW + HOUR).pending
    late = figures(NOW + 9 * HOUR)
    assert (late.cases_sla, "cases_sla" in late.pending) == (0, False)


def test_whoever_takes_a_case_over_has_it_in_the_figures(agent):
    other = an_agent("A2", team=a_team("Care"))
    case = a_case(agent)
    figures()
    cases.give(case.pk, owner=other, by=agent, actor=None)
    assert figures().agent == other


def test_two_owners_at_one_store_count_beside_each_other(agent):
    other, store = an_agent("A2", team=a_team("Care")), a_store()
    for owner in (agent, other):
        closed(a_case(owner, store), now=NOW + HOUR)
    rollup.roll_up(WEEK)
    assert list(WeeklyFacts.objects.filter(agent__isnull=False).values_list("cases", flat=True)) == [1, 1]
    (whole,) = report(ReportQuery(MONDAY, WEEK.sunday, by="whole", metrics=("case_sla",))).rows
    assert whole.cells["case_sla"].n == 2
    (shop,) = report(ReportQuery(MONDAY, WEEK.sunday, by="store", metrics=("case_sla",))).rows
    assert (shop.cells["case_sla"].value, shop.cells["case_sla"].n) == (1, 2)


def test_rates_are_of_sums_over_stores_and_days(agent):
    """Three of four in time: 1 of 1 on one day, 2 of 3 on the other."""
    closed(a_case(agent), now=NOW + HOUR)
    for hours in (1, 2, 20):
        closed(a_case(agent, a_store("Second"), now=NOW + DAY), now=NOW + DAY + hours * HOUR)
    summed()
    (row,) = report(ReportQuery(MONDAY, WEEK.sunday, metrics=("case_sla",))).rows
    cell = row.cells["case_sla"]
    assert (cell.value, cell.n) == (Decimal("0.75"), 4)
    assert cell.state == State.FEW_DATA


def test_reviews_followed_and_mended(agent):
    first, _open = a_case(agent, kind="review"), a_case(agent, kind="review")
    cases.change(first.pk, values={"fields": {"review_changed": "yes"}}, by=None, actor=None)
    row = figures()
    assert (row.neg_followed, row.neg_fixed) == (1, 1)
    assert {"neg_fixed", "neg_followed"} <= set(row.pending.split(","))
    shop = Record.objects.get(scope="shop", date=MONDAY)
    assert shop.neg_reviews == 2
    assert shop.complaints is None  # No register of complaints is kept there.


def test_a_day_of_the_register_without_a_case_is_none_and_a_day_before_it_is_unknown(agent):
    a_case(agent, now=NOW + 2 * DAY)
    daily.copy_week(WEEK, now=NOW + 4 * DAY)
    shop = Record.objects.filter(scope="shop").order_by("date")
    assert [(row.date.day, row.complaints) for row in shop] == [(4, 1), (5, 0), (6, 0)]


def test_complaints_stand_against_the_buyers_served(agent):
    """Two complaints over 1,500 buyers at the store, one of them about the agent who served 500."""
    store, other = a_store(), an_agent("A2", team=a_team("Care"))
    mine, theirs = an_account(store, agent), an_account(store, other)
    for day in WEEK.days[:2]:
        a_record(store, mine, day, reception_users=250)
        a_record(store, theirs, day, reception_users=500)
    a_case(other, store, about=agent)
    a_case(other, store)
    rollup.roll_up(WEEK)
    query = ReportQuery(MONDAY, WEEK.sunday, metrics=("complaint_rate",))
    rates = {row.agent: row.cells["complaint_rate"] for row in report(query).rows}
    assert (rates[agent.name].value, rates[agent.name].n) == (2, 500)
    assert (rates[other.name].value, rates[other.name].n) == (0, 1000)
    (shop,) = report(ReportQuery(MONDAY, WEEK.sunday, by="store", metrics=("complaint_rate",))).rows
    assert shop.cells["complaint_rate"].n == 1500
    assert round(shop.cells["complaint_rate"].value, 6) == Decimal("1.333333")


def test_what_a_platform_reports_comes_before_the_own_register(agent):
    store = a_store()
    a_record(store, None, MONDAY, scope="shop", source="platform_shop", disputes=5, shop_orders=100)
    a_case(agent, store, dispute=True)
    rollup.roll_up(WEEK)
    (shop,) = report(ReportQuery(MONDAY, WEEK.sunday, by="store", metrics=("dispute_rate",))).rows
    assert shop.cells["dispute_rate"].value == Decimal("0.05")
    own = Record.objects.get(source="cstm", scope="shop", date=MONDAY)
    assert (own.disputes, Decimal(own.given["disputes"])) == (None, 1)


def test_quality_refunds_and_their_time(agent):
    goods = CaseCategory.objects.get(name_en="Quality fault")
    case = a_case(agent, kind="return", category=goods, refund_amount=Decimal("25.00"))
    closed(case, now=NOW + 6 * HOUR)
    row = figures()
    assert (row.refund_cases, row.refund_secs) == (1, 6 * 3600)
    assert (row.svc_tickets, row.svc_tickets_20min) == (1, 0)
    assert Record.objects.get(scope="shop", date=MONDAY).quality_refunds == 1


def test_an_answered_question_counts_for_complaints(agent):
    case = closed(a_case(agent), now=NOW + HOUR)
    link = ratings.ask(case.pk, by=None, actor=None, now=NOW + HOUR)
    rollup.roll_up(WEEK)
    ratings.answer(link.rstrip("/").rpartition("/")[2], score=4, now=NOW + DAY)
    assert weeks.dirty_weeks() == [WEEK]
    row = figures()
    assert (row.complaint_rated_n, row.complaint_sat_n) == (1, 1)


def test_the_week_is_made_equal_to_the_register_and_twice_is_once(agent):
    case = a_case(agent, dispute=True)
    daily.copy_week(WEEK, now=LATER)
    before = list(Record.objects.order_by("pk").values())
    daily.copy_week(WEEK, now=LATER)
    assert list(Record.objects.order_by("pk").values()) == before
    case.notes.all().delete()
    case.checks.all().delete()
    case.delete()
    daily.copy_week(WEEK, now=LATER)
    assert not Record.objects.filter(source="cstm").exists()


def test_hours_of_shifts_and_cases_do_not_disturb_each_other(agent):
    a_case(agent)
    a_record(None, None, MONDAY, agent=agent, source="cstm", worked_secs=3600)
    daily.copy_week(WEEK, now=LATER)
    assert Record.objects.filter(store=None, worked_secs=3600).exists()


def test_weeks_that_wait_for_time_to_pass_are_marked(agent):
    case = a_case(agent)
    daily.copy_week(WEEK, now=NOW)
    rollup.roll_up(WEEK)
    assert daily.ripen(NOW) == 1
    closed(case, now=NOW + HOUR)
    daily.copy_week(WEEK, now=LATER)
    assert daily.ripen(LATER) == 0


ROWS = st.builds(
    CaseRow,
    kind=st.sampled_from(CaseKind.values),
    state=st.sampled_from(["open", "closed"]),
    opened_at=st.just(NOW),
    opened_wall=st.times(),
    due_at=st.none() | st.integers(1, 300).map(lambda n: NOW + n * HOUR),
    first_closed_at=st.none() | st.integers(1, 300).map(lambda n: NOW + n * HOUR),
    closed_at=st.none() | st.integers(1, 300).map(lambda n: NOW + n * HOUR),
    in_time=st.none() | st.booleans(),
    first_contact=st.booleans(),
    reopened=st.integers(0, 3),
    review_changed=st.sampled_from(["", "waiting", "yes", "no"]),
    refund_amount=st.none() | st.integers(0, 50).map(Decimal),
    scores=st.lists(st.integers(1, 5), max_size=2).map(tuple),
)


@given(st.lists(ROWS, max_size=8), st.integers(0, 400))
def test_parts_never_exceed_the_whole(rows, hours):
    found = case_facts.of_owner(rows, now=NOW + hours * HOUR).facts
    assert found["cases"] == len(rows)
    for code in ("cases_sla", "cases_fcr", "cases_reopened"):
        assert 0 <= found[code] <= found["cases"]
    assert found["cases_fcr"] + found["cases_reopened"] <= found["cases"]
    assert found["neg_fixed"] <= found["neg_followed"] <= len(rows)
    assert found["complaint_sat_n"] <= found["complaint_rated_n"]
    assert found["svc_tickets_20min"] <= found["svc_tickets"]


@given(st.lists(ROWS, max_size=5), st.lists(ROWS, max_size=5))
def test_facts_of_two_piles_are_the_facts_of_both_together(left, right):
    now = NOW + 5 * DAY
    whole = case_facts.of_owner([*left, *right], now=now)
    parts = [case_facts.of_owner(pile, now=now) for pile in (left, right)]
    assert whole.facts == {code: parts[0].facts[code] + parts[1].facts[code] for code in whole.facts}
    assert whole.pending == parts[0].pending | parts[1].pending
