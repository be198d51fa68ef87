"""Rows of volumes as a history by slot, and handling times by slot."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from shifts.forecast import Count, by_day, handling

DAY = dt.date(2026, 11, 2)
NEXT = DAY + dt.timedelta(days=1)


def test_slots_begin_with_the_business_day_and_run_past_midnight() -> None:
    rows = [Count(DAY, 240, 30, 3), Count(DAY, 1440 + 210, 30, 4), Count(NEXT, 240, 30, 5)]
    found = by_day(rows, slot=30, begin=240)
    assert (found[DAY][0], found[DAY][47], found[NEXT][0], len(found[DAY])) == (3, 4, 5, 48)


def test_half_hours_add_up_to_hours_and_hours_are_not_split() -> None:
    rows = [Count(DAY, 540, 30, 3), Count(DAY, 570, 30, 4)]
    assert by_day(rows, slot=60)[DAY][9] == 7
    with pytest.raises(DomainError, match="60 minutes"):
        by_day([Count(DAY, 540, 60, 7)], slot=30)
    with pytest.raises(DomainError, match="divide"):
        by_day(rows, slot=7)


def test_a_quiet_slot_is_nought_and_an_unknown_one_is_not() -> None:
    found = by_day([Count(DAY, 540, 30, 3), Count(DAY, 570, 30, None)], slot=60)
    assert (found[DAY][8], found[DAY][9]) == (0, None)
    assert NEXT not in found


def test_a_slot_that_a_whole_report_leaves_out_is_unknown() -> None:
    found = by_day([Count(DAY, 540, 60, 3), Count(DAY, 600, 60, 0)], slot=60, sparse=False)
    assert (found[DAY][8], found[DAY][9], found[DAY][10]) == (None, 3, 0)


def test_handling_times_are_drawn_to_the_average_where_few_were_answered() -> None:
    rows = [Count(DAY, 0, 60, 2000, 2000, 200_000), Count(DAY, 60, 60, 2, 2, 1_000)]
    found = handling([*rows, Count(DAY, 120, 60, 4, 4, None)], slot=60)
    mean = 201_000 / 2002
    assert found[0] == pytest.approx(100, rel=0.01)
    assert found[1] == pytest.approx((1_000 + 20 * mean) / 22)
    assert found[2] == pytest.approx(mean)
    assert handling([Count(DAY, 0, 60, 5, 0, 0)], slot=60) == [None] * 24


def test_a_clock_that_goes_back_stays_within_the_day() -> None:
    found = by_day([Count(DAY, 1440 + 30, 30, 2), Count(DAY, -30, 30, 1)], slot=30)
    assert (found[DAY][47], found[DAY][0]) == (2, 1)
