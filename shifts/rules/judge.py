"""The reference judge: every constraint of a problem held against a plan, in plain Python.

What `problem` leaves open is settled here. Every constraint counts by itself, so a cell under two bars
breaks both. Tuples of people, days and kinds are sets. A tally lies outside one of its bounds, the one that
it misses by more. A square counts for the cost of a soft tally alone, never for its units. Where `before` is
given for some people only, the others' past is unknown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from shifts.rules import judge_parts as parts
from shifts.rules.book import Book, RowTerm, Scope, Weighed, book_of
from shifts.rules.judge_parts import Breach, Row
from shifts.rules.problem import OFF, Cover, Finding, Judgement, Mentor, Pair, Plan, Problem

Changes = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Delta:
    """What some changes do to a plan: differences after minus before, and the findings of the touched
    constraints on both sides."""

    broken: int
    cost: int
    missing: int
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]

    @property
    def gone(self) -> tuple[Finding, ...]:
        """Findings that the changes take away."""
        return tuple(each for each in self.before if each not in self.after)

    @property
    def come(self) -> tuple[Finding, ...]:
        """Findings that the changes bring."""
        return tuple(each for each in self.after if each not in self.before)


class Standing:
    """A plan held against its problem; the heads of covers are counted once."""

    def __init__(self, problem: Problem, plan: Plan, book: Book | None = None) -> None:
        self.book = book or book_of(problem)
        self.problem = problem
        self.plan = plan
        self._heads: dict[int, int] = {}
        self._workers: dict[tuple[int, int], list[int]] | None = None
        self._known: dict[Scope, tuple[Finding, ...]] = {}

    def judgement(self) -> Judgement:
        """What the plan breaks and costs, and each finding."""
        found = [each for scope in self.book.scopes() for each in self.findings(scope)]
        broken, cost, missing = totals(found)
        return Judgement(broken, cost, missing, tuple(found))

    def findings(self, scope: Scope) -> tuple[Finding, ...]:
        """What a scope finds in the plan."""
        if scope not in self._known:
            heads = self.heads(scope[1]) if scope[0] == "cover" else 0
            self._known[scope] = self._look(scope, self.plan, heads)
        return self._known[scope]

    def heads(self, place: int) -> int:
        """People on a cover's cells."""
        if place not in self._heads:
            people, workers = self.book.cover_people[place], self._workers_by_cell()
            on_cells = [workers.get(cell, []) for cell in self.book.cover_cells[place]]
            self._heads[place] = sum(
                len(found) if not people else sum(person in people for person in found) for found in on_cells
            )
        return self._heads[place]

    def delta(self, changes: Changes) -> Delta:
        """What the changes do, from the constraints that they touch."""
        rows: dict[int, list[int]] = {}
        touched: dict[Scope, None] = {}
        moved: dict[int, int] = defaultdict(int)
        for (person, day), value in changes.items():
            old = self.plan[person][day]
            if value == old:
                continue
            rows.setdefault(person, list(self.plan[person]))[day] = value
            touched.update(dict.fromkeys(self.book.person_scopes(person, (day,))))
            for kind, step in ((old, -1), (value, 1)):
                for place in self.book.covers_at.get((day, kind), ()):
                    people = self.book.cover_people[place]
                    if not people or person in people:
                        moved[place] += step
        plan = list(self.plan)
        for person, row in rows.items():
            plan[person] = tuple(row)
        touched.update(dict.fromkeys(("cover", place, 0) for place, step in moved.items() if step))
        before = tuple(each for scope in touched for each in self.findings(scope))
        after = tuple(each for scope in touched for each in self._changed(scope, plan, moved))
        old_sums, new_sums = totals(before), totals(after)
        steps = [new - old for new, old in zip(new_sums, old_sums, strict=True)]
        return Delta(steps[0], steps[1], steps[2], before, after)

    def _changed(self, scope: Scope, plan: list[Row], moved: Mapping[int, int]) -> tuple[Finding, ...]:
        heads = self.heads(scope[1]) + moved[scope[1]] if scope[0] == "cover" else 0
        return self._look(scope, plan, heads)

    def _workers_by_cell(self) -> dict[tuple[int, int], list[int]]:
        if self._workers is None:
            self._workers = defaultdict(list)
            for person, row in enumerate(self.plan):
                for day, kind in enumerate(row):
                    if kind != OFF:
                        self._workers[day, kind].append(person)
        return self._workers

    def _look(self, scope: Scope, plan: Plan | list[Row], heads: int) -> tuple[Finding, ...]:
        name, place, day = scope
        if name == "row":
            return row_findings(self.book.rows[place], place, plan[place])
        if name == "cell":
            value = plan[place][day]
            return tuple(
                Finding(rule, part, hard, 1, weight, place, day, {"kind": value})
                for part, rule, wrong, hard, weight in self.book.cells[place, day]
                if value in wrong
            )
        if name == "cover":
            return cover_findings(self.problem.covers[place], place, heads)
        if name == "pair":
            return pair_findings(self.problem.pairs[place], place, day, plan)
        return mentor_findings(self.problem.mentors[place], place, day, lambda person: plan[person][day])


