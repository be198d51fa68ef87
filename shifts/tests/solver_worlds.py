"""Random problems of every kind of constraint, and plans for them, for Hypothesis."""

import datetime as dt

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

Draw = st.DrawFn


def _some(draw: Draw, count: int, least: int = 0) -> tuple[int, ...]:
    whole = st.lists(st.integers(0, count - 1), min_size=least, max_size=count, unique=True)
    return tuple(sorted(draw(whole)))


def _values(draw: Draw, kinds: int) -> tuple[int, ...]:
    return tuple(draw(st.lists(st.integers(OFF, kinds - 1), min_size=1, max_size=kinds + 1, unique=True)))


def _price(draw: Draw) -> dict[str, object]:
    hard = draw(st.booleans())
    return {"hard": hard, "weight": 0 if hard else draw(st.integers(1, 9))}


def _already(draw: Draw, who: tuple[int, ...], people: int) -> tuple[int, ...]:
    count = len(who or range(people))
    return draw(st.just(()) | st.tuples(*[st.integers(-2, 3)] * count))


@st.composite
def problems(draw: Draw, *, bars: bool = True) -> Problem:
    """A small problem; every kind of constraint may stand in it, more than once."""
    people, days, kinds = draw(st.integers(1, 4)), draw(st.integers(1, 9)), draw(st.integers(1, 3))
    several = range(draw(st.integers(0, 2)))
    person, day = st.integers(0, people - 1), st.integers(0, days - 1)
    known = draw(st.booleans())
    before = tuple(
        tuple(draw(st.lists(st.integers(OFF, kinds - 1), max_size=3))) if known else () for _ in range(people)
    )
    who = [_some(draw, people) for _ in range(12)]
    return Problem(
        first=dt.date(2026, 5, 1),
        days=days,
        kinds=tuple(Kind(f"k{each}", 480 + 60 * each) for each in range(kinds)),
        people=tuple(f"p{each}" for each in range(people)),
        before=before if known else (),
        bars=tuple(
            Bar("bar", who[0], _some(draw, days), _some(draw, kinds, 1)) for _ in (several if bars else ())
        ),
        pins=tuple(
            {
                (pin.person, pin.day): pin
                for pin in (
                    Pin(draw(person), draw(day), draw(st.integers(OFF, kinds - 1)))
                    for _ in (several if bars else ())
                )
            }.values()
        ),
        wishes=tuple(
            Wish("wish", draw(person), draw(day), _values(draw, kinds), draw(st.integers(1, 5)))
            for _ in several
        ),
        follows=tuple(
            Follow(
                "follow",
                _values(draw, kinds),
                _values(draw, kinds),
                who[1],
                tuple(draw(st.lists(st.integers(-1, days - 1), max_size=3))),
                **_price(draw),
            )
            for _ in several
        ),
        runs=tuple(
            Run(
                "run",
                _values(draw, kinds),
                who[2],
                draw(st.integers(0, 3)),
                draw(st.integers(1, 4) | st.just(NO_CAP)),
                **_price(draw),
            )
            for _ in several
        ),
        tallies=tuple(
            Tally(
                "tally",
                tuple(draw(st.integers(-1, 3)) for _ in range(kinds)),
                _some(draw, days),
                who[3],
                _already(draw, who[3], people),
                draw(st.integers(-3, 4) | st.just(-NO_CAP)),
                draw(st.integers(4, 9) | st.just(NO_CAP)),
                draw(st.integers(1, 3)),
                draw(st.booleans()),
                **_price(draw),
            )
            for _ in several
        ),
        blocks=tuple(
            Blocks(
                "blocks",
                tuple(_some(draw, days, 1) for _ in range(draw(st.integers(1, 3)))),
                _some(draw, kinds, 1),
                who[4],
                _already(draw, who[4], people),
                draw(st.integers(0, 2)),
                **_price(draw),
            )
            for _ in several
        ),
        covers=tuple(
            Cover(
                "cover",
                tuple(draw(st.lists(st.tuples(day, st.integers(0, kinds - 1)), min_size=1, max_size=4))),
                draw(st.integers(0, 3)),
                draw(st.integers(0, 9)),
                draw(st.integers(0, 3)),
                who[5 + each],
            )
            for each in range(draw(st.integers(0, 6)))
        ),
        pairs=tuple(
            Pair(
                "pair",
                *draw(st.permutations(range(people)))[:2],
                tuple(draw(st.lists(st.tuples(*[st.integers(0, kinds - 1)] * 2), max_size=3, unique=True))),
                together=draw(st.booleans()),
                days=_some(draw, days),
                **_price(draw),
            )
            for _ in (several if people > 1 else ())
        ),
        mentors=tuple(
            Mentor(
                "mentor",
                _some(draw, people),
                _some(draw, people),
                tuple(_some(draw, kinds) for _ in range(kinds)),
                _some(draw, days),
                **_price(draw),
            )
            for _ in several
        ),
    )


@st.composite
def plans(draw: Draw, problem: Problem) -> Plan:
    """Any plan of the problem's shape."""
    kind = st.integers(OFF, len(problem.kinds) - 1)
    row = st.tuples(*[kind] * problem.days)
    return draw(st.tuples(*[row] * len(problem.people)))
