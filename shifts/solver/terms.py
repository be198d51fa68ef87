"""What single terms of the cost do when a value comes or goes; compiled into the search."""

from shifts.solver.compiled import inlined
from shifts.solver.model import Ints


@inlined
def sum_units(total: int, least: int, most: int, step: int) -> int:
    """Units of a sum outside its bounds, rounded up."""
    outside = max(least - total, total - most)
    if outside <= 0:
        return 0
    return (outside + step - 1) // step


@inlined
def head_change(heads: int, need: int, under: int, over: int, step: int) -> int:
    """What one head more (step 1) or less (step -1) costs."""
    if step > 0:
        return -under if heads < need else over
    return -over if heads > need else under


@inlined
def stretch_close(
    table: Ints, number: int, length: int, first: int, last: int, days: int, before: int, known: int
) -> int:
    """What the tables say of a stretch from `first` to `last`."""
    open_ended = 0
    if first == 0:
        length += before
        if known == 0:
            open_ended = 1
    if last == days - 1:
        open_ended = 1
    units: int = table[number, open_ended, length]
    return units


@inlined
def row_follow(plan: Ints, person: int, last: Ints, at: Ints, table: Ints) -> int:
    """Successions of a whole row."""
    found = 0
    previous = last[person]
    for day in range(plan.shape[1]):
        found += table[at[person, day], previous, plan[person, day]]
        previous = plan[person, day]
    return found


@inlined
def row_runs(plan: Ints, person: int, number: int, member: Ints, table: Ints, before: int, known: int) -> int:
    """Stretches of a whole row under one class of rules."""
    days = plan.shape[1]
    found = 0
    length = 0
    for day in range(days):
        if member[number, plan[person, day]]:
            length += 1
        elif length:
            found += stretch_close(table, number, length, day - length, day - 1, days, before, known)
            length = 0
    if length:
        found += stretch_close(table, number, length, days - length, days - 1, days, before, known)
    return found
