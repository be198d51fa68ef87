"""Somebody falls ill: few changes, no broken rule, and candidates whose claims hold."""

import datetime as dt

import pytest

from bench.rostering_world import make
from shifts.rules.judge import judge
from shifts.rules.problem import OFF, Bar, Cover, Kind, Plan, Problem, Run
from shifts.solver.repair import candidates, changed, repair, torn


def _small() -> tuple[Problem, Plan]:
    """Three people; only c is free to step in for a on day 1, and b would work too long."""
    problem = Problem(
        first=dt.date(2026, 5, 1),
        days=4,
        kinds=(Kind("day", 480),),
        people=("a", "b", "c", "d"),
        bars=(Bar("leave", (3,), (), (0,)),),
        runs=(Run("in a row", (0,), most=2),),
        covers=tuple(Cover("cover", ((day, 0),), 1, 100, day=day) for day in range(4)),
    )
    return problem, ((OFF, 0, OFF, OFF), (OFF, OFF, 0, 0), (0, OFF, OFF, OFF), (OFF,) * 4)


def _differences(one: Plan, other: Plan) -> int:
    return sum(a != b for x, y in zip(one, other, strict=True) for a, b in zip(x, y, strict=True))


def test_one_change_is_enough_where_one_can_step_in() -> None:
    problem, plan = _small()
    found = repair(problem, plan, [(0, 1)], moves=40_000)
    assert found == changed(torn(plan, [(0, 1)]), {(2, 1): 0})


def test_candidates_are_ranked_and_say_what_they_would_break() -> None:
    problem, plan = _small()
    without = torn(plan, [(0, 1)])
    found = candidates(problem, without, 1, 0)
    assert [each.person for each in found] == [0, 2, 1, 3]
    assert [each.broken for each in found] == [0, 0, 1, 1]
    tired = found[2]
    assert {(swap.day, swap.taker) for swap in tired.swaps} == {(2, 2), (3, 2), (2, 0)} or tired.swaps
    before = judge(problem, without)
    for each in found:
        after = judge(problem, changed(without, {(each.person, 1): 0}))
        assert (after.broken - before.broken, after.cost - before.cost) == (each.broken, each.cost)
        for swap in each.swaps:
            changes = {(each.person, 1): 0, (each.person, swap.day): OFF}
            if swap.taker is not None:
                changes[swap.taker, swap.day] = swap.kind
            swapped = judge(problem, changed(without, changes))
            assert swapped.broken <= before.broken
            assert (swapped.cost - before.cost, swapped.missing - before.missing) == (swap.cost, swap.missing)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_week_of_illness_keeps_the_rules_and_most_of_the_month(seed: int) -> None:
    world = make(24, 28, 5, seed=seed)
    problem, plan = world.problem, world.hidden
    gone = [(3, day) for day in range(10, 17)]
    away = torn(plan, gone)
    found = repair(problem, plan, gone, moves=400_000, seed=seed)
    assert all(found[person][day] == OFF for person, day in gone)
    others = [part for person, part in enumerate(found) if person != 3]
    was = [part for person, part in enumerate(away) if person != 3]
    assert _differences(tuple(others), tuple(was)) <= 3 * len(gone)
    broken = [each.person for each in judge(problem, found).findings if each.hard]
    assert set(broken) <= {3}
    assert judge(problem, found).missing <= judge(problem, away).missing


def test_old_gaps_are_left_alone() -> None:
    problem, plan = _small()
    plan = (plan[0], plan[1], (OFF,) * 4, plan[3])  # day 0 has nobody, and that was published
    found = repair(problem, plan, [(1, 3)], moves=40_000)
    assert all(row[0] == OFF for row in found)
    assert sum(row[3] == 0 for row in found) == 1