def row_findings(terms: Iterable[RowTerm], person: int, row: Row) -> tuple[Finding, ...]:
    """What a person's own constraints find in a row."""
    return tuple(
        finding(term.source, term.part, person, breach, square=term.square)
        for term in terms
        for breach in term.measure(row)
    )


def finding(
    source: Weighed, part: tuple[str, int], person: int | None, breach: Breach, *, square: bool = False
) -> Finding:
    """A breach as the finding of its constraint."""
    times = breach.units**2 if square else breach.units
    cost = 0 if source.hard else source.weight * times
    return Finding(source.rule, part, source.hard, breach.units, cost, person, breach.day, breach.numbers)


def cover_findings(cover: Cover, place: int, heads: int) -> tuple[Finding, ...]:
    """Missing heads, or too many."""
    price = cover.under if heads < cover.need else cover.over
    return tuple(
        Finding(
            cover.rule, ("cover", place), False, each.units, price * each.units, None, each.day, each.numbers
        )
        for each in parts.cover_breaches(cover, heads)
    )


def pair_findings(pair: Pair, place: int, day: int, plan: Plan | list[Row]) -> tuple[Finding, ...]:
    """Two people who meet, or do not, against what is asked; the finding names the first."""
    found = parts.pair_breaches(pair, day, plan[pair.first][day], plan[pair.second][day])
    return tuple(finding(pair, ("pair", place), pair.first, each) for each in found)


def mentor_findings(
    mentor: Mentor, place: int, day: int, values: Callable[[int], int]
) -> tuple[Finding, ...]:
    """Newcomers who work without a veteran beside them."""
    found = parts.mentor_breaches(mentor, day, values)
    return tuple(finding(mentor, ("mentor", place), person, each) for person, each in found)


def totals(findings: Iterable[Finding]) -> tuple[int, int, int]:
    """Units of hard rules, the sum of soft costs, and missing heads."""
    broken = cost = missing = 0
    for each in findings:
        broken += each.units if each.hard else 0
        cost += each.cost
        if each.part[0] == "cover" and each.numbers["present"] < each.numbers["need"]:
            missing += each.units
    return broken, cost, missing


def newly_broken(found: Delta) -> tuple[Finding, ...]:
    """Hard findings that are new, or larger than before.

    Constraints on a person's whole row are compared by person, all others by day too: a bar broken on one
    day does not excuse the same bar on the next.
    """
    old: dict[tuple[object, ...], int] = defaultdict(int)
    new: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for each in found.before:
        if each.hard:
            old[_place(each)] += each.units
    for each in found.after:
        if each.hard:
            new[_place(each)].append(each)
    worse = [held for key, held in new.items() if sum(each.units for each in held) > old[key]]
    return tuple(each for held in worse for each in held)


def _place(each: Finding) -> tuple[object, ...]:
    return each.part, each.person, None if each.part[0] in ("run", "tally", "blocks") else each.day


def hard_part(problem: Problem) -> Problem:
    """The same problem with its hard constraints alone."""
    return replace(
        problem,
        wishes=(),
        covers=(),
        follows=tuple(each for each in problem.follows if each.hard),
        runs=tuple(each for each in problem.runs if each.hard),
        tallies=tuple(each for each in problem.tallies if each.hard),
        blocks=tuple(each for each in problem.blocks if each.hard),
        pairs=tuple(each for each in problem.pairs if each.hard),
        mentors=tuple(each for each in problem.mentors if each.hard),
    )


def judge(problem: Problem, plan: Plan) -> Judgement:
    """What a plan breaks and costs, with each finding."""
    return Standing(problem, plan).judgement()


def delta(problem: Problem, plan: Plan, changes: Changes) -> Delta:
    """What changes of cells do to a plan; equal to the difference of two full judgements."""
    return Standing(problem, plan).delta(changes)


def person_findings(problem: Problem, plan: Plan, person: int) -> tuple[Finding, ...]:
    """The findings about one person: his cells, his row, his pairs, and his shifts as a newcomer."""
    standing = Standing(problem, plan)
    scopes = standing.book.person_scopes(person, range(problem.days))
    found = [each for scope in scopes for each in standing.findings(scope)]
    return tuple(each for each in found if each.person == person or each.part[0] == "pair")
