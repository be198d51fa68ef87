"""The compiled search: annealing by changes of a few cells, each weighed by what it touches alone.

A move is weighed in three steps, cheapest first: cells with covers, pairs and mentors; then successions and
stretches; then sums and blocks. After each step the best that the rest could still bring is what the rows pay
now, so a hopeless move is undone early.
"""

import numpy as np

from shifts.solver.compiled import compiled, inlined
from shifts.solver.model import Ints, Model, State
from shifts.solver.moves import propose
from shifts.solver.terms import head_change, stretch_close, sum_units

TABLE = 1 << 14
# -ln of evenly spread numbers: an annealing step needs one for each move, and logarithms are slow.
NEGATIVE_LOGS = -np.log((np.arange(TABLE) + 0.5) / TABLE)


@inlined
def _meet(m: Model, s: State, person: int, day: int, value: int, step: int, out: Ints) -> None:
    """Heads, pairs and mentors when a value comes (step 1) or goes (-1); adds to `out` (hard, soft)."""
    c = m.cover_class[person]
    for i in range(m.cover_from[c, day, value], m.cover_to[c, day, value]):
        cover = m.cover_place[i]
        heads = s.heads[cover]
        out[1] += head_change(heads, m.cover_need[cover], m.cover_under[cover], m.cover_over[cover], step)
        s.heads[cover] = heads + step
    for i in range(m.pair_at[person], m.pair_at[person + 1]):
        if m.pair_days[m.pair_table[i], day] == 0:
            continue
        other = s.plan[m.pair_other[i], day]
        out[0] += step * m.pair_hard[m.pair_table[i], value, other]
        out[1] += step * m.pair_soft[m.pair_table[i], value, other]
    for i in range(m.role_at[person], m.role_at[person + 1]):
        t = m.role_mentor[i]
        if m.mentor_days[t, day] == 0:
            continue
        units = 0
        if m.role_new[i]:
            if m.mentor_asks[t, value]:
                s.learners[t, day, value] += step
                if s.beside[t, day, value] == 0:
                    units = step
        else:
            for k in range(m.mentor_beside.shape[1]):
                if m.mentor_beside[t, k, value]:
                    s.beside[t, day, k] += step
                    if step > 0 and s.beside[t, day, k] == 1:
                        units -= s.learners[t, day, k]
                    elif step < 0 and s.beside[t, day, k] == 0:
                        units += s.learners[t, day, k]
        out[0] += units * m.mentor_hard[t]
        out[1] += units * m.mentor_soft[t]


@inlined
def _apply_cells(m: Model, s: State, segs: int, seg: Ints, new: Ints, old: Ints, out: Ints) -> None:
    """Write the new values, keep the old ones, and count what stands on single days."""
    for i in range(segs):
        p = seg[i, 0]
        for d in range(seg[i, 1], seg[i, 2] + 1):
            was, now = s.plan[p, d], new[i, d]
            old[i, d] = was
            if was != now:
                out[1] += m.price[p, d, now] - m.price[p, d, was]
                for step in range(-1, 2, 2):
                    _meet(m, s, p, d, now if step > 0 else was, step, out)
                s.plan[p, d] = now


