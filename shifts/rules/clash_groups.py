"""Clashes between people: pairs, newcomers, and covers that want more heads than may come."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import floor

from shifts.rules.book import Book
from shifts.rules.clash import COVER_DAY, COVER_PEOPLE, COVER_TOTAL, MENTOR, PAIR, Clash, bar_rules, numbers
from shifts.rules.problem import OFF, Cover, Pair, Problem
from shifts.rules.reach import TINY, Allowed, Bound, Reach


def meetings(book: Book, allowed: tuple[Allowed, ...]) -> Iterator[Clash]:
    """Pairs that must meet against their rule, or cannot, and newcomers without a veteran who may come."""
    problem = book.problem
    for pair in (each for each in problem.pairs if each.hard):
        for day in sorted(set(pair.days)) or range(problem.days):
            if _never(pair, allowed[pair.first][day], allowed[pair.second][day]):
                both = (pair.first, pair.second)
                by_cells = [rule for person in both for rule in bar_rules(book, person, (day,))]
                yield Clash(PAIR, tuple(dict.fromkeys((pair.rule, *by_cells))), both, (day,))
    for mentor in (each for each in problem.mentors if each.hard):
        for day in sorted(set(mentor.days)) or range(problem.days):
            for newcomer in dict.fromkeys(mentor.newcomers):
                held = allowed[newcomer][day]
                others = [allowed[person][day] for person in mentor.veterans if person != newcomer]
                if not held or OFF in held or not all(mentor.beside[kind] for kind in held):
                    continue
                if not any(other & set(mentor.beside[kind]) for kind in held for other in others):
                    yield Clash(
                        MENTOR, (mentor.rule, *bar_rules(book, newcomer, (day,))), (newcomer,), (day,)
                    )


def _never(pair: Pair, first: frozenset[int], second: frozenset[int]) -> bool:
    """Whether every pair of values that two people may have on a day goes against the rule."""
    if not first or not second or (OFF in first and OFF in second):
        return False
    if not pair.together and (OFF in first or OFF in second):
        return False
    meet = {(a, b) for one, other in pair.kinds for a, b in ((one, other), (other, one))}
    together = [(a, b) in meet for a in first for b in second]
    return not any(together) if pair.together else all(together)


def covers(book: Book, allowed: tuple[Allowed, ...]) -> Iterator[Clash]:
    """Covers that want more heads than may come: alone, with others of the day, and in all.

    What one check finds short is not asked again by the next.
    """
    problem = book.problem
    if not problem.covers:
        return
    doors = _doors(problem, allowed)
    pools = [_mask(cover.people or range(len(problem.people))) for cover in problem.covers]
    wanted: dict[int, int] = {}
    for place, cover in enumerate(problem.covers):
        by_day = _by_day(cover, doors)
        possible = sum((mask & pools[place]).bit_count() for mask in by_day.values())
        wanted[place] = min(cover.need, possible)
        if possible < cover.need:
            missed = [p for p in cover.people or range(len(problem.people)) if not _may(p, by_day)]
            by_cells = [rule for person in missed for rule in bar_rules(book, person, by_day)]
            rules = tuple(dict.fromkeys((cover.rule, *by_cells)))
            yield Clash(COVER_PEOPLE, rules, (), (cover.day,), numbers(need=cover.need, possible=possible))
    chosen = _disjoint(problem.covers, wanted)
    asked, anybody = 0, 0
    for day, places in sorted(chosen.items()):
        pool = 0
        for place in places:
            pool |= _by_day(problem.covers[place], doors)[day] & pools[place]
        need = sum(wanted[place] for place in places)
        if need > pool.bit_count():
            names = tuple(dict.fromkeys(problem.covers[place].rule for place in places))
            yield Clash(COVER_DAY, names, (), (day,), numbers(need=need, possible=pool.bit_count()))
        asked += min(need, pool.bit_count())
        anybody |= pool
    people = [person for person in range(len(problem.people)) if anybody >> person & 1]
    possible, limits = _work_days(problem, allowed, people)
    if asked > possible:
        named = dict.fromkeys(problem.covers[place].rule for places in chosen.values() for place in places)
        yield Clash(COVER_TOTAL, (*named, *limits), (), (), numbers(need=asked, possible=possible))


def _work_days(
    problem: Problem, allowed: tuple[Allowed, ...], people: Iterable[int]
) -> tuple[int, tuple[str, ...]]:
    """How many days these people may work at most, together, and the rules that say so."""
    known: dict[tuple[object, ...], Bound] = {}
    total, rules = 0, dict[str, None]()
    for person in people:
        if not all(allowed[person]):
            continue
        reach = Reach(problem, person)
        key = (allowed[person], reach.key())
        if key not in known:
            known[key] = reach.most((1,) * len(problem.kinds), (), allowed[person])
        total += max(0, floor(max(known[key].value, 0.0) + TINY))
        rules |= dict.fromkeys(known[key].rules)
    return total, tuple(rules)


def _doors(problem: Problem, allowed: tuple[Allowed, ...]) -> dict[tuple[int, int], int]:
    """For each day and kind the people who may work it, as bits."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for person, row in enumerate(allowed):
        bit = 1 << person
        for day, held in enumerate(row):
            for kind in held:
                found[day, kind] |= bit
    return found


def _mask(people: Iterable[int]) -> int:
    return sum(1 << person for person in set(people))


def _by_day(cover: Cover, doors: dict[tuple[int, int], int]) -> dict[int, int]:
    """The people who may work one of the cover's cells, by day."""
    found: dict[int, int] = defaultdict(int)
    for day, kind in cover.cells:
        found[day] |= doors.get((day, kind), 0)
    return found


def _may(person: int, by_day: dict[int, int]) -> bool:
    return any(mask >> person & 1 for mask in by_day.values())


def _disjoint(covers: tuple[Cover, ...], wanted: dict[int, int]) -> dict[int, list[int]]:
    """For each day covers that share no cell, the greatest first: one person can be in one of them only."""
    found: dict[int, list[int]] = defaultdict(list)
    taken: set[tuple[int, int]] = set()
    for place in sorted(wanted, key=lambda place: (-wanted[place], place)):
        cells = set(covers[place].cells)
        days = {day for day, _kind in cells}
        if len(days) == 1 and wanted[place] and not cells & taken:
            found[days.pop()].append(place)
            taken |= cells
    return found
