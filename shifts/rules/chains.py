"""Two changes where one is not enough: somebody takes a shift and hands an own one to somebody free."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shifts.rules.judge import Standing, newly_broken
from shifts.rules.problem import OFF

# How many are tried at most, and on how many days around; the page waits for the answer.
MOST_MOVERS, MOST_FREE, REACH = 15, 30, 7
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chain:
    """`mover` takes the shift; what he works on `day` goes to `taker`. `cost` is the exact difference."""

    mover: int
    day: int
    taker: int
    cost: int


def chains(
    standing: Standing,
    hard: Standing,
    person: int,
    day: int,
    *,
    silent: Collection[Cell] = (),
    limit: int = 3,
) -> tuple[Chain, ...]:
    """Ways to give away a shift that nobody free may simply take, the cheapest first; no rule newly breaks.

    First those that move shifts of the same day; only where there are none, those in which somebody free
    gives up a shift of a day nearby. `silent` cells belong to nobody here; `hard` is the plan beside the hard
    part of its problem.
    """
    found = list(_tried(standing, hard, person, day, _same_day(standing, person, day, silent)))
    if not found:
        found = list(
            _tried(standing, hard, person, day, _days_near(standing, hard, person, day, silent), limit)
        )
    return tuple(sorted(found, key=lambda each: (each.cost, each.mover, each.day, each.taker))[:limit])


def changes_of(
    standing: Standing, person: int, day: int, mover: int, other: int, taker: int
) -> dict[Cell, int]:
    """The cells of a chain."""
    plan = standing.plan
    changes = {(person, day): OFF, (mover, other): OFF}
    return changes | {(mover, day): plan[person][day], (taker, other): plan[mover][other]}


def _free(standing: Standing, day: int, silent: Collection[Cell], *but: int) -> list[int]:
    people = range(len(standing.plan))
    found = [each for each in people if standing.plan[each][day] == OFF and (each, day) not in silent]
    return [each for each in found if each not in but][:MOST_FREE]


def _same_day(
    standing: Standing, person: int, day: int, silent: Collection[Cell]
) -> Iterator[tuple[int, int, int]]:
    kind = standing.plan[person][day]
    movers = [
        each
        for each, row in enumerate(standing.plan)
        if each != person and row[day] not in (OFF, kind) and (each, day) not in silent
    ]
    free = _free(standing, day, silent, person)
    return ((mover, day, taker) for mover in movers[:MOST_MOVERS] for taker in free)


def _days_near(
    standing: Standing, hard: Standing, person: int, day: int, silent: Collection[Cell]
) -> Iterator[tuple[int, int, int]]:
    plan = standing.plan
    near = range(max(0, day - REACH), min(standing.problem.days, day + REACH + 1))
    for mover in _free(standing, day, silent, person):
        for other in near:
            if other == day or plan[mover][other] == OFF or (mover, other) in silent:
                continue
            alone = {(person, day): OFF, (mover, day): plan[person][day], (mover, other): OFF}
            if newly_broken(hard.delta(alone)):
                continue
            for taker in _free(standing, other, silent, person, mover):
                yield mover, other, taker


def _tried(
    standing: Standing,
    hard: Standing,
    person: int,
    day: int,
    tries: Iterator[tuple[int, int, int]],
    enough: int | None = None,
) -> Iterator[Chain]:
    """Those that keep all rules; after `enough` of them nobody looks further."""
    count = 0
    for mover, other, taker in tries:
        changes = changes_of(standing, person, day, mover, other, taker)
        if newly_broken(hard.delta(changes)):
            continue
        yield Chain(mover, other, taker, standing.delta(changes).cost)
        count += 1
        if count == enough:
            return
