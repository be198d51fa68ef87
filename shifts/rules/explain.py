"""Why a cell of a plan is as it is, computed from the plan: every number is a difference of judgements.

A swap is named only where no hard rule is broken that was not broken before, so that doing it is accepted.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shifts.rules.judge import Standing, hard_part, newly_broken
from shifts.rules.problem import OFF, Finding, Plan, Problem


@dataclass(frozen=True, slots=True)
class Barred:
    """A hard rule that forbids some kinds on this cell."""

    rule: str
    place: int
    kinds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WishAnswer:
    """A wish about this cell: whether the plan meets it, and what it costs where it does not."""

    rule: str
    place: int
    met: bool
    weight: int

    @property
    def cost(self) -> int:
        """What the plan pays."""
        return 0 if self.met else self.weight


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another value of the cell would do: exact differences, and the findings that go and come."""

    value: int
    broken: int
    cost: int
    missing: int
    gone: tuple[Finding, ...]
    come: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody free who could have worked the shift: taking it alone breaks no hard rule for him.

    The differences are those of giving it to him, who had the day off, while the first is off instead.
    """

    person: int
    broken: int
    cost: int
    missing: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What the cell did to a fairness tally of its person: `adds` of a `total` that should lie within bounds.

    `cost` is what the plan pays for the tally, `cost_without` what it would pay with the day off.
    """

    rule: str
    place: int
    adds: int
    total: int
    least: int
    most: int
    cost: int
    cost_without: int


@dataclass(frozen=True, slots=True)
class Swap:
    """An exchange with another person, of one day or of two, that would be accepted; exact differences."""

    partner: int
    days: tuple[int, ...]
    changes: tuple[tuple[tuple[int, int], int], ...]
    broken: int
    cost: int
    missing: int


@dataclass(frozen=True, slots=True)
class Why:
    """Everything that can be said about one cell."""

    person: int
    day: int
    value: int
    bars: tuple[Barred, ...]
    pinned: bool
    wishes: tuple[WishAnswer, ...]
    findings: tuple[Finding, ...]
    alternatives: tuple[Alternative, ...]
    candidates: tuple[Candidate, ...]
    balances: tuple[Balance, ...]
    swaps: tuple[Swap, ...]


def explain(
    problem: Problem, plan: Plan, person: int, day: int, *, fairness: Collection[str] = (), limit: int = 10
) -> Why:
    """Why a cell is as it is; `fairness` are the rules whose tallies are balances, `limit` cuts the swaps."""
    standing, hard = Standing(problem, plan), Standing(hard_part(problem), plan)
    value = plan[person][day]
    bars = [
        Barred(bar.rule, place, tuple(sorted(set(bar.kinds))))
        for place, bar in enumerate(problem.bars)
        if (not bar.people or person in bar.people) and (not bar.days or day in bar.days)
    ]
    wishes = [
        WishAnswer(wish.rule, place, value not in wish.kinds, wish.weight)
        for place, wish in enumerate(problem.wishes)
        if (wish.person, wish.day) == (person, day)
    ]
    return Why(
        person,
        day,
        value,
        tuple(bars),
        any((pin.person, pin.day) == (person, day) for pin in problem.pins),
        tuple(wishes),
        touching(standing, person, day),
        alternatives(standing, person, day),
        candidates(standing, hard, person, day),
        balances(standing, person, day, fairness),
        swaps(standing, hard, person, day, limit=limit),
    )


def touching(standing: Standing, person: int, day: int) -> tuple[Finding, ...]:
    """The findings of the plan on which this cell has a say."""
    problem, book = standing.problem, standing.book
    scopes = list(book.person_scopes(person, (day,)))
    places = {place for kind in range(len(problem.kinds)) for place in book.covers_at.get((day, kind), ())}
    own = [place for place in sorted(places) if person in (book.cover_people[place] or book.everybody)]
    scopes += [("cover", place, 0) for place in own]
    found = [each for scope in scopes for each in standing.findings(scope)]
    return tuple(each for each in found if _concerns(problem, each, person, day))


def _concerns(problem: Problem, each: Finding, person: int, day: int) -> bool:
    name, place = each.part
    if name == "follow":
        return each.day in (day, day + 1)
    if name == "run":
        return each.numbers["first"] <= day <= each.numbers["last"]
    if name == "tally":
        return not problem.tallies[place].days or day in problem.tallies[place].days
    if name == "blocks":
        return any(day in block for block in problem.blocks[place].blocks)
    return True


