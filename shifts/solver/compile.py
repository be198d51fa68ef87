"""A problem as flat arrays. Everything general stands here; the compiled loops know numbers alone."""

from collections.abc import Iterable, Sequence

import numpy as np

from shifts.rules.problem import OFF, Mentor, Problem
from shifts.solver import compile_rows as rows
from shifts.solver.model import Ints, Model


def value_of(kind: int, values: int) -> int:
    """A kind as the solver's value: OFF is the last one."""
    return values - 1 if kind == OFF else kind


def compile_problem(problem: Problem) -> Model:
    """The arrays of a problem; work and memory grow with people x days x kinds."""
    people, days, values = len(problem.people), problem.days, len(problem.kinds) + 1
    mentors = split_mentors(problem.mentors)
    allowed, barred, usable_at, usable = _cells(problem, values)
    return Model(
        dims=np.array([people, days, values, len(problem.covers), len(mentors)], np.int64),
        allowed=allowed,
        barred=barred,
        price=_prices(problem, values),
        usable_at=usable_at,
        usable=usable,
        **rows.follows(problem, values),
        **rows.runs(problem, values),
        **rows.sums(problem, values),
        **rows.blocks(problem, values),
        **_covers(problem, values),
        **_pairs(problem, values),
        **_mentors(mentors, people, days, values),
    )


def _cells(problem: Problem, values: int) -> tuple[Ints, Ints, Ints, Ints]:
    """What each cell may hold, and the kinds of each person."""
    people, days = len(problem.people), problem.days
    barred = np.zeros((people, days, values), np.int32)
    for bar in problem.bars:
        who = sorted(set(bar.people)) or range(people)
        when = sorted(set(bar.days)) or range(days)
        what = sorted({value_of(kind, values) for kind in bar.kinds})
        barred[np.ix_(list(who), list(when), what)] += 1
    allowed = (barred == 0).astype(np.uint8)
    for pin in problem.pins:
        allowed[pin.person, pin.day] = 0
        allowed[pin.person, pin.day, value_of(pin.kind, values)] = 1
    shut = allowed.sum(axis=2) == 0  # every value barred and nothing pinned: the day stays off
    allowed[shut, values - 1] = 1
    some = allowed[:, :, : values - 1].any(axis=1)
    usable_at = np.concatenate([[0], np.cumsum(some.sum(axis=1))]).astype(np.int64)
    usable = np.nonzero(some)[1].astype(np.int64)
    return allowed, barred, usable_at, usable if len(usable) else np.zeros(1, np.int64)


def _prices(problem: Problem, values: int) -> Ints:
    price = np.zeros((len(problem.people), problem.days, values), np.int64)
    for wish in problem.wishes:
        for kind in set(wish.kinds):
            price[wish.person, wish.day, value_of(kind, values)] += wish.weight
    return price


def _covers(problem: Problem, values: int) -> dict[str, Ints]:
    """Covers by cell, for classes of people whom the same covers count."""
    people, days, covers = len(problem.people), problem.days, problem.covers
    named: list[list[int]] = [[] for _ in range(people)]
    for place, cover in enumerate(covers):
        for person in set(cover.people):
            named[person].append(place)
    classes: dict[tuple[int, ...], int] = {}
    cover_class = np.array([classes.setdefault(tuple(own), len(classes)) for own in named] or [0], np.int64)
    entries: list[list[list[int]]] = [[[] for _ in range(days * values)] for _ in range(max(1, len(classes)))]
    everybodys = [place for place, cover in enumerate(covers) if not cover.people]
    for own, number in classes.items():
        for place in sorted([*everybodys, *own]):
            for day, kind in sorted(set(covers[place].cells)):
                entries[number][day * values + kind].append(place)
    flat = [cell for one in entries for cell in one]
    begin, end, place_of = rows.ragged(flat)
    shape = (len(entries), days, values)
    cell_lists = [sorted(set(cover.cells)) for cover in covers]
    cell_at = np.concatenate([[0], np.cumsum([len(cells) for cells in cell_lists])]).astype(np.int64)
    return {
        "cover_class": cover_class,
        "cover_from": begin.reshape(shape),
        "cover_to": end.reshape(shape),
        "cover_place": place_of,
        "cover_need": rows.array(cover.need for cover in covers),
        "cover_under": rows.array(cover.under for cover in covers),
        "cover_over": rows.array(cover.over for cover in covers),
        "cell_at": cell_at,
        "cell_day": rows.array(day for cells in cell_lists for day, _ in cells),
        "cell_kind": rows.array(kind for cells in cell_lists for _, kind in cells),
    }


