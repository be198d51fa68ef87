"""A problem's constraints by what they look at: single cells, a person's row, a cover, a pair, newcomers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from shifts.rules import judge_parts as parts
from shifts.rules.judge_parts import Measure
from shifts.rules.problem import OFF, Problem

# A pin has no rule of its own; its findings carry this key.
PIN_RULE = "pin"
# Where constraints are looked up: ("row", person, 0), ("cell", person, day), ("cover", place, 0),
# ("pair", place, day), ("mentor", place, day).
Scope = tuple[str, int, int]


class Weighed(Protocol):
    """What every constraint with a weight carries."""

    @property
    def rule(self) -> str: ...
    @property
    def hard(self) -> bool: ...
    @property
    def weight(self) -> int: ...


@dataclass(frozen=True, slots=True)
class RowTerm:
    """A constraint on one person's row."""

    part: tuple[str, int]
    source: Weighed
    measure: Measure
    square: bool = False


class Book:
    """A problem's constraints by what they look at. It knows no plan and may be kept."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.everybody = tuple(range(len(problem.people)))
        self.rows: list[list[RowTerm]] = [[] for _ in self.everybody]
        self.cells: dict[tuple[int, int], list[tuple[tuple[str, int], str, frozenset[int], bool, int]]]
        self.cells = defaultdict(list)
        self.covers_at: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.cover_people = [frozenset(cover.people) for cover in problem.covers]
        self.cover_cells = [frozenset(cover.cells) for cover in problem.covers]
        self.pairs_of: dict[int, set[int]] = defaultdict(set)
        self.mentors_of: dict[int, set[int]] = defaultdict(set)
        self._enter_cells()
        self._enter_rows()
        for place, cells in enumerate(self.cover_cells):
            for cell in cells:
                self.covers_at[cell].append(place)
        for place, pair in enumerate(problem.pairs):
            for person in (pair.first, pair.second):
                self.pairs_of[person].add(place)
        for place, mentor in enumerate(problem.mentors):
            for person in (*mentor.newcomers, *mentor.veterans):
                self.mentors_of[person].add(place)

    def _enter_cells(self) -> None:
        """Bars, pins and wishes: each speaks about single cells."""
        problem = self.problem
        values = frozenset((OFF, *range(len(problem.kinds))))
        for place, bar in enumerate(problem.bars):
            entry = (("bar", place), bar.rule, frozenset(bar.kinds), True, 0)
            for person in set(bar.people or self.everybody):
                for day in set(bar.days or range(problem.days)):
                    self.cells[person, day].append(entry)
        for place, pin in enumerate(problem.pins):
            wrong = values - {pin.kind}
            self.cells[pin.person, pin.day].append((("pin", place), PIN_RULE, wrong, True, 0))
        for place, wish in enumerate(problem.wishes):
            entry = (("wish", place), wish.rule, frozenset(wish.kinds), False, wish.weight)
            self.cells[wish.person, wish.day].append(entry)

    def _enter_rows(self) -> None:
        """Follows, runs, tallies and blocks: each speaks about whole rows."""
        problem = self.problem
        days = problem.days
        before = problem.before or ((),) * len(self.everybody)
        for place, follow in enumerate(problem.follows):
            for person in set(follow.people or self.everybody):
                measure = parts.follow_measure(follow, days, before[person])
                self.rows[person].append(RowTerm(("follow", place), follow, measure))
        for place, run in enumerate(problem.runs):
            for person in set(run.people or self.everybody):
                measure = parts.run_measure(run, days, before[person])
                self.rows[person].append(RowTerm(("run", place), run, measure))
        for place, tally in enumerate(problem.tallies):
            for person, already in carried(tally.people or self.everybody, tally.already):
                measure = parts.tally_measure(tally, days, already)
                self.rows[person].append(RowTerm(("tally", place), tally, measure, tally.square))
        for place, blocks in enumerate(problem.blocks):
            for person, already in carried(blocks.people or self.everybody, blocks.already):
                measure = parts.blocks_measure(blocks, already)
                self.rows[person].append(RowTerm(("blocks", place), blocks, measure))

    def scopes(self) -> Iterable[Scope]:
        """Everything that can be looked at, once each."""
        days = range(self.problem.days)
        yield from (("cell", person, day) for person, day in self.cells)
        yield from (("row", person, 0) for person in self.everybody)
        yield from (("cover", place, 0) for place in range(len(self.problem.covers)))
        for place, pair in enumerate(self.problem.pairs):
            yield from (("pair", place, day) for day in sorted(set(pair.days or days)))
        for place, mentor in enumerate(self.problem.mentors):
            yield from (("mentor", place, day) for day in sorted(set(mentor.days or days)))

    def person_scopes(self, person: int, days: Iterable[int]) -> Iterable[Scope]:
        """What looks at a person's cells of these days, but for covers."""
        yield ("row", person, 0)
        for day in days:
            if (person, day) in self.cells:
                yield ("cell", person, day)
            for place in sorted(self.pairs_of.get(person, ())):
                wanted = self.problem.pairs[place].days
                if not wanted or day in wanted:
                    yield ("pair", place, day)
            for place in sorted(self.mentors_of.get(person, ())):
                wanted = self.problem.mentors[place].days
                if not wanted or day in wanted:
                    yield ("mentor", place, day)


def carried(people: tuple[int, ...], already: tuple[int, ...]) -> Iterable[tuple[int, int]]:
    """Each person with what he brings along; who is named twice brings the last."""
    return dict(zip(people, already or (0,) * len(people), strict=True)).items()


@lru_cache(maxsize=4)
def book_of(problem: Problem) -> Book:
    """The constraints of a problem by what they look at."""
    return Book(problem)
