"""Totals of people: daily facts over the period's dates, each step as on paper."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpi.rules.periods import Period
from kpi.selectors.schemes.totals import score_totals
from kpi.tests.factories import a_move, a_record, a_store, a_team, an_account, an_agent
from kpi.tests.factories_schemes import CSAT, FIRST, RED, a_line, a_published
from shifts.models import Roster, ShiftTemplate
from staff.choices import Role
from staff.models import RoleGrant

pytestmark = pytest.mark.django_db
OCTOBER = Period.parse("2026-10")
DAY = dt.date(2026, 10, 5)


def total(agent, period=OCTOBER):
    return score_totals([agent.pk], period)[agent.pk]


def test_a_month_sums_its_days_and_shows_the_working():
    agent = an_agent("1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    # 10 s over 90 rounds and 100 s over 10: 19 s, never the mean of the days.
    a_record(a_store(), account, DAY, first_resp_secs=900, first_resp_n=90, rate_good=18, rate_recv=20)
    a_record(a_store(), account, dt.date(2026, 10, 31), first_resp_secs=2100, first_resp_n=10)
    a_record(a_store(), account, dt.date(2026, 11, 1), first_resp_secs=60000, first_resp_n=600)
    version = a_published(FIRST, CSAT)
    found = total(agent)
    # 30 s: (30 − 60) ÷ (20 − 60) = 75; 90 %: 50.
    assert found.points == Decimal("65.00")
    assert found.formula == "(75 × 60 + 50 × 40) ÷ 100 = 65"
    assert (found.scheme_id, found.pending, found.low) == (version.scheme_id, False, None)


def test_few_data_spreads_the_weight_and_all_missing_is_no_total():
    agent = an_agent("1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_published(FIRST, CSAT, RED)
    assert total(agent).points is None
    assert total(agent).formula == ""
    a_record(a_store(), account, DAY, first_resp_secs=900, first_resp_n=30, rate_good=9, rate_recv=9)
    assert total(agent).formula == "(75 × 100) ÷ 100 = 75"


def test_a_fallen_gate_caps_and_one_without_data_holds():
    agent, other = an_agent("1", team=a_team("Care")), an_agent("2", team=a_team("Care"))
    for person in (agent, other):
        a_record(a_store(), an_account(a_store(), person), DAY, first_resp_secs=900, first_resp_n=30)
    a_record(None, None, DAY, agent=agent, source="cstm", redline_n=1)
    a_published({**FIRST, "weight": Decimal(100)}, {**RED, "cap": Decimal(40)})
    found = score_totals([agent.pk, other.pk], OCTOBER)
    assert found[agent.pk].points == 40
    assert found[agent.pk].formula == "min(40; (75 × 100) ÷ 100 = 75) = 40"
    assert found[other.pk].points == 75


def test_pending_facts_stay_out_and_give_a_range():
    agent = an_agent("1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_published(a_line("inq_conv", 100, worst=0, best=1))
    a_record(a_store(), account, DAY, inquiry_users=60, inq_pay_users=30)
    a_record(a_store(), account, dt.date(2026, 10, 30), inquiry_users=40, pending=",inq_pay_users,")
    found = total(agent)
    assert (found.points, found.pending) == (Decimal(50), True)
    assert (found.low, found.high) == (Decimal(30), Decimal(70))


def test_hours_come_from_attendance_else_from_the_published_roster():
    agent = an_agent("1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_published(a_line("users_per_hour", 100, shape="band", low=10, fall=10))
    a_record(a_store(), account, DAY, reception_users=80)
    a_record(None, None, DAY, agent=agent, source="cstm", worked_secs=8 * 3600)
    assert total(agent).points == 100
    day = dt.date(2026, 10, 6)
    a_record(a_store(), account, day, reception_users=40)
    assert total(agent).points == 100, "a day without hours counts nowhere"
    roster = Roster.objects.create(
        team=a_team("Care"), month=dt.date(2026, 10, 1), state="published", published_at=timezone.now()
    )
    start = dt.datetime(2026, 10, 6, 1, tzinfo=dt.UTC)
    roster.assignments.create(
        agent=agent,
        day=day,
        template=ShiftTemplate.objects.get(code_en="D"),
        start_at=start,
        end_at=start + dt.timedelta(hours=9),
        paid_minutes=480,
    )
    # 120 buyers in 16 hours: 7.5 an hour, 2.5 below the range of which 10 are the way to 0.
    assert total(agent).points == 75
    roster.state = "draft"
    roster.save()
    assert total(agent).points == 100


def test_a_leader_is_scored_by_the_sums_of_the_team_of_the_day():
    care, other = a_team("Care"), a_team("Care/Deep")
    lead, agent = an_agent("L", team=care), an_agent("1", team=other)
    RoleGrant.objects.create(agent=lead, role=Role.LEADER, team=care)
    a_published({**FIRST, "weight": Decimal(100)}, role=Role.LEADER)
    account = an_account(a_store(), agent)
    a_record(a_store(), account, DAY, first_resp_secs=900, first_resp_n=30)
    a_move(agent, team=a_team("Away"), on=dt.date(2026, 10, 20))
    a_record(a_store(), account, dt.date(2026, 10, 25), first_resp_secs=90000, first_resp_n=30)
    found = score_totals([lead.pk, agent.pk], OCTOBER)
    assert found[lead.pk].points == 75
    assert found[agent.pk].scheme_id is None


def test_who_holds_another_post_has_no_agents_card():
    agent, qa = an_agent("1", team=a_team("Care")), an_agent("2", team=a_team("Care"))
    RoleGrant.objects.create(agent=qa, role=Role.QA)
    a_published(FIRST, CSAT)
    found = score_totals([agent.pk, qa.pk], OCTOBER)
    assert found[agent.pk].scheme_id is not None
    assert found[qa.pk].scheme_id is None


def test_a_quarter_and_a_week_sum_their_own_dates_and_scale_amounts():
    agent = an_agent("1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_published(a_line("sales_amt", 100, worst=0, best=1000), since=dt.date(2026, 7, 1))
    for month in (7, 8, 9):
        a_record(a_store(), account, dt.date(2026, month, 28), sales_amt=500, attribution="payment")
    assert total(agent, Period.parse("2026-09")).points == 50
    assert total(agent, Period.parse("2026-Q3")).points == 50
    # The week holds Monday the 28th; a month's 1,000 are 229.98 a week.
    assert total(agent, Period.parse("2026-W40")).points == 100
    assert total(agent, Period.parse("2026-W41")).points is None


def test_sales_under_several_rules_need_a_rule():
    agent = an_agent("1", team=a_team("Care"))
    account = an_account(a_store(), agent)
    a_record(a_store(), account, DAY, sales_amt=500, attribution="payment")
    a_record(a_store(), account, DAY, source="other", sales_amt=900, attribution="order")
    line = a_line("sales_amt", 100, worst=0, best=1000)
    a_published(line)
    assert total(agent).points is None
    a_published(line, line="pre_sales", attribution="order")
    agent.line = "pre_sales"
    agent.save()
    assert total(agent).points == 90


def test_queries_do_not_grow_with_people():
    team = a_team("Care")
    a_published(FIRST, CSAT)
    a_published({**FIRST, "weight": Decimal(100)}, role=Role.LEADER)

    def asked(count):
        people = [an_agent(f"{count}-{number}", team=team) for number in range(count)]
        RoleGrant.objects.create(agent=people[0], role=Role.LEADER, team=team)
        for person in people:
            a_record(a_store(), an_account(a_store(), person), DAY, first_resp_secs=900, first_resp_n=30)
        with CaptureQueriesContext(connection) as queries:
            found = score_totals([person.pk for person in people], OCTOBER)
        assert len(found) == count and all(each.points is not None for each in found.values())
        return len(queries)

    assert asked(3) == asked(30) <= 12
