"""Rows that people may take, and the best mix of them: what the linear programme says of a whole plan.

Its prices of heads tell what a row is worth to all; its shares tell which cells every good plan agrees on.
"""

from collections.abc import Iterable

import numpy as np

from shifts.solver.model import Ints, Model
from shifts.solver.simplex import Programme, improve, reprice, settle

# What a row that is shut costs more, and after how many pivots the inverse is made anew.
SHUT = 1e6
RENEW = 1500
PIECE = 200
MOST = 24_000  # rows kept


class Master:
    """A pool of rows for each person, and the programme over it.

    Covers are asked a hair more than they need, by a little noise, which keeps the simplex from turning in
    circles where many plans are alike.
    """

    def __init__(self, model: Model, seed: int) -> None:
        people, days, _, covers, _ = (int(each) for each in model.dims)
        self.model, self.people, self.days, self.covers = model, people, days, covers
        lines = people + covers
        noise = np.random.default_rng(seed).uniform(1e-5, 1e-4, covers)
        self.g = Programme(
            inverse=np.zeros((lines, lines)),
            level=np.zeros(lines),
            basis=np.zeros(lines, np.int64),
            price=np.zeros(lines),
            aims=np.concatenate([np.ones(people), model.cover_need[:covers] + noise]),
            work=np.zeros(lines),
            taken=np.zeros(lines, np.int64),
            under=model.cover_under[:covers].astype(np.float64),
            over=model.cover_over[:covers].astype(np.float64),
            at=np.zeros(1025, np.int64),
            line=np.zeros(1024 * (days + 1), np.int64),
            cost=np.zeros(1024),
            marks=np.array([0, 0, people], np.int64),
        )
        self.owner = np.zeros(1024, np.int64)
        self.rows = np.zeros((1024, days), np.int16)
        self.shut = np.zeros(1024, np.bool_)
        self.known: dict[tuple[int, bytes], int] = {}
        self.pivots = 0  # since the inverse was made

    @property
    def count(self) -> int:
        """Rows in the pool."""
        return int(self.g.marks[0])

    @property
    def value(self) -> float:
        """The cost of the mix."""
        costs = np.concatenate([self.g.cost[: self.count], self.g.under, self.g.over])
        return float(costs[self.g.basis] @ self.g.level)

    def cells(self, person: int, row: Ints) -> Ints:
        """The covers that a row counts for, one entry for each head."""
        m, own, days = self.model, self.model.cover_class[person], np.arange(self.days)
        begin, end = m.cover_from[own, days, row], m.cover_to[own, days, row]
        found = [m.cover_place[a:b] for a, b in zip(begin, end, strict=True) if b > a]
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def add(self, person: int, row: Ints, cost: float) -> tuple[int, bool]:
        """A row's number, and whether it is new."""
        key = (person, row.tobytes())
        if key in self.known:
            return self.known[key], False
        number = self.count
        covers = self.cells(person, row)
        begin = int(self.g.at[number])
        self._grow(number + 1, begin + 1 + len(covers))
        self.g.line[begin] = person
        self.g.line[begin + 1 : begin + 1 + len(covers)] = self.people + covers
        self.g.at[number + 1] = begin + 1 + len(covers)
        self.g.cost[number] = cost
        self.owner[number], self.rows[number], self.shut[number] = person, row, False
        self.known[key] = number
        self.g.marks[0] = number + 1
        self.g.basis[self.g.basis >= number] += 1
        return number, True

    def _grow(self, rows: int, lines: int) -> None:
        if rows + 1 > len(self.g.at):
            size = 2 * len(self.g.at)
            self.g = self.g._replace(at=_longer(self.g.at, size), cost=_longer(self.g.cost, size))
            self.owner, self.shut = _longer(self.owner, size), _longer(self.shut, size)
            self.rows = np.concatenate([self.rows, np.zeros((size - len(self.rows), self.days), np.int16)])
        if lines > len(self.g.line):
            self.g = self.g._replace(line=_longer(self.g.line, 2 * max(lines, len(self.g.line))))

    def begin(self, first: Iterable[int]) -> None:
        """A first basis: one row for each person."""
        rows, chosen = self.count, list(first)
        heads = np.zeros(self.covers)
        for number in chosen:
            np.add.at(heads, self.g.line[self.g.at[number] + 1 : self.g.at[number + 1]] - self.people, 1)
        short = heads < self.g.aims[self.people :]
        slack = rows + np.arange(self.covers) + np.where(short, 0, self.covers)
        self.g.basis[:] = np.concatenate([np.array(chosen, np.int64), slack])
        settle(self.g)
        self.pivots = 0

    def solve(self) -> int:
        """The best mix of the rows; how many pivots it took."""
        made = 0
        while True:
            done = int(improve(self.g, PIECE))
            made += done
            self.pivots += done
            if self.pivots > RENEW:
                settle(self.g)
                self.pivots = 0
            if done < PIECE:
                return made

    def close(self, numbers: Ints) -> None:
        """Rows that may no longer be taken."""
        numbers = numbers[~self.shut[numbers]]
        self.g.cost[numbers] += SHUT
        self.shut[numbers] = True

    def open(self, numbers: Ints) -> None:
        """Rows that may be taken again."""
        numbers = numbers[self.shut[numbers]]
        self.g.cost[numbers] -= SHUT
        self.shut[numbers] = False

    def reprice(self) -> None:
        """Prices after rows were shut or opened."""
        reprice(self.g)

    def of(self, person: int) -> Ints:
        """The rows of a person."""
        return np.nonzero(self.owner[: self.count] == person)[0]

    def shares(self) -> list[tuple[int, int, float]]:
        """(person, row, share) of what the mix takes."""
        g = self.g
        places = np.nonzero((g.basis < self.count) & (g.level > 1e-6))[0]
        return [(int(self.owner[g.basis[i]]), int(g.basis[i]), float(g.level[i])) for i in places]

    def thin(self, keep: Iterable[int]) -> None:
        """Where there are too many rows, forget those that the prices speak against most; `keep` stay."""
        if self.count <= MOST:
            return
        count, g = self.count, self.g
        entries = np.add.reduceat(g.price[g.line[: g.at[count]]], g.at[:count])
        worth = g.cost[:count] - entries
        worth[g.basis[g.basis < count]] = -np.inf
        worth[list(keep)] = -np.inf
        kept = np.sort(np.argsort(worth, kind="stable")[: MOST // 2])
        place = np.full(count, -1, np.int64)
        place[kept] = np.arange(len(kept))
        lengths = np.diff(g.at[: count + 1])[kept]
        lines = np.concatenate([g.line[g.at[j] : g.at[j + 1]] for j in kept])
        g.line[: len(lines)] = lines
        g.cost[: len(kept)] = g.cost[kept]
        g.at[: len(kept) + 1] = np.concatenate([[0], np.cumsum(lengths)])
        for each in (self.owner, self.rows, self.shut):
            each[: len(kept)] = each[kept]
        g.basis[:] = np.where(
            g.basis < count, place[np.minimum(g.basis, count - 1)], g.basis - count + len(kept)
        )
        g.marks[0] = len(kept)
        self.known = {(int(self.owner[j]), self.rows[j].tobytes()): j for j in range(len(kept))}


def _longer(found: Ints, size: int) -> Ints:
    grown = np.zeros(size, found.dtype)
    grown[: len(found)] = found
    return grown
