"""The linear programme that mixes rows: one share of rows for each person, covers met or paid for.

A primal simplex with the inverse of the basis kept whole. Lines of the programme are people first, then
covers; columns are rows (numbers from 0), then heads missing, then heads too many. The latter two make every
cover feasible, so no first phase is needed.
"""

from typing import NamedTuple

from shifts.solver.compiled import compiled, inlined
from shifts.solver.model import Ints

# How small counts as nothing: a column's gain, a pivot, a difference of ratios.
GAIN, PIVOT, TIE = 1e-7, 1e-7, 1e-10
CHUNK = 3000  # columns looked at before the best of them enters


class Programme(NamedTuple):
    """The programme and where its solution stands."""

    inverse: Ints  # [line, place in the basis]: the inverse, turned over
    level: Ints  # [place in the basis] value
    basis: Ints  # [place in the basis] column
    price: Ints  # [line] dual value
    aims: Ints  # [line] right-hand side
    work: Ints  # [line] scratch
    taken: Ints  # [line] scratch
    under: Ints  # [cover]
    over: Ints  # [cover]
    at: Ints  # [row + 1] where a row's lines begin
    line: Ints
    cost: Ints  # [row]
    marks: Ints  # number of rows; where the last look ended; people


@inlined
def _column(g: Programme, column: int) -> None:
    """A column in terms of the basis, into `work`."""
    lines = g.aims.shape[0]
    rows, people, covers = g.marks[0], g.marks[2], g.under.shape[0]
    for i in range(lines):
        g.work[i] = 0.0
    if column < rows:
        for k in range(g.at[column], g.at[column + 1]):
            c = g.line[k]
            for i in range(lines):
                g.work[i] += g.inverse[c, i]
    elif column < rows + covers:
        c = people + column - rows
        for i in range(lines):
            g.work[i] += g.inverse[c, i]
    else:
        c = people + column - rows - covers
        for i in range(lines):
            g.work[i] -= g.inverse[c, i]


@inlined
def _swap_in(g: Programme, place: int, gain: float) -> None:
    """The column in `work` takes a place of the basis; `gain` is its reduced cost."""
    lines = g.aims.shape[0]
    pivot = g.work[place]
    for c in range(lines):
        share = g.inverse[c, place]
        if share != 0.0:
            share /= pivot
            g.price[c] += gain * share
            for i in range(lines):
                g.inverse[c, i] -= share * g.work[i]
            g.inverse[c, place] = share


@compiled
def reduced(g: Programme, column: int) -> float:
    """What a unit of a column would cost beyond the prices of what it brings."""
    rows, people, covers = g.marks[0], g.marks[2], g.under.shape[0]
    if column < rows:
        found: float = g.cost[column]
        for k in range(g.at[column], g.at[column + 1]):
            found -= g.price[g.line[k]]
        return found
    if column < rows + covers:
        return g.under[column - rows] - g.price[people + column - rows]  # type: ignore[no-any-return]
    return g.over[column - rows - covers] + g.price[people + column - rows - covers]  # type: ignore[no-any-return]


@compiled
def improve(g: Programme, limit: int) -> int:
    """At most `limit` pivots; how many were made, so that fewer mean an optimum."""
    lines = g.aims.shape[0]
    total = g.marks[0] + 2 * g.under.shape[0]
    for done in range(limit):
        best = -GAIN
        enter = -1
        looked = 0
        at = g.marks[1] % total
        while looked < total and enter < 0:
            upto = min(CHUNK, total - looked)
            for _ in range(upto):
                found = reduced(g, at)
                if found < best:
                    best, enter = found, at
                at = at + 1 if at + 1 < total else 0
            looked += upto
        g.marks[1] = at
        if enter < 0:
            return done
        _column(g, enter)
        place = -1
        ratio = 1e30
        for i in range(lines):
            if g.work[i] > PIVOT:
                found = g.level[i] / g.work[i]
                if found < ratio - TIE or (found < ratio + TIE and g.work[i] > g.work[place]):
                    ratio = min(found, ratio)
                    place = i
        if place < 0:
            return done
        ratio = max(0.0, g.level[place] / g.work[place])
        for i in range(lines):
            g.level[i] = max(0.0, g.level[i] - ratio * g.work[i])
        g.level[place] = ratio
        g.basis[place] = enter
        _swap_in(g, place, best)
    return limit


@compiled
def settle(g: Programme) -> int:
    """Inverse, levels and prices anew from the columns in `basis`; 0 where these do not make a basis.

    People's lines must hold rows; a cover's line may hold anything. The columns' places change.
    """
    lines = g.aims.shape[0]
    rows, people, covers = g.marks[0], g.marks[2], g.under.shape[0]
    for c in range(lines):
        g.taken[c] = -1
        for i in range(lines):
            g.inverse[c, i] = 0.0
        g.inverse[c, c] = 1.0
    for i in range(lines):
        column = g.basis[i]
        if column >= rows:
            c = people + (column - rows) % covers
            g.taken[c] = column
            g.inverse[c, c] = 1.0 if column < rows + covers else -1.0
    for i in range(lines):
        if g.basis[i] >= rows:
            continue
        _column(g, g.basis[i])
        place = -1
        for k in range(lines):
            if g.taken[k] < 0 and (place < 0 or abs(g.work[k]) > abs(g.work[place])):
                place = k
        if place < 0 or abs(g.work[place]) < PIVOT:
            return 0
        g.taken[place] = g.basis[i]
        _swap_in(g, place, 0.0)
    for i in range(lines):
        g.basis[i] = g.taken[i]
        g.level[i] = 0.0
    for c in range(lines):
        for i in range(lines):
            g.level[i] += g.inverse[c, i] * g.aims[c]
    for i in range(lines):
        g.level[i] = max(0.0, g.level[i])
    reprice(g)
    return 1


@compiled
def reprice(g: Programme) -> None:
    """Prices from the costs of the basis."""
    rows, covers = g.marks[0], g.under.shape[0]
    lines = g.aims.shape[0]
    for i in range(lines):
        column = g.basis[i]
        if column < rows:
            g.work[i] = g.cost[column]
        elif column < rows + covers:
            g.work[i] = g.under[column - rows]
        else:
            g.work[i] = g.over[column - rows - covers]
    for c in range(lines):
        found = 0.0
        for i in range(lines):
            found += g.inverse[c, i] * g.work[i]
        g.price[c] = found
