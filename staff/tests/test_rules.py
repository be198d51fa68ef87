"""Spans, ranks, paths, months and covered numbers, by hand."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staff import rules
from staff.choices import EVER, STILL, Role
from staff.rules import Span

D = dt.date


def day(number: int) -> dt.date:
    return D(2026, 1, 1) + dt.timedelta(days=number)


@pytest.mark.parametrize(
    ("spans", "new", "expected"),
    [
        ([], Span(1, EVER, STILL), [Span(1, EVER, STILL)]),
        (
            [Span(1, EVER, STILL)],
            Span(2, day(10), STILL),
            [Span(1, EVER, day(9)), Span(2, day(10), STILL)],
        ),
        (
            [Span(1, EVER, day(9)), Span(2, day(10), STILL)],
            Span(3, day(5), STILL),
            [Span(1, EVER, day(4)), Span(3, day(5), STILL)],
        ),
        (
            [Span(1, EVER, day(9)), Span(2, day(10), STILL)],
            Span(3, day(5), day(12)),
            [Span(1, EVER, day(4)), Span(3, day(5), day(12)), Span(2, day(13), STILL)],
        ),
        (
            [Span(1, EVER, STILL)],
            Span(2, day(5), day(6)),
            [Span(1, EVER, day(4)), Span(2, day(5), day(6)), Span(1, day(7), STILL)],
        ),
        ([Span(1, EVER, day(9))], Span(1, day(10), STILL), [Span(1, EVER, STILL)]),
        ([Span(1, EVER, STILL)], Span(2, EVER, STILL), [Span(2, EVER, STILL)]),
    ],
)
def test_a_span_laid_over_others_wins_on_its_days(spans, new, expected):
    assert rules.splice(spans, new) == expected


def holder(spans, on):
    return next((span.key for span in spans if span.first <= on <= span.last), None)


spans_of_days = st.tuples(st.integers(1, 3), st.integers(0, 20), st.integers(0, 8))


@given(st.lists(spans_of_days, max_size=8), spans_of_days)
def test_every_day_keeps_its_holder_but_those_of_the_new_span(rows, last):
    before: list[Span] = []
    for key, first, length in rows:
        before = rules.splice(before, Span(key, day(first), day(first + length)))
    key, first, length = last
    new = Span(key, day(first), day(first + length))
    after = rules.splice(before, new)
    changed = rules.changed_days(before, after)
    for number in range(-1, 31):
        on = day(number)
        assert holder(after, on) == (key if new.first <= on <= new.last else holder(before, on))
        if holder(after, on) != holder(before, on):
            assert changed[0] <= on <= changed[1]
    assert all(one.last < two.first for one, two in itertools.pairwise(after))
    if changed:
        assert all(holder(after, on) != holder(before, on) for on in changed)


def test_the_edges_of_time():
    assert rules.day_before(EVER) == EVER
    assert rules.day_after(STILL) == STILL
    assert rules.changed_days([Span(1, EVER, STILL)], [Span(1, EVER, STILL)]) is None


def test_ranks():
    assert rules.rank([]) == 0
    assert rules.rank([Role.AGENT, Role.HR]) > rules.rank([Role.MANAGER])
    assert rules.may_grant(rules.rank([Role.MANAGER]), Role.SUPERVISOR)
    assert not rules.may_grant(rules.rank([Role.SUPERVISOR]), Role.SUPERVISOR)
    assert rules.may_grant(rules.TOP, Role.ADMIN)
    assert set(rules.RANKS) == set(Role.values)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (D(2026, 1, 15), D(2026, 2, 14), 0),
        (D(2026, 1, 15), D(2026, 2, 15), 1),
        (D(2024, 5, 1), D(2026, 11, 21), 30),
        (D(2026, 1, 31), D(2026, 1, 31), 0),
    ],
)
def test_whole_months(first, last, months):
    assert rules.months_between(first, last) == months


def test_paths():
    assert rules.is_under("A/B", "A")
    assert not rules.is_under("AB", "A")
    assert rules.path_parts(" A / B /") == ["A", "B"]


@pytest.mark.parametrize(("phone", "covered"), [("13800001234", "•••••••••34"), ("110", "•••"), ("", "")])
def test_covered_numbers(phone, covered):
    assert rules.masked(phone) == covered
