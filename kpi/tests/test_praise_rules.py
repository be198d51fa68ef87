"""Who is due, when leaders hear of it, and which reasons are true."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kpi.choices.praise import Evidence
from kpi.metrics import METRICS
from kpi.rules import Cell, Goal, State, honours, praise, praise_reasons
from kpi.rules.praise import DayKnown

MONDAY = dt.date(2026, 11, 16)
CSAT, FRT = METRICS["csat"], METRICS["frt_avg"]


def cells(*values, state=State.VALUE):
    return [Cell(None if v is None else Decimal(str(v)), Decimal(30), state) for v in values]


def test_attendance_decides_before_the_roster_and_the_roster_before_records():
    assert praise.worked(DayKnown(True, False, False)) == Evidence.ATTENDANCE
    assert praise.worked(DayKnown(False, True, True)) is None
    assert praise.worked(DayKnown(None, True, False)) == Evidence.ROSTER
    assert praise.worked(DayKnown(None, False, True)) is None
    assert praise.worked(DayKnown(None, None, True)) == Evidence.RECORD
    assert praise.worked(DayKnown()) is None


def test_the_last_seven_days_end_today():
    first, last = praise.last_days(MONDAY)
    assert ((last - first).days + 1, last) == (7, MONDAY)


def test_due_is_who_worked_and_heard_nothing():
    assert praise.is_due([MONDAY], [])
    assert not praise.is_due([MONDAY], [MONDAY])
    assert not praise.is_due([], [])


def test_leaders_hear_before_the_week_ends_and_others_on_the_weekend():
    steps = [praise.step_of(MONDAY + dt.timedelta(days=n)) for n in range(7)]
    assert steps == ["", "", "", "remind", "remind", "escalate", "escalate"]


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_a_cover_counts_only_those_who_worked(pairs):
    found = praise.cover(pairs)
    assert 0 <= found.praised <= found.worked == sum(did for did, _said in pairs)
    assert found.open == sum(did and not said for did, said in pairs)
    assert (found.share is None) == (found.worked == 0)


def test_an_own_best_needs_four_own_weeks_and_a_figure_that_is_better():
    assert praise_reasons.own_best(CSAT, cells(0.8, 0.9, 0.85, 0.95)).weeks == 4
    assert praise_reasons.own_best(CSAT, cells(0.8, 0.9, 0.95)) is None
    assert praise_reasons.own_best(CSAT, cells(0.8, 0.95, 0.85, 0.95)) is None
    assert praise_reasons.own_best(FRT, cells(40, 35, 33, 30)).value == 30
    assert praise_reasons.own_best(FRT, cells(30, 35, 33, 40)) is None
    assert praise_reasons.own_best(CSAT, [*cells(0.8, 0.8, 0.8), *cells(0.9, state=State.FEW_DATA)]) is None
    assert praise_reasons.own_best(METRICS["reception_users"], cells(1, 2, 3, 4)) is None or (
        METRICS["reception_users"].direction == "up"
    )


def test_a_first_full_week_at_target_is_full_and_first():
    goal = Goal(Decimal("0.9"))
    assert praise_reasons.first_above(CSAT, cells(0.8, 0.85, 0.8, 0.9), goal, days=5)
    assert not praise_reasons.first_above(CSAT, cells(0.8, 0.85, 0.8, 0.9), goal, days=4)
    assert not praise_reasons.first_above(CSAT, cells(0.8, 0.95, 0.8, 0.9), goal, days=5)
    assert not praise_reasons.first_above(CSAT, cells(0.8, 0.8, 0.9), goal, days=5)
    assert not praise_reasons.first_above(CSAT, cells(0.8, 0.8, 0.8, 0.9), None, days=5)


def test_an_honour_is_met_or_not_or_unknown():
    criteria = [
        {"kind": "praised_by", "least": 3},
        {"kind": "target_weeks", "metric": "csat", "least": 10, "of": 13},
    ]
    checked = honours.check(criteria, {"praised_by": 3, "target_weeks:csat:13": None})
    assert [one.met for one in checked] == [True, None]
    assert honours.may_award(checked)
    assert not honours.may_award(honours.check(criteria, {"praised_by": 2}))


def test_a_praise_is_taken_back_soon_or_not_at_all():
    sent = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
    assert praise.may_take_back(sent, sent + dt.timedelta(minutes=30))
    assert not praise.may_take_back(sent, sent + dt.timedelta(minutes=31))
