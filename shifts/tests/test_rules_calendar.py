"""The public calendar: the published years, the year that is not out yet, edits, weeks and months."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifts.choices import DayKind
from shifts.rules.calendar import (
    KINDS,
    MAKE_UP,
    REST_DAY,
    STATUTORY,
    WORKDAY,
    date_kind,
    date_kinds,
    is_published,
    weekends,
    weeks,
)
from shifts.tests.rules_problems import UNHURRIED

# The notice for 2026 by months: days off, and worked days of weekends.
OFF_2026 = {1: range(1, 4), 2: range(15, 24), 4: range(4, 7), 5: range(1, 6), 6: range(19, 22)}
OFF_2026 |= {9: range(25, 28), 10: range(1, 8)}
WORKED_2026 = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
STATUTORY_2026 = {(1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (4, 5), (5, 1), (5, 2), (6, 19), (9, 25)}
STATUTORY_2026 |= {(10, 1), (10, 2), (10, 3)}


def test_2026_is_the_published_notice():
    for each in date_kinds(dt.date(2026, 1, 1), 365):
        place = (each.day.month, each.day.day)
        off = each.day.day in OFF_2026.get(each.day.month, ()) or each.day.weekday() >= 5
        assert each.worked == (place in WORKED_2026 or not off), each
        assert (each.kind == STATUTORY) == (place in STATUTORY_2026), each
        assert (each.kind == MAKE_UP) == (place in WORKED_2026), each
        assert each.published
        assert not each.edited


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_thirteen_days_are_paid_at_the_holiday_rate(year):
    assert [day.kind for day in date_kinds(dt.date(year, 1, 1), 365)].count(STATUTORY) == 13


def test_days_given_later_are_rest_days():
    assert date_kind(dt.date(2020, 1, 31)).kind == REST_DAY
    assert date_kind(dt.date(2025, 6, 2)).kind == REST_DAY


def test_a_year_without_its_notice_says_so():
    assert is_published(2025)
    assert is_published(2026)
    assert not is_published(2031)
    assert not date_kind(dt.date(2031, 10, 1)).published
    assert date_kind(dt.date(2031, 10, 1)).kind == STATUTORY


def test_an_edit_goes_before_the_library():
    saturday, monday = dt.date(2031, 10, 11), dt.date(2031, 10, 6)
    edits = {saturday: WORKDAY, monday: REST_DAY}
    assert date_kind(saturday, edits).kind == MAKE_UP
    assert date_kind(monday, edits).kind == REST_DAY
    assert date_kind(monday, edits).edited
    assert not date_kind(dt.date(2031, 10, 13), edits).edited
    assert date_kind(dt.date(2026, 10, 1), {dt.date(2026, 10, 1): WORKDAY}).name == ""
    with pytest.raises(ValueError, match="no kind of day"):
        date_kind(monday, {monday: "holiday"})


def test_names_come_in_both_languages():
    assert date_kind(dt.date(2026, 10, 1)).name == "National Day"
    assert date_kind(dt.date(2026, 10, 1), language="zh-hans").name == "国庆节"


def test_the_kinds_are_those_of_pay():
    assert {date_kind(dt.date(2026, 1, 1), {dt.date(2026, 1, 1): kind}).pay_kind for kind in KINDS} == set(
        DayKind.values
    )


@UNHURRIED
@given(st.dates(dt.date(2008, 1, 1), dt.date(2040, 12, 31)))
def test_every_date_has_a_kind(day):
    found = date_kind(day)
    assert found.kind in KINDS
    assert found.kind != MAKE_UP or day.weekday() >= 5
    assert found.kind != WORKDAY or day.weekday() < 5
    assert (found.name != "") or found.kind != STATUTORY


@pytest.mark.parametrize(("year", "month"), [(2026, 2), (2028, 2), (2026, 4), (2026, 12), (2027, 1)])
def test_weeks_of_a_month_of_any_length(year, month):
    first, days = dt.date(year, month, 1), calendar.monthrange(year, month)[1]
    found = weeks(first, days)
    assert [day for week in found for day in week] == list(range(days))
    for week in found:
        assert len({(first + dt.timedelta(days=day)).isocalendar()[:2] for day in week}) == 1
    assert all(len(week) == 7 for week in found[1:-1])
    for block in weekends(first, days):
        assert {(first + dt.timedelta(days=day)).weekday() for day in block} <= {5, 6}


@pytest.mark.parametrize(("year", "count"), [(2026, 53), (2020, 53), (2025, 52)])
def test_years_of_53_weeks(year, count):
    monday = dt.date.fromisocalendar(year, 1, 1)
    days = (dt.date.fromisocalendar(year + 1, 1, 1) - monday).days
    assert len(weeks(monday, days)) == len(weekends(monday, days)) == count


def test_a_weekend_cut_by_the_month_stays_one_block():
    assert weekends(dt.date(2026, 2, 1), 28)[0] == (0,)
    assert weekends(dt.date(2026, 8, 1), 31)[-1] == (28, 29)
    assert weeks(dt.date(2026, 2, 1), 8) == ((0,), (1, 2, 3, 4, 5, 6, 7))
