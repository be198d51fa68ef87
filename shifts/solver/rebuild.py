"""The whole cost of a plan, counted anew: fills the state from `state.plan`."""

from shifts.solver.compiled import compiled
from shifts.solver.model import Model, State
from shifts.solver.terms import row_follow, row_runs, sum_units


@compiled
def rebuild(m: Model, s: State, exact: int) -> None:
    """Fill sums, heads and totals.

    `exact` counts hard sums by the rule's own unit, as the judge does; the search counts them by shifts and
    leaves out the bars that pins insist on against, which it cannot help.
    """
    people, days, values = m.dims[0], m.dims[1], m.dims[2]
    for each in (s.total, s.heads, s.pieces):
        for i in range(each.shape[0]):
            each[i] = 0
    for t in range(s.beside.shape[0]):
        for d in range(days):
            for v in range(values):
                s.beside[t, d, v] = s.learners[t, d, v] = 0
    for p in range(people):
        for part in range(2):
            s.row_hard[p, part] = s.row_soft[p, part] = 0
    for p in range(people):
        for i in range(m.sum_at[p], m.sum_at[p + 1]):
            s.sums[i] = m.sum_start[i]
        for i in range(m.block_at[p], m.block_at[p + 1]):
            s.touched[i] = m.block_start[i]
        s.row_hard[p, 0] += row_follow(s.plan, p, m.last, m.follow_at, m.follow_hard)
        s.row_soft[p, 0] += row_follow(s.plan, p, m.last, m.follow_at, m.follow_soft)
        for r in range(m.run_at[p], m.run_at[p + 1]):
            c, before, known = m.run_class[r], m.run_before[r], m.run_known[p]
            s.row_hard[p, 0] += row_runs(s.plan, p, c, m.run_member, m.run_hard, before, known)
            s.row_soft[p, 0] += row_runs(s.plan, p, c, m.run_member, m.run_soft, before, known)
        for d in range(days):
            v = s.plan[p, d]
            if exact:
                s.total[0] += m.barred[p, d, v]
            s.total[1] += m.price[p, d, v]
            c = m.sum_class[p, d]
            for i in range(m.sum_from[c, v], m.sum_to[c, v]):
                s.sums[m.sum_at[p] + m.sum_place[i]] += m.sum_value[i]
            c = m.piece_class[p, d]
            for i in range(m.piece_from[c, v], m.piece_to[c, v]):
                piece = m.piece_at[p] + m.piece_place[i]
                s.pieces[piece] += 1
                if s.pieces[piece] == 1:
                    s.touched[m.piece_owner[piece]] += 1
            c = m.cover_class[p]
            for i in range(m.cover_from[c, d, v], m.cover_to[c, d, v]):
                s.heads[m.cover_place[i]] += 1
            for i in range(m.pair_at[p], m.pair_at[p + 1]):
                q = m.pair_other[i]
                if p < q and m.pair_days[m.pair_table[i], d]:
                    s.total[0] += m.pair_hard[m.pair_table[i], v, s.plan[q, d]]
                    s.total[1] += m.pair_soft[m.pair_table[i], v, s.plan[q, d]]
            for i in range(m.role_at[p], m.role_at[p + 1]):
                t = m.role_mentor[i]
                if m.mentor_days[t, d] == 0:
                    continue
                if m.role_new[i]:
                    s.learners[t, d, v] += m.mentor_asks[t, v]
                else:
                    for k in range(values):
                        s.beside[t, d, k] += m.mentor_beside[t, k, v]
        for i in range(m.sum_at[p], m.sum_at[p + 1]):
            if m.sum_hard[i]:
                step = m.sum_per[i] if exact else m.sum_step[i]
                s.row_hard[p, 1] += sum_units(s.sums[i], m.sum_least[i], m.sum_most[i], step)
            else:
                units = sum_units(s.sums[i], m.sum_least[i], m.sum_most[i], m.sum_per[i])
                s.row_soft[p, 1] += m.sum_weight[i] * (units * units if m.sum_square[i] else units)
        for i in range(m.block_at[p], m.block_at[p + 1]):
            units = max(0, s.touched[i] - m.block_most[i])
            if m.block_hard[i]:
                s.row_hard[p, 1] += units
            else:
                s.row_soft[p, 1] += units * m.block_weight[i]
        s.total[0] += s.row_hard[p, 0] + s.row_hard[p, 1]
        s.total[1] += s.row_soft[p, 0] + s.row_soft[p, 1]
    for c in range(m.dims[3]):
        missing = m.cover_need[c] - s.heads[c]
        s.total[1] += missing * m.cover_under[c] if missing > 0 else -missing * m.cover_over[c]
    for t in range(m.dims[4]):
        for d in range(days):
            for v in range(values):
                if s.beside[t, d, v] == 0:
                    s.total[0] += s.learners[t, d, v] * m.mentor_hard[t]
                    s.total[1] += s.learners[t, d, v] * m.mentor_soft[t]
