"""The judge: each constraint by a table, all together against a second formulation, and differences."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shifts.rules.judge import delta, judge, person_findings
from shifts.rules.problem import (
    OFF,
    Bar,
    Blocks,
    Cover,
    Finding,
    Follow,
    Mentor,
    Pair,
    Pin,
    Plan,
    Problem,
    Run,
    Tally,
    Wish,
)
from shifts.tests.rules_problems import UNHURRIED, planned, problem_of

O, D, L, N = OFF, 0, 1, 2  # noqa: E741 - letters as on the grid
WORK = (D, L, N)


def sums(plan: Plan, days: int | None = None, **parts) -> tuple[int, int, int]:
    found = judge(problem_of(len(plan), days or len(plan[0]), **parts), plan)
    return found.broken, found.cost, found.missing


@pytest.mark.parametrize(
    ("row", "part", "units"),
    [
        ((N, D), Follow("rest", (N,), (D,)), 1),
        ((N, O, D), Follow("rest", (N,), (D,)), 0),
        ((N, D, N, D), Follow("rest", (N,), (D,), days=(0,)), 1),
        ((D, D, D), Run("days", WORK, most=2), 1),
        ((D, L, N, O, D), Run("days", WORK, most=1), 2),
        ((O, D, O), Run("days", WORK, least=3), 2),
        ((D, O, O), Run("days", WORK, least=3), 0),
        ((O, O, D), Run("days", WORK, least=3), 0),
        ((D, O, D), Run("free", (O,), least=2), 1),
        ((D, D, L), Tally("minutes", (480, 420, 540), most=1000), 380),
        ((D, D, L), Tally("minutes", (480, 420, 540), most=1000, per=60), 7),
        ((D, O, O), Tally("minutes", (480, 420, 540), least=960, per=480), 1),
        ((D, O, D), Tally("minutes", (1, 1, 1), days=(0, 1), most=0), 1),
        ((D, O, D), Tally("rest", (1, 1, 1), already=(3,), most=4), 1),
        ((D, D, O, D), Blocks("weekends", ((0, 1), (2,), (3,)), WORK, most=1), 1),
        ((D, D, O, D), Blocks("weekends", ((0, 1), (2,), (3,)), WORK, already=(2,), most=1), 3),
        ((D, D, O, D), Blocks("weekends", ((0, 1), (2,), (3,)), (L,), most=0), 0),
    ],
)
def test_rows(row, part, units):
    name = {Follow: "follows", Run: "runs", Tally: "tallies", Blocks: "blocks"}[type(part)]
    assert sums((row,), **{name: (part,)}) == (units, 0, 0)
    soft = replace(part, hard=False, weight=3)
    assert sums((row,), **{name: (soft,)}) == (0, 3 * units, 0)


def test_people_named_are_asked_alone():
    rest = Follow("rest", (N,), (D,), people=(1,))
    assert sums(((N, D), (O, O)), follows=(rest,)) == (0, 0, 0)
    assert sums(((O, O), (N, D)), follows=(rest,)) == (1, 0, 0)


@pytest.mark.parametrize(
    ("before", "units"),
    [((), 0), ((N,), 1), ((N, O), 0), ((D, N), 1)],
    ids=["unknown", "duty", "off", "both"],
)
def test_the_day_before_counts_for_rest(before, units):
    rest = Follow("rest", (N,), (D,))
    assert sums(((D, O),), before=(before,), follows=(rest,))[0] == units
    assert sums(((D, O),), before=(before,), follows=(replace(rest, days=(0, 1)),))[0] == 0


@pytest.mark.parametrize(
    ("before", "row", "most", "least"),
    [
        ((D, D), (D, O, O), 1, 0),
        ((D, O), (D, O, O), 0, 1),
        ((O, D), (D, O, O), 0, 0),
        ((D, D, D), (O, D, D), 0, 0),
        ((), (D, O, O), 0, 0),
    ],
)
def test_a_stretch_has_its_days_before(before, row, most, least):
    assert sums((row,), before=(before,), runs=(Run("days", WORK, most=2),))[0] == most
    assert sums((row,), before=(before,), runs=(Run("days", WORK, least=2),))[0] == least


def test_a_square_costs_the_second_straw_more():
    tally = Tally("fair", (1, 1, 1), most=0, square=True, hard=False, weight=2)
    assert sums(((D, O, O),), tallies=(tally,)) == (0, 2, 0)
    assert sums(((D, D, D),), tallies=(tally,)) == (0, 18, 0)
    assert sums(((D, D, D),), tallies=(replace(tally, hard=True),)) == (3, 0, 0)


def test_cells():
    plan = ((D, O), (L, N))
    assert sums(plan, bars=(Bar("leave", (0,), (0,), WORK),)) == (1, 0, 0)
    assert sums(plan, bars=(Bar("leave", (), (), WORK),)) == (3, 0, 0)
    assert sums(plan, pins=(Pin(0, 0, D), Pin(0, 1, D), Pin(1, 0, OFF))) == (2, 0, 0)
    assert sums(plan, wishes=(Wish("off", 1, 1, WORK, 4), Wish("on", 0, 1, (OFF, N), 5))) == (0, 9, 0)


def test_cover_counts_heads_and_names_the_gap():
    plan = ((D, O), (D, N), (L, N))
    cover = Cover("need", ((0, D), (0, L)), 4, under=7, over=2, day=0, label="Monday")
    assert sums(plan, covers=(cover,)) == (0, 7, 1)
    assert sums(plan, covers=(replace(cover, need=1),)) == (0, 4, 0)
    assert sums(plan, covers=(replace(cover, need=1, over=0),)) == (0, 0, 0)
    assert sums(plan, covers=(replace(cover, people=(2,)),)) == (0, 21, 3)
    both = Cover("need", ((0, D), (1, N)), 5, under=1)
    assert sums(plan, covers=(both,)) == (0, 1, 1), "who works two of the cells counts twice"
    found = judge(problem_of(3, 2, covers=(cover,)), plan).findings
    assert found == (Finding("need", ("cover", 0), False, 1, 7, None, 0, {"need": 4, "present": 3}),)


def test_pairs():
    apart, together = Pair("apart", 0, 1, ((D, L),)), Pair("together", 0, 1, ((D, L),), together=True)
    for plan, meets in ((((D,), (L,)), True), (((L,), (D,)), True), (((D,), (D,)), False)):
        assert sums(plan, pairs=(apart,))[0] == meets
        assert sums(plan, pairs=(together,))[0] == (not meets)
    assert sums(((O, D), (O, O)), pairs=(together, apart)) == (1, 0, 0)


def test_newcomers_sit_beside_veterans():
    mentor = Mentor("mentor", (0,), (1, 0), ((D,), (L, N), ()), hard=True)
    plan = ((D, D, L, L, N, O), (D, L, N, O, O, D))
    found = judge(problem_of(2, 6, mentors=(mentor,)), plan)
    assert [(each.person, each.day) for each in found.findings] == [(0, 1), (0, 3)]
    assert judge(problem_of(2, 6, mentors=(replace(mentor, days=(3,)),)), plan).broken == 1


def test_findings_say_who_when_and_how_much():
    problem = problem_of(2, 3, runs=(Run("days", WORK, most=1),), wishes=(Wish("off", 1, 0, (D,), 4),))
    found = judge(problem, ((O, D, D), (D, O, O)))
    assert found.findings == (
        Finding("off", ("wish", 0), False, 1, 4, 1, 0, {"kind": D}),
        Finding("days", ("run", 0), True, 1, 0, 0, 1, {"length": 2, "first": 1, "last": 2, "most": 1}),
    )
    assert person_findings(problem, ((O, D, D), (D, O, O)), 1) == found.findings[:1]


def second(problem: Problem, plan: Plan) -> tuple[int, int, int]:
    """The same sums, written day by day from the definitions and sharing nothing with the judge."""
    everybody, days = range(len(problem.people)), range(problem.days)
    past = problem.before or [()] * len(everybody)
    broken = cost = missing = 0

    def add(part, units, square=False):
        nonlocal broken, cost
        broken += units if part.hard else 0
        cost += 0 if part.hard else part.weight * (units * units if square else units)

    def at(person, day):
        if day >= 0:
            return plan[person][day]
        return past[person][day] if len(past[person]) >= -day else None

    for person in everybody:
        for day in days:
            value = at(person, day)
            broken += sum(
                person in (bar.people or everybody) and day in (bar.days or days) and value in bar.kinds
                for bar in problem.bars
            )
            here = (person, day)
            broken += sum((pin.person, pin.day) == here and pin.kind != value for pin in problem.pins)
            cost += sum(w.weight for w in problem.wishes if (w.person, w.day) == here and value in w.kinds)
        for part in (each for each in problem.follows if person in (each.people or everybody)):
            for day in range(-1, problem.days - 1):
                if day in (part.days or range(-1, problem.days)):
                    add(part, at(person, day) in part.first and at(person, day + 1) in part.then)
        for part in (each for each in problem.runs if person in (each.people or everybody)):
            for end in days:
                if at(person, end) not in part.kinds:
                    continue
                if end + 1 in days and at(person, end + 1) in part.kinds:
                    continue
                begin = end
                while at(person, begin - 1) in part.kinds:
                    begin -= 1
                add(part, max(0, end - begin + 1 - part.most))
                if end != days[-1] and (begin > 0 or past[person]):
                    add(part, max(0, part.least - (end - begin + 1)))
        for part in (each for each in problem.tallies if person in (each.people or everybody)):
            total = part.already[(part.people or [*everybody]).index(person)] if part.already else 0
            for day in part.days or days:
                total += 0 if at(person, day) == OFF else part.values[at(person, day)]
            units = 0
            while total + units * part.per < part.least or total - units * part.per > part.most:
                units += 1
                if total + units * part.per >= part.least and total < part.least:
                    break
            add(part, units, part.square)
        for part in (each for each in problem.blocks if person in (each.people or everybody)):
            total = part.already[(part.people or [*everybody]).index(person)] if part.already else 0
            total += sum(any(at(person, day) in part.kinds for day in block) for block in part.blocks)
            add(part, max(0, total - part.most))
    for part in problem.covers:
        heads = sum(at(p, day) == kind for p in part.people or everybody for day, kind in part.cells)
        missing += max(0, part.need - heads)
        cost += part.under * max(0, part.need - heads) + part.over * max(0, heads - part.need)
    for part in problem.pairs:
        for day in part.days or days:
            both = at(part.first, day), at(part.second, day)
            meet = any(set(both) == set(kinds) for kinds in part.kinds)
            add(part, both != (OFF, OFF) and not meet if part.together else meet)
    for part in problem.mentors:
        for person, day in ((p, d) for p in part.newcomers for d in part.days or days):
            near = part.beside[at(person, day)] if at(person, day) != OFF else ()
            others = [other for other in part.veterans if other != person]
            add(part, bool(near) and not any(at(other, day) in near for other in others))
    return broken, cost, missing


@UNHURRIED
@given(planned())
def test_two_formulations_agree(case):
    found = judge(*case)
    assert (found.broken, found.cost, found.missing) == second(*case)
    assert found.broken == sum(each.units for each in found.findings if each.hard)
    assert found.cost == sum(each.cost for each in found.findings)


@UNHURRIED
@given(planned(), st.data())
def test_a_difference_is_the_difference_of_two_judgements(case, data):
    problem, plan = case
    cell = st.tuples(st.integers(0, len(plan) - 1), st.integers(0, problem.days - 1))
    changes = data.draw(st.dictionaries(cell, st.integers(OFF, 2), max_size=4))
    rows = [list(row) for row in plan]
    for (person, day), value in changes.items():
        rows[person][day] = value
    old, new = judge(problem, plan), judge(problem, tuple(map(tuple, rows)))
    found = delta(problem, plan, changes)
    assert (found.broken, found.cost, found.missing) == (
        new.broken - old.broken,
        new.cost - old.cost,
        new.missing - old.missing,
    )
    assert all(each in old.findings for each in found.gone)
    assert all(each in new.findings for each in found.come)


@UNHURRIED
@given(planned())
def test_every_finding_about_a_person_is_found_for_him(case):
    problem, plan = case
    named = [each for each in judge(problem, plan).findings if each.person is not None]
    for person in range(len(plan)):
        mine = person_findings(problem, plan, person)
        assert all(each in mine for each in named if each.person == person)
        assert all(each in named for each in mine)
