"""The part of compiling that concerns one person's row: successions, stretches, sums, blocks."""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from shifts.rules.problem import NO_CAP, OFF, Blocks, Problem, Run, Tally
from shifts.solver.model import Ints


def array(numbers: Iterable[int]) -> Ints:
    """Numbers as an array that is never empty, since compiled loops want something to point at."""
    found = list(numbers)
    return np.array(found or [0], np.int64)


def offsets(lists: Sequence[Sequence[object]]) -> Ints:
    """Where each list begins when all are laid end to end."""
    return np.concatenate([[0], np.cumsum([len(each) for each in lists], dtype=np.int64)]).astype(np.int64)


def ragged(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints, Ints]:
    """Lists laid end to end: begins, ends, contents."""
    at = offsets(lists)
    return at[:-1].copy(), at[1:].copy(), array(number for each in lists for number in each)


def _value(kind: int, values: int) -> int:
    return values - 1 if kind == OFF else kind


def follows(problem: Problem, values: int) -> dict[str, Ints]:
    """A table of successions for each different set of rules that a cell stands under."""
    people, days = len(problem.people), problem.days
    # Cells under the same rules get the same random sum: cheaper than comparing sets of rules by cell.
    draw = np.random.default_rng(20260101)
    sums = np.zeros((people, days), np.int64)
    for follow in problem.follows:
        mark = int(draw.integers(1, 1 << 50))
        wanted = set(follow.days) or set(range(-1, days))
        when = [day for day in range(days) if day - 1 in wanted]
        who = sorted(set(follow.people)) or list(range(people))
        sums[np.ix_(who, when)] += mark
    marks, first_cell, table = np.unique(sums.ravel(), return_index=True, return_inverse=True)
    hard = np.zeros((len(marks) + 1, values + 1, values), np.int64)
    soft = np.zeros_like(hard)
    for number, cell in enumerate(first_cell):
        person, day = divmod(int(cell), days)
        for follow in problem.follows:
            if (follow.people and person not in follow.people) or (
                follow.days and day - 1 not in follow.days
            ):
                continue
            pairs = {(_value(a, values), _value(b, values)) for a in follow.first for b in follow.then}
            for a, b in pairs:
                hard[number, a, b] += follow.hard
                soft[number, a, b] += 0 if follow.hard else follow.weight
    last = [_value(own[-1], values) if own else values for own in problem.before or ((),) * people]
    return {
        "last": array(last),
        "follow_at": table.reshape(people, days).astype(np.int64),
        "follow_hard": hard,
        "follow_soft": soft,
    }


def runs(problem: Problem, values: int) -> dict[str, Ints]:
    """The rules of stretches of the same kinds joined into one table by length."""
    people, days = len(problem.people), problem.days
    before = problem.before or ((),) * people
    own: list[dict[frozenset[int], list[int]]] = [{} for _ in range(people)]
    for place, run in enumerate(problem.runs):
        if run.least <= 1 and run.most >= days + max((len(each) for each in before), default=0):
            continue
        kinds = frozenset(run.kinds)
        for person in set(run.people) or range(people):
            own[person].setdefault(kinds, []).append(place)
    classes: dict[tuple[frozenset[int], tuple[int, ...]], int] = {}
    of = [[classes.setdefault((kinds, tuple(p)), len(classes)) for kinds, p in one.items()] for one in own]
    longest = days + max((len(each) for each in before), default=0) + 1
    member = np.zeros((max(1, len(classes)), values), np.uint8)
    hard = np.zeros((max(1, len(classes)), 2, longest + 1), np.int64)
    soft = np.zeros_like(hard)
    for (kinds, places), number in classes.items():
        member[number, [_value(kind, values) for kind in kinds]] = 1
        for place in places:
            _enter_run(problem.runs[place], hard[number], soft[number])
    carried = []
    for person, one in enumerate(own):
        for kinds in one:
            length = 0
            while length < len(before[person]) and before[person][-1 - length] in kinds:
                length += 1
            carried.append(length)
    return {
        "run_at": offsets(of),
        "run_class": array(number for one in of for number in one),
        "run_before": array(carried),
        "run_known": array(int(bool(each)) for each in before),
        "run_member": member,
        "run_hard": hard,
        "run_soft": soft,
    }


def _enter_run(run: Run, hard: Ints, soft: Ints) -> None:
    length = np.arange(hard.shape[1])
    long = np.maximum(0, length - run.most)
    short = np.where(length > 0, np.maximum(0, run.least - length), 0)
    for open_ended in (0, 1):
        units = long if open_ended else long + short
        if run.hard:
            hard[open_ended] += units
        else:
            soft[open_ended] += units * run.weight


