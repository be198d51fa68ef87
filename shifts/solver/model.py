"""The compiled problem and the state of a search, as tuples of flat arrays that compiled loops can read.

Inside the solver OFF is the last value (`values - 1`), so that every value indexes an array. "Local" numbers
count from 0 for each person and are added to the person's base.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]


class Model(NamedTuple):
    """What does not change during a search."""

    # people, days, values (kinds and OFF), covers, mentors
    dims: Ints
    allowed: Ints  # [person, day, value] 1 where bars and pins let the value stand
    barred: Ints  # [person, day, value] bars that speak against it; counts only where a pin insists
    price: Ints  # [person, day, value] sum of the wishes that it goes against
    usable_at: Ints  # [person + 1] where the person's kinds begin in `usable`
    usable: Ints  # kinds that the person may work on some day
    last: Ints  # [person] value of the day before the horizon; `values` where unknown
    # successions: [person, day] -> table of the pair (day - 1, day); table 0 asks nothing
    follow_at: Ints
    follow_hard: Ints  # [table, value before, value]
    follow_soft: Ints
    # stretches: a person's rules from run_at[p] to run_at[p + 1]
    run_at: Ints
    run_class: Ints
    run_before: Ints  # days before the horizon that lengthen a stretch from day 0
    run_known: Ints  # [person] 1 where days before are known
    run_member: Ints  # [class, value]
    run_hard: Ints  # [class, 1 where `least` is not asked, length]
    run_soft: Ints
    # sums: a person's from sum_at[p]; class of a cell -> entries (local, value) for each value
    sum_at: Ints
    sum_least: Ints
    sum_most: Ints
    sum_per: Ints
    sum_step: Ints  # what counts as one unit for the search where the rule is hard
    sum_hard: Ints
    sum_square: Ints
    sum_weight: Ints
    sum_start: Ints
    sum_class: Ints  # [person, day]
    sum_from: Ints  # [class, value] first entry
    sum_to: Ints
    sum_place: Ints
    sum_value: Ints
    # blocks: a person's rules from block_at[p], his single blocks from piece_at[p]
    block_at: Ints
    block_most: Ints
    block_hard: Ints
    block_weight: Ints
    block_start: Ints
    piece_at: Ints
    piece_owner: Ints  # the rule (global) of a piece
    piece_class: Ints  # [person, day]
    piece_from: Ints
    piece_to: Ints
    piece_place: Ints
    # covers: class of a person; entries of (class, day, value)
    cover_class: Ints
    cover_from: Ints
    cover_to: Ints
    cover_place: Ints
    cover_need: Ints
    cover_under: Ints
    cover_over: Ints
    cell_at: Ints  # [cover + 1] where its cells begin
    cell_day: Ints
    cell_kind: Ints
    # pairs: a person's from pair_at[p]
    pair_at: Ints
    pair_other: Ints
    pair_table: Ints
    pair_hard: Ints  # [table, own value, other value]
    pair_soft: Ints
    pair_days: Ints  # [table, day], 1 where the pair is asked
    # mentors: a person's parts from role_at[p]
    role_at: Ints
    role_mentor: Ints
    role_new: Ints  # 1 newcomer, 0 veteran
    mentor_days: Ints  # [mentor, day]
    mentor_beside: Ints  # [mentor, kind of the newcomer, kind of the veteran]
    mentor_asks: Ints  # [mentor, kind]
    mentor_hard: Ints
    mentor_soft: Ints


class State(NamedTuple):
    """What a search changes. Sums of broken hard units and of costs stand in `total`."""

    plan: Ints  # [person, day]
    sums: Ints
    pieces: Ints  # days worked in each block
    touched: Ints  # blocks touched, by rule
    heads: Ints  # [cover]
    beside: Ints  # [mentor, day, kind] veterans beside it
    learners: Ints  # [mentor, day, kind] newcomers on it
    row_hard: Ints  # [person, 0 successions and stretches or 1 sums and blocks]
    row_soft: Ints
    total: Ints  # hard, soft
    best: Ints  # [person, day]
    best_total: Ints  # hard, soft of `best`
    draw: Ints  # the random numbers' state
    # scratch of one move: (person, first, last day), new and old values, what each step does
    seg: Ints
    new: Ints
    old: Ints
    parts: Ints
    counts: Ints  # moves tried and taken, by kind of move


def fresh_state(model: Model, seed: int) -> State:
    """An empty state; `kernel.rebuild` fills it from its plan."""
    people, days, values, covers, mentors = (int(each) for each in model.dims)
    whole = np.int64
    return State(
        plan=np.full((people, days), values - 1, np.int16),
        sums=np.zeros(max(1, int(model.sum_at[-1])), whole),
        pieces=np.zeros(max(1, int(model.piece_at[-1])), whole),
        touched=np.zeros(max(1, int(model.block_at[-1])), whole),
        heads=np.zeros(max(1, covers), whole),
        beside=np.zeros((max(1, mentors), days, values), whole),
        learners=np.zeros((max(1, mentors), days, values), whole),
        row_hard=np.zeros((people, 2), whole),
        row_soft=np.zeros((people, 2), whole),
        total=np.zeros(2, whole),
        best=np.full((people, days), values - 1, np.int16),
        best_total=np.full(2, np.iinfo(np.int64).max // 4, whole),
        draw=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) & 0xFFFFFFFFFFFFFFFF or 1], np.uint64),
        seg=np.zeros((3, 3), whole),
        new=np.zeros((3, days), np.int16),
        old=np.zeros((3, days), np.int16),
        parts=np.zeros((8, 2), whole),
        counts=np.zeros((2, 16), whole),
    )
