"""Parts of a problem that do not touch, each as a problem of its own."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from shifts.rules.problem import OFF, Bar, Cover, Plan, Problem
from shifts.solver.model import Ints


@dataclass(frozen=True, slots=True)
class Pool:
    """People whom shared covers, pairs or mentors tie together, and what concerns them alone."""

    people: tuple[int, ...]
    problem: Problem

    @property
    def size(self) -> int:
        """Cells to decide."""
        return len(self.people) * self.problem.days


class _Ties:
    """Groups that grow together (union and find)."""

    def __init__(self, count: int) -> None:
        self.up = list(range(count))

    def root(self, one: int) -> int:
        while self.up[one] != one:
            self.up[one] = self.up[self.up[one]]
            one = self.up[one]
        return one

    def tie(self, many: Iterable[int]) -> None:
        roots = sorted({self.root(one) for one in many})
        for one in roots[1:]:
            self.up[one] = roots[0]


def may_work(problem: Problem) -> Ints:
    """[person, day, kind] 1 where no bar speaks against it, or a pin insists."""
    found = np.ones((len(problem.people), problem.days, len(problem.kinds)), np.bool_)
    for bar in problem.bars:
        kinds = [kind for kind in set(bar.kinds) if kind != OFF]
        who = sorted(set(bar.people)) or list(range(len(problem.people)))
        found[np.ix_(who, sorted(set(bar.days)) or list(range(problem.days)), kinds)] = False
    for pin in problem.pins:
        found[pin.person, pin.day] = False
        if pin.kind != OFF:
            found[pin.person, pin.day, pin.kind] = True
    return found


def _counted(cover: Cover, may: Ints) -> list[int]:
    """The people who may ever count for a cover."""
    found = np.zeros(len(may), np.bool_)
    for day, kind in set(cover.cells):
        found |= may[:, day, kind]
    if cover.people:
        named = np.zeros(len(may), np.bool_)
        named[list(cover.people)] = True
        found &= named
    return [int(person) for person in np.nonzero(found)[0]]


def split(problem: Problem) -> list[Pool]:
    """The problem's pools, by their first person. Covers that nobody may work belong to none."""
    if not problem.people:
        return []
    may = may_work(problem)
    ties = _Ties(len(problem.people))
    counted = [_counted(cover, may) for cover in problem.covers]
    for who in counted:
        ties.tie(who)
    for pair in problem.pairs:
        ties.tie((pair.first, pair.second))
    for mentor in problem.mentors:
        ties.tie((*mentor.newcomers, *mentor.veterans))
    groups: dict[int, list[int]] = defaultdict(list)
    for person in range(len(problem.people)):
        groups[ties.root(person)].append(person)
    if len(groups) == 1:
        return [Pool(tuple(range(len(problem.people))), problem)]
    covers: dict[int, list[int]] = defaultdict(list)
    for place, who in enumerate(counted):
        if who:
            covers[ties.root(who[0])].append(place)
    return [Pool(tuple(who), _part(problem, who, covers[root])) for root, who in sorted(groups.items())]


def alone(problem: Problem, person: int) -> Problem:
    """What concerns one person's row by itself: no covers and nobody beside."""
    return _part(replace(problem, pairs=(), mentors=()), [person], [])


def _part(problem: Problem, people: list[int], covers: list[int]) -> Problem:
    """The problem of these people alone."""
    place = {person: number for number, person in enumerate(people)}

    def few(named: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(place[person] for person in named if person in place)

    def concerns(named: tuple[int, ...]) -> bool:
        return not named or any(person in place for person in named)

    def carried(named: tuple[int, ...], already: tuple[int, ...]) -> tuple[int, ...]:
        if not already:
            return ()
        whole = named or tuple(range(len(problem.people)))
        brings = dict(zip(whole, already, strict=True))
        return tuple(brings[person] for person in (named or people) if person in place)

    return replace(
        problem,
        people=tuple(problem.people[person] for person in people),
        before=tuple(problem.before[person] for person in people) if problem.before else (),
        bars=tuple(
            Bar(bar.rule, few(bar.people), bar.days, bar.kinds)
            for bar in problem.bars
            if concerns(bar.people)
        ),
        pins=tuple(replace(pin, person=place[pin.person]) for pin in problem.pins if pin.person in place),
        wishes=tuple(
            replace(wish, person=place[wish.person]) for wish in problem.wishes if wish.person in place
        ),
        follows=tuple(
            replace(each, people=few(each.people)) for each in problem.follows if concerns(each.people)
        ),
        runs=tuple(replace(each, people=few(each.people)) for each in problem.runs if concerns(each.people)),
        tallies=tuple(
            replace(each, people=few(each.people), already=carried(each.people, each.already))
            for each in problem.tallies
            if concerns(each.people)
        ),
        blocks=tuple(
            replace(each, people=few(each.people), already=carried(each.people, each.already))
            for each in problem.blocks
            if concerns(each.people)
        ),
        covers=tuple(
            replace(problem.covers[each], people=few(problem.covers[each].people)) for each in covers
        ),
        pairs=tuple(
            replace(pair, first=place[pair.first], second=place[pair.second])
            for pair in problem.pairs
            if pair.first in place
        ),
        mentors=tuple(
            replace(each, newcomers=few(each.newcomers), veterans=few(each.veterans))
            for each in problem.mentors
            if any(person in place for person in (*each.newcomers, *each.veterans))
        ),
    )


def join(problem: Problem, pools: list[Pool], plans: list[Plan]) -> Plan:
    """The whole plan from those of the pools."""
    rows: list[tuple[int, ...]] = [(OFF,) * problem.days for _ in problem.people]
    for pool, plan in zip(pools, plans, strict=True):
        for person, row in zip(pool.people, plan, strict=True):
            rows[person] = row
    return tuple(rows)
