"""What the search promises whatever the problem: pins, bars, the same plan again, and a plan at all."""

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import rostering_instances as instances
from bench import rostering_shapes as shapes
from bench.rostering_world import make
from shifts.rules.judge import judge
from shifts.rules.problem import OFF, Bar, Cover, Kind, Pin, Plan, Problem, Run, Tally
from shifts.solver.crew import floor
from shifts.solver.pools import join, split
from shifts.solver.search import Budget, Search, solve
from shifts.solver.tasks import LARGE, Order, tasks
from shifts.tests.solver_worlds import plans, problems

QUICK = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))

TINY = """
SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
A,E=7|L=2,2400,960,3,2,2,1
SECTION_DAYS_OFF
A,0
SECTION_SHIFT_ON_REQUESTS
A,2,L,3
A,6,E,2
SECTION_SHIFT_OFF_REQUESTS
A,3,E,2
SECTION_COVER
1,E,1,100,1
2,E,1,100,1
3,L,1,100,1
4,L,0,100,7
5,E,1,100,1
"""


def _ring(problem: Problem) -> Plan:
    return tuple((OFF,) * problem.days for _ in problem.people)


@QUICK
@given(problems(), st.integers(1, 99))
def test_pins_and_bars_are_kept(problem: Problem, seed: int) -> None:
    plan = solve(problem, moves=2000, seed=seed)
    pinned = {(pin.person, pin.day): pin.kind for pin in problem.pins}
    assert all(plan[person][day] == kind for (person, day), kind in pinned.items())
    for bar in problem.bars:
        for person in bar.people or range(len(problem.people)):
            for day in bar.days or range(problem.days):
                assert (person, day) in pinned or plan[person][day] not in bar.kinds


@QUICK
@given(problems())
def test_a_search_is_never_worse_than_where_it_began(problem: Problem) -> None:
    problem = replace(problem, pins=(), bars=())
    start = solve(problem, moves=500, seed=3)
    plan = solve(problem, moves=2000, seed=4, start=start)
    begun, found = judge(problem, start), judge(problem, plan)
    assert (found.broken == 0) >= (begun.broken == 0)
    if begun.broken == found.broken == 0:
        assert found.cost <= begun.cost


@QUICK
@given(st.data())
def test_pools_cost_together_what_the_whole_costs(data: st.DataObject) -> None:
    problem = data.draw(problems())
    plan = solve(problem, moves=200, seed=data.draw(st.integers(1, 9)))
    pools = split(problem)
    assert sorted(person for pool in pools for person in pool.people) == list(range(len(problem.people)))
    parts = [tuple(plan[person] for person in pool.people) for pool in pools]
    assert join(problem, pools, parts) == plan
    found = [judge(pool.problem, part) for pool, part in zip(pools, parts, strict=True)]
    kept = sum(len(pool.problem.covers) for pool in pools)
    whole = judge(problem, plan)
    assert sum(each.broken for each in found) == whole.broken
    lost = whole.cost - sum(each.cost for each in found)
    assert lost == 0 if kept == len(problem.covers) else lost >= 0


@QUICK
@given(st.data())
def test_no_plan_is_cheaper_than_the_floor(data: st.DataObject) -> None:
    problem = replace(data.draw(problems(bars=False)), bars=(Bar("bar", (0,), (0,), (0,)),))
    plan = data.draw(plans(problem))
    plan = (tuple(OFF if day == 0 and kind == 0 else kind for day, kind in enumerate(plan[0])), *plan[1:])
    assert floor(problem) <= judge(problem, plan).cost


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = make(12, 14, 4, seed=5).problem
    one, same, other = (solve(problem, moves=120_000, seed=seed) for seed in (7, 7, 8))
    assert one == same
    assert one != other


def test_a_plan_comes_even_where_nothing_can_be_covered() -> None:
    problem = Problem(
        first=dt.date(2026, 5, 1),
        days=3,
        kinds=(Kind("day", 480),),
        people=("a", "b"),
        bars=(Bar("leave", (), (), (0,)),),
        covers=(Cover("cover", ((1, 0),), 2, 100),),
    )
    assert solve(problem, moves=1000) == _ring(problem)
    assert floor(problem) == 200


