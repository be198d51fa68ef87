"""Rotation patterns as a function of the date."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifts.rules.patterns import Pattern, code_on, codes, heads, spread, stretch, three_shift, two_shift
from shifts.tests.rules_problems import UNHURRIED

ANCHOR = dt.date(2026, 1, 5)
cycles = st.lists(st.sampled_from("DEN-"), min_size=1, max_size=30).map(tuple)
dates = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


def test_known_cycles():
    assert two_shift("D", "E", "-") == tuple("DDDDD--EEEEE--")
    assert three_shift("D", "E", "N", "-") == tuple("DDEENN--")
    assert stretch(("D", 4), ("-", 2)) == tuple("DDDD--")


def test_before_the_anchor_the_cycle_runs_too():
    pattern = Pattern(tuple("DEN-"), ANCHOR)
    assert codes(pattern, ANCHOR - dt.timedelta(days=2), 5) == tuple("N-DEN")
    assert codes(pattern, ANCHOR, 4, offset=1) == tuple("EN-D")


@pytest.mark.parametrize("year", [2020, 2026, 2027, 2028])
def test_the_year_ends_without_a_seam(year):
    pattern = Pattern(three_shift("D", "E", "N", "-"), ANCHOR)
    both = codes(pattern, dt.date(year, 12, 25), 14)
    assert both == codes(pattern, dt.date(year, 12, 25), 7) + codes(pattern, dt.date(year + 1, 1, 1), 7)
    assert set(itertools.pairwise(both)) <= set(itertools.pairwise("DDEENN--D"))


@UNHURRIED
@given(cycles, dates, dates, st.integers(-100, 100))
def test_the_cycle_repeats_and_an_offset_is_a_later_day(cycle, anchor, day, offset):
    pattern = Pattern(cycle, anchor)
    later = day + dt.timedelta(days=len(cycle))
    assert code_on(pattern, day, offset) == code_on(pattern, later, offset)
    assert code_on(pattern, day, offset) == code_on(pattern, day + dt.timedelta(days=offset))
    assert code_on(pattern, anchor) == cycle[0]


@UNHURRIED
@given(cycles, st.integers(1, 8))
def test_spread_teams_work_the_same_in_the_long_run(cycle, teams):
    pattern = Pattern(cycle, ANCHOR)
    by_day = heads(pattern, spread(pattern, teams))
    assert all(sum(day.values()) == teams for day in by_day)
    assert sum(day["D"] for day in by_day) == teams * cycle.count("D")


def test_four_teams_cover_three_shifts_on_each_day():
    pattern = Pattern(three_shift("D", "E", "N", "-"), ANCHOR)
    assert all(day == {"D": 1, "E": 1, "N": 1, "-": 1} for day in heads(pattern, spread(pattern, 4)))


@pytest.mark.parametrize("cycle", [(), ("D", ""), (" ",)])
def test_an_empty_pattern_is_refused(cycle):
    with pytest.raises(ValueError, match="pattern"):
        Pattern(cycle, ANCHOR)
    with pytest.raises(ValueError, match="At least one team"):
        spread(Pattern(("D",), ANCHOR), 0)
