"""Shifts as moments: rest across midnight and across the clock's changes, minutes by date and by night."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifts.rules.problem import Kind
from shifts.rules.spans import (
    Span,
    beside,
    meeting,
    minutes_by_date,
    moment,
    night_minutes,
    paid_by_date,
    rest_minutes,
    shift_pieces,
    shift_span,
    short_rests,
)
from shifts.tests.rules_problems import UNHURRIED

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
DAY, EVENING, DUTY, NIGHT = (510, 1050), (1020, 1440), (1020, 1560), (1320, 1800)
ONE = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("zone", "date", "first", "then", "minutes"),
    [
        (SHANGHAI, dt.date(2026, 5, 12), DUTY, DAY, 390),
        (SHANGHAI, dt.date(2026, 12, 31), DUTY, DAY, 390),
        (SHANGHAI, dt.date(2028, 2, 29), EVENING, DAY, 510),
        (BERLIN, SPRING - ONE, DUTY, DAY, 330),
        (BERLIN, AUTUMN - ONE, DUTY, DAY, 450),
        (BERLIN, SPRING - 2 * ONE, DUTY, DAY, 390),
        (SHANGHAI, dt.date(2026, 5, 12), (1020, 1620), DAY, 330),
        (SHANGHAI, dt.date(2026, 5, 12), NIGHT, (300, 600), -60),
    ],
)
def test_rest_is_counted_in_real_minutes(zone, date, first, then, minutes):
    end, start = shift_span(date, *first, zone).end, shift_span(date + ONE, *then, zone).start
    assert rest_minutes(end, start) == minutes


@pytest.mark.parametrize(
    ("date", "times", "minutes", "by_date", "night"),
    [
        (dt.date(2026, 5, 12), DUTY, 540, (420, 120), 240),
        (dt.date(2026, 5, 12), NIGHT, 480, (120, 360), 480),
        (dt.date(2026, 5, 12), (240, 600), 360, (360,), 120),
        (SPRING - ONE, NIGHT, 420, (120, 300), 420),
        (AUTUMN - ONE, NIGHT, 540, (120, 420), 540),
        (AUTUMN, (0, 1440), 1500, (1500,), 420 + 120),
        (SPRING, (0, 1440), 1380, (1380,), 300 + 120),
        (dt.date(2026, 12, 31), DUTY, 540, (420, 120), 240),
    ],
)
def test_minutes_by_date_and_by_night(date, times, minutes, by_date, night):
    span = shift_span(date, *times, BERLIN)
    assert span.minutes == minutes
    assert minutes_by_date([span], BERLIN) == {date + n * ONE: each for n, each in enumerate(by_date)}
    assert night_minutes([span], BERLIN) == night


def test_a_skipped_time_and_one_shown_twice():
    assert moment(SPRING, 150, BERLIN) == dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    assert moment(AUTUMN, 150, BERLIN) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_a_split_shift_has_two_pieces():
    pieces = shift_pieces(dt.date(2026, 5, 12), 540, 1320, SHANGHAI, free=(780, 1080))
    assert [piece.minutes for piece in pieces] == [240, 240]
    assert night_minutes(pieces, SHANGHAI, night=(1200, 1440)) == 120
    with pytest.raises(ValueError, match="does not lie inside"):
        shift_pieces(dt.date(2026, 5, 12), 540, 1320, SHANGHAI, free=(780, 1320))


@pytest.mark.parametrize(("start", "end"), [(1440, 1500), (-1, 60), (600, 600), (600, 2041), (600, 540)])
def test_what_is_no_shift_is_refused(start, end):
    with pytest.raises(ValueError, match="no shift"):
        shift_span(dt.date(2026, 5, 12), start, end, SHANGHAI)


def test_moments_need_a_zone():
    naive, aware = dt.datetime(2026, 5, 12), moment(dt.date(2026, 5, 12), 0, SHANGHAI)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        Span(naive, naive)
    with pytest.raises(ValueError, match="time zone"):
        rest_minutes(naive, aware)
    with pytest.raises(ValueError, match="before"):
        Span(aware, aware - ONE)


KINDS = tuple(
    Kind(str(place), 480, *times) for place, times in enumerate([DAY, EVENING, DUTY, (780, 1290), NIGHT])
)


def test_beside_means_half_of_the_own_shift():
    assert beside(KINDS) == ((0, 3), (1, 2, 3), (1, 2, 3), (0, 1, 2, 3), (2, 4))
    assert meeting(KINDS, least=60)[:3] == ((0, 0), (0, 3), (1, 1))
    assert (0, 1) in meeting(KINDS), "17:00 to 17:30"


def test_short_rests_follow_the_clock():
    usual = short_rests(KINDS, 390, dt.date(2026, 5, 12), BERLIN)
    assert usual == {4: (0,)}
    assert short_rests(KINDS, 391, dt.date(2026, 5, 12), BERLIN) == {2: (0,), 4: (0,)}
    assert short_rests(KINDS, 390, SPRING - ONE, BERLIN) == {2: (0,), 4: (0,)}
    assert short_rests(KINDS, 450, AUTUMN - ONE, BERLIN) == {4: (0, 3)}


@UNHURRIED
@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)),
    st.integers(0, 1439),
    st.integers(60, 1440),
    st.integers(0, 720),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"]),
)
def test_nothing_is_lost_at_midnight(date, start, length, paid, zone):
    zone = ZoneInfo(zone)
    span = shift_span(date, start, start + length, zone)
    by_date = minutes_by_date([span], zone)
    assert sum(by_date.values()) == span.minutes
    assert set(by_date) <= {date, date + ONE}
    assert abs(span.minutes - length) in (0, 30, 60)
    paid_by = paid_by_date([span], paid, zone)
    assert sum(paid_by.values()) == paid
    assert all(abs(paid_by[day] * span.minutes - paid * by_date[day]) < span.minutes for day in by_date)
    assert 0 <= night_minutes([span], zone) <= span.minutes
