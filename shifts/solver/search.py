"""The search of one problem: a quick first plan, then annealing in rounds of a fixed size.

Temperatures and the weight of broken hard rules are functions of the part of the budget that is spent. With a
budget of moves that part is counted, so that the same seed gives the same plan; with a budget of seconds it
is read from a clock, and the plan may differ from run to run.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shifts.rules.problem import Plan, Problem
from shifts.solver.combine import Combine
from shifts.solver.compile import compile_problem, to_plan, to_values
from shifts.solver.kernel import NEGATIVE_LOGS, anneal, keep_best
from shifts.solver.model import Ints, Model, fresh_state
from shifts.solver.pools import Pool, alone, join, split
from shifts.solver.rebuild import rebuild
from shifts.solver.tasks import STAGES, Stage, usual

ROUND = 40_000
# A plan that breaks rules is mended where each broken unit may cost this many gaps; it is heated for that.
MENDED = 3.0
MEND = Stage(1.0, 12.0, 0.7, 150, 1000)
# How a plan made of rows is annealed.
POLISH = Stage(1.0, 2.0, 0.5, 500, 1000)
# How often each kind of move is tried, in 1024: set, swap, exchange, retype, fill, rotate, ring, slide,
# twice.
MIX = np.cumsum(np.array([200, 300, 150, 100, 60, 40, 40, 34, 100], np.int64))
LENGTHS = np.array([6, 8, 4, 0, 0, 8, 6, 4, 3], np.int64)
# A row that is sought by itself: how often, with how many moves for each day.
ROW_TRIES, ROW_MOVES = 4, 2_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands: its best plan, units broken and cost as the search counts them, moves, and how
    much of the budget is spent (0 to 1)."""

    plan: Plan
    broken: int
    cost: int
    moves: int
    spent: float


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class Budget:
    """How long to search: by a clock or by moves. `clock` may be the process's own time."""

    seconds: float | None = None
    moves: int | None = None
    clock: Callable[[], float] = time.monotonic

    def share(self, part: float) -> "Budget":
        """A part of this budget."""
        return Budget(
            None if self.seconds is None else self.seconds * part,
            None if self.moves is None else max(1, int(self.moves * part)),
            self.clock,
        )


