"""The search over whole rows: a linear programme mixes rows of all people, a dive makes a plan of the mix.

Each person's rows are sought at the prices of heads that the programme tells (column generation). Of the mix
the cells that it is surest of are held and rows sought anew around them, until every cell is held. A plan
found so is annealed a little; then some people are set free again and the others held, over and over.

Pairs and mentors are unknown to the programme: they are counted where a plan is weighed and annealed.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TypeVar

import numpy as np

from shifts.rules.problem import Problem
from shifts.solver.master import Master
from shifts.solver.model import Ints, Model, State
from shifts.solver.seek import Seeker

# Moves for each day of a row that is sought, and how hot that begins, in parts of the great prices.
ROW_MOVES, ROW_HOT = 300, (0.08, 0.3)
# A cell that the mix is so sure of is held at once; of the others this part in each step.
SURE, PART = 0.99, 0.05
NOISE = 0.1  # so that no two dives are alike
POLISH = 1_500_000
LEAST, FIRST = 3, 10  # people set free at once
FAILS = 8  # dives in vain before all are set free again

# From a plan and moves to the plan after some annealing; the best is kept on the way.
Polish = Callable[[Ints, int], Ints]
Found = TypeVar("Found")
# Work in pieces, each of which tells its moves.
Work = Generator[int, None, Found]


class Combine:
    """The search over rows of one problem, from the best plan in `state`."""

    def __init__(
        self, problem: Problem, model: Model, state: State, high: float, seed: int, polish: Polish
    ) -> None:
        self.state, self.high, self.polish = state, high, polish
        self.people, self.days, self.values = (int(each) for each in model.dims[:3])
        self.master = Master(model, seed)
        self.seeker = Seeker(problem, model, seed, high)
        self.draw = np.random.default_rng(seed)
        self.everybody = list(range(self.people))
        self.prices = np.zeros(0)
        self.last = state.best.copy()
        self.looks = 0
        self.free = np.ones((self.people, self.days), np.bool_)  # cells that no dive holds

    def work(self) -> Iterator[int]:
        """Search; tells the moves of each piece of work. Ends where the programme promises nothing better."""
        self.master.begin([self._take(person, self.state.best[person]) for person in self.everybody])
        self.master.solve()
        self.prices = self.master.g.price.copy()
        yield from self._root(120, 1)
        size, vain, first = float(FIRST), 0, True
        while True:
            if first or vain >= FAILS:
                yield from self._open(self.everybody)
                if not first:
                    yield from self._root(4, 2)
                if self.master.value > self._cost - 0.5:
                    yield from self._root(40, 4)
                    if self.master.value > self._cost - 0.5:
                        return
                first, vain = False, 0
                who = self.everybody
            else:
                count = min(self.people, max(LEAST, int(size)))
                who = sorted(int(each) for each in self.draw.choice(self.people, count, replace=False))
                yield from self._open(who)
                yield from self._rounds(who, 3, 1)
                if self.master.value > self._cost - 0.5:
                    size = min(self.people, size * 1.1)
                    continue
            before = self._cost
            yield from self._dive(who)
            if self._cost < before:
                vain = 0
            else:
                vain += 1
                size = max(LEAST, size * 0.95)

    @property
    def _cost(self) -> int:
        return int(self.state.best_total[1])

    def _take(self, person: int, row: Ints) -> int:
        """The number of a row in the pool."""
        found, _ = self.master.add(person, row, self.seeker.cost(person, row)[1])
        return found

    def _open(self, who: Sequence[int]) -> Iterator[int]:
        """Free these people; the others keep the rows of the best plan."""
        master = self.master
        self.last = self.state.best.copy()
        kept = [self._take(person, self.last[person]) for person in self.everybody]
        master.thin(kept)
        kept = [self._take(person, self.last[person]) for person in self.everybody]
        free = np.zeros(self.people, np.bool_)
        free[list(who)] = True
        may = free[master.owner[: master.count]]
        may[kept] = True
        master.open(np.nonzero(may)[0])
        master.close(np.nonzero(~may)[0])
        master.reprice()
        yield self._solve()
        self.prices = master.g.price.copy()

    def _solve(self) -> int:
        """Solve the programme; a pivot in moves, by the time that either takes."""
        return self.master.solve() * len(self.master.g.aims) // 2

    def _root(self, rounds: int, harder: int) -> Work[None]:
        """Rows of all until the prices bring little new."""
        quiet = 0
        for _ in range(rounds):
            new, bound = yield from self._round(self.everybody, harder)
            value = self.master.value
            quiet = quiet + 1 if not new else 0
            if value - bound < 0.0005 * value or quiet >= 3:
                return
            self.prices = 0.5 * self.prices + 0.5 * self.master.g.price

    def _rounds(self, who: Sequence[int], rounds: int, harder: int) -> Iterator[int]:
        """Some rounds for some people, until nothing new comes."""
        for _ in range(rounds):
            new, _ = yield from self._round(who, harder)
            self.prices = 0.5 * self.prices + 0.5 * self.master.g.price
            if not new:
                return

    def _round(self, who: Sequence[int], harder: int) -> Work[tuple[int, float]]:
        """Seek a row for each at the prices, and solve; the new rows and what the prices promise at best."""
        master, heads = self.master, self.prices[self.people :]
        bound = float(self.prices @ master.g.aims)
        self.looks += 1
        hot = ROW_HOT[self.looks % 4 == 0] * self.high
        new = used = 0
        for person in who:
            moves = harder * ROW_MOVES * max(self.days // 4, int(self.free[person].sum()))
            row = self.seeker.seek(person, heads, self.last[person], moves, hot)
            used += moves
            if used >= 1_000_000:
                yield used
                used = 0
            if row is None:
                continue
            self.last[person] = row
            cost = self.seeker.cost(person, row)[1]
            new += master.add(person, row, cost)[1]
            worth = cost - float(heads[master.cells(person, row)].sum())
            bound += min(0.0, worth - float(self.prices[person]))
        yield used + self._solve()
        return new, bound

    def _dive(self, who: Sequence[int]) -> Iterator[int]:
        """Hold cells of these people by what the mix is surest of, until a plan stands; then polish it."""
        fixed = np.full((self.people, self.days), -1, np.int64)
        free = self.free
        free[:] = False
        free[list(who)] = True
        while free.any():
            self._hold(fixed, free)
            yield self._solve()
            self.prices = self.master.g.price.copy()
            if self.master.value > self._cost + self.high:
                break
            mixed = {person for person, _, share in self.master.shares() if share < 0.999}
            around = [person for person in who if person in mixed and free[person].any()]
            if around:
                yield from self._rounds(around, 2, 1)
        self.seeker.release(who)
        done = not free.any()
        free[:] = True
        plan = self.state.best.copy()
        chosen = {person: (share, row) for person, row, share in sorted(self.master.shares(), key=_by_share)}
        for person in who:
            if person in chosen:
                plan[person] = self.master.rows[chosen[person][1]]
        if done or self.master.value < self._cost + self.high:
            plan = self.polish(plan, POLISH)
            for person in self.everybody:
                if not self.seeker.cost(person, plan[person])[0]:
                    self._take(person, plan[person])
            yield POLISH

    def _hold(self, fixed: Ints, free: Ints) -> None:
        """Hold the surest cells, and shut the rows that hold others there."""
        master = self.master
        mix = np.zeros((self.people, self.days, self.values))
        when = np.arange(self.days)
        strongest: dict[int, tuple[float, int]] = {}
        for person, row, share in master.shares():
            mix[person, when, master.rows[row]] += share
        best, value = mix.max(axis=2), mix.argmax(axis=2)
        noisy = np.where(best > SURE, best, best + self.draw.uniform(-NOISE, NOISE, best.shape))
        noisy[~free] = -1.0
        count = max(1, int(PART * free.sum()))
        least = min(SURE, float(np.partition(noisy.ravel(), -count)[-count]))
        held = free & (noisy >= least)
        fixed[held] = value[held]
        free[held] = False
        rows = master.count
        wanted = fixed[master.owner[:rows]]
        against = ((wanted >= 0) & (wanted != master.rows[:rows])).any(axis=1)
        master.close(np.nonzero(against)[0])
        master.reprice()
        for person, row, share in master.shares():
            if not against[row] and share > strongest.get(person, (0.0, 0))[0]:
                strongest[person] = (share, row)
        for person in np.nonzero((fixed >= 0).any(axis=1) & free.any(axis=1))[0].tolist():
            self.seeker.hold(person, fixed[person])
            if person in strongest:
                self.last[person] = master.rows[strongest[person][1]]
            else:
                self.last[person] = np.where(fixed[person] >= 0, fixed[person], self.last[person])


def _by_share(found: tuple[int, int, float]) -> float:
    return found[2]
