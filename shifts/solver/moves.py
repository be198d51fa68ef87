"""Moves of the search: each writes up to three new rows of values, never against bars or pins."""

from typing import Any

import numpy as np

from shifts.solver.compiled import inlined
from shifts.solver.model import Ints, Model, State

# Kinds of moves, in the order of the mix.
SET, SWAP, EXCHANGE, RETYPE, FILL, ROTATE, RING, SLIDE, TWICE = range(9)
KINDS = 9


@inlined
def draw_below(draw: Ints, below: int) -> int:
    """A whole number from 0 to below - 1 (xorshift64*); `below` under 2**31."""
    x = draw[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    draw[0] = x
    high: Any = np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33))
    found: int = (high * below) >> 31
    return found


@inlined
def _pick_kind(m: Model, s: State, person: int) -> int:
    """Some kind that the person may work, or OFF."""
    first = m.usable_at[person]
    count = m.usable_at[person + 1] - first
    kind: int = m.allowed.shape[2] - 1
    if count > 0:
        kind = m.usable[first + draw_below(s.draw, count)]
    return kind


@inlined
def _keep(new: Ints, place: int, plan: Ints, person: int, first: int, last: int) -> None:
    for day in range(first, last + 1):
        new[place, day] = plan[person, day]


@inlined
def _set_block(m: Model, s: State, longest: int) -> int:
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    people, days = plan.shape
    off = allowed.shape[2] - 1
    person = draw_below(draw, people)
    first = draw_below(draw, days)
    last = min(days - 1, first + draw_below(draw, longest))
    way = draw_below(draw, 8)
    if way < 2:
        value = off
    elif way == 2 and first > 0:
        value = plan[person, first - 1]
    elif way == 3 and last < days - 1:
        value = plan[person, last + 1]
    else:
        value = _pick_kind(m, s, person)
    changed = 0
    for day in range(first, last + 1):
        if allowed[person, day, value]:
            new[0, day] = value
            changed += value != plan[person, day]
        else:
            new[0, day] = plan[person, day]
    seg[0, 0], seg[0, 1], seg[0, 2] = person, first, last
    return 1 if changed else 0


@inlined
def _even(m: Model, s: State, one: int, other: int, first: int) -> tuple[int, int]:
    """Days from the next that differs to where both have worked equally many: a swap that owes no hours."""
    days = s.plan.shape[1]
    off = m.dims[2] - 1
    while first < days - 1 and s.plan[one, first] == s.plan[other, first]:
        first += 1
    ahead = 0
    last = first
    for day in range(first, days):
        ahead += (s.plan[one, day] != off) - (s.plan[other, day] != off)
        if ahead == 0:
            last = day
            if draw_below(s.draw, 2):
                break
    return first, last


@inlined
def _swap_rows(m: Model, s: State, longest: int, ring: int) -> int:
    """A block of days goes round two people or three."""
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    people, days = plan.shape
    count = 2 + ring
    if people < count:
        return 0
    for i in range(count):
        seg[i, 0] = draw_below(draw, people)
        for j in range(i):
            if seg[j, 0] == seg[i, 0]:
                return 0
    first = draw_below(draw, days)
    last = min(days - 1, first + draw_below(draw, longest))
    if ring == 0 and draw_below(draw, 4):
        first, last = _even(m, s, seg[0, 0], seg[1, 0], first)
    for i in range(count):
        seg[i, 1], seg[i, 2] = first, last
    changed = 0
    for i in range(count):
        person, giver = seg[i, 0], seg[(i + 1) % count, 0]
        for day in range(first, last + 1):
            value = plan[giver, day]
            if allowed[person, day, value] == 0:
                return 0
            new[i, day] = value
            changed += value != plan[person, day]
    return count if changed else 0


@inlined
def _exchange(m: Model, s: State, longest: int) -> int:
    """Two blocks of one person change places."""
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    people, days = plan.shape
    length = 1 + draw_below(draw, longest)
    if 2 * length > days:
        return 0
    person = draw_below(draw, people)
    first = draw_below(draw, days - 2 * length + 1)
    second = first + length + draw_below(draw, days - first - 2 * length + 1)
    last = second + length - 1
    _keep(new, 0, plan, person, first, last)
    changed = 0
    for i in range(length):
        a, b = plan[person, first + i], plan[person, second + i]
        if a != b:
            changed += 1
            if allowed[person, first + i, b] == 0 or allowed[person, second + i, a] == 0:
                return 0
            new[0, first + i], new[0, second + i] = b, a
    seg[0, 0], seg[0, 1], seg[0, 2] = person, first, last
    return 1 if changed else 0


@inlined
def _retype(m: Model, s: State) -> int:
    """The rest of a stretch of work takes another kind."""
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    people, days = plan.shape
    off = allowed.shape[2] - 1
    person = draw_below(draw, people)
    first = draw_below(draw, days)
    if plan[person, first] == off:
        return 0
    value = _pick_kind(m, s, person)
    if draw_below(draw, 2):
        while first > 0 and plan[person, first - 1] != off:
            first -= 1
    last = first
    same = plan[person, first] if draw_below(draw, 2) else -1
    while last < days - 1 and plan[person, last + 1] != off and (same < 0 or plan[person, last + 1] == same):
        last += 1
    changed = 0
    for day in range(first, last + 1):
        new[0, day] = value if allowed[person, day, value] else plan[person, day]
        changed += new[0, day] != plan[person, day]
    seg[0, 0], seg[0, 1], seg[0, 2] = person, first, last
    return 1 if changed else 0


