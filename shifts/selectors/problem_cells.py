"""Cells of a month as a roster's problem takes them: what stays, what others work, what heads they give."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from shifts.choices import RosterState
from shifts.models import Roster
from shifts.rules.builders_people import cells_of_need
from shifts.rules.builders_values import Facts, Heads
from shifts.rules.problem import OFF, Pin
from shifts.selectors.problem_asked import NeedRow
from shifts.selectors.problem_kinds import Kinds
from shifts.selectors.problem_rows import CellRow, Month


def foreign(
    roster: Roster, month: Month, cells: Iterable[CellRow], place: Mapping[int, int], kinds: Kinds
) -> dict[tuple[int, int], int]:
    """What the people work in other rosters in this month."""
    found = {}
    for cell in cells:
        if cell.roster != roster.pk and cell.agent in place and month.first <= cell.day <= month.last:
            value = kinds.value(cell.template, cell.desk)
            if value is not None and value != OFF:
                found[place[cell.agent], month.number(cell.day)] = value
    return found


def pins(
    roster: Roster,
    month: Month,
    cells: Iterable[CellRow],
    place: Mapping[int, int],
    kinds: Kinds,
    foreign: Mapping[tuple[int, int], int],
    today: dt.date,
) -> tuple[Pin, ...]:
    """Cells that stay: pinned ones, other rosters', training, and the past of what is published."""
    found = {cell: Pin(*cell, value) for cell, value in foreign.items()}
    past = roster.state != RosterState.DRAFT
    stands = kept(roster, month, cells, place, kinds, foreign)
    pinned = {
        (place[cell.agent], month.number(cell.day))
        for cell in cells
        if cell.roster == roster.pk and cell.agent in place and cell.pinned
    }
    for person, day, value in stands:
        trained = value != OFF and not kinds.works[value].covers
        if (person, day) in pinned or trained or (past and month.first + dt.timedelta(days=day) < today):
            found[person, day] = Pin(person, day, value)
    return tuple(found[cell] for cell in sorted(found))


def kept(
    roster: Roster,
    month: Month,
    cells: Iterable[CellRow],
    place: Mapping[int, int],
    kinds: Kinds,
    foreign: Mapping[tuple[int, int], int],
) -> tuple[tuple[int, int, int], ...]:
    """What stands in the roster: each person, day and value, days without a row being off."""
    values = {(person, day): OFF for person in place.values() for day in range(month.days)}
    for cell in cells:
        if cell.roster == roster.pk and cell.agent in place:
            value = kinds.value(cell.template, cell.desk)
            values[place[cell.agent], month.number(cell.day)] = OFF if value is None else value
    return tuple((*cell, value) for cell, value in sorted(values.items()) if cell not in foreign)


def with_needs(
    facts: Facts,
    needs: Iterable[NeedRow],
    cells: Iterable[CellRow],
    roster: Roster,
    agents: set[int],
    month: Month,
) -> Facts:
    """The needs, less the heads that other rosters' people and the night before the month give."""
    others: dict[tuple[int, int], list[CellRow]] = {}
    for cell in cells:
        outside = cell.agent not in agents or cell.day < month.first
        if outside and cell.desk is not None and cell.day >= month.first - dt.timedelta(days=1):
            others.setdefault((cell.desk, month.number(cell.day)), []).append(cell)
    numbers = {(work.template, work.desk): number for number, work in enumerate(facts.works)}
    found = []
    for need in needs:
        heads = Heads(need.desk, need.day, need.heads, need.template, need.start, need.minutes)
        given = 0
        for step in (-1, 0, 1):
            there = others.get((need.desk, need.day + step), ())
            if there:
                cells_there = cells_of_need(facts, heads, outside=True)
                kinds_there = {kind for day, kind in cells_there if day == need.day + step}
                given += sum(numbers.get((cell.template, cell.desk)) in kinds_there for cell in there)
        found.append(Heads(need.desk, need.day, need.heads, need.template, need.start, need.minutes, given))
    return replace(facts, needs=tuple(found))
