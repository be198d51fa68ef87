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

# Moves for each day of a row that is sought (while cells are held so many times as many), and how hot that
# begins, in parts of the great prices.
ROW_MOVES, DIVING, ROW_HOT = 150, 2, (0.08, 0.3)
# A cell that the mix is so sure of is held at once; of the others this part in each step.
SURE, PART = 0.99, 0.05
NOISE = 0.1  # so that no two dives are alike
# A step that costs so much more is too large, and a dive that ends so far off is given up; in great prices.
JUMP, FAR = 0.25, 2.0
POLISH = 1_500  # moves for each cell
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
        self.base, self.last = state.best.copy(), state.best.copy()
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
        self.base, self.last = self.state.best.copy(), self.state.best.copy()
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

    def _root(self, rounds: int, harder: float) -> Work[None]:
        """Rows of all until the prices bring little new."""
        quiet = 0
        for _ in range(rounds):
            new, bound = yield from self._round(self.everybody, harder)
            value = self.master.value
            quiet = quiet + 1 if not new else 0
            if value - bound < 0.0005 * value or quiet >= 3:
                return
            self.prices = 0.5 * self.prices + 0.5 * self.master.g.price

    def _rounds(self, who: Sequence[int], rounds: int, harder: float) -> Iterator[int]:
        """Some rounds for some people, until nothing new comes."""
        for _ in range(rounds):
            new, _ = yield from self._round(who, harder)
            self.prices = 0.5 * self.prices + 0.5 * self.master.g.price
            if not new:
                return

    def _round(self, who: Sequence[int], harder: float) -> Work[tuple[int, float]]:
        """Seek a row for each at the prices, and solve; the new rows and what the prices promise at best."""
        master, heads = self.master, self.prices[self.people :]
        bound = float(self.prices @ master.g.aims)
        self.looks += 1
        hot = ROW_HOT[self.looks % 4 == 0] * self.high
        new = used = 0
        for person in who:
            moves = int(harder * ROW_MOVES * max(self.days // 4, int(self.free[person].sum())))
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
        """Hold cells of these people by what the mix is surest of, until a plan stands; then polish it.

        Where a step makes the mix much dearer, and new rows do not mend that, a smaller one is taken.
        """
        master, free = self.master, self.free
        fixed = np.full((self.people, self.days), -1, np.int64)
        free[:] = False
        free[list(who)] = True
        part = PART
        while free.any() and master.value < self._cost + FAR * self.high:
            was_fixed, was_free, was = fixed.copy(), free.copy(), master.value + JUMP * self.high
            count = max(1, int(part * free.sum()))
            self._hold(fixed, count)
            self._bind(fixed, who)
            yield self._solve()
            self.prices = master.g.price.copy()
            around = [person for person in who if free[person].any()]
            mixed = {person for person, _, share in master.shares() if share < 0.999}
            yield from self._rounds([person for person in around if person in mixed], 2, DIVING)
            if master.value > was:
                yield from self._rounds(around, 2, DIVING)
            if master.value > was and count > max(1, int(PART / 16 * was_free.sum())):
                fixed, free[:] = was_fixed, was_free
                self._bind(fixed, who)
                yield self._solve()
                part = max(part / 4, PART / 16)
            else:
                part = min(PART, part * 2)
        done = not free.any()
        self.seeker.release(who)
        free[:] = True
        if done:
            plan = self.base.copy()
            for person, row, _ in sorted(master.shares(), key=_by_share):
                plan[person] = master.rows[row]
            moves = POLISH * self.people * self.days
            plan = self.polish(plan, moves)
            for person in self.everybody:
                if not self.seeker.cost(person, plan[person])[0]:
                    self._take(person, plan[person])
            yield moves

    def _hold(self, fixed: Ints, count: int) -> None:
        """Hold the surest cells, `count` of them and those beyond doubt."""
        master, free = self.master, self.free
        mix = np.zeros((self.people, self.days, self.values))
        when = np.arange(self.days)
        for person, row, share in master.shares():
            mix[person, when, master.rows[row]] += share
        best, value = mix.max(axis=2), mix.argmax(axis=2)
        noisy = np.where(best > SURE, best, best + self.draw.uniform(-NOISE, NOISE, best.shape))
        bar = float(np.sort(noisy[free])[-count])
        held = free & (noisy >= min(SURE, bar))
        fixed[held] = value[held]
        free[held] = False

    def _bind(self, fixed: Ints, who: Sequence[int]) -> None:
        """Let these people take the rows alone that agree with what is held, and seek such rows."""
        master, rows = self.master, self.master.count
        owner = master.owner[:rows]
        wanted = fixed[owner]
        inside = np.zeros(self.people, np.bool_)
        inside[list(who)] = True
        against = ((wanted >= 0) & (wanted != master.rows[:rows])).any(axis=1)
        strongest = {person: row for person, row, _ in sorted(master.shares(), key=_by_share)}
        master.close(np.nonzero(against & inside[owner])[0])
        master.open(np.nonzero(~against & inside[owner])[0])
        master.reprice()
        for person in who:
            self.seeker.hold(person, fixed[person])
            row = self.last[person]
            if person in strongest and not against[strongest[person]]:
                row = master.rows[strongest[person]]
            self.last[person] = np.where(fixed[person] >= 0, fixed[person], row)


def _by_share(found: tuple[int, int, float]) -> float:
    return found[2]
