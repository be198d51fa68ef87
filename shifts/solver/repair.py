"""Somebody falls ill: the fewest changes to a published plan, and who could step in.

Whatever the change, it must not break a hard rule that was kept, and it should fill the gap that was torn.
Gaps that the published plan had before are left alone: nobody's month is turned over for them now.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from shifts.rules.judge import Standing
from shifts.rules.problem import OFF, Pin, Plan, Problem, Wish

# Name of the rule that holds published cells in place.
STAY = "published"
# A gap is worth this many changed cells.
WORTH = 4
# Days on either side that somebody may give up in exchange.
REACH = 7
SWAPS = 3

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Swap:
    """What else would change so that a candidate can step in: he is off on `day`, and `taker` works his
    `kind` there (None: nobody, and that shift stays open)."""

    day: int
    kind: int
    taker: int | None
    broken: int
    cost: int
    missing: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could take a shift: what that does to broken units, cost and missing heads, and exchanges
    that would do better."""

    person: int
    was: int
    broken: int
    cost: int
    missing: int
    swaps: tuple[Swap, ...] = ()


def torn(plan: Plan, gone: Collection[Cell]) -> Plan:
    """The plan with the cells of those who are gone taken off."""
    away = set(gone)
    return tuple(
        tuple(OFF if (person, day) in away else kind for day, kind in enumerate(row))
        for person, row in enumerate(plan)
    )


def problem_of_repair(problem: Problem, plan: Plan, gone: Collection[Cell]) -> Problem:
    """The problem of repairing: who is gone stays off, changed cells cost, and old gaps count no more."""
    away = set(gone)
    standing = Standing(problem, plan)
    prices = sorted(cover.under for cover in problem.covers if cover.under > 0) or [100]
    price = max(1, prices[len(prices) // 2] // WORTH)
    values = (OFF, *range(len(problem.kinds)))
    stay = tuple(
        Wish(STAY, person, day, tuple(value for value in values if value != kind), price)
        for person, row in enumerate(plan)
        for day, kind in enumerate(row)
        if (person, day) not in away
    )
    kept = tuple(pin for pin in problem.pins if (pin.person, pin.day) not in away)
    return replace(
        problem,
        pins=kept + tuple(Pin(person, day, OFF) for person, day in sorted(away)),
        wishes=problem.wishes + stay,
        covers=tuple(
            replace(cover, need=min(cover.need, standing.heads(place)))
            for place, cover in enumerate(problem.covers)
        ),
    )


def settle(problem: Problem, published: Plan, plan: Plan, gone: Collection[Cell]) -> Plan:
    """Take back every change that is not needed: neither a broken rule nor a missing head speaks for it."""
    repairing = problem_of_repair(problem, published, gone)
    target = torn(published, gone)
    going_on = True
    while going_on:
        going_on = False
        standing = Standing(repairing, plan)
        for cells in _groups(target, plan):
            changes = {(person, day): target[person][day] for person, day in cells}
            delta = standing.delta(changes)
            if delta.broken <= 0 and delta.missing <= 0:
                plan = changed(plan, changes)
                going_on = True
                break
    return plan


def _groups(target: Plan, plan: Plan) -> list[tuple[Cell, ...]]:
    """Changed cells by what may be taken back together: all, those of a day or a person, single ones."""
    cells = [
        (person, day)
        for person, row in enumerate(plan)
        for day, kind in enumerate(row)
        if kind != target[person][day]
    ]
    by_day: dict[int, list[Cell]] = {}
    by_person: dict[int, list[Cell]] = {}
    for person, day in cells:
        by_day.setdefault(day, []).append((person, day))
        by_person.setdefault(person, []).append((person, day))
    found = [tuple(cells)] if cells else []
    found += [tuple(each) for each in (*by_day.values(), *by_person.values()) if len(each) > 1]
    return found + [(cell,) for cell in cells]


def changed(plan: Plan, changes: dict[Cell, int]) -> Plan:
    """A plan with some cells changed."""
    rows = [list(row) for row in plan]
    for (person, day), kind in changes.items():
        rows[person][day] = kind
    return tuple(tuple(row) for row in rows)


def repair(
    problem: Problem,
    plan: Plan,
    gone: Sequence[Cell],
    *,
    seconds: float | None = None,
    moves: int | None = None,
    seed: int = 1,
) -> Plan:
    """The published plan with the fewest changes that keep hard rules and fill what the gone leave open."""
    # Here, because it loads compiled code: candidates are asked for on pages.
    from shifts.solver.search import solve
    from shifts.solver.tasks import GENTLE

    if seconds is None and moves is None:
        seconds = 3.0
    found = solve(
        problem_of_repair(problem, plan, gone),
        seconds=seconds,
        moves=moves,
        seed=seed,
        start=torn(plan, gone),
        stages=GENTLE,
    )
    return settle(problem, plan, found, gone)


def candidates(problem: Problem, plan: Plan, day: int, kind: int) -> list[Candidate]:
    """Everybody who does not work this shift, by what it would break, leave open and cost.

    Who would break a rule is offered exchanges: a shift of his own that he gives up, and somebody free who
    can take it.
    """
    standing = Standing(problem, plan)
    found = []
    for person, row in enumerate(plan):
        if row[day] == kind:
            continue
        delta = standing.delta({(person, day): kind})
        swaps = _swaps(standing, plan, person, day, kind) if delta.broken > 0 else ()
        found.append(Candidate(person, row[day], delta.broken, delta.cost, delta.missing, swaps))
    return sorted(found, key=lambda each: (each.broken, each.missing, each.cost, each.person))


def _swaps(standing: Standing, plan: Plan, person: int, day: int, kind: int) -> tuple[Swap, ...]:
    """Own shifts within reach that a candidate could give up, so that no rule is broken."""
    found = []
    row = plan[person]
    for other in range(max(0, day - REACH), min(len(row), day + REACH + 1)):
        given = row[other]
        if other == day or given == OFF:
            continue
        changes = {(person, day): kind, (person, other): OFF}
        alone = standing.delta(changes)
        if alone.broken > 0:
            continue
        best = Swap(other, given, None, alone.broken, alone.cost, alone.missing)
        for taker, his in enumerate(plan):
            if taker == person or his[other] != OFF:
                continue
            delta = standing.delta({**changes, (taker, other): given})
            if delta.broken <= 0 and (delta.missing, delta.cost) < (best.missing, best.cost):
                best = Swap(other, given, taker, delta.broken, delta.cost, delta.missing)
        found.append(best)
    return tuple(sorted(found, key=lambda each: (each.missing, each.cost, each.day))[:SWAPS])