@inlined
def _weigh_row(m: Model, s: State, i: int, seg: Ints, old: Ints, out: Ints) -> None:
    """Successions and stretches of one changed row; the new values stand in the plan."""
    p, first, last = seg[i, 0], seg[i, 1], seg[i, 2]
    days = s.plan.shape[1]
    was = now = m.last[p]
    if first > 0:
        was = now = s.plan[p, first - 1]
    for d in range(first, min(days - 1, last + 1) + 1):
        next_now = s.plan[p, d]
        next_was = old[i, d] if d <= last else next_now
        if was != now or next_was != next_now:
            table = m.follow_at[p, d]
            out[0] += m.follow_hard[table, now, next_now] - m.follow_hard[table, was, next_was]
            out[1] += m.follow_soft[table, now, next_now] - m.follow_soft[table, was, next_was]
        was, now = next_was, next_now
    for r in range(m.run_at[p], m.run_at[p + 1]):
        c = m.run_class[r]
        a, b = first, last
        while a <= b and m.run_member[c, old[i, a]] == m.run_member[c, s.plan[p, a]]:
            a += 1
        if a > b:
            continue
        while m.run_member[c, old[i, b]] == m.run_member[c, s.plan[p, b]]:
            b -= 1
        while a > 0 and m.run_member[c, s.plan[p, a - 1]]:
            a -= 1
        while b < days - 1 and m.run_member[c, s.plan[p, b + 1]]:
            b += 1
        before, known = m.run_before[r], m.run_known[p]
        long_was = 0
        long_now = 0
        for d in range(a, b + 2):
            in_now = d <= b and m.run_member[c, s.plan[p, d]] == 1
            in_was = in_now
            if first <= d <= last:
                in_was = d <= b and m.run_member[c, old[i, d]] == 1
            if in_was:
                long_was += 1
            elif long_was:
                out[0] -= stretch_close(m.run_hard, c, long_was, d - long_was, d - 1, days, before, known)
                out[1] -= stretch_close(m.run_soft, c, long_was, d - long_was, d - 1, days, before, known)
                long_was = 0
            if in_now:
                long_now += 1
            elif long_now:
                out[0] += stretch_close(m.run_hard, c, long_now, d - long_now, d - 1, days, before, known)
                out[1] += stretch_close(m.run_soft, c, long_now, d - long_now, d - 1, days, before, known)
                long_now = 0


@inlined
def _add_sums(m: Model, s: State, p: int, d: int, v: int, step: int, out: Ints) -> None:
    """Sums of a person when a value comes or goes."""
    c = m.sum_class[p, d]
    for j in range(m.sum_from[c, v], m.sum_to[c, v]):
        k = m.sum_at[p] + m.sum_place[j]
        least, most = m.sum_least[k], m.sum_most[k]
        was = s.sums[k]
        now = was + step * m.sum_value[j]
        s.sums[k] = now
        if (was <= most and was >= least) and (now <= most and now >= least):
            continue
        if m.sum_hard[k]:
            unit = m.sum_step[k]
            out[0] += sum_units(now, least, most, unit) - sum_units(was, least, most, unit)
        else:
            unit = m.sum_per[k]
            a, b = sum_units(was, least, most, unit), sum_units(now, least, most, unit)
            out[1] += m.sum_weight[k] * (b * b - a * a if m.sum_square[k] else b - a)


@inlined
def _add_pieces(m: Model, s: State, p: int, d: int, v: int, step: int, out: Ints) -> None:
    """Blocks of a person when a value comes or goes."""
    c = m.piece_class[p, d]
    for j in range(m.piece_from[c, v], m.piece_to[c, v]):
        k = m.piece_at[p] + m.piece_place[j]
        s.pieces[k] += step
        if (step > 0 and s.pieces[k] == 1) or (step < 0 and s.pieces[k] == 0):
            rule = m.piece_owner[k]
            was = max(0, s.touched[rule] - m.block_most[rule])
            s.touched[rule] += step
            change = max(0, s.touched[rule] - m.block_most[rule]) - was
            if m.block_hard[rule]:
                out[0] += change
            else:
                out[1] += change * m.block_weight[rule]


@inlined
def _apply_sums(m: Model, s: State, i: int, seg: Ints, source: Ints, target: Ints, out: Ints) -> None:
    """Sums and blocks of one row from the values of `source` to those of `target`."""
    p = seg[i, 0]
    for d in range(seg[i, 1], seg[i, 2] + 1):
        was, now = source[i, d], target[i, d]
        if was != now:
            for step in range(-1, 2, 2):
                value = now if step > 0 else was
                _add_sums(m, s, p, d, value, step, out)
                _add_pieces(m, s, p, d, value, step, out)


