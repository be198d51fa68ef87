"""Closed months: late facts, overtime, deductions and appeals become differences, once."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kpi.models import PayLine, PayRun
from kpi.services.pay import appeals, deductions, plan_versions, runs
from kpi.tests.factories import a_team, an_agent
from kpi.tests.factories_pay import (
    NOVEMBER,
    OCTOBER,
    TODAY,
    a_plan,
    a_roster,
    a_run,
    a_sale,
    a_user,
    an_extra,
    closed,
    lines_of,
)
from staff.models import Agent, User

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def anna() -> Agent:
    a_plan()
    return an_agent("1", name="Anna", team=a_team("Shop/Pre"), since=dt.date(2020, 1, 1))


def test_closed_and_nothing_new_means_no_difference(anna: Agent) -> None:
    a_sale(anna, dt.date(2026, 10, 5), "12500.33", "500.01")
    closed(a_run())
    november = a_run(NOVEMBER)
    assert not [code for code in lines_of(november, anna) if code.startswith("difference")]


def test_late_facts_become_a_difference_once(anna: Agent) -> None:
    a_sale(anna, dt.date(2026, 10, 5), 9000)
    october = closed(a_run())
    kept = lines_of(october, anna)
    a_sale(anna, dt.date(2026, 10, 6), 2000)
    november = closed(a_run(NOVEMBER))
    assert lines_of(november, anna)["difference:2026-10:commission"] == D("30.00")  # 120 now, 90 paid
    assert lines_of(october, anna) == kept
    december = a_run(dt.date(2026, 12, 1))
    assert not [code for code in lines_of(december, anna) if code.startswith("difference")]


def test_a_difference_may_take_back(anna: Agent) -> None:
    sale = a_sale(anna, dt.date(2026, 10, 5), 9000)
    closed(a_run())
    type(sale).objects.filter(pk=sale.pk).update(refund_amt=1000)
    november = a_run(NOVEMBER)
    assert lines_of(november, anna)["difference:2026-10:commission"] == D("-10.00")
    row = PayLine.objects.get(run=november, code="difference")
    assert (row.inputs["now"], row.inputs["paid"], row.month, row.about) == (
        "80.00",
        "90.00",
        OCTOBER,
        "commission",
    )


def test_a_leaver_gets_a_supplementary_run(anna: Agent) -> None:
    a_sale(anna, dt.date(2026, 10, 5), 9000)
    closed(a_run())
    Agent.objects.filter(pk=anna.pk).update(left_on=dt.date(2026, 10, 31))
    a_sale(anna, dt.date(2026, 10, 6), 2000)
    november = a_run(NOVEMBER)
    assert not november.slips.exists()
    assert {"code": "leavers", "name": "", "count": 1} in november.remarks
    closed(november)
    extra = a_run(NOVEMBER, supplementary=True)
    assert (str(extra), lines_of(extra, anna)) == ("2026-11/1", {"difference:2026-10:commission": D("30.00")})
    closed(extra)
    again = a_run(NOVEMBER, supplementary=True)
    assert (again.number, again.slips.count()) == (2, 0)


def test_overtime_is_paid_once_and_marked_by_its_run(anna: Agent) -> None:
    entry = an_extra(agent=anna, day=dt.date(2026, 10, 8), minutes=120)
    lieu = an_extra(agent=anna, day=dt.date(2026, 10, 9), minutes=60, state="lieu")
    run = closed(a_run())
    assert lines_of(run, anna)[f"overtime:overtime:{entry.pk}"] == D("51.72")  # 3000 / 174 x 2 x 1.5
    entry.refresh_from_db()
    lieu.refresh_from_db()
    assert (entry.paid_by, lieu.paid_by) == ("2026-10", "")
    assert not [code for code in lines_of(a_run(NOVEMBER), anna) if "overtime" in code]


def test_overtime_set_right_after_closing_is_a_difference(anna: Agent) -> None:
    entry = an_extra(agent=anna, day=dt.date(2026, 10, 8), minutes=120)
    closed(a_run())
    fix = an_extra(agent=anna, day=dt.date(2026, 10, 8), minutes=-60, source="hand:1~1", corrects=entry)
    november = closed(a_run(NOVEMBER))
    assert lines_of(november, anna)[f"difference:overtime:{fix.pk}"] == D("-25.86")
    fix.refresh_from_db()
    assert fix.paid_by == "2026-11"


@pytest.mark.parametrize(
    ("kind", "amount"), [("workday", "25.86"), ("rest_day", "34.48"), ("statutory", "51.72")]
)
def test_factors_of_overtime_are_settings(anna: Agent, kind: str, amount: str) -> None:
    entry = an_extra(agent=anna, day=dt.date(2026, 10, 8), minutes=60, day_kind=kind)
    assert lines_of(a_run(), anna)[f"overtime:overtime:{entry.pk}"] == D(amount)
    plan_versions.change_settings({f"factor_{kind}": D(400)}, actor=None)
    runs.compute_run(PayRun.objects.get())
    assert lines_of(PayRun.objects.get(), anna)[f"overtime:overtime:{entry.pk}"] == D("68.97")


def test_a_deduction_is_taken_up_to_the_cap_and_an_appeal_gives_it_back(anna: Agent) -> None:
    mine, boss, hr = a_user("anna", anna), a_user("boss"), a_user("hr")
    row = deductions.propose(
        anna,
        month=OCTOBER,
        reason="conduct",
        happened_on=dt.date(2026, 10, 3),
        evidence="Conversation 4711 of 3 October, turn 12.",
        amount=D(500),
        actor=boss,
        today=TODAY,
    )
    deductions.answer(row, words="It was a bad day, I am sorry.", actor=mine)
    deductions.decide(row, approve=True, words="Seen and heard.", actor=hr)
    run = closed(a_run())
    assert lines_of(run, anna)[f"deduction:deduction:{row.pk}"] == D("-200.00")
    appeal = appeals.appeal(anna, month=OCTOBER, code="deduction", ref=f"deduction:{row.pk}", actor=mine)
    appeals.answer(appeal, grant=True, words="The buyer was mistaken.", actor=hr)
    assert lines_of(a_run(NOVEMBER), anna)["difference:2026-10:deduction"] == D("200.00")


def test_a_granted_appeal_pays_its_amount_once(anna: Agent) -> None:
    mine, hr = a_user("anna", anna), a_user("hr")
    appeal = appeals.appeal(anna, month=OCTOBER, code="performance", actor=mine)
    appeals.answer(appeal, grant=True, words="A rating was doubled.", amount=D("88.50"), actor=hr)
    run = closed(a_run())
    assert lines_of(run, anna)[f"adjustment:appeal:{appeal.pk}"] == D("88.50")
    second = appeals.appeal(anna, month=OCTOBER, code="base", actor=mine)
    appeals.answer(second, grant=True, words="Half a day was forgotten.", amount=D(50), actor=hr)
    november = closed(a_run(NOVEMBER))
    assert lines_of(november, anna)["difference:2026-10:adjustment"] == D("50.00")
    assert "difference:2026-10:adjustment" not in lines_of(a_run(dt.date(2026, 12, 1)), anna)


@pytest.mark.parametrize(("rule", "amounts"), [("equal", ("50.00", "50.00")), ("hours", ("75.00", "25.00"))])
def test_an_event_bonus_is_shared_by_its_rule(anna: Agent, rule: str, amounts: tuple[str, str]) -> None:
    team = a_team("Shop/Pre")
    bo, away = an_agent("2", team=team), an_agent("3", team=team)
    a_roster(team, OCTOBER, {anna: [1, 2, 3], bo: [2], away: [9]})
    bonus = plan_versions.add_bonus(
        name="Double 11",
        month=OCTOBER,
        first=OCTOBER,
        last=dt.date(2026, 10, 3),
        pot=D(100),
        rule=rule,
        actor=None,
    )
    run = a_run()
    key = f"event_bonus:bonus:{bonus.pk}"
    assert (lines_of(run, anna)[key], lines_of(run, bo)[key]) == tuple(map(D, amounts))
    assert key not in lines_of(run, away)


class ClosingChangesNothing(TestCase):
    """Whatever the month held: closed and computed again it gives no difference."""

    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        sold=st.dictionaries(st.integers(1, 31), st.decimals(0, 20000, places=2), max_size=4),
        left=st.integers(1, 31),
        minutes=st.integers(1, 600),
        granted=st.decimals(-50, 50, places=2),
    )
    def test_recomputing(self, sold: dict[int, D], left: int, minutes: int, granted: D) -> None:
        """The next run and the supplementary run find nothing."""
        a_plan()
        stays, goes = an_agent("1"), an_agent("2")
        Agent.objects.filter(pk=goes.pk).update(left_on=OCTOBER.replace(day=left))
        for day, amount in sold.items():
            a_sale(stays, OCTOBER.replace(day=day), amount)
            a_sale(goes, OCTOBER.replace(day=day), amount, "1.01")
        an_extra(agent=stays, day=OCTOBER, minutes=minutes)
        mine = a_user("mine", stays)
        appeal = appeals.appeal(stays, month=OCTOBER, code="base", actor=mine)
        appeals.answer(
            appeal, grant=True, words="Because.", amount=granted, actor=User.objects.create(username="hr")
        )
        closed(a_run())
        assert not PayLine.objects.filter(run=a_run(NOVEMBER), code="difference").exists()
        assert not a_run(NOVEMBER, supplementary=True).lines.exists()
