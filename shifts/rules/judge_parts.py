"""What one constraint finds: each function holds one kind of constraint against a row, a day or a count.

A row is one person's values, day by day. Nothing here knows of the whole plan; `judge` puts the parts
together.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple

from shifts.rules.problem import NO_CAP, OFF, Blocks, Cover, Follow, Mentor, Pair, Run, Tally

Row = tuple[int, ...]


class Breach(NamedTuple):
    """One thing found: how many units, on which day (None: the whole horizon), and the numbers for words."""

    units: int
    day: int | None
    numbers: dict[str, int]


Measure = Callable[[Row], list[Breach]]


def follow_measure(part: Follow, days: int, before: Row) -> Measure:
    """Forbidden successions of a row; each is found on its second day."""
    pairs = frozenset((a, b) for a in part.first for b in part.then)
    wanted = frozenset(part.days) if part.days else frozenset(range(-1, days))
    last = before[-1:]
    start = -len(last)

    def measure(row: Row) -> list[Breach]:
        whole = last + row
        return [
            Breach(1, day + 1, {"first": pair[0], "then": pair[1]})
            for day, pair in enumerate(itertools.pairwise(whole), start)
            if pair in pairs and day in wanted
        ]

    return measure


def stretches(row: Row, kinds: frozenset[int]) -> Iterator[tuple[int, int]]:
    """First and last place of each longest stretch of values among `kinds`."""
    start = None
    for place, value in enumerate(row):
        if value in kinds:
            start = place if start is None else start
        elif start is not None:
            yield start, place - 1
            start = None
    if start is not None:
        yield start, len(row) - 1


def run_measure(part: Run, days: int, before: Row) -> Measure:
    """Stretches that are too long or too short.

    Stretches that end before day 0 are the past's and are not asked; one that holds day 0 has the known days
    before it added. The breach stands on the stretch's first day within the horizon.
    """
    kinds = frozenset(part.kinds)
    carried = 0
    for value in reversed(before):
        if value not in kinds:
            break
        carried += 1

    def measure(row: Row) -> list[Breach]:
        found = []
        for first, last in stretches(row, kinds):
            length = last - first + 1 + (carried if first == 0 else 0)
            open_ended = last == days - 1 or (first == 0 and not before)
            short = 0 if open_ended else max(0, part.least - length)
            units = max(0, length - part.most) + short
            if units:
                numbers = {"length": length, "first": first, "last": last}
                found.append(Breach(units, first, numbers | _bounds(part.least, part.most, 0)))
        return found

    return measure


def tally_measure(part: Tally, days: int, already: int) -> Measure:
    """A person's sum outside its bounds, in steps of `per`, rounded up."""
    values = (*part.values, 0)  # OFF is -1 and so finds the 0 at the end
    wanted = tuple(sorted(set(part.days))) if part.days else tuple(range(days))
    whole = len(wanted) == days

    def measure(row: Row) -> list[Breach]:
        chosen = row if whole else [row[day] for day in wanted]
        total = already + sum(map(values.__getitem__, chosen))
        outside = max(part.least - total, total - part.most)
        if outside <= 0:
            return []
        numbers = {"total": total} | _bounds(part.least, part.most, -NO_CAP)
        return [Breach(-(-outside // part.per), None, numbers)]

    return measure


def blocks_measure(part: Blocks, already: int) -> Measure:
    """More blocks touched than allowed."""
    kinds = frozenset(part.kinds)

    def measure(row: Row) -> list[Breach]:
        touched = already + sum(any(row[day] in kinds for day in block) for block in part.blocks)
        if touched <= part.most:
            return []
        return [Breach(touched - part.most, None, {"total": touched, "most": part.most})]

    return measure


def _bounds(least: int, most: int, no_least: int) -> dict[str, int]:
    """Those bounds that say something."""
    found = {"least": least} if least > no_least else {}
    return found | ({"most": most} if most < NO_CAP else {})


def cover_breaches(part: Cover, heads: int) -> list[Breach]:
    """Heads missing, or too many where that costs something."""
    numbers = {"need": part.need, "present": heads}
    if heads < part.need:
        return [Breach(part.need - heads, part.day, numbers)]
    if heads > part.need and part.over:
        return [Breach(heads - part.need, part.day, numbers)]
    return []


def pair_breaches(part: Pair, day: int, first: int, second: int) -> list[Breach]:
    """Whether two people's values of one day go against what is asked of them; the order of a meeting pair
    does not matter."""
    meet = (first, second) in part.kinds or (second, first) in part.kinds
    wrong = not meet and (first != OFF or second != OFF) if part.together else meet
    return [Breach(1, day, {"first": first, "second": second})] if wrong else []


def mentor_breaches(part: Mentor, day: int, values: Callable[[int], int]) -> list[tuple[int, Breach]]:
    """Newcomers (with their breach) who work on this day without a veteran beside them; nobody is his own
    veteran. `values` gives a person's value of this day."""
    found = []
    for newcomer in dict.fromkeys(part.newcomers):
        kind = values(newcomer)
        if kind == OFF or not part.beside[kind]:
            continue
        if not any(values(other) in part.beside[kind] for other in part.veterans if other != newcomer):
            found.append((newcomer, Breach(1, day, {"kind": kind})))
    return found
