"""Rules become constraints: plain facts in, no rows needed."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifts.rules.builders import problem_of
from shifts.rules.builders_people import within_double
from shifts.rules.builders_values import Couple, Facts, Heads, Line, Person, Work, due_minutes
from shifts.rules.calendar import date_kinds
from shifts.rules.judge import judge
from shifts.rules.problem import OFF, Kind, Pin
from shifts.rules.spans import Span

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
KINDS = (
    Kind("D@1", 480, 510, 1050, "1"),
    Kind("E@1", 420, 1020, 1440, "1"),
    Kind("N@1", 480, 1020, 1560, "1"),
)
WORKS = (
    Work(1, 1, "day", 0, ((510, 1050),)),
    Work(2, 1, "evening", 120, ((1020, 1440),)),
    Work(3, 1, "on_duty", 240, ((1020, 1560),)),
)


def person(number: int, length: int, /, **more) -> Person:
    values = {
        "agent": number,
        "name": f"P{number}",
        "days": frozenset(range(length)),
        "weekly": (2400,) * length,
        "hired_on": dt.date(2020, 1, 1),
        "desks": {1: frozenset(range(length))},
    }
    return Person(**{**values, **more})


def facts(first=dt.date(2026, 11, 1), days=30, people=2, lines=(), zone=SHANGHAI, **more) -> Facts:
    chosen = more.pop("persons", None) or tuple(person(n, days) for n in range(people))
    spoken = tuple(
        Line(kind, kind, hard, weight, params, ((tuple(range(len(chosen))), tuple(range(days))),))
        for kind, params, hard, weight in lines
    )
    return Facts(first, days, zone, KINDS, WORKS, chosen, date_kinds(first, days), spoken, **more)


def findings(built, cells, rule):
    rows = [[OFF] * built.days for _person in built.people]
    for who, day, kind in cells:
        rows[who][day] = kind
    found = judge(built, tuple(tuple(row) for row in rows)).findings
    return [each for each in found if each.rule == rule]


def test_the_rest_of_the_night_on_which_the_clock_changes_is_an_hour_shorter_or_longer():
    # On-duty until 02:00 and evening from 17:00: 15 h, but 14 in March and 16 in October.
    for first, night, least, short in (
        (dt.date(2026, 3, 1), 27, 15 * 60, True),
        (dt.date(2026, 3, 1), 20, 15 * 60, False),
        (dt.date(2026, 10, 1), 23, 16 * 60, False),
        (dt.date(2026, 10, 1), 20, 16 * 60, True),
    ):
        lines = [("rest_between", {"minutes": least}, True, 0)]
        built = problem_of(facts(first, 31, lines=lines, zone=BERLIN))
        found = findings(built, [(0, night, 2), (0, night + 1, 1)], "rest_between")
        assert bool(found) is short, (first, night)


def test_what_a_next_months_first_shift_asks_of_the_last_day():
    start = dt.datetime(2026, 12, 1, 8, 30, tzinfo=SHANGHAI)
    people = (person(0, 30, next_start=start), person(1, 30))
    built = problem_of(facts(persons=people, lines=[("rest_between", {"minutes": 660}, True, 0)]))
    assert findings(built, [(0, 29, 2)], "rest_between")
    assert not findings(built, [(0, 29, 0), (1, 29, 2)], "rest_between")


def test_forbidden_successions_name_letters_or_sorts():
    lines = [("succession", {"pairs": [["E", "D"], ["on_duty", "day"]]}, True, 0)]
    built = problem_of(facts(lines=lines))
    for first in (1, 2):
        assert findings(built, [(0, 3, first), (0, 4, 0)], "succession")
    assert not findings(built, [(0, 3, 0), (0, 4, 1)], "succession")


def test_due_minutes_follow_the_calendar_presence_and_contract():
    plain = facts(dt.date(2026, 10, 1), 31)
    # October 2026 has 17 ordinary workdays (1-7 are holidays) and one that is made up on the 10th.
    assert due_minutes(plain, plain.people[0], range(31)) == 18 * 480
    half = replace(plain.people[0], weekly=(1200,) * 31)
    assert due_minutes(plain, half, range(31)) == 18 * 240
    leave = Span(dt.datetime(2026, 10, 8, tzinfo=SHANGHAI), dt.datetime(2026, 10, 9, 12, tzinfo=SHANGHAI))
    assert due_minutes(plain, replace(plain.people[0], away=(leave,)), range(31)) == 18 * 480 - 720


def test_make_up_workdays_are_no_weekend():
    lines = [("weekends", {"most": 0}, True, 0)]
    built = problem_of(facts(dt.date(2026, 10, 1), 31, lines=lines))
    assert not findings(built, [(0, 9, 0)], "weekends")  # Saturday the 10th is worked
    assert findings(built, [(0, 10, 0)], "weekends")


def test_rest_days_of_a_month_are_asked_in_proportion_to_presence():
    half = person(0, 30, days=frozenset(range(15)), there=(2,) * 15 + (0,) * 15)
    built = problem_of(
        facts(persons=(half, person(1, 30)), lines=[("rest_days_month", {"least": 4}, True, 0)])
    )
    assert not findings(built, [(0, day, 0) for day in range(13)], "rest_days_month")
    assert findings(built, [(0, day, 0) for day in range(14)], "rest_days_month")
    assert not findings(built, [(1, day, 0) for day in range(26)], "rest_days_month")


def test_least_hours_are_asked_by_contract_and_presence():
    lines = [("monthly_minutes", {"least": 9600}, False, 3)]
    half = person(0, 30, weekly=(1200,) * 30)
    built = problem_of(facts(persons=(half, person(1, 30)), lines=lines))
    found = findings(
        built, [(0, day, 0) for day in range(10)] + [(1, day, 0) for day in range(10)], "monthly_minutes"
    )
    assert [(each.person, each.units, each.cost) for each in found] == [(1, 80, 240)]


def test_newcomers_need_a_veteran_until_their_days_are_over():
    new = person(0, 30, hired_on=dt.date(2026, 10, 22))
    built = problem_of(facts(persons=(new, person(1, 30)), lines=[("newcomers", {"days": 20}, False, 15)]))
    assert findings(built, [(0, 5, 0)], "newcomers")
    assert not findings(built, [(0, 5, 0), (1, 5, 0)], "newcomers")
    assert findings(built, [(0, 5, 0), (1, 5, 2)], "newcomers")  # beside for too little of the shift
    assert not findings(built, [(0, 15, 0)], "newcomers")


def test_couples_are_kept_together_or_apart():
    for together in (True, False):
        built = problem_of(facts(couples=(Couple(0, 1, together, True, 0),)))
        rule = "together" if together else "apart"
        assert bool(findings(built, [(0, 1, 0), (1, 1, 0)], rule)) is not together
        assert bool(findings(built, [(0, 1, 0)], rule)) is together


def test_heads_by_interval_count_who_is_there_for_half_of_it():
    need = (Heads(1, 3, 1, None, 1500, 60), Heads(1, 3, 2, None, 600, 60))
    built = problem_of(facts(needs=need))
    night, morning = built.covers[0], built.covers[1]
    assert night.cells == ((3, 2),)  # 01:00 of the night after belongs to the on-duty shift
    assert morning.cells == ((3, 0),)
    assert (morning.under, morning.over) == (12, 1)


def test_work_that_nobody_needs_costs():
    built = problem_of(facts(needs=(Heads(1, 3, 1, 1),)))
    assert [each.cost for each in findings(built, [(0, 3, 0), (1, 3, 2)], "cover")] == [5]


def test_cells_of_other_rosters_are_never_barred():
    away = (Span(dt.datetime(2026, 11, 3, tzinfo=SHANGHAI), dt.datetime(2026, 11, 6, tzinfo=SHANGHAI)),)
    mover = person(0, 30, days=frozenset(range(10, 30)), away=away)
    built = problem_of(
        facts(persons=(mover, person(1, 30)), pins=(Pin(0, 3, 2),), foreign=frozenset({(0, 3)}))
    )
    assert not findings(built, [(0, 3, 2)], "team")
    assert not findings(built, [(0, 3, 2)], "leave")
    assert findings(built, [(0, 5, 2)], "team")


@pytest.mark.parametrize("months", [(2027, 1), (2026, 12), (2020, 12)])
def test_weeks_that_cross_the_year_are_counted_once(months):
    first = dt.date(*months, 1)
    before = tuple(0 for _day in range(14))
    people = (person(0, 31, before=before), person(1, 31))
    built = problem_of(facts(first, 31, persons=people, lines=[("rest_days_week", {"least": 1}, True, 0)]))
    left = 7 - first.weekday()  # days of the first week in this month; all before it were worked
    assert findings(built, [(0, day, 0) for day in range(left)], "rest_days_week")
    assert not findings(built, [(0, day, 0) for day in range(left - 1)], "rest_days_week")
    assert bool(findings(built, [(1, day, 0) for day in range(left)], "rest_days_week")) is (left == 7)


@given(st.integers(-5000, 5000), st.integers(0, 2000))
def test_a_debt_is_worked_off_over_months(carried, share):
    asked = share - within_double(carried, share)
    assert 0 <= asked <= 2 * share


def test_shares_are_counted_once_for_each_person_whatever_rules_change_in_the_month():
    made = facts(people=3, needs=tuple(Heads(1, day, 1, template=2) for day in range(30)))
    month, rest = tuple(range(30)), tuple(range(10, 30))
    early = Line("fairness:1", "fairness", False, 4, {}, (((0, 1), month), ((2,), tuple(range(10)))))
    late = Line("fairness:2", "fairness", False, 9, {}, (((2,), rest),))
    built = problem_of(replace(made, lines=(early, late)))
    evenings = [each for each in built.tallies if each.rule.endswith(":evening")]
    assert [(each.people, each.weight) for each in evenings] == [((0, 1), 4), ((2,), 9)]
