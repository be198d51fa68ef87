"""From a gap to a next step, measures, and whose turn it is."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.metrics import METRICS
from kpi.rules import Cell, Goal, State, growth
from kpi.rules.growth import StepShape

CSAT, FRT = METRICS["csat"], METRICS["frt_avg"]
DAY = dt.date(2026, 11, 16)


def cells(*values, state=State.VALUE):
    return [Cell(None if v is None else Decimal(str(v)), Decimal(30), state) for v in values]


def test_a_gap_is_that_of_the_newest_week_as_a_share_of_the_target():
    weak = growth.weak_point(CSAT, cells(0.95, 0.85, 0.95, 0.81), Goal(Decimal("0.9")))
    assert (weak.value, weak.missed, weak.known, weak.share) == (Decimal("0.81"), 2, 4, Decimal("0.1"))
    assert growth.weak_point(CSAT, cells(0.8, 0.95), Goal(Decimal("0.9"))) is None
    assert growth.weak_point(CSAT, cells(0.8), None) is None
    assert growth.weak_point(CSAT, cells(0.8, state=State.FEW_DATA), Goal(Decimal("0.9"))) is None


def test_rules_propose_by_size_and_by_weeks():
    weak = growth.weak_point(FRT, cells(30, 42), Goal(Decimal(35)))
    rules = [
        StepShape(1, "frt_avg", Decimal(0), 1),
        StepShape(2, "frt_avg", Decimal("0.25"), 1),
        StepShape(3, "frt_avg", Decimal(0), 2),
        StepShape(4, "csat", Decimal(0), 1),
    ]
    assert growth.proposals(weak, rules) == [1]


def test_a_target_of_zero_is_missed_by_all_of_it():
    weak = growth.weak_point(METRICS["noreply_users"], cells(3), Goal(Decimal(0)))
    assert weak is None or weak.share == 1


def test_measures_look_at_the_fourteen_days_before():
    first, last = growth.measure_span(DAY + dt.timedelta(days=14))
    assert (first, last) == (DAY, DAY + dt.timedelta(days=13))
    assert growth.before_span(DAY)[1] == DAY - dt.timedelta(days=1)
    assert growth.MEASURED_AFTER == (14, 28)


def test_unripe_facts_are_waited_for_but_not_for_ever():
    assert growth.waits("pending", DAY, DAY)
    assert not growth.waits("pending", DAY, DAY + dt.timedelta(days=21))
    assert not growth.waits("empty", DAY, DAY)


def test_which_way_a_figure_went():
    assert growth.moved(FRT, Decimal(40), Decimal(30), None) == "better"
    assert growth.moved(CSAT, Decimal("0.9"), Decimal("0.8"), None) == "other way"
    assert growth.moved(CSAT, Decimal("0.9"), Decimal("0.9"), None) == "same"
    assert growth.moved(CSAT, None, Decimal("0.9"), None) == ""


@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_nobody_signs_before_the_talk_and_done_is_signed_by_both(said):
    handed, assessed, talked, one, two = said
    state = growth.next_state(
        handed_in=handed, assessed=assessed, talked=talked, agent_signed=one, leader_signed=two
    )
    assert (state == "done") == all(said)
    assert state != "sign" or (handed and assessed and talked)


@pytest.mark.parametrize(
    ("level", "other", "may"),
    [
        ("personal", "team", True),
        ("personal", "company", True),
        ("personal", "personal", False),
        ("team", "company", True),
        ("team", "personal", False),
        ("company", "team", False),
    ],
)
def test_a_goal_serves_a_larger_one(level, other, may):
    assert growth.may_serve(level, other) is may
