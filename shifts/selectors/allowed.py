"""What the rules say to a change of published shifts: who may take what, and why not.

The same problem that the solver solves is asked, so that a swap that is named is a swap that is accepted.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shifts.models import Roster
from shifts.rules.explain import Swap as Exchange
from shifts.rules.explain import candidates, swaps
from shifts.rules.judge import Delta, Standing, hard_part, newly_broken
from shifts.rules.problem import OFF, Finding, Plan
from shifts.selectors import problem as problems
from shifts.selectors.problem import Built
from shifts.selectors.rosters import CellKey, CellValue

MOST_PARTNERS = 40


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody who may take a shift: in exchange for the own of `day`, or (None) for nothing."""

    agent_id: int
    name: str
    day: dt.date | None
    template_id: int | None
    cost: int


@dataclass(frozen=True, slots=True)
class Board:
    """A roster's month as rules see it, with what stands."""

    built: Built
    plan: Plan
    values: Mapping[CellKey, CellValue]
    standing: Standing
    hard: Standing

    def change(self, cells: Mapping[CellKey, CellValue]) -> dict[tuple[int, int], int]:
        """Cells as the problem's; KeyError for people, dates or shifts that it does not know."""
        found = {}
        for (agent_id, day), (template, desk, _pinned) in cells.items():
            person, number = self.built.person_of(agent_id), self.built.day_of(day)
            value = self.built.value_of(template, desk)
            if person is None or number is None or value is None:
                raise KeyError((agent_id, day))
            found[person, number] = value
        return found

    def faults(self, cells: Mapping[CellKey, CellValue]) -> tuple[Finding, ...]:
        """The hard rules that a change would break and that were not broken before."""
        return newly_broken(self.hard.delta(self.change(cells)))

    def difference(self, cells: Mapping[CellKey, CellValue]) -> Delta:
        """What a change does to rules, cost and cover."""
        return self.standing.delta(self.change(cells))


def board(roster: Roster, *, today: dt.date) -> Board:
    """The rules of a roster's month over its cells. DomainError where nobody belongs to it."""
    built = problems.build(roster, today=today, anyway=True)
    values = built.values(roster)
    cells = [(agent, day, value[0], value[1]) for (agent, day), value in values.items()]
    plan = problems.plan_of(built, cells)
    return Board(built, plan, values, Standing(built.problem, plan), Standing(hard_part(built.problem), plan))


def partners(found: Board, agent_id: int, day: dt.date, *, limit: int = MOST_PARTNERS) -> list[Partner]:
    """People with whom a shift could be exchanged under all rules, by name and date."""
    person, number = found.built.person_of(agent_id), found.built.day_of(day)
    if person is None or number is None or found.plan[person][number] == OFF:
        return []
    rows = []
    for swap in swaps(found.standing, found.hard, person, number, limit=limit):
        other = next((each for each in swap.days if each != number), number)
        rows.append(_partner(found, swap.partner, other, _template_of(found, swap, other), swap.cost))
    return sorted(rows, key=lambda each: (each.name, each.day or day))


def takers(found: Board, agent_id: int, day: dt.date) -> list[Partner]:
    """People who are free that day and may take a shift for nothing in return, by name."""
    person, number = found.built.person_of(agent_id), found.built.day_of(day)
    if person is None or number is None or found.plan[person][number] == OFF:
        return []
    rows = [
        _partner(found, each.person, None, None, each.cost)
        for each in candidates(found.standing, found.hard, person, number)
    ]
    return sorted(rows, key=lambda each: each.name)


def may_take(found: Board, template_id: int, desk_id: int | None, day: dt.date) -> list[Partner]:
    """People who are free on a date and may take an open shift, by name, with what it would cost."""
    number = found.built.day_of(day)
    value = found.built.value_of(template_id, desk_id)
    if number is None or value is None or value == OFF:
        return []
    rows = []
    for person, row in enumerate(found.plan):
        if row[number] != OFF or newly_broken(found.hard.delta({(person, number): value})):
            continue
        step = found.standing.delta({(person, number): value})
        rows.append(_partner(found, person, None, None, step.cost))
    return sorted(rows, key=lambda each: each.name)


def rules_of(found: Board, faults: Iterable[Finding]) -> list[str]:
    """The kinds of rules that speak, each once, in their order."""
    keys = dict.fromkeys(each.rule.partition(":")[0] for each in faults)
    return list(keys)


def _template_of(found: Board, swap: Exchange, day: int) -> int | None:
    """What the partner gives on a day."""
    value = found.plan[swap.partner][day]
    return None if value == OFF else found.built.kinds[value][0]


def _partner(found: Board, person: int, day: int | None, template_id: int | None, cost: int) -> Partner:
    date = None if day is None else found.built.date(day)
    return Partner(found.built.agents[person], found.built.names[person], date, template_id, cost)