@inlined
def _fill(m: Model, s: State) -> int:
    """Somebody takes a cell that misses a head, for one day or some, perhaps giving up another day."""
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    heads, need, covers = s.heads, m.cover_need, m.dims[3]
    if covers == 0:
        return 0
    people, days = plan.shape
    off = allowed.shape[2] - 1
    cover = draw_below(draw, covers)
    for _ in range(6):
        if heads[cover] < need[cover]:
            break
        cover = draw_below(draw, covers)
    count = m.cell_at[cover + 1] - m.cell_at[cover]
    if heads[cover] >= need[cover] or count == 0:
        return 0
    cell = m.cell_at[cover] + draw_below(draw, count)
    day, value = m.cell_day[cell], m.cell_kind[cell]
    person = draw_below(draw, people)
    for _ in range(4):
        if allowed[person, day, value] and plan[person, day] != value:
            break
        person = draw_below(draw, people)
    if allowed[person, day, value] == 0 or plan[person, day] == value:
        return 0
    first = last = day
    if draw_below(draw, 3) == 0:
        other = draw_below(draw, days)
        if other != day and plan[person, other] != off and allowed[person, other, off]:
            first, last = min(day, other), max(day, other)
            _keep(new, 0, plan, person, first, last)
            new[0, other] = off
    else:
        first = max(0, day - draw_below(draw, 3))
        last = min(days - 1, day + draw_below(draw, 3))
        for each in range(first, last + 1):
            new[0, each] = value if allowed[person, each, value] else plan[person, each]
    new[0, day] = value
    seg[0, 0], seg[0, 1], seg[0, 2] = person, first, last
    return 1


@inlined
def _rotate(m: Model, s: State, longest: int) -> int:
    """A window of one person's days moves on by a day, its end comes to its beginning, or the other way."""
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    people, days = plan.shape
    person = draw_below(draw, people)
    length = min(days, 2 + draw_below(draw, longest))
    first = draw_below(draw, days - length + 1)
    step = 1 if draw_below(draw, 2) else length - 1
    changed = 0
    for i in range(length):
        value = plan[person, first + (i + step) % length]
        if allowed[person, first + i, value] == 0:
            return 0
        new[0, first + i] = value
        changed += value != plan[person, first + i]
    seg[0, 0], seg[0, 1], seg[0, 2] = person, first, first + length - 1
    return 1 if changed else 0


@inlined
def _slide(m: Model, s: State) -> int:
    """One day's work passes to another person, who gives nothing back."""
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    people, days = plan.shape
    off = allowed.shape[2] - 1
    if people < 2:
        return 0
    giver, taker = draw_below(draw, people), draw_below(draw, people)
    first = draw_below(draw, days)
    last = min(days - 1, first + draw_below(draw, 4))
    if giver == taker:
        return 0
    changed = 0
    for day in range(first, last + 1):
        value = plan[giver, day]
        new[0, day], new[1, day] = value, plan[taker, day]
        if (
            value != off
            and plan[taker, day] == off
            and allowed[taker, day, value]
            and allowed[giver, day, off]
        ):
            new[0, day], new[1, day] = off, value
            changed += 1
    seg[0, 0], seg[0, 1], seg[0, 2] = giver, first, last
    seg[1, 0], seg[1, 1], seg[1, 2] = taker, first, last
    return 2 if changed else 0


@inlined
def _twice(m: Model, s: State, longest: int) -> int:
    """Two people swap some days, and other days the other way, so that both work as many as before."""
    draw, plan, allowed, seg, new = s.draw, s.plan, m.allowed, s.seg, s.new
    people, days = plan.shape
    off = allowed.shape[2] - 1
    one, other = draw_below(draw, people), draw_below(draw, people)
    if one == other:
        return 0
    first = draw_below(draw, days)
    last = min(days - 1, first + draw_below(draw, longest))
    ahead = 0
    for day in range(first, last + 1):
        ahead += (plan[one, day] != off) - (plan[other, day] != off)
    if ahead == 0:
        return 0
    begin = draw_below(draw, days)
    length = 1 + draw_below(draw, longest)
    for i in range(days):
        start = (begin + i) % days
        end = start + length - 1
        if end >= days or (start <= last and end >= first):
            continue
        balance = ahead
        for day in range(start, end + 1):
            balance += (plan[one, day] != off) - (plan[other, day] != off)
        if balance == 0:
            break
    else:
        return 0
    low, high = min(first, start), max(last, end)
    for day in range(low, high + 1):
        a, b = plan[one, day], plan[other, day]
        if first <= day <= last or start <= day <= end:
            if allowed[one, day, b] == 0 or allowed[other, day, a] == 0:
                return 0
            a, b = b, a
        new[0, day], new[1, day] = a, b
    seg[0, 0], seg[0, 1], seg[0, 2] = one, low, high
    seg[1, 0], seg[1, 1], seg[1, 2] = other, low, high
    return 2


@inlined
def propose(m: Model, s: State, kind: int, lengths: Ints) -> int:
    """Write a move of this kind into `seg` (person, first, last day) and `new`; how many rows, or 0."""
    if kind == SET:
        return _set_block(m, s, lengths[SET])
    if kind in (SWAP, RING):
        return _swap_rows(m, s, lengths[kind], 1 if kind == RING else 0)
    if kind == EXCHANGE:
        return _exchange(m, s, lengths[EXCHANGE])
    if kind == RETYPE:
        return _retype(m, s)
    if kind == FILL:
        return _fill(m, s)
    if kind == ROTATE:
        return _rotate(m, s, lengths[ROTATE])
    if kind == SLIDE:
        return _slide(m, s)
    return _twice(m, s, lengths[TWICE])
