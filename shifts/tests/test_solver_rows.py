"""The search over whole rows: the mix is the cheapest, rows keep the rules, plans only get better."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import rostering_instances as instances
from bench import rostering_shapes as shapes
from bench.rostering_world import make
from shifts.rules.judge import judge
from shifts.rules.problem import Cover, Plan, Problem
from shifts.solver import master as master_module
from shifts.solver.compile import compile_problem, to_plan, to_values
from shifts.solver.master import Master
from shifts.solver.pools import alone, split
from shifts.solver.search import Budget, Search, solve
from shifts.solver.seek import Seeker
from shifts.solver.simplex import reduced, settle
from shifts.solver.tasks import BY_ROWS, STAGES, Order, tasks, usual
from shifts.tests.solver_worlds import plans, problems

QUICK = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def _covered(problem: Problem) -> Problem:
    """The problem with one cover at least: without any there is nothing to mix."""
    return replace(problem, covers=problem.covers or (Cover("cover", ((0, 0),), 1, 5, 1),))


def _choose(master: Master, cost: Callable[[int], float], rows: dict[int, list[np.ndarray]]) -> list[int]:
    first = []
    for person, own in rows.items():
        numbers = [master.add(person, row, cost(place))[0] for place, row in enumerate(own)]
        first.append(numbers[0])
    return first


def _best_mix(master: Master) -> None:
    """No column would make the mix cheaper, and what the prices promise is what it costs."""
    g = master.g
    for column in range(master.count + 2 * master.covers):
        assert reduced(g, column) >= -1e-5
    assert float(g.price @ g.aims) == pytest.approx(master.value, rel=1e-6, abs=1e-4)
    heads = np.zeros(len(g.aims))
    for column, level in zip(g.basis, g.level, strict=True):
        if column < master.count:
            np.add.at(heads, g.line[g.at[column] : g.at[column + 1]], level)
        elif column < master.count + master.covers:
            heads[master.people + column - master.count] += level
        else:
            heads[master.people + column - master.count - master.covers] -= level
    assert np.allclose(heads, g.aims, atol=1e-6)


@QUICK
@given(st.data())
def test_the_mix_is_the_cheapest_and_meets_every_line(data: st.DataObject) -> None:
    problem = _covered(data.draw(problems()))
    model = compile_problem(problem)
    master = Master(model, 1)
    several = [to_values(data.draw(plans(problem)), int(model.dims[2])) for _ in range(4)]
    rows = {person: [plan[person] for plan in several] for person in range(len(problem.people))}
    weights = data.draw(st.lists(st.integers(0, 9), min_size=4, max_size=4))
    first = _choose(master, lambda place: float(weights[place]), rows)
    master.begin(first)
    master.solve()
    _best_mix(master)
    value = master.value
    assert settle(master.g) == 1  # the inverse made anew says the same
    assert master.value == pytest.approx(value, abs=1e-4)
    person = data.draw(st.integers(0, len(problem.people) - 1))
    shut = np.array([number for number in master.of(person) if number != first[person]], np.int64)
    master.close(shut)
    master.reprice()
    master.solve()
    _best_mix(master)
    assert master.value >= value - 1e-4
    master.open(shut)
    master.reprice()
    master.solve()
    assert master.value == pytest.approx(value, abs=1e-4)


def test_rows_are_forgotten_and_the_mix_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make(6, 14, 4, seed=2).problem
    model = compile_problem(problem)
    master, draw = Master(model, 1), np.random.default_rng(1)
    rows = {p: [draw.integers(0, 5, 14).astype(np.int16) for _ in range(300)] for p in range(6)}
    first = _choose(master, float, rows)
    master.begin(first)
    master.solve()
    value = master.value
    monkeypatch.setattr(master_module, "MOST", 1000)
    kept = [master.rows[number].tobytes() for number in first]
    master.thin(first)
    assert master.count == 500
    assert master.value == pytest.approx(value, abs=1e-6)
    assert all((person, row) in master.known for person, row in enumerate(kept))
    master.solve()
    _best_mix(master)
    assert master.value == pytest.approx(value, abs=1e-4)


@QUICK
@given(st.data())
def test_a_row_costs_what_the_judge_says_and_keeps_what_is_held(data: st.DataObject) -> None:
    problem = replace(_covered(data.draw(problems())), pins=(), bars=(), pairs=(), mentors=())
    model = compile_problem(problem)
    values = int(model.dims[2])
    seeker = Seeker(problem, model, 3, 10.0)
    person = data.draw(st.integers(0, len(problem.people) - 1))
    start = to_values(data.draw(plans(problem)), values)[person]
    own = alone(problem, person)
    fixed = np.where(np.arange(problem.days) % 2 == 0, start, -1)
    seeker.hold(person, fixed)
    prices = np.array([float(cover.under) for cover in problem.covers])
    found = seeker.seek(person, prices, start, 500, 5.0)
    seeker.release([person])
    if found is None:
        return
    judged = judge(own, to_plan(found[None, :], values))
    assert judged.broken == 0
    assert seeker.cost(person, found) == (0, judged.cost)
    assert all(found[::2] == start[::2])


@QUICK
@given(problems(), st.integers(1, 99))
def test_the_search_over_rows_never_loses_and_knows_what_it_has(problem: Problem, seed: int) -> None:
    search = Search(replace(_covered(problem), pins=()), seed, None, BY_ROWS)
    search.run(Budget(moves=20_000), upto=BY_ROWS[1].until)
    before = search.totals
    search.run(Budget(moves=20_000))
    assert search.totals <= before
    judged = judge(search.problem, search.best)
    assert (judged.broken == 0) == (search.totals[0] == 0)
    assert judged.cost == search.totals[1]


def test_the_same_seed_gives_the_same_plan_over_rows() -> None:
    problem = make(12, 14, 4, seed=5).problem

    def found(seed: int) -> Plan:
        return solve(problem, moves=600_000, seed=seed, stages=BY_ROWS)

    assert found(7) == found(7)


def test_a_dive_makes_a_better_plan_than_it_began_with(tmp_path: Path) -> None:
    path = tmp_path / "instance.txt"
    path.write_text(shapes.text(12, 14, 3, seed=4), encoding="utf-8")
    short = replace(BY_ROWS[0], until=0.02)
    search = Search(instances.read(path), 1, None, (short, replace(BY_ROWS[2], until=1.0)))
    budget = Budget(moves=5_000_000)
    search.run(budget, upto=short.until)
    before = search.totals
    assert before[0] == 0
    search.run(budget)
    assert search.totals[0] == 0
    assert search.totals[1] < before[1]


def test_rows_are_searched_where_the_budget_allows() -> None:
    problem = make(12, 14, 4, seed=5).problem
    pools = split(problem)
    assert usual(pools, None, 10_000) == STAGES
    assert usual(pools, 60.0, None) == BY_ROWS
    wide = [replace(pool, problem=replace(pool.problem, covers=problem.covers * 100)) for pool in pools]
    assert usual(wide, 60.0, None) == STAGES
    one, other = tasks(Order(problem, 60.0), pools)
    assert one.stages == other.stages == BY_ROWS
    assert one.meet == other.meet and one.meet[-1] == BY_ROWS[-2].until
