"""Random small problems and their plans, for property tests of judge, solver and reasons."""

import datetime as dt

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from shifts.rules.problem import (
    NO_CAP,
    OFF,
    Bar,
    Blocks,
    Cover,
    Follow,
    Kind,
    Mentor,
    Pair,
    Pin,
    Plan,
    Problem,
    Run,
    Tally,
    Wish,
)

# A busy machine is no fault of a rule.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIRST = dt.date(2026, 2, 1)
KINDS = (Kind("day", 480, 510, 1050), Kind("late", 420, 1020, 1440), Kind("duty", 540, 1020, 1560))


def problem_of(people: int, days: int, **parts) -> Problem:
    """A problem of the three usual kinds; `parts` are constraints."""
    return Problem(FIRST, days, KINDS, tuple(f"p{number}" for number in range(people)), **parts)


def subsets(count: int, least: int = 0) -> st.SearchStrategy[tuple[int, ...]]:
    """Distinct numbers below `count`."""
    return st.lists(st.integers(0, count - 1), min_size=least, max_size=count, unique=True).map(tuple)


@st.composite
def problems(draw: st.DrawFn, *, people: int = 4, days: int = 7) -> Problem:
    """A problem with a few constraints of each sort, often impossible to meet."""
    people, days = draw(st.integers(2, people)), draw(st.integers(1, days))
    count = len(KINDS)
    value = st.integers(OFF, count - 1)
    values = st.lists(value, min_size=1, max_size=3, unique=True).map(tuple)
    who, when, what = subsets(people), subsets(days), subsets(count, 1)
    person, day = st.integers(0, people - 1), st.integers(0, days - 1)
    weighed = st.fixed_dictionaries({"hard": st.booleans(), "weight": st.integers(0, 9)})

    def some(strategy: st.SearchStrategy) -> tuple:
        return tuple(draw(st.lists(strategy, max_size=2)))

    @st.composite
    def tally(pick: st.DrawFn) -> Tally:
        chosen = pick(who)
        already = pick(st.lists(st.integers(-4, 4), min_size=len(chosen or range(people)), max_size=people))
        low = pick(st.integers(-3, 6))
        return Tally(
            "tally",
            tuple(pick(st.lists(st.integers(-2, 5), min_size=count, max_size=count))),
            pick(when),
            chosen,
            tuple(already[: len(chosen or range(people))]) if pick(st.booleans()) else (),
            pick(st.sampled_from((low, -NO_CAP))),
            pick(st.sampled_from((low + 3, low, NO_CAP))),
            pick(st.integers(1, 3)),
            pick(st.booleans()),
            **pick(weighed),
        )

    @st.composite
    def mentor(pick: st.DrawFn) -> Mentor:
        beside = tuple(pick(subsets(count)) for _ in range(count))
        return Mentor("mentor", pick(who), pick(who), beside, pick(when), **pick(weighed))

    @st.composite
    def pair(pick: st.DrawFn) -> Pair:
        first, second = pick(st.permutations(range(people)))[:2]
        kinds = pick(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=3))
        return Pair(
            "pair", first, second, tuple(kinds), pick(st.booleans()), days=pick(when), **pick(weighed)
        )

    @st.composite
    def blocks(pick: st.DrawFn) -> Blocks:
        chosen = pick(who)
        already = tuple(pick(st.integers(0, 2)) for _ in chosen or range(people))
        held = tuple(pick(st.lists(subsets(days, 1), max_size=3)))
        return Blocks(
            "blocks",
            held,
            pick(what),
            chosen,
            pick(st.sampled_from(((), already))),
            pick(st.integers(0, 2)),
            **pick(weighed),
        )

    follow = st.builds(
        lambda first, then, people, from_days, more: Follow("follow", first, then, people, from_days, **more),
        values,
        values,
        who,
        st.lists(st.integers(-1, days - 1), max_size=days, unique=True).map(tuple),
        weighed,
    )
    run = st.builds(
        lambda kinds, people, least, more, most: Run("run", kinds, people, least, least + more, **most),
        values,
        who,
        st.integers(0, 3),
        st.sampled_from((0, 1, 2, NO_CAP)),
        weighed,
    )
    cells = st.lists(st.tuples(day, st.integers(0, count - 1)), min_size=1, max_size=4, unique=True).map(
        tuple
    )
    small = st.integers(0, 4)
    before = st.lists(value, max_size=4).map(tuple)
    return problem_of(
        people,
        days,
        before=tuple(draw(before) for _ in range(people)) if draw(st.booleans()) else (),
        bars=some(st.builds(Bar, st.just("bar"), who, when, what)),
        pins=some(st.builds(Pin, person, day, value)),
        wishes=some(st.builds(Wish, st.just("wish"), person, day, values, st.integers(0, 9))),
        follows=some(follow),
        runs=some(run),
        tallies=some(tally()),
        blocks=some(blocks()),
        covers=some(st.builds(Cover, st.just("cover"), cells, small, small, small, who, day, st.just("x"))),
        pairs=some(pair()),
        mentors=some(mentor()),
    )


def plans(problem: Problem) -> st.SearchStrategy[Plan]:
    """Any plan of a problem, good or bad."""
    row = st.lists(st.integers(OFF, len(problem.kinds) - 1), min_size=problem.days, max_size=problem.days)
    count = len(problem.people)
    return st.lists(row.map(tuple), min_size=count, max_size=count).map(tuple)


@st.composite
def planned(draw: st.DrawFn, **sizes: int) -> tuple[Problem, Plan]:
    """A problem and a plan for it."""
    problem = draw(problems(**sizes))
    return problem, draw(plans(problem))
