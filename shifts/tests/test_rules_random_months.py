"""Random months from random rows of rules: judge and search count every rule alike, one by one and all."""

import datetime as dt
from collections import defaultdict
from dataclasses import fields, replace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shifts.choices import RuleKind
from shifts.rules.builders import problem_of
from shifts.rules.builders_values import Asked, Couple, Facts, Heads, Line, Person, Work
from shifts.rules.calendar import date_kinds
from shifts.rules.judge import judge
from shifts.rules.problem import OFF, Kind, Plan, Problem
from shifts.rules.rule_forms import ELSEWHERE, HARD_ONLY, HOURS, NUMBERS, SOFT_ONLY, kept
from shifts.rules.spans import Span
from shifts.solver.compile import compile_problem, to_values
from shifts.solver.model import fresh_state
from shifts.solver.rebuild import rebuild
from shifts.solver.search import solve

QUICK = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
ZONE = ZoneInfo("Asia/Shanghai")
KINDS = (
    Kind("D@1", 480, 510, 1050, "1"),
    Kind("E@1", 420, 1020, 1440, "1"),
    Kind("N@2", 540, 1020, 1560, "2"),
)
WORKS = (
    Work(1, 1, "day", 0, ((510, 1050),)),
    Work(2, 1, "evening", 120, ((1020, 1440),), skills=frozenset({5})),
    Work(3, 2, "on_duty", 240, ((1020, 1560),), certificates=frozenset({7})),
)
PLACES = tuple(
    each.name for each in fields(Problem) if each.name not in ("first", "days", "kinds", "people", "before")
)
Draw = st.DrawFn


def _days(draw: Draw, days: int) -> frozenset[int]:
    """Most days, or all, from some day on."""
    return frozenset(range(draw(st.integers(0, 3)), days)) if draw(st.booleans()) else frozenset(range(days))


@st.composite
def _person(draw: Draw, number: int, first: dt.date, days: int) -> Person:
    value = st.integers(OFF, len(KINDS) - 1)
    start = dt.datetime.combine(first, dt.time(6), ZONE) + dt.timedelta(days=draw(st.integers(0, days)))
    away = (Span(start, start + dt.timedelta(hours=draw(st.integers(1, 60)))),)
    return Person(
        agent=number,
        name=f"P{number}",
        days=_days(draw, days),
        weekly=(draw(st.sampled_from((1200, 2400))),) * days,
        hired_on=first - dt.timedelta(days=draw(st.integers(-3, 120))),
        before=tuple(draw(st.lists(value, max_size=5))),
        away=away if draw(st.booleans()) else (),
        exempt=frozenset(draw(st.lists(st.integers(0, days - 1), max_size=5))),
        desks={1: _days(draw, days), 2: _days(draw, days)},
        certificates={7: _days(draw, days)} if draw(st.booleans()) else {},
        skills={5: (draw(st.integers(0, 5)),) * days} if draw(st.booleans()) else {},
        balances={"evening": draw(st.integers(-300, 300)), "refused": draw(st.integers(-100, 100))},
    )


@st.composite
def _line(draw: Draw, kind: RuleKind, people: int, days: int) -> Line:
    """A row of a rule with numbers that its form would take."""
    asked: dict[str, Any] = {}
    for each in NUMBERS.get(kind, ()):
        if each.needed or draw(st.booleans()):
            most = min(each.most, {HOURS: 200}.get(each.unit, 12 if each.most < 1000 else 100))
            asked[each.name] = draw(st.integers(each.least, most))
    if {"least", "most"} <= set(asked):
        asked["least"], asked["most"] = sorted((asked["least"], max(1, asked["most"])))
    elif kind in (RuleKind.WEEKLY_MINUTES, RuleKind.MONTHLY_MINUTES) and not asked:
        asked["most"] = 40
    params: dict[str, Any] = kept(kind, asked)
    if kind == RuleKind.SUCCESSION:
        names = st.sampled_from(("D", "E", "N", "day", "on_duty"))
        params["pairs"] = draw(st.lists(st.lists(names, min_size=2, max_size=2), max_size=2))
    hard = kind in HARD_ONLY or (kind not in SOFT_ONLY and draw(st.booleans()))
    who, cut = tuple(range(people)), draw(st.integers(0, days))
    # A rule that changes in the month speaks to its own days alone.
    when = tuple(range(cut, days)) if draw(st.booleans()) and cut < days else tuple(range(days))
    return Line(str(kind), str(kind), hard, 0 if hard else draw(st.integers(1, 20)), params, ((who, when),))


