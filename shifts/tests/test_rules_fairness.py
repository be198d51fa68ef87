"""The fairness ledger: sums that stay zero, shares by time there, debts that go with whoever works."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifts.choices import Burden
from shifts.rules.calendar import MAKE_UP, REST_DAY, STATUTORY, WORKDAY
from shifts.rules.fairness import (
    BURDENS,
    Line,
    Worked,
    after_swap,
    balances,
    burdens,
    fairness_tally,
    in_turn,
    month_lines,
    shares,
)
from shifts.rules.judge import judge
from shifts.rules.problem import OFF
from shifts.tests.rules_problems import UNHURRIED, problem_of

FRIDAY, SATURDAY = dt.date(2026, 5, 8), dt.date(2026, 5, 9)
names = st.sampled_from("abcdefgh")
minutes = st.integers(0, 12_000)
signed = st.dictionaries(names, st.integers(-500, 500))


@st.composite
def months(draw):
    present = draw(st.dictionaries(names, st.one_of(st.none(), minutes), min_size=1))
    done = {person: draw(st.integers(0, 20)) for person in present if draw(st.booleans())}
    return done, present


def test_the_burdens_are_the_houses():
    assert set(BURDENS) == set(Burden.values)


@pytest.mark.parametrize(
    ("shift", "counts"),
    [
        (Worked(FRIDAY, "day", WORKDAY), {}),
        (Worked(FRIDAY, "evening", WORKDAY), {"evening": 1}),
        (Worked(SATURDAY, "on_duty", REST_DAY), {"on_duty": 1, "weekend": 1}),
        (Worked(SATURDAY, "day", MAKE_UP), {}),
        (Worked(SATURDAY, "day", STATUTORY), {"holiday": 1}),
        (Worked(FRIDAY, "evening", STATUTORY), {"holiday": 1, "evening": 1}),
        (Worked(FRIDAY, "day", REST_DAY), {}),
        (Worked(FRIDAY, "day", WORKDAY, rest=390), {"short_rest": 1}),
        (Worked(FRIDAY, "day", WORKDAY, rest=660), {}),
    ],
)
def test_what_a_shift_counts_as(shift, counts):
    assert burdens([shift], least_rest=660) == counts


def test_refused_wishes_count():
    assert burdens([], least_rest=660, refused=2) == {"refused": 2}


@pytest.mark.parametrize(
    ("total", "present", "found"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (100, {"a": 9600, "b": 4800, "c": 0}, {"a": 67, "b": 33, "c": 0}),
        (100, {"a": 0, "b": 0}, {"a": 50, "b": 50}),
        (0, {"a": 5}, {"a": 0}),
        (100, {}, {}),
    ],
)
def test_shares(total, present, found):
    assert shares(total, present) == found


def test_time_below_zero_is_refused():
    with pytest.raises(ValueError, match="no time"):
        shares(100, {"a": -1})


@UNHURRIED
@given(st.integers(0, 10**6), st.dictionaries(names, minutes, min_size=1))
def test_shares_keep_the_sum_and_lie_within_one_of_the_exact(total, present):
    found = shares(total, present)
    assert sum(found.values()) == total
    whole = sum(present.values())
    if whole:
        assert all(abs(found[who] * whole - total * present[who]) < whole for who in present)


@UNHURRIED
@given(months(), signed, signed)
def test_balances_move_by_adjustments_alone(case, carried, adjusted):
    done, present = case
    lines = month_lines(done, present, carried, adjusted)
    known = {who: line for who, line in lines.items() if present[who] is not None}
    assert sum(line.balance for line in known.values()) == sum(
        carried.get(who, 0) + adjusted.get(who, 0) for who in known
    )
    assert all(line.balance is None for who, line in lines.items() if who not in known)
    assert list(lines) == list(present)


@UNHURRIED
@given(st.lists(months(), max_size=4))
def test_months_carry_over_and_sum_to_zero(cases):
    carried: dict[str, int] = {}
    kept = []
    for done, present in cases:
        lines = month_lines(done, present, carried)
        kept.append(lines)
        carried |= {who: line.balance for who, line in lines.items() if line.balance is not None}
    assert {who: debt for who, debt in balances(kept).items() if debt} == {
        who: debt for who, debt in carried.items() if debt
    }
    assert sum(balances(kept).values()) == 0


@UNHURRIED
@given(st.dictionaries(names, minutes, min_size=2), st.data())
def test_a_swap_moves_the_debt_with_the_shift(present, data):
    people = sorted(present)
    done = {who: {"evening": data.draw(st.integers(0, 9))} for who in people}
    giver, taker = data.draw(st.permutations(people))[:2]
    count = data.draw(st.integers(0, done[giver]["evening"]))
    moved = after_swap(done, giver, taker, {"evening": count})

    def lines(held):
        return month_lines({who: held[who]["evening"] for who in people}, present)

    old, new = lines(done), lines(moved)
    steps = {who: new[who].balance - old[who].balance for who in people}
    assert Counter({who: step for who, step in steps.items() if step}) == Counter(
        {giver: -100 * count, taker: 100 * count} if count else {}
    )


def test_nobody_gives_what_he_has_not():
    with pytest.raises(ValueError, match="to give"):
        after_swap({"a": {"evening": 1}}, "a", "b", {"evening": 2})


def test_who_worked_without_being_known_is_refused():
    with pytest.raises(ValueError, match="not among"):
        month_lines({"z": 1}, {"a": 100})


def test_without_a_contract_there_is_no_share():
    lines = month_lines({"a": 2, "b": 3}, {"a": 9600, "b": None}, {"b": 50})
    assert lines["a"] == Line(0, 2, 9600, 200, 0)
    assert lines["b"] == Line(50, 3, None, None, 0)
    assert lines["b"].balance is None


def test_turns_go_to_who_did_least():
    assert in_turn({"a": 100, "b": -50, "c": -50, "d": 0}) == ["b", "c", "d", "a"]


def test_the_solver_pays_for_the_square_of_the_distance_from_zero():
    expected = {0: 150, 1: 150}
    tally = fairness_tally("fairness", (0, 1, 1), (0, 1), {0: 100, 1: -100}, expected, weight=4)
    problem = problem_of(2, 3, tallies=(tally,))

    def cost(first: int, second: int) -> int:
        rows = [(1,) * late + (OFF,) * (3 - late) for late in (first, second)]
        return judge(problem, tuple(rows)).cost

    assert (cost(0, 2), cost(1, 2), cost(0, 3)) == (0, 0, 0), "both end within half a burden of zero"
    assert cost(2, 1) == 4 * (1 + 1)
    assert cost(3, 0) == 4 * (4 + 4)
    assert tally.already == (-50, -250)
