"""Problems and plans as text: there and back, and what is refused."""

import json

import pytest
from hypothesis import given

from shifts.rules.codec import check, dump_plan, dump_problem, load_plan, load_problem
from shifts.rules.problem import OFF, Bar, Blocks, Cover, Mentor, Pair, Pin, Run, Tally, Wish
from shifts.tests.rules_problems import UNHURRIED, planned, problem_of


@UNHURRIED
@given(planned())
def test_there_and_back(case):
    problem, plan = case
    assert load_problem(dump_problem(problem)) == problem
    assert load_plan(dump_plan(plan), problem) == plan


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"bars": (Bar("r", (2,), (), (0,)),)}, "bars[0].people"),
        ({"bars": (Bar("r", (), (3,), (0,)),)}, "bars[0].days"),
        ({"bars": (Bar("r", (), (), (OFF,)),)}, "bars[0].kinds"),
        ({"pins": (Pin(0, 0, 3),)}, "pins[0].kind"),
        ({"wishes": (Wish("r", 0, 0, (0,), -1),)}, "wishes[0].weight"),
        ({"runs": (Run("r", (3,)),)}, "runs[0].kinds"),
        ({"tallies": (Tally("r", (1, 1)),)}, "tallies[0].values"),
        ({"tallies": (Tally("r", (1, 1, 1), per=0),)}, "tallies[0].per"),
        ({"tallies": (Tally("r", (1, 1, 1), already=(1,)),)}, "tallies[0].already"),
        ({"blocks": (Blocks("r", ((0, 3),), (0,)),)}, "blocks[0].blocks"),
        ({"covers": (Cover("r", ((0, OFF),), 1, 1),)}, "covers[0].cells"),
        ({"pairs": (Pair("r", 1, 1, ()),)}, "pairs[0]"),
        ({"mentors": (Mentor("r", (0,), (1,), ((0,),)),)}, "mentors[0].beside"),
        ({"before": ((0,),)}, "before has 1"),
    ],
)
def test_a_problem_that_speaks_of_what_it_has_not_is_refused(parts, place):
    problem = problem_of(2, 3, **parts)
    assert len(check(problem)) == 1
    with pytest.raises(ValueError) as caught:
        load_problem(dump_problem(problem))
    assert place in str(caught.value)


def malformed(**changes: object) -> str:
    found = json.loads(dump_problem(problem_of(2, 3, runs=(Run("r", (0,), most=2),))))
    found["problem"].update(changes)
    return json.dumps({key: value for key, value in found.items() if value is not None})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "format"),
        ('{"format": "cstm-problem-1"}', "at the top"),
        ('{"format": "cstm-problem-1", "problem": []}', "an object is wanted"),
        (malformed(days=None), "problem.days: a whole number"),
        (malformed(days=True), "problem.days: a whole number"),
        (malformed(days=10**30), "problem.days: a whole number"),
        (malformed(first="12 May"), "problem.first: a date"),
        (malformed(people="ann"), "problem.people: a list"),
        (malformed(people=[1]), "problem.people[0]: a text"),
        (malformed(colour=1), "no field 'colour'"),
        (malformed(runs=[{"rule": "r"}]), "problem.runs[0]: the field 'kinds' is absent"),
        (malformed(runs=[{"rule": "r", "kinds": [0], "hard": 1}]), "problem.runs[0].hard: true or false"),
        (malformed(covers=[{"rule": "r", "cells": [[1]], "need": 1, "under": 1}]), "2 values are wanted"),
    ],
)
def test_a_malformed_problem_is_refused_with_its_place(text, says):
    with pytest.raises(ValueError) as caught:
        load_problem(text)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (((0, 0, 0),), "1 people"),
        (((0, 0, 0), (0,)), "plan[1] has 1 days"),
        (((0, 0, 0), (0, 0, 3)), "plan[1][2]: there is no kind 3"),
    ],
)
def test_another_problems_plan_is_refused(plan, says):
    with pytest.raises(ValueError) as caught:
        load_plan(dump_plan(plan), problem_of(2, 3))
    assert says in str(caught.value)