@st.composite
def months(draw: Draw) -> Problem:
    """The problem of some people's month under some rows of every kind of rule."""
    first = dt.date(2026, draw(st.integers(1, 12)), 1)
    days, people = draw(st.integers(5, 31)), draw(st.integers(2, 4))
    kinds = [kind for kind in RuleKind if kind not in ELSEWHERE]
    chosen = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=8, unique=True))
    day, person = st.integers(0, days - 1), st.integers(0, people - 1)
    wishes = draw(st.lists(st.tuples(person, day, st.booleans(), st.integers(1, 3)), max_size=4))
    couple = st.tuples(st.booleans(), st.booleans(), st.integers(1, 9))
    needs = [Heads(1, each, draw(st.integers(0, 2)), template=1) for each in range(days)]
    needs += [Heads(1, each, 1, start=1020, minutes=120) for each in range(0, days, 3)]
    needs += [Heads(2, each, 1, template=3) for each in range(0, days, 2)]
    return problem_of(
        Facts(
            first,
            days,
            ZONE,
            KINDS,
            WORKS,
            tuple(draw(_person(number, first, days)) for number in range(people)),
            date_kinds(first, days),
            tuple(draw(_line(kind, people, days)) for kind in chosen),
            needs=tuple(needs),
            asked=tuple(
                Asked(number, who, when, off, None, weight)
                for number, (who, when, off, weight) in enumerate(wishes)
            ),
            couples=tuple(Couple(0, 1, *each) for each in draw(st.lists(couple, max_size=1))),
        )
    )


def _alone(problem: Problem, rule: str) -> Problem:
    """The constraints of one rule by themselves."""
    parts = {
        place: tuple(each for each in getattr(problem, place) if _rule(each) == rule) for place in PLACES
    }
    return replace(problem, **parts)


def _rule(constraint: object) -> str:
    return str(getattr(constraint, "rule", "pin"))


def _searched(problem: Problem, plan: Plan) -> tuple[int, int]:
    """Units broken and cost as the search counts them."""
    model = compile_problem(problem)
    state = fresh_state(model, 1)
    state.plan[:] = to_values(plan, int(model.dims[2]))
    rebuild(model, state, 1)
    return int(state.total[0]), int(state.total[1])


@QUICK
@given(months(), st.integers(1, 99), st.booleans())
def test_judge_and_search_agree_on_every_rule(problem: Problem, seed: int, searched: bool) -> None:
    plan = solve(problem, moves=1500, seed=seed)
    if not searched:  # a plan that pays no heed to any rule
        plan = tuple(
            tuple((seed * 7 + 3 * person + day * (person + 2)) % 4 - 1 for day in range(problem.days))
            for person in range(len(problem.people))
        )
    whole = judge(problem, plan)
    assert _searched(problem, plan) == (whole.broken, whole.cost)
    told: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for finding in whole.findings:
        told[finding.rule][0] += finding.units if finding.hard else 0
        told[finding.rule][1] += finding.cost
    rules = {_rule(each) for place in PLACES for each in getattr(problem, place)}
    assert set(told) <= rules
    for rule in sorted(rules):
        own = judge(_alone(problem, rule), plan)
        assert (own.broken, own.cost) == tuple(told[rule]), rule
        assert _searched(_alone(problem, rule), plan) == (own.broken, own.cost), rule