def test_rules_that_clash_still_give_a_plan_with_the_pins_in_it() -> None:
    problem = Problem(
        first=dt.date(2026, 5, 1),
        days=6,
        kinds=(Kind("day", 480),),
        people=("a",),
        pins=(Pin(0, 0, 0), Pin(0, 1, 0), Pin(0, 2, 0)),
        runs=(Run("in a row", (0,), most=2),),
        tallies=(Tally("days", (1,), least=6),),
        covers=(Cover("cover", ((5, 0),), 1, 100),),
    )
    plan = solve(problem, moves=20_000)
    assert plan[0][:3] == (0, 0, 0)
    assert judge(problem, plan).broken == 2  # one day too many in a row, one day too few


def test_nobody_and_no_kinds_are_problems_too() -> None:
    nobody = Problem(first=dt.date(2026, 5, 1), days=2, kinds=(Kind("day", 480),), people=())
    assert solve(nobody, moves=10) == ()
    idle = Problem(first=dt.date(2026, 5, 1), days=2, kinds=(), people=("a",))
    assert solve(idle, moves=10) == ((OFF, OFF),)


def test_a_small_instance_is_solved_to_its_optimum(tmp_path: Path) -> None:
    path = tmp_path / "Instance0.txt"
    path.write_text(TINY, encoding="utf-8")
    problem = instances.read(path)
    every = (judge(problem, (row,)) for row in itertools.product((OFF, 0, 1), repeat=7))
    optimum = min((each.broken, each.cost) for each in every)
    found = judge(problem, solve(problem, moves=40_000))
    assert optimum[0] == 0
    assert (found.broken, found.cost) == optimum


def test_an_invented_month_has_the_roster_it_was_read_off() -> None:
    for teams in (1, 3):
        world = make(30, 31, 6, teams, seed=teams)
        hidden = judge(world.problem, world.hidden)
        assert (hidden.broken, hidden.missing) == (0, 0)
        assert len(split(world.problem)) >= teams


def test_teams_that_do_not_touch_are_dealt_out_and_one_team_is_searched_twice() -> None:
    problem = make(24, 10, 4, teams=4).problem
    pools = split(problem)
    dealt = tasks(Order(problem, moves=10), pools)
    assert max(pool.size for pool in pools) <= LARGE * sum(pool.size for pool in pools)
    assert sorted(place for task in dealt for place, _ in task.pools) == list(range(len(pools)))
    alone = make(8, 10, 4).problem
    twice = tasks(Order(alone, moves=10), split(alone))
    assert len({task.seed for task in twice}) == 2
    assert all(len(task.pools) == len(split(alone)) and task.meet for task in twice)


def test_rows_that_keep_their_own_rules_are_found_where_the_search_is_too_short(tmp_path: Path) -> None:
    """Twelve weeks of narrow bounds, and moves for a fraction of a second."""
    path = tmp_path / "Instance0.txt"
    path.write_text(shapes.text(6, 84, 3, seed=1), encoding="utf-8")
    problem = instances.read(path)
    search = Search(problem, 1)
    search.round(0.0, 0.01, 5000)
    assert search.totals[0] > 0
    search.run(Budget(moves=20_000))
    assert search.totals[0] == judge(problem, search.best).broken == 0


def test_a_row_whose_own_rules_clash_is_sought_once() -> None:
    """And everybody else's is found all the same."""
    problem = Problem(
        first=dt.date(2026, 5, 1),
        days=28,
        kinds=(Kind("day", 480),),
        people=("a", "b"),
        tallies=(Tally("days", (1,), people=(0,), least=20, most=10), Tally("days", (1,), least=14, most=15)),
        runs=(Run("in a row", (0,), least=3, most=5), Run("off in a row", (OFF,), least=2)),
    )
    search = Search(problem, 1)
    search.run(Budget(moves=2000))
    found = judge(problem, search.best)
    assert {each.person for each in found.findings if each.hard} == {0}
    assert search.hopeless == {0}
