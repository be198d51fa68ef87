"""Reasons and gaps: every number that is claimed is what happens when one does it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shifts.rules.book import PIN_RULE
from shifts.rules.explain import Balance, Barred, WishAnswer, explain
from shifts.rules.gaps import OTHER_SHIFT, Doors, gaps
from shifts.rules.judge import judge
from shifts.rules.problem import OFF, Bar, Cover, Follow, Pin, Plan, Problem, Run, Tally, Wish
from shifts.tests.rules_problems import UNHURRIED, planned, problem_of

O, D, L, N = OFF, 0, 1, 2  # noqa: E741 - letters as on the grid
WORK = (D, L, N)


def changed(plan: Plan, changes: dict[tuple[int, int], int]) -> Plan:
    rows = [list(row) for row in plan]
    for (person, day), value in changes.items():
        rows[person][day] = value
    return tuple(map(tuple, rows))


def step(problem: Problem, plan: Plan, changes: dict[tuple[int, int], int]) -> tuple[int, int, int]:
    old, new = judge(problem, plan), judge(problem, changed(plan, changes))
    return new.broken - old.broken, new.cost - old.cost, new.missing - old.missing


def hard_units(problem: Problem, plan: Plan) -> Counter:
    """Units of hard rules by constraint and person, by day too where a day is judged alone."""
    whole = ("run", "tally", "blocks")
    found = Counter()
    for each in judge(problem, plan).findings:
        if each.hard:
            found[each.part, each.person, each.part[0] not in whole and each.day] += each.units
    return found


@st.composite
def cells(draw):
    problem, plan = draw(planned())
    return problem, plan, draw(st.integers(0, len(plan) - 1)), draw(st.integers(0, problem.days - 1))


@UNHURRIED
@given(cells())
def test_flipping_the_cell_does_what_was_claimed(case):
    problem, plan, person, day = case
    why = explain(problem, plan, person, day)
    assert {each.value for each in why.alternatives} == {O, *WORK} - {why.value}
    for each in why.alternatives:
        claimed = each.broken, each.cost, each.missing
        assert claimed == step(problem, plan, {(person, day): each.value})
        old = judge(problem, plan).findings
        new = judge(problem, changed(plan, {(person, day): each.value})).findings
        assert all(one in old and one not in new for one in each.gone)
        assert all(one in new and one not in old for one in each.come)


@UNHURRIED
@given(cells())
def test_a_swap_that_is_named_breaks_nothing_and_costs_what_was_said(case):
    problem, plan, person, day = case
    old = hard_units(problem, plan)
    found = explain(problem, plan, person, day, limit=100).swaps
    assert [each.cost for each in found] == sorted(each.cost for each in found)
    for swap in found:
        changes = dict(swap.changes)
        new = hard_units(problem, changed(plan, changes))
        assert all(new[key] <= old[key] for key in new)
        assert (swap.broken, swap.cost, swap.missing) == step(problem, plan, changes)
        assert all(changes[person, d] == plan[swap.partner][d] for d in swap.days)
        assert all(changes[swap.partner, d] == plan[person][d] for d in swap.days)
        assert len(changes) == 2 * len(swap.days)


@UNHURRIED
@given(cells())
def test_no_swap_of_one_day_is_kept_back(case):
    problem, plan, person, day = case
    old = hard_units(problem, plan)
    named = {
        each.partner for each in explain(problem, plan, person, day, limit=100).swaps if len(each.days) == 1
    }
    for partner in set(range(len(plan))) - {person}:
        here, there = plan[person][day], plan[partner][day]
        if O in (here, there) or here == there:
            continue
        new = hard_units(problem, changed(plan, {(person, day): there, (partner, day): here}))
        assert (partner in named) == all(new[key] <= old[key] for key in new)


@UNHURRIED
@given(cells())
def test_who_could_have_worked_it_breaks_no_rule_of_his_own(case):
    problem, plan, person, day = case
    old, kind = hard_units(problem, plan), plan[person][day]
    found = {each.person: each for each in explain(problem, plan, person, day).candidates}
    for other in set(range(len(plan))) - {person}:
        if kind == O or plan[other][day] != O:
            assert other not in found
            continue
        new = hard_units(problem, changed(plan, {(other, day): kind}))
        assert (other in found) == all(new[key] <= old[key] for key in new)
        if other in found:
            claimed = found[other].broken, found[other].cost, found[other].missing
            assert claimed == step(problem, plan, {(person, day): O, (other, day): kind})


def test_what_is_said_about_a_cell():
    problem = problem_of(
        3,
        3,
        bars=(Bar("certificate", (0,), (), (N,)), Bar("leave", (1,), (0,), WORK)),
        pins=(Pin(0, 1, D),),
        wishes=(
            Wish("request", 0, 0, WORK, 15),
            Wish("request", 0, 2, WORK, 5),
            Wish("request", 1, 0, WORK, 9),
        ),
        follows=(Follow("rest", (L,), (D,)),),
        tallies=(Tally("evenings", (0, 1, 1), already=(2, 0, 0), most=1, square=True, hard=False, weight=3),),
        covers=(Cover("need", ((0, L),), 2, under=10, day=0), Cover("need", ((2, N),), 1, under=10, day=2)),
    )
    plan = ((L, D, O), (O, O, O), (D, O, O))
    why = explain(problem, plan, 0, 0, fairness={"evenings"})
    assert why.bars == (Barred("certificate", 0, (N,)),)
    assert not why.pinned
    assert explain(problem, plan, 0, 1).pinned
    assert why.wishes == (WishAnswer("request", 0, False, 15),)
    assert why.wishes[0].cost == 15
    assert explain(problem, plan, 0, 2).wishes[0].cost == 0
    assert why.balances == (Balance("evenings", 0, 1, 3, -(10**9), 1, 12, 3),)
    assert {each.rule for each in why.findings} == {"request", "rest", "evenings", "need"}
    assert [each.person for each in why.candidates] == [], "one is on leave, the other works"
    assert [(each.partner, each.days) for each in why.swaps] == [(2, (0,))]
    off = next(each for each in why.alternatives if each.value == O)
    assert (off.broken, off.cost) == (-1, -15 + 10 - 9)
    assert {each.rule for each in off.gone} == {"rest", "request", "evenings", "need"}
    assert {each.rule for each in off.come} == {"evenings", "need"}


def test_a_swap_of_two_days_is_found():
    problem = problem_of(2, 4, covers=tuple(Cover("need", ((d, D),), 1, 10, day=d) for d in range(4)))
    plan = ((D, O, D, O), (O, D, O, D))
    found = explain(problem, plan, 0, 0).swaps
    assert [(each.partner, each.days, each.cost) for each in found] == [(1, (0, 1), 0), (1, (0, 3), 0)]
    mirrored = explain(problem, plan, 0, 1).swaps
    assert [each.days for each in mirrored] == [(1, 0), (1, 2)]
    assert len(explain(problem, plan, 0, 0, limit=1).swaps) == 1
    single = problem_of(2, 4, runs=(Run("days", WORK, most=1),))
    assert explain(single, plan, 0, 0).swaps == (), "each would make two days in a row for somebody"


def test_a_gap_is_named_with_what_stops_everybody():
    problem = problem_of(
        7,
        3,
        bars=(Bar("leave", (2,), (1,), WORK), Bar("certificate", (3,), (), (L,))),
        pins=(Pin(6, 1, O),),
        follows=(Follow("rest", (L,), (D,)),),
        covers=(Cover("need", ((1, L),), 8, under=10, day=1, label="12 May evening"),),
    )
    plan = ((O, L, O), (O, O, O), (O, O, O), (O, O, O), (O, O, D), (O, D, O), (O, O, O))
    (gap,) = gaps(problem, plan)
    assert (gap.label, gap.needed, gap.present, gap.missing) == ("12 May evening", 8, 1, 7)
    assert (gap.may_work, gap.free) == (2, (1,))
    assert gap.reasons == {"leave": 1, "certificate": 1, "rest": 1, OTHER_SHIFT: 1, PIN_RULE: 1}


def test_of_several_reasons_the_nearest_is_told():
    problem = problem_of(
        1,
        2,
        bars=(Bar("certificate", (), (), (N,)),),
        follows=(Follow("rest", (L,), (D,)),),
        covers=(Cover("need", ((0, N), (0, L)), 1, under=1),),
    )
    (gap,) = gaps(problem, ((O, D),))
    assert gap.reasons == {"rest": 1}
    assert Doors(problem, ((O, D),)).stop(0, 0, N) == "certificate"
    assert Doors(problem, ((O, D),)).stop(0, 0, D) is None


@UNHURRIED
@given(planned())
def test_a_gap_counts_everybody_once_and_its_free_people_are_free(case):
    problem, plan = case
    found = gaps(problem, plan)
    assert sum(gap.missing for gap in found) == judge(problem, plan).missing
    old = hard_units(problem, plan)
    for gap in found:
        cover = problem.covers[gap.place]
        pool = cover.people or range(len(plan))
        assert gap.may_work + sum(gap.reasons.values()) == len(pool)
        for person in gap.free:
            steps = [{(person, day): kind} for day, kind in cover.cells if plan[person][day] == O]
            after = [hard_units(problem, changed(plan, each)) for each in steps]
            assert any(all(new[key] <= old[key] for key in new) for new in after)
