"""What the compiled search believes a plan to cost is what the judge says, for every kind of constraint."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shifts.rules.judge import judge
from shifts.rules.problem import Problem
from shifts.solver.compile import compile_problem, to_plan, to_values
from shifts.solver.kernel import NEGATIVE_LOGS, anneal
from shifts.solver.model import fresh_state
from shifts.solver.rebuild import rebuild
from shifts.solver.search import LENGTHS, MIX
from shifts.tests.solver_worlds import plans, problems

QUICK = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.data())
def test_the_whole_cost_is_the_judges(data: st.DataObject) -> None:
    problem = data.draw(problems())
    plan = data.draw(plans(problem))
    pinned = {(pin.person, pin.day): pin.kind for pin in problem.pins}
    plan = tuple(
        tuple(pinned.get((person, day), kind) for day, kind in enumerate(row))
        for person, row in enumerate(plan)
    )
    model = compile_problem(problem)
    state = fresh_state(model, 1)
    state.plan[:] = to_values(plan, int(model.dims[2]))
    rebuild(model, state, 1)
    judgement = judge(problem, plan)
    assert (judgement.broken, judgement.cost) == (state.total[0], state.total[1])


@QUICK
@given(problems(), st.integers(0, 2**31))
def test_many_small_steps_add_up(problem: Problem, seed: int) -> None:
    """After a thousand moves, taken and taken back, the running totals are those counted anew."""
    model = compile_problem(problem)
    state = fresh_state(model, seed)
    allowed = model.allowed
    off = int(model.dims[2]) - 1
    state.plan[:] = np.where(allowed[:, :, off] > 0, off, allowed.argmax(axis=2))
    rebuild(model, state, 0)
    anneal(model, state, 1000, 20.0, 0.5, 10, MIX, LENGTHS, NEGATIVE_LOGS)
    running = [state.total, state.row_hard, state.row_soft, state.sums, state.heads, state.touched]
    running = [each.copy() for each in (*running, state.beside, state.learners, state.pieces)]
    rebuild(model, state, 0)
    anew = [state.total, state.row_hard, state.row_soft, state.sums, state.heads, state.touched]
    for one, other in zip(running, (*anew, state.beside, state.learners, state.pieces), strict=True):
        assert np.array_equal(one, other)
    state.plan[:] = state.best
    claimed = state.best_total.copy()
    rebuild(model, state, 0)
    assert np.array_equal(state.total, claimed)
    plan = to_plan(state.best, off + 1)
    assert judge(problem, plan).cost == claimed[1]