def _pairs(problem: Problem, values: int) -> dict[str, Ints]:
    """Each pair seen from both sides; the order of a meeting pair does not matter."""
    tables: list[tuple[Ints, Ints]] = [(np.zeros((values, values), np.int64),) * 2]
    when: list[Ints] = [np.zeros(problem.days, np.uint8)]
    known: dict[object, int] = {}
    of: list[list[tuple[int, int]]] = [[] for _ in problem.people]
    for pair in problem.pairs:
        if pair.first == pair.second:
            continue
        key = (frozenset(pair.kinds), pair.together, pair.hard, pair.weight, frozenset(pair.days))
        if key not in known:
            known[key] = len(tables)
            meet = np.zeros((values, values), np.int64)
            for one, other in pair.kinds:
                a, b = value_of(one, values), value_of(other, values)
                meet[a, b] = meet[b, a] = 1
            units = meet
            if pair.together:
                units = 1 - meet
                units[-1, -1] = 0
            nothing = np.zeros_like(units)
            tables.append((units, nothing) if pair.hard else (nothing, units * pair.weight))
            when.append(np.zeros(problem.days, np.uint8))
            when[-1][sorted(set(pair.days)) or slice(None)] = 1
        of[pair.first].append((pair.second, known[key]))
        of[pair.second].append((pair.first, known[key]))
    return {
        "pair_at": rows.offsets(of),
        "pair_other": rows.array(other for own in of for other, _ in own),
        "pair_table": rows.array(table for own in of for _, table in own),
        "pair_hard": np.stack([hard for hard, _ in tables]),
        "pair_soft": np.stack([soft for _, soft in tables]),
        "pair_days": np.stack(when),
    }


def split_mentors(mentors: Sequence[Mentor]) -> list[Mentor]:
    """Nobody is his own veteran: who is both gets a mentor rule of his own without himself."""
    found = []
    for mentor in mentors:
        both = set(mentor.newcomers) & set(mentor.veterans)
        shared = tuple(dict.fromkeys(each for each in mentor.newcomers if each not in both))
        splits: list[tuple[tuple[int, ...], tuple[int, ...]]] = [(shared, mentor.veterans)] if shared else []
        splits += [
            ((person,), tuple(each for each in mentor.veterans if each != person)) for person in sorted(both)
        ]
        found += [
            Mentor(mentor.rule, new, old, mentor.beside, mentor.days, mentor.hard, mentor.weight)
            for new, old in splits
        ]
    return found


def _mentors(mentors: Sequence[Mentor], people: int, days: int, values: int) -> dict[str, Ints]:
    count = max(1, len(mentors))
    when = np.zeros((count, days), np.uint8)
    beside = np.zeros((count, values, values), np.uint8)
    of: list[list[tuple[int, int]]] = [[] for _ in range(people)]
    for place, mentor in enumerate(mentors):
        when[place, sorted(set(mentor.days)) or slice(None)] = 1
        for kind, helpers in enumerate(mentor.beside):
            # A veteran's day off is beside nobody.
            beside[place, kind, [value_of(each, values) for each in helpers]] = 1
        for person in mentor.newcomers:
            of[person].append((place, 1))
        for person in dict.fromkeys(mentor.veterans):
            of[person].append((place, 0))
    return {
        "role_at": rows.offsets(of),
        "role_mentor": rows.array(place for own in of for place, _ in own),
        "role_new": rows.array(role for own in of for _, role in own),
        "mentor_days": when,
        "mentor_beside": beside,
        "mentor_asks": np.asarray(beside.any(axis=2), np.uint8),
        "mentor_hard": rows.array(int(mentor.hard) for mentor in mentors),
        "mentor_soft": rows.array(0 if mentor.hard else mentor.weight for mentor in mentors),
    }


def to_values(plan: Iterable[Sequence[int]], values: int) -> Ints:
    """A plan as the solver's array."""
    found = np.array([list(row) for row in plan], np.int16)
    found[found == OFF] = values - 1
    return found


def to_plan(found: Ints, values: int) -> tuple[tuple[int, ...], ...]:
    """The solver's array as a plan."""
    return tuple(tuple(OFF if int(v) == values - 1 else int(v) for v in row) for row in found)