def alternatives(standing: Standing, person: int, day: int) -> tuple[Alternative, ...]:
    """What each other value of the cell would do, OFF first."""
    here = standing.plan[person][day]
    found = []
    for value in range(OFF, len(standing.problem.kinds)):
        if value != here:
            step = standing.delta({(person, day): value})
            found.append(Alternative(value, step.broken, step.cost, step.missing, step.gone, step.come))
    return tuple(found)


def candidates(standing: Standing, hard: Standing, person: int, day: int) -> tuple[Candidate, ...]:
    """People with the day off who could have worked this shift, by what it would cost; `hard` is the plan
    beside the hard part of its problem."""
    kind = standing.plan[person][day]
    if kind == OFF:
        return ()
    found = []
    for other, row in enumerate(standing.plan):
        if other == person or row[day] != OFF or newly_broken(hard.delta({(other, day): kind})):
            continue
        step = standing.delta({(person, day): OFF, (other, day): kind})
        found.append(Candidate(other, step.broken, step.cost, step.missing))
    return tuple(sorted(found, key=lambda each: (each.broken, each.cost, each.person)))


def balances(standing: Standing, person: int, day: int, rules: Collection[str]) -> tuple[Balance, ...]:
    """What the cell did to the person's tallies of these rules."""
    value = standing.plan[person][day]
    found = []
    off = standing.delta({(person, day): OFF})
    for place, tally in enumerate(standing.problem.tallies):
        people = tally.people or standing.book.everybody
        if tally.rule not in rules or person not in people or (tally.days and day not in tally.days):
            continue
        total = tally.already[people.index(person)] if tally.already else 0
        for each in sorted(set(tally.days)) or range(standing.problem.days):
            kind = standing.plan[person][each]
            total += tally.values[kind] if kind != OFF else 0
        adds = tally.values[value] if value != OFF else 0
        part = ("tally", place)
        here = [each for each in standing.findings(("row", person, 0)) if each.part == part]
        cost = sum(each.cost for each in here)
        without = sum(each.cost for each in off.after if (each.part, each.person) == (part, person))
        found.append(
            Balance(tally.rule, place, adds, total, tally.least, tally.most, cost, without if adds else cost)
        )
    return tuple(found)


def swaps(standing: Standing, hard: Standing, person: int, day: int, *, limit: int) -> tuple[Swap, ...]:
    """Exchanges that break no hard rule that was not broken before, the cheapest first."""
    accepted = [
        (partner, days, changes)
        for partner, days, changes in exchanges(standing.plan, person, day)
        if not _stopped(hard, changes) and not newly_broken(hard.delta(changes))
    ]
    found = [
        Swap(partner, days, tuple(changes.items()), step.broken, step.cost, step.missing)
        for partner, days, changes in accepted
        for step in (standing.delta(changes),)
    ]
    found.sort(key=lambda each: (each.cost, len(each.days), each.partner, each.days))
    return tuple(found[:limit])


def exchanges(
    plan: Plan, person: int, day: int
) -> Iterator[tuple[int, tuple[int, ...], dict[tuple[int, int], int]]]:
    """Partner, days and changes of every exchange that may be thought of.

    On one day two shifts of different kinds change hands. On two days each gives a shift away on a day on
    which the other was off, and takes the other's.
    """
    mine = plan[person]
    for partner, theirs in enumerate(plan):
        if partner == person:
            continue
        here, there = mine[day], theirs[day]
        if here != OFF and there != OFF:
            if here != there:
                yield partner, (day,), {(person, day): there, (partner, day): here}
            continue
        if here == there:
            continue
        for other, (own, other_own) in enumerate(zip(mine, theirs, strict=True)):
            gives, takes = (other_own, own) if there == OFF else (own, other_own)
            if gives != OFF and takes == OFF:
                yield (
                    partner,
                    (day, other),
                    {
                        (person, day): there,
                        (partner, day): here,
                        (person, other): other_own,
                        (partner, other): own,
                    },
                )


def _stopped(hard: Standing, changes: dict[tuple[int, int], int]) -> bool:
    """Whether a bar or pin forbids one of the new values; much cheaper than the whole difference."""
    return any(
        value in wrong and hard.plan[cell[0]][cell[1]] not in wrong
        for cell, value in changes.items()
        for _part, _rule, wrong, _hard, _weight in hard.book.cells.get(cell, ())
    )
