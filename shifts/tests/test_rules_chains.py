"""Chains of two changes: each keeps all rules and costs what was said."""

from hypothesis import given

from shifts.rules.chains import chains, changes_of
from shifts.rules.judge import Standing, hard_part
from shifts.rules.problem import OFF
from shifts.tests.rules_problems import UNHURRIED
from shifts.tests.test_rules_explain import cells, changed, hard_units, step


@UNHURRIED
@given(cells())
def test_a_chain_breaks_nothing_and_costs_what_was_said(case):
    problem, plan, person, day = case
    if plan[person][day] == OFF:
        return
    standing, hard = Standing(problem, plan), Standing(hard_part(problem), plan)
    for each in chains(standing, hard, person, day):
        changes = changes_of(standing, person, day, each.mover, each.day, each.taker)
        assert step(problem, plan, changes)[1] == each.cost
        after = hard_units(problem, changed(plan, changes))
        assert not after - hard_units(problem, plan)
        # The shift is worked, and nobody's shift is lost on the way.
        assert changes[each.mover, day] == plan[person][day]
        assert changes[each.taker, each.day] == plan[each.mover][each.day] != OFF
        assert plan[each.taker][each.day] == OFF
