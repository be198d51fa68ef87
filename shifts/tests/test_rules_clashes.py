"""Rules that nobody can keep together: each is named with its rules and numbers, and never wrongly."""

import itertools

import pytest
from hypothesis import given

from shifts.rules import clash
from shifts.rules.book import PIN_RULE, Book
from shifts.rules.clashes import clashes
from shifts.rules.judge import judge, row_findings
from shifts.rules.problem import (
    OFF,
    Bar,
    Blocks,
    Cover,
    Follow,
    Mentor,
    Pair,
    Pin,
    Problem,
    Run,
    Tally,
)
from shifts.tests.rules_problems import UNHURRIED, planned, problem_of, problems

O, D, L, N = OFF, 0, 1, 2  # noqa: E741 - letters as on the grid
WORK = (D, L, N)
MINUTES = (480, 420, 540)
ONE = (1, 1, 1)
COVERS = {clash.COVER_PEOPLE, clash.COVER_DAY, clash.COVER_TOTAL}
FIXED_DUTY = (Pin(0, 0, N), Pin(0, 1, D))


def week(number: int) -> tuple[int, ...]:
    return tuple(range(7 * number, 7 * number + 7))


@pytest.mark.parametrize(
    ("days", "parts", "kind", "rules", "numbers"),
    [
        (3, {"pins": (Pin(0, 0, D), Pin(0, 0, L))}, clash.PINS_DIFFER, {PIN_RULE}, {}),
        (
            3,
            {"pins": (Pin(0, 0, D),), "bars": (Bar("leave", (0,), (0,), WORK),)},
            clash.PIN_BARRED,
            {PIN_RULE, "leave"},
            {},
        ),
        (
            28,
            {"tallies": (Tally("month", MINUTES, least=9600, most=9000),)},
            clash.BOUNDS,
            {"month"},
            {"least": 9600, "most": 9000},
        ),
        (
            28,
            {
                "tallies": (
                    Tally("month", MINUTES, least=12_000),
                    *(Tally("week", MINUTES, week(n), most=2640) for n in range(4)),
                )
            },
            clash.TOO_LITTLE,
            {"month", "week"},
            {"least": 12_000, "possible": 10_560},
        ),
        (
            28,
            {
                "tallies": (Tally("month", MINUTES, least=11_000), Tally("rest days", ONE, most=22)),
                "bars": (Bar("certificate", (), (), (N,)),),
            },
            clash.TOO_LITTLE,
            {"month", "rest days", "certificate"},
            {"least": 11_000, "possible": 10_560},
        ),
        (
            7,
            {"tallies": (Tally("least", ONE, least=6),), "runs": (Run("days in a row", WORK, most=2),)},
            clash.TOO_LITTLE,
            {"least", "days in a row"},
            {"least": 6, "possible": 5},
        ),
        (
            4,
            {"tallies": (Tally("nights", (0, 0, 1), least=3),), "follows": (Follow("rest", (N,), (N,)),)},
            clash.TOO_LITTLE,
            {"nights", "rest"},
            {"least": 3, "possible": 2},
        ),
        (
            7,
            {"tallies": (Tally("least", ONE, least=5),), "bars": (Bar("leave", (0,), (0, 1, 2), WORK),)},
            clash.TOO_LITTLE,
            {"least", "leave"},
            {"least": 5, "possible": 4},
        ),
        (
            3,
            {"tallies": (Tally("nights", (0, 0, 1), already=(2,), most=2),), "pins": (Pin(0, 0, N),)},
            clash.TOO_MUCH,
            {"nights", PIN_RULE},
            {"most": 2, "forced": 3},
        ),
        (
            4,
            {
                "blocks": (Blocks("weekends", ((0, 1), (2, 3)), WORK, most=1),),
                "pins": (Pin(0, 1, D), Pin(0, 2, D)),
            },
            clash.TOO_MUCH,
            {"weekends", PIN_RULE},
            {"most": 1, "forced": 2},
        ),
        (
            3,
            {"follows": (Follow("rest", (N,), (D,)),), "pins": FIXED_DUTY},
            clash.SUCCESSION,
            {"rest", PIN_RULE},
            {},
        ),
        (
            3,
            {"follows": (Follow("rest", (N,), (D,)),), "pins": (Pin(0, 0, D),), "before": ((N,),)},
            clash.SUCCESSION,
            {"rest", PIN_RULE},
            {},
        ),
        (
            5,
            {"runs": (Run("days off", (O,), most=2),), "bars": (Bar("leave", (0,), (1, 2, 3), WORK),)},
            clash.RUN_LONG,
            {"days off", "leave"},
            {"most": 2, "forced": 3},
        ),
        (
            5,
            {
                "runs": (Run("days", WORK, least=3),),
                "bars": (Bar("leave", (0,), (0, 3), WORK),),
                "pins": (Pin(0, 1, D),),
            },
            clash.RUN_SHORT,
            {"days", "leave", PIN_RULE},
            {"least": 3, "possible": 2},
        ),
        (
            9,
            {"runs": (Run("least", (D, L), least=4), Run("most", WORK, most=3))},
            clash.RUN_LENGTHS,
            {"least", "most"},
            {"least": 4, "most": 3},
        ),
        (
            3,
            {
                "pins": (Pin(0, 0, N), Pin(0, 2, D)),
                "follows": (Follow("rest", (N,), (O, D)), Follow("late", (L, N), (D, L, N))),
            },
            clash.NO_ROW,
            {"rest", "late", PIN_RULE},
            {},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_person(days, parts, kind, rules, numbers):
    found = [each for each in clashes(problem_of(1, days, **parts)) if each.kind not in COVERS]
    assert [each.kind for each in found] == [kind]
    assert set(found[0].rules) == rules
    assert dict(found[0].numbers) == numbers
    assert found[0].people in ((0,), ())


def test_people_with_the_same_clash_stand_together():
    month = Tally("month", MINUTES, people=(0, 2), least=9600)
    rest = Tally("rest days", ONE, most=10)
    (found,) = clashes(problem_of(3, 28, tallies=(month, rest)))
    assert (found.kind, found.people, found.rules) == (clash.TOO_LITTLE, (0, 2), ("month", "rest days"))


def test_pairs_and_newcomers():
    pins = (Pin(0, 0, D), Pin(1, 0, D), Pin(0, 1, D), Pin(1, 1, O))
    apart = Pair("apart", 0, 1, ((D, D),))
    together = Pair("together", 0, 1, ((D, D),), together=True)
    found = clashes(problem_of(2, 3, pins=pins, pairs=(apart, together)))
    assert [(each.kind, each.rules[0], each.days) for each in found] == [
        (clash.PAIR, "apart", (0,)),
        (clash.PAIR, "together", (1,)),
    ]
    mentor = Mentor("newcomers", (0,), (1,), ((D,), (L,), (N,)), hard=True)
    found = clashes(problem_of(2, 3, pins=pins, mentors=(mentor,)))
    assert [(each.kind, each.people, each.days) for each in found] == [(clash.MENTOR, (0,), (1,))]


def cover(day: int, kind: int, need: int, **more: object) -> Cover:
    return Cover("need", ((day, kind),), need, under=10, day=day, **more)


@pytest.mark.parametrize(
    ("parts", "kind", "rules", "numbers"),
    [
        (
            {"covers": (cover(0, L, 3),), "bars": (Bar("leave", (1,), (0,), WORK),)},
            clash.COVER_PEOPLE,
            {"need", "leave"},
            {"need": 3, "possible": 2},
        ),
        (
            {"covers": (cover(0, L, 2, people=(1,)),)},
            clash.COVER_PEOPLE,
            {"need"},
            {"need": 2, "possible": 1},
        ),
        (
            {"covers": (cover(0, D, 2), cover(0, L, 2))},
            clash.COVER_DAY,
            {"need"},
            {"need": 4, "possible": 3},
        ),
        (
            {
                "covers": tuple(cover(day, D, 3) for day in range(4)),
                "tallies": (Tally("rest days", ONE, most=3),),
            },
            clash.COVER_TOTAL,
            {"need", "rest days"},
            {"need": 12, "possible": 9},
        ),
    ],
)
def test_more_heads_than_may_come(parts, kind, rules, numbers):
    (found,) = clashes(problem_of(3, 4, **parts))
    assert (found.kind, set(found.rules), dict(found.numbers)) == (kind, rules, numbers)


def test_a_month_that_can_be_met_has_no_clash():
    parts = {
        "tallies": (
            Tally("month", MINUTES, least=9600, most=10_560),
            *(Tally("week", MINUTES, week(n), most=2640) for n in range(4)),
            Tally("rest days", ONE, most=24),
        ),
        "runs": (Run("days", WORK, least=2, most=6),),
        "follows": (Follow("rest", (N,), (D,)),),
        "bars": (Bar("leave", (0,), (3, 4), WORK),),
        "covers": tuple(cover(day, D, 2) for day in range(28)),
    }
    assert clashes(problem_of(4, 28, **parts)) == []


def test_days_before_lengthen_the_first_stretch_alone():
    off = {"runs": (Run("days off", (O,), most=2),), "before": ((O, O),)}
    (found,) = clashes(problem_of(1, 4, bars=(Bar("leave", (), (0,), WORK),), **off))
    assert (found.kind, dict(found.numbers)) == (clash.RUN_LONG, {"most": 2, "forced": 3})
    later = Bar("leave", (), (1, 2), WORK)
    assert clashes(problem_of(1, 4, bars=(later,), pins=(Pin(0, 0, D),), **off)) == []


def keepable(problem: Problem) -> bool:
    """Whether any plan at all breaks nothing, by trying all."""
    book = Book(problem)
    values = range(OFF, len(problem.kinds))
    rows = [
        [
            row
            for row in itertools.product(values, repeat=problem.days)
            if not any(each.hard for each in row_findings(book.rows[person], person, row))
            and not any(
                row[day] in wrong
                for day in range(problem.days)
                for _part, _rule, wrong, hard, _weight in book.cells.get((person, day), ())
                if hard
            )
        ]
        for person in book.everybody
    ]
    return any(judge(problem, plan).broken == 0 for plan in itertools.product(*rows))


@UNHURRIED
@given(problems(people=2, days=3))
def test_no_clash_is_named_where_the_rules_can_be_kept(problem):
    named = [each for each in clashes(problem) if each.kind not in {*COVERS, clash.RUN_LENGTHS}]
    if named:
        assert not keepable(problem), named


@UNHURRIED
@given(planned(people=3, days=4))
def test_heads_that_are_said_to_be_missing_are_missing_in_every_plan_that_keeps_the_rules(case):
    problem, plan = case
    found = judge(problem, plan)
    if found.broken == 0:
        short = [dict(each.numbers) for each in clashes(problem) if each.kind in COVERS]
        assert found.missing >= max((each["need"] - each["possible"] for each in short), default=0)