def unit_prices(problem: Problem) -> tuple[float, float]:
    """The least and the greatest price of one unit that matter: what the cooling must tell apart.

    A twentieth at either end is left out, so that one odd weight does not set the scale.
    """
    prices = [wish.weight for wish in problem.wishes]
    prices += [cover.under for cover in problem.covers] + [cover.over for cover in problem.covers]
    soft: tuple[Any, ...] = (
        *problem.follows,
        *problem.runs,
        *problem.tallies,
        *problem.blocks,
        *problem.pairs,
        *problem.mentors,
    )
    prices += [each.weight for each in soft if not each.hard]
    found = sorted(price for price in prices if price > 0)
    if not found:
        return 1.0, 100.0
    return float(found[len(found) // 20]), float(found[len(found) - 1 - len(found) // 20])


def keep_row(problem: Problem, row: Ints, seed: int) -> tuple[Ints, int]:
    """A row for a problem's only person that breaks fewer rules than the given one, where such is found,
    and the units that it breaks."""
    model = compile_problem(problem)
    state = fresh_state(model, seed)
    state.plan[0] = row
    rebuild(model, state, 0)
    keep_best(state)
    weight = 10 * max(1, int(unit_prices(problem)[1]))
    for _ in range(ROW_TRIES):
        anneal(
            model,
            state,
            ROW_MOVES * problem.days,
            float(weight),
            weight / 20,
            weight,
            MIX,
            LENGTHS,
            NEGATIVE_LOGS,
        )
        if state.best_total[0] == 0:
            break
    return state.best[0], int(state.best_total[0])


class Search:
    """One problem's search, which goes on in pieces and can be asked for its best plan at any time."""

    def __init__(
        self, problem: Problem, seed: int, start: Plan | None = None, stages: Sequence[Stage] = STAGES
    ):
        self.problem = problem
        self.model: Model = compile_problem(problem)
        self.values = int(self.model.dims[2])
        self.stages = stages
        self.low, self.high = unit_prices(problem)
        self.state = fresh_state(self.model, seed)
        self.moves = 0
        self.used = 0.0  # seconds
        self.mending = False
        self.hopeless: set[int] = set()  # people whose own rules clash, as far as anybody could find
        self.spent = 0.0
        self.step = 0.001  # what the last round spent
        self._stage = -1
        self._rows: Iterator[int] | None = None
        self._rows_ended: float | None = None  # what was spent then
        self._set_plan(None if start is None else to_values(start, self.values))
        keep_best(self.state)
        # Compiled before the clock runs.
        anneal(self.model, self.state, 0, 1.0, 1.0, 1, MIX, LENGTHS, NEGATIVE_LOGS)

    def _set_plan(self, values: Ints | None) -> None:
        """Take these values where they are allowed, else a day off or what a pin says."""
        allowed = self.model.allowed
        fallback = np.where(allowed[:, :, -1] > 0, self.values - 1, allowed.argmax(axis=2))
        if values is None:
            values = fallback
        fits = np.take_along_axis(allowed, values[:, :, None].astype(np.int64), axis=2)[:, :, 0] > 0
        self.state.plan[:] = np.where(fits, values, fallback)
        rebuild(self.model, self.state, 0)

    @property
    def best(self) -> Plan:
        """The best plan so far."""
        return to_plan(self.state.best, self.values)

    @property
    def totals(self) -> tuple[int, int]:
        """Units broken and cost of the best plan, as the search counts them."""
        return int(self.state.best_total[0]), int(self.state.best_total[1])

    def round(self, spent: float, upto: float, moves: int = ROUND) -> None:
        """Search on with `moves` moves that take the budget from `spent` to `upto`."""
        number = self._enter(spent)
        stage = self.stages[number]
        begin = self.stages[number - 1].until if number else 0.0
        if stage.rows and self._rows_ended is not None:
            begin = self._rows_ended
        if self.mending:
            stage = replace(stage, hot=MEND.hot, light=MEND.light, heavy=MEND.heavy)
        here = (spent - begin) / (stage.until - begin)
        there = min(1.0, (upto - begin) / (stage.until - begin))
        weight = stage.light * (stage.heavy / stage.light) ** here * self.high / 100.0
        anneal(
            self.model,
            self.state,
            moves,
            self._heat(stage, here),
            self._heat(stage, there),
            max(1, int(weight)),
            MIX,
            LENGTHS,
            NEGATIVE_LOGS,
        )
        self.moves += moves
        self.spent = upto

    def _enter(self, spent: float) -> int:
        """The stage that what is spent belongs to; each begins with what it begins from."""
        number = next((i for i, stage in enumerate(self.stages) if spent < stage.until), len(self.stages) - 1)
        stage = self.stages[number]
        if number != self._stage:
            self._stage = number
            if number and self.state.best_total[0]:
                self._row_by_row()
            self.mending = stage.from_best and self._mends()
            if stage.from_best and not self.mending:
                self._set_plan(self.state.best.copy())
        return number

    def _over_rows(self) -> bool:
        """Do a piece of the search over rows where its stage has come; whether there was one to do."""
        if not self.stages[self._enter(self.spent)].rows or self._rows_ended is not None:
            return False
        if self._rows is None and self.state.best_total[0] == 0 and len(self.problem.covers) > 0:
            seed = int(self.state.draw[0] >> np.uint64(40))
            self._rows = Combine(self.problem, self.model, self.state, self.high, seed, self._polish).work()
        moves = None if self._rows is None else next(self._rows, None)
        if moves is None:
            self._rows_ended = self.spent
            if not self.mending:
                self._set_plan(self.state.best.copy())
            return False
        self.moves += moves
        return True

    def _polish(self, plan: Ints, moves: int) -> Ints:
        """A plan after some cool annealing."""
        self._set_plan(plan)
        keep_best(self.state)
        weight = max(1, int(POLISH.light * self.high / 100.0))
        for heavy in (weight, 2 * weight):
            hot = self._heat(POLISH, 0.0 if heavy == weight else 0.5)
            cold = self._heat(POLISH, 0.5 if heavy == weight else 1.0)
            anneal(self.model, self.state, moves // 2, hot, cold, heavy, MIX, LENGTHS, NEGATIVE_LOGS)
        return self.state.plan.copy()

    def _row_by_row(self) -> None:
        """Where the best plan breaks rules of single people, seek the row of each by itself: its own rules
        alone are easier to keep, and a plan that keeps them is a better place to go on from."""
        present = self.state.plan.copy()
        self._set_plan(self.state.best.copy())
        plan = self.state.best.copy()
        for person in np.nonzero(self.state.row_hard.sum(axis=1))[0].tolist():
            if person not in self.hopeless:
                problem = alone(self.problem, person)
                plan[person], broken = keep_row(problem, plan[person], int(self.state.draw[0]))
                if broken:
                    self.hopeless.add(person)
        self._set_plan(plan)
        keep_best(self.state)
        self._set_plan(present)

    def _mends(self) -> bool:
        """Whether the present plan, though it breaks rules, promises more than the best that keeps them:
        fewer gaps, even if each broken unit costs some more."""
        (hard, soft), (best_hard, best_soft) = self.state.total, self.state.best_total
        return bool(best_hard == 0 < hard and soft + MENDED * hard * self.high < best_soft)

    def _heat(self, stage: Stage, part: float) -> float:
        """The temperature at a part of a stage: hot against the great prices, cold against the small ones."""
        hot, cold = stage.hot * self.high / 100.0, stage.cold * self.low
        heat: float = hot * (min(cold, hot) / hot) ** part
        return heat

    def run(
        self, budget: Budget, each_round: Callable[["Search"], bool] = lambda search: True, upto: float = 1.0
    ) -> None:
        """Search on until `upto` of the budget is spent or `each_round` says no."""
        begin = budget.clock() - self.used
        while self.spent < upto:
            before = self.spent
            if self._over_rows():
                self.spent = min(1.0, self.moves / (budget.moves or math.inf))
            else:
                moves = ROUND
                if budget.moves is not None:
                    moves = max(1, min(ROUND, budget.moves - self.moves))
                    after = (self.moves + moves) / budget.moves
                else:
                    after = min(1.0, before + self.step)
                self.round(before, min(1.0, after), moves)
            if budget.moves is None:
                self.used = budget.clock() - begin
                self.spent = self.used / (budget.seconds or math.inf)
                self.step = self.spent - before
            if self.spent >= 1.0 and self.state.best_total[0]:
                self._row_by_row()
            if not each_round(self):
                return

    def share(self, plan: Plan) -> None:
        """Take over a plan that is better than the own best; the next stage begins there."""
        present = self.state.plan.copy()
        self._set_plan(to_values(plan, self.values))
        keep_best(self.state)
        self._set_plan(present)


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    moves: int | None = None,
    seed: int = 1,
    start: Plan | None = None,
    on_progress: OnProgress | None = None,
    stop: Callable[[], bool] = lambda: False,
    stages: Sequence[Stage] | None = None,
) -> Plan:
    """The best plan found for a problem within `seconds` or `moves`; pools that do not touch share the budget
    by their size."""
    if seconds is None and moves is None:
        seconds = 10.0
    pools = split(problem)
    stages = stages or usual(pools, seconds, moves)
    found = first_plans(pools, seed, start, stages)
    each_round = _reporter(problem, pools, found, on_progress, stop)
    for upto in (stages[0].until, 1.0):
        for search, budget in zip(found, shares(pools, Budget(seconds, moves)), strict=True):
            if not stop():
                search.run(budget, each_round, upto)
    return join(problem, pools, [search.best for search in found])


def shares(pools: Sequence[Pool], budget: Budget) -> list[Budget]:
    """The budget by the size of pools."""
    whole = sum(pool.size for pool in pools) or 1
    return [budget.share(pool.size / whole) for pool in pools]


def first_plans(
    pools: Iterable[Pool], seed: int, start: Plan | None, stages: Sequence[Stage]
) -> list[Search]:
    """A search for each pool, from its part of the start."""
    return [
        Search(
            pool.problem,
            seed * 1009 + place,
            None if start is None else tuple(start[person] for person in pool.people),
            stages,
        )
        for place, pool in enumerate(pools)
    ]


def _reporter(
    problem: Problem,
    pools: list[Pool],
    found: list[Search],
    on_progress: OnProgress | None,
    stop: Callable[[], bool],
) -> Callable[[Search], bool]:
    """What is done after each round: report at most once a second, and say whether to go on."""
    last = time.monotonic()

    def each_round(search: Search) -> bool:
        nonlocal last
        if on_progress is not None and (time.monotonic() - last >= 1.0 or search.spent >= 1.0):
            last = time.monotonic()
            totals = [each.totals for each in found]
            on_progress(
                Progress(
                    join(problem, pools, [each.best for each in found]),
                    sum(hard for hard, _ in totals),
                    sum(soft for _, soft in totals),
                    sum(each.moves for each in found),
                    sum(each.spent for each in found) / len(found),
                )
            )
        return not stop()

    return each_round
