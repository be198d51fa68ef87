"""The row of one person that is best at given prices of heads: a search of that row alone.

It is the same compiled search over the problem of the one person, without covers, so that every rule of a
row holds as it holds everywhere.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from shifts.rules.problem import Problem
from shifts.solver.compile import compile_problem
from shifts.solver.kernel import NEGATIVE_LOGS, anneal, keep_best
from shifts.solver.model import Ints, Model, fresh_state
from shifts.solver.pools import alone
from shifts.solver.rebuild import rebuild

# Prices are fractions and the search counts whole numbers: a unit of cost is so many of the search's.
SCALE = 64
# Set, swap, exchange, retype, fill, rotate, ring, slide, twice: what concerns one row.
ROW_MIX = np.cumsum(np.array([450, 0, 300, 150, 0, 124, 0, 0, 0], np.int64))
LENGTHS = np.array([6, 8, 4, 0, 0, 8, 6, 4, 3], np.int64)
NOTHING = np.iinfo(np.int64).max // 4


class Seeker:
    """Finds rows, person by person."""

    def __init__(self, problem: Problem, model: Model, seed: int, high: float) -> None:
        self.model = model
        self.weight = max(1, int(5 * high * SCALE))
        self.cold = 0.15 * SCALE
        scaled = _scaled(problem)
        self.models = [compile_problem(alone(scaled, person)) for person in range(len(problem.people))]
        self.states = [fresh_state(m, seed * 7919 + person) for person, m in enumerate(self.models)]
        self.own = [m.price.copy() for m in self.models]
        self.allowed = [m.allowed.copy() for m in self.models]

    def cost(self, person: int, row: Ints) -> tuple[int, int]:
        """Hard units that a row breaks by itself, and what it costs by itself."""
        model, state = self.models[person], self.states[person]
        model.price[:] = self.own[person]
        state.plan[0] = row
        rebuild(model, state, 0)
        return int(state.total[0]), int(state.total[1]) // SCALE

    def seek(self, person: int, prices: Ints, start: Ints, moves: int, hot: float) -> Ints | None:
        """The best row found from `start` when each head of a cover brings its price; None where none
        keeps the rules."""
        model, state, big = self.models[person], self.states[person], self.model
        own = big.cover_class[person]
        upto = np.concatenate([[0.0], np.cumsum(prices[big.cover_place])])
        brings = upto[big.cover_to[own]] - upto[big.cover_from[own]]
        model.price[0] = self.own[person][0] - np.rint(brings * SCALE).astype(np.int64)
        state.plan[0] = start
        state.best_total[:] = NOTHING
        rebuild(model, state, 0)
        keep_best(state)
        hot, cold = max(hot * SCALE, self.cold), self.cold
        anneal(model, state, moves, hot, cold, self.weight, ROW_MIX, LENGTHS, NEGATIVE_LOGS)
        return None if state.best_total[0] else state.best[0].copy()

    def hold(self, person: int, fixed: Ints) -> None:
        """Let cells that are not negative in `fixed` stay as they say."""
        allowed = self.models[person].allowed
        allowed[:] = self.allowed[person]
        days = np.nonzero(fixed >= 0)[0]
        allowed[0, days] = 0
        allowed[0, days, fixed[days]] = 1

    def release(self, people: Iterable[int]) -> None:
        """Let the rows of these people be anything again."""
        for person in people:
            self.models[person].allowed[:] = self.allowed[person]


def _scaled(problem: Problem) -> Problem:
    """The problem with finer costs."""

    def finer(some: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(replace(each, weight=each.weight * SCALE) for each in some)

    return replace(
        problem,
        wishes=finer(problem.wishes),
        follows=finer(problem.follows),
        runs=finer(problem.runs),
        tallies=finer(problem.tallies),
        blocks=finer(problem.blocks),
    )