@inlined
def weigh(m: Model, s: State, segs: int, limit: float, weight: int) -> bool:
    """Do the move in `seg` and `new`; undo it and say False where it costs more than `limit`.

    `parts` gets changes: 0 to 2 the rows' successions and stretches, 3 to 5 their sums and blocks, 6 days.
    """
    seg, new, old, parts = s.seg, s.new, s.old, s.parts
    for i in range(8):
        parts[i, 0] = parts[i, 1] = 0
    _apply_cells(m, s, segs, seg, new, old, parts[6])
    now_runs = 0
    now_sums = 0
    for i in range(segs):
        p = seg[i, 0]
        now_runs += weight * s.row_hard[p, 0] + s.row_soft[p, 0]
        now_sums += weight * s.row_hard[p, 1] + s.row_soft[p, 1]
    cost = weight * parts[6, 0] + parts[6, 1]
    summed = 0
    if cost - now_runs - now_sums <= limit:
        for i in range(segs):
            _weigh_row(m, s, i, seg, old, parts[i])
            cost += weight * parts[i, 0] + parts[i, 1]
        if cost - now_sums <= limit:
            for i in range(segs):
                _apply_sums(m, s, i, seg, old, new, parts[3 + i])
                cost += weight * parts[3 + i, 0] + parts[3 + i, 1]
            if cost <= limit:
                return True
            summed = segs
    for i in range(summed):
        _apply_sums(m, s, i, seg, new, old, parts[7])
    for i in range(segs):
        p = seg[i, 0]
        for d in range(seg[i, 1], seg[i, 2] + 1):
            was, now = old[i, d], new[i, d]
            if was != now:
                s.plan[p, d] = was
                for step in range(-1, 2, 2):
                    _meet(m, s, p, d, was if step > 0 else now, step, parts[7])
    return False


@inlined
def _enter(s: State, segs: int, seg: Ints, parts: Ints) -> None:
    """Book an accepted move into the totals."""
    for i in range(segs):
        p = seg[i, 0]
        for part in range(2):
            s.row_hard[p, part] += parts[3 * part + i, 0]
            s.row_soft[p, part] += parts[3 * part + i, 1]
    for i in range(7):
        s.total[0] += parts[i, 0]
        s.total[1] += parts[i, 1]


@inlined
def _copy(source: Ints, target: Ints) -> None:
    for p in range(source.shape[0]):
        for d in range(source.shape[1]):
            target[p, d] = source[p, d]


@compiled
def keep_best(s: State) -> None:
    """Keep the plan where fewer hard units are broken than in the best, or as many at less cost."""
    a, b = s.total[0], s.total[1]
    if a < s.best_total[0] or (a == s.best_total[0] and b < s.best_total[1]):
        _copy(s.plan, s.best)
        s.best_total[0], s.best_total[1] = a, b


@compiled
def anneal(
    m: Model, s: State, moves: int, hot: float, cold: float, weight: int, mix: Ints, lengths: Ints, logs: Ints
) -> None:
    """Try `moves` moves while the temperature falls from `hot` to `cold`; hard units cost `weight` each."""
    seg, old, parts = s.seg, s.old, s.parts
    fall = (cold / hot) ** (256.0 / max(moves, 256))
    heat = hot
    fresh = False  # the plan is better than the best and not yet copied
    for step in range(moves):
        if step & 255 == 255:
            heat *= fall
        x = s.draw[0]
        x ^= x >> np.uint64(12)
        x ^= x << np.uint64(25)
        x ^= x >> np.uint64(27)
        s.draw[0] = x
        x = x * np.uint64(2685821657736338717)
        chance = np.int64(x >> np.uint64(54))
        kind = 0
        while mix[kind] <= chance:
            kind += 1
        segs = propose(m, s, kind, lengths)
        if segs == 0:
            continue
        s.counts[0, kind] += 1
        limit = heat * logs[np.int64((x >> np.uint64(30)) & np.uint64(16383))]
        if not weigh(m, s, segs, limit, weight):
            continue
        s.counts[1, kind] += 1
        hard, soft = s.total[0], s.total[1]
        _enter(s, segs, seg, parts)
        better = s.total[0] < hard or (s.total[0] == hard and s.total[1] <= soft)
        if fresh and not better:
            # The plan before this move was the best so far: copy it, with the move taken back.
            _copy(s.plan, s.best)
            for i in range(segs):
                for d in range(seg[i, 1], seg[i, 2] + 1):
                    s.best[seg[i, 0], d] = old[i, d]
            s.best_total[0], s.best_total[1] = hard, soft
            fresh = False
        elif better:
            a, b = s.total[0], s.total[1]
            fresh = a < s.best_total[0] or (a == s.best_total[0] and b < s.best_total[1])
    keep_best(s)
