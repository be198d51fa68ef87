"""The due clock: runs while a store is open, over midnights, holidays and changed clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.choices.cases import CaseKind, CasePriority
from kpi.rules import case_limits
from kpi.rules.case_clock import ALL_DAY, Hours, business_day, due_at, is_open, moment, open_time

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
HOUR = dt.timedelta(hours=1)
OFFICE = ((9 * 60, 18 * 60),)
EVENING = ((17 * 60, 26 * 60),)


def at(text, zone=SHANGHAI):
    """A wall time of a zone."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def week(spans, days=range(5), zone=SHANGHAI, **special):
    """The same spans on these weekdays."""
    return Hours(zone, dict.fromkeys(days, spans), **special)


def test_it_stops_at_closing_and_goes_on_at_opening():
    friday = at("2026-03-06T17:00")
    assert due_at(friday, 3 * HOUR, week(OFFICE)) == at("2026-03-09T11:00")
    assert open_time(friday, at("2026-03-09T11:00"), week(OFFICE)) == 3 * HOUR


def test_what_comes_in_while_closed_starts_at_the_next_opening():
    assert due_at(at("2026-03-07T23:00"), HOUR, week(OFFICE)) == at("2026-03-09T10:00")


def test_time_that_ends_exactly_at_closing_is_due_then():
    assert due_at(at("2026-03-06T17:00"), HOUR, week(OFFICE)) == at("2026-03-06T18:00")


def test_an_evening_runs_past_midnight_and_belongs_to_its_date():
    hours = week(EVENING, days=[4])
    assert due_at(at("2026-03-06T23:00"), 2 * HOUR, hours) == at("2026-03-07T01:00")
    assert is_open(at("2026-03-07T01:59"), hours)
    assert not is_open(at("2026-03-07T02:00"), hours)
    # The clock was asked on the date after the evening began.
    assert due_at(at("2026-03-07T00:30"), HOUR, hours) == at("2026-03-07T01:30")


def test_a_holiday_is_skipped_and_the_evening_before_it_runs_to_its_end():
    holiday = {dt.date(2026, 3, 7): ()}
    hours = week(EVENING, days=range(7), special=holiday)
    assert due_at(at("2026-03-07T01:00"), HOUR, hours) == at("2026-03-07T02:00")
    assert due_at(at("2026-03-07T01:00"), 2 * HOUR, hours) == at("2026-03-08T18:00")


def test_a_special_date_has_its_own_times():
    hours = week(OFFICE, special={dt.date(2026, 3, 7): ((600, 660),)})
    assert due_at(at("2026-03-06T18:00"), 2 * HOUR, hours) == at("2026-03-09T10:00")


def test_overlapping_spans_count_once():
    hours = Hours(SHANGHAI, {0: EVENING, 1: ((0, 180),)})
    assert open_time(at("2026-03-02T17:00"), at("2026-03-03T06:00"), hours) == 10 * HOUR


def test_a_day_of_changed_clocks_has_23_or_25_hours():
    hours = Hours(BERLIN, dict.fromkeys(range(7), ALL_DAY))
    spring, autumn = at("2026-03-29T00:00", BERLIN), at("2026-10-25T00:00", BERLIN)
    assert open_time(spring, at("2026-03-30T00:00", BERLIN), hours) == 23 * HOUR
    assert open_time(autumn, at("2026-10-26T00:00", BERLIN), hours) == 25 * HOUR
    # 01:00 to 04:00 by the hands are two hours in spring.
    night = Hours(BERLIN, {6: ((60, 240),)})
    assert due_at(spring, 2 * HOUR, night) == at("2026-03-29T04:00", BERLIN)


def test_an_opening_that_the_clock_skips_still_comes():
    hours = Hours(BERLIN, {6: ((150, 300),)})
    assert due_at(at("2026-03-29T00:00", BERLIN), HOUR, hours) == at("2026-03-29T04:30", BERLIN)


def test_a_store_that_never_opens_has_no_due_time():
    assert due_at(at("2026-03-02T10:00"), HOUR, Hours(SHANGHAI, {0: ()})) is None
    always_closed = Hours(SHANGHAI, {}, {dt.date(2026, 3, 2): ()})
    assert due_at(at("2026-03-02T10:00"), HOUR, always_closed) == at("2026-03-03T01:00")


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due_at(at("2026-03-02T10:00").replace(tzinfo=None), HOUR, week(OFFICE))
    with pytest.raises(ValueError, match="no time"):
        due_at(at("2026-03-02T10:00"), -HOUR, week(OFFICE))


def test_the_business_day_begins_when_the_store_says():
    assert business_day(at("2026-03-03T01:30"), dt.time(4), SHANGHAI) == dt.date(2026, 3, 2)
    assert business_day(at("2026-03-03T04:00"), dt.time(4), SHANGHAI) == dt.date(2026, 3, 3)


ZONES = st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")])
SPAN = st.tuples(st.integers(0, 1439), st.integers(15, 1440)).map(lambda pair: ((pair[0], sum(pair)),))
MINUTES = st.integers(0, 525_000)
MOMENTS = MINUTES.map(lambda n: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=n))
WORK = st.integers(1, 60 * 12).map(lambda minutes: dt.timedelta(minutes=minutes))


@st.composite
def hours_of_stores(draw):
    """Hours of a zone, with some holidays."""
    weekly = draw(st.dictionaries(st.integers(0, 6), SPAN, min_size=1))
    days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    special = draw(st.dictionaries(days, st.one_of(st.just(()), SPAN), max_size=4))
    return Hours(draw(ZONES), weekly, special)


@given(MOMENTS, WORK, hours_of_stores())
def test_the_store_was_open_for_just_so_long(start, work, hours):
    due = due_at(start, work, hours)
    assert due is not None
    assert due >= start + work
    assert open_time(start, due, hours) == work
    second = dt.timedelta(seconds=1)
    assert is_open(due - second, hours)


@given(MOMENTS, WORK, WORK, hours_of_stores())
def test_more_time_and_a_later_start_are_never_due_earlier(start, work, more, hours):
    due = due_at(start, work, hours)
    assert due_at(start, work + more, hours) > due
    assert due_at(start + more, work, hours) >= due
    # Two pieces one after the other are as long as both together.
    assert due_at(due, more, hours) == due_at(start, work + more, hours)


@given(MOMENTS, WORK, ZONES)
def test_a_store_that_never_closes_adds_real_time(start, work, zone):
    assert due_at(start, work, Hours(zone)) == start + work


@given(MOMENTS, WORK, WORK, hours_of_stores())
def test_open_time_adds_up(start, work, more, hours):
    middle, end = start + work, start + work + more
    whole = open_time(start, end, hours)
    assert whole == open_time(start, middle, hours) + open_time(middle, end, hours)
    assert dt.timedelta() <= whole <= end - start
    assert open_time(end, start, hours) == dt.timedelta()


@given(st.sampled_from(CaseKind), st.sampled_from(CasePriority))
def test_a_more_pressing_case_never_has_more_time(kind, priority):
    order = list(CasePriority)
    times = [case_limits.minutes(kind, each, {}) for each in order]
    assert times == sorted(times)
    assert case_limits.LEAST <= times[order.index(priority)] <= case_limits.MOST
    assert case_limits.minutes(kind, priority, {(kind, priority): 7}) == 7


def test_moments_of_a_date_may_lie_on_the_next():
    assert moment(dt.date(2026, 3, 2), 1560, SHANGHAI) == at("2026-03-03T02:00")