def sums(problem: Problem, values: int) -> dict[str, Ints]:
    """Sums of each person; those that no plan can take outside their bounds are left out."""
    people, days = len(problem.people), problem.days
    own: list[list[tuple[Tally, int]]] = [[] for _ in range(people)]
    for tally in problem.tallies:
        span = len(set(tally.days)) or days
        least, most = min(0, *tally.values) * span, max(0, *tally.values) * span
        who = tally.people or range(people)
        brings = dict(zip(who, tally.already or (0,) * len(who), strict=True))
        for person, already in brings.items():
            if already + least < tally.least or already + most > tally.most:
                own[person].append((tally, already))
    shapes: dict[Hashable, int] = {}
    entries: list[list[list[tuple[int, int]]]] = []  # by class, by value
    classes = np.zeros((people, days), np.int64)
    for person, mine in enumerate(own):
        shape = tuple((tally.values, tally.days) for tally, _ in mine)
        for day in range(days):
            key = (shape, frozenset(i for i, (tally, _) in enumerate(mine) if _on(day, tally.days)))
            if key not in shapes:
                shapes[key] = len(entries)
                entries.append(_entries(mine, key[1], values))
            classes[person, day] = shapes[key]
    flat = [[*lists] for one in entries for lists in one]
    begin, end, _ = ragged([[place for place, _ in each] for each in flat])
    all_of = [pair for one in own for pair in one]
    return {
        "sum_at": offsets(own),
        "sum_least": array(tally.least for tally, _ in all_of),
        "sum_most": array(tally.most for tally, _ in all_of),
        "sum_per": array(tally.per for tally, _ in all_of),
        "sum_step": array(_step(tally) for tally, _ in all_of),
        "sum_hard": array(int(tally.hard) for tally, _ in all_of),
        "sum_square": array(int(tally.square and not tally.hard) for tally, _ in all_of),
        "sum_weight": array(tally.weight for tally, _ in all_of),
        "sum_start": array(already for _, already in all_of),
        "sum_class": classes,
        "sum_from": begin.reshape(-1, values),
        "sum_to": end.reshape(-1, values),
        "sum_place": array(place for each in flat for place, _ in each),
        "sum_value": array(number for each in flat for _, number in each),
    }


def _on(day: int, days: tuple[int, ...]) -> bool:
    return not days or day in days


def _entries(
    mine: list[tuple[Tally, int]], active: Iterable[int], values: int
) -> list[list[tuple[int, int]]]:
    """For each value the sums that it changes, and by how much."""
    found: list[list[tuple[int, int]]] = [[] for _ in range(values)]
    for place in sorted(active):
        for kind, number in enumerate(mine[place][0].values):
            if number:
                found[kind].append((place, number))
    return found


def _step(tally: Tally) -> int:
    """Minutes too many are as bad as the shifts that they are: a typical value is one unit of the search."""
    sizes = sorted(abs(number) for number in tally.values if number)
    return max(tally.per, sizes[len(sizes) // 2]) if sizes else tally.per


def blocks(problem: Problem, values: int) -> dict[str, Ints]:
    """Rules of blocks and the single blocks of each person."""
    people, days = len(problem.people), problem.days
    own: list[list[tuple[Blocks, int]]] = [[] for _ in range(people)]
    for rule in problem.blocks:
        who = rule.people or range(people)
        for person, already in dict(zip(who, rule.already or (0,) * len(who), strict=True)).items():
            if rule.most < NO_CAP and already + len(rule.blocks) > rule.most:
                own[person].append((rule, already))
    shapes: dict[Hashable, int] = {}
    lists: list[list[int]] = []
    classes = np.zeros((people, days), np.int64)
    pieces: list[list[int]] = [[] for _ in range(people)]
    for person, mine in enumerate(own):
        shape = tuple((rule.blocks, rule.kinds) for rule, _ in mine)
        pieces[person] = [place for place, (rule, _) in enumerate(mine) for _ in rule.blocks]
        for day in range(days):
            if (shape, day) not in shapes:
                shapes[shape, day] = len(lists) // values
                lists += _pieces(mine, day, values)
            classes[person, day] = shapes[shape, day]
    begin, end, place_of = ragged(lists)
    at = offsets(own)
    all_of = [pair for one in own for pair in one]
    return {
        "block_at": at,
        "block_most": array(rule.most for rule, _ in all_of),
        "block_hard": array(int(rule.hard) for rule, _ in all_of),
        "block_weight": array(rule.weight for rule, _ in all_of),
        "block_start": array(already for _, already in all_of),
        "piece_at": offsets(pieces),
        "piece_owner": array(int(at[person]) + place for person in range(people) for place in pieces[person]),
        "piece_class": classes,
        "piece_from": begin.reshape(-1, values),
        "piece_to": end.reshape(-1, values),
        "piece_place": place_of,
    }


def _pieces(mine: list[tuple[Blocks, int]], day: int, values: int) -> list[list[int]]:
    """For each value the blocks of this day that it touches."""
    found: list[list[int]] = [[] for _ in range(values)]
    number = 0
    for rule, _ in mine:
        kinds = {_value(kind, values) for kind in rule.kinds}
        for block in rule.blocks:
            if day in block:
                for value in kinds:
                    found[value].append(number)
            number += 1
    return found
