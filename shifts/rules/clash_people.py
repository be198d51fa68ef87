"""Clashes that one person's row shows, and rules that contradict themselves whoever works."""

from collections import defaultdict
from collections.abc import Iterator
from math import floor

from shifts.rules.book import PIN_RULE, Book
from shifts.rules.clash import (
    BOUNDS,
    NO_ROW,
    PIN_BARRED,
    PINS_DIFFER,
    RUN_LENGTHS,
    RUN_LONG,
    RUN_SHORT,
    SUCCESSION,
    TOO_LITTLE,
    TOO_MUCH,
    Clash,
    bar_rules,
    numbers,
)
from shifts.rules.judge_parts import stretches
from shifts.rules.problem import NO_CAP, OFF, Problem, Run
from shifts.rules.reach import TINY, Allowed, Bound, Reach


def cells(problem: Problem, allowed: tuple[Allowed, ...]) -> Iterator[Clash]:
    """Pins that contradict each other or a bar."""
    pins = defaultdict(set)
    for pin in problem.pins:
        pins[pin.person, pin.day].add(pin.kind)
    for (person, day), kinds in pins.items():
        if len(kinds) > 1:
            yield Clash(PINS_DIFFER, (PIN_RULE,), (person,), (day,))
        elif not allowed[person][day]:
            rules = [
                bar.rule
                for bar in problem.bars
                if (not bar.people or person in bar.people)
                and (not bar.days or day in bar.days)
                and kinds & set(bar.kinds)
            ]
            yield Clash(PIN_BARRED, (PIN_RULE, *dict.fromkeys(rules)), (person,), (day,))


def alone(problem: Problem) -> Iterator[Clash]:
    """Rules that contradict themselves or another, whoever works."""
    for tally in problem.tallies:
        if tally.hard and tally.least > tally.most:
            found = numbers(least=tally.least, most=tally.most)
            yield Clash(BOUNDS, (tally.rule,), tally.people, tally.days, found)
    hard = [run for run in problem.runs if run.hard]
    for one in hard:
        for other in hard:
            people = _common(one, other)
            if people is not None and 0 < other.most < one.least and set(one.kinds) <= set(other.kinds):
                found = numbers(least=one.least, most=other.most)
                yield Clash(RUN_LENGTHS, tuple(dict.fromkeys((one.rule, other.rule))), people, (), found)


def _common(one: Run, other: Run) -> tuple[int, ...] | None:
    """The people of both (empty: all), or None where there are none."""
    if not one.people or not other.people:
        return one.people or other.people
    return tuple(sorted(set(one.people) & set(other.people))) or None


def row_clashes(book: Book, person: int, row: Allowed) -> Iterator[Clash]:
    """What a person's fixed cells break by themselves."""
    problem = book.problem
    reach = Reach(problem, person)
    before, days = reach.before, problem.days
    for follow in reach.follows:
        first, then = set(follow.first), set(follow.then)
        for day in follow.days or range(-1, days - 1):
            held = row[day] if day >= 0 else frozenset(before[-1:])
            if day + 1 < days and held and held <= first and row[day + 1] <= then:
                rules = (follow.rule, *bar_rules(book, person, (day, day + 1)))
                yield Clash(SUCCESSION, rules, (person,), (max(day, 0), day + 1))
    for run in reach.runs:
        yield from _run(book, person, row, run, before)
    for blocks in (each for each in problem.blocks if each.hard):
        if blocks.people and person not in blocks.people:
            continue
        kinds = set(blocks.kinds)
        forced = [day for block in blocks.blocks for day in block if row[day] <= kinds]
        place = blocks.people.index(person) if blocks.people else person
        count = (blocks.already[place] if blocks.already else 0) + sum(
            any(row[day] <= kinds for day in block) for block in blocks.blocks
        )
        if count > blocks.most:
            rules = (blocks.rule, *bar_rules(book, person, forced))
            yield Clash(TOO_MUCH, rules, (person,), (), numbers(most=blocks.most, forced=count))


def _run(book: Book, person: int, row: Allowed, run: Run, before: tuple[int, ...]) -> Iterator[Clash]:
    """Fixed stretches that are too long, and fixed days whose stretch can never be long enough."""
    kinds, carried = frozenset(run.kinds), 0
    for value in reversed(before):
        if value not in kinds:
            break
        carried += 1
    fixed = tuple(1 if held <= kinds else 0 for held in row)
    possible = tuple(1 if held & kinds else 0 for held in row)
    one = frozenset((1,))
    for first, last in stretches(fixed, one):
        length = last - first + 1 + (carried if first == 0 else 0)
        if length > run.most:
            days = tuple(range(first, last + 1))
            rules = (run.rule, *bar_rules(book, person, days))
            yield Clash(RUN_LONG, rules, (person,), days, numbers(most=run.most, forced=length))
    for first, last in stretches(possible, one):
        length = last - first + 1 + (carried if first == 0 else 0)
        if last == book.problem.days - 1 or (first == 0 and not before) or length >= run.least:
            continue
        days = tuple(day for day in range(first, last + 1) if fixed[day])
        if days:
            rules = (run.rule, *bar_rules(book, person, range(max(0, first - 1), last + 2)))
            yield Clash(RUN_SHORT, rules, (person,), days, numbers(least=run.least, possible=length))


def sums(book: Book, allowed: tuple[Allowed, ...], told: set[int]) -> Iterator[Clash]:
    """Rows that cannot be, sums that cannot reach their least, and fixed cells that carry a sum too far.

    Of people in `told` it is already said why no row of theirs can be.
    """
    problem = book.problem
    free = tuple(frozenset(range(OFF, len(problem.kinds))) for _ in range(problem.days))
    nothing = (0,) * len(problem.kinds)
    known: dict[tuple[object, ...], Bound] = {}

    def most(reach: Reach, values: tuple[int, ...], days: tuple[int, ...], row: Allowed) -> Bound:
        key = (values, days, row, reach.key())
        if key not in known:
            known[key] = reach.most(values, days, row)
        return known[key]

    for person, row in enumerate(allowed):
        if not all(row):
            continue
        reach = Reach(problem, person)
        whole = most(reach, nothing, (), row)
        if whole.value < 0 and person in told:
            continue
        if whole.value < 0:
            rules = dict.fromkeys((*whole.rules, *bar_rules(book, person, range(problem.days))))
            yield Clash(NO_ROW, tuple(rules), (person,))
            continue
        for tally, already in reach.tallies:
            days = tuple(sorted(set(tally.days))) or tuple(range(problem.days))
            if tally.least > tally.most:
                continue
            forced = already + sum(min(_value(tally.values, v) for v in row[day]) for day in days)
            if forced > tally.most:
                by_cells = bar_rules(book, person, days)
                found = numbers(most=tally.most, forced=forced)
                yield Clash(TOO_MUCH, (tally.rule, *by_cells), (person,), tally.days, found)
            if tally.least <= -NO_CAP:
                continue
            here = most(reach, tally.values, days, row)
            if here.value + already < tally.least - TINY:
                anybody = most(reach, tally.values, days, free)
                by_cells = ()
                if anybody.value + already >= tally.least - TINY:
                    by_cells = bar_rules(book, person, days)
                rules = dict.fromkeys((tally.rule, *here.rules, *by_cells))
                found = numbers(least=tally.least, possible=floor(here.value + already + TINY))
                yield Clash(TOO_LITTLE, tuple(rules), (person,), tally.days, found)


def _value(values: tuple[int, ...], kind: int) -> int:
    return values[kind] if kind != OFF else 0
