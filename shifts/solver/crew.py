"""Processes that search side by side, and what they have found so far.

Nothing here loads compiled code: that happens in the processes alone.
"""

import multiprocessing
import multiprocessing.connection
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from shifts.rules.problem import OFF, Cover, Plan, Problem
from shifts.solver.entry import work
from shifts.solver.pools import Pool, join, may_work, split
from shifts.solver.tasks import Order, Report, tasks


@dataclass(slots=True)
class Best:
    """The best plan of each pool so far. Broken units are counted as the search counts them."""

    problem: Problem
    pools: list[Pool]
    plans: list[Plan] = field(default_factory=list)
    totals: list[tuple[int, int]] = field(default_factory=list)
    seeds: dict[int, dict[int, Report]] = field(default_factory=dict)
    seconds: float = 0.0

    def take(self, seed: int, report: Report) -> None:
        """Keep a report, and its plan where it is better."""
        self.seeds.setdefault(seed, {})[report.pool] = report
        if (report.broken, report.cost) < self.totals[report.pool]:
            self.totals[report.pool] = (report.broken, report.cost)
            self.plans[report.pool] = report.plan

    @property
    def plan(self) -> Plan:
        """The whole plan."""
        return join(self.problem, self.pools, self.plans)

    @property
    def spent(self) -> float:
        """The part of the budget that is spent, 0 to 1."""
        return min((each.spent for own in self.seeds.values() for each in own.values()), default=0.0)

    @property
    def known(self) -> bool:
        """Whether every pool has been reported."""
        return all(broken < _UNKNOWN for broken, _ in self.totals)


_UNKNOWN = 10**18


def run(order: Order, on_progress: Callable[[Best], None], stop: Callable[[], bool]) -> Best:
    """Search with processes side by side until the budget is spent or `stop` says so."""
    pools = split(order.problem)
    best = Best(
        order.problem,
        pools,
        [_empty(pool.problem) for pool in pools],
        [(_UNKNOWN, _UNKNOWN) for _ in pools],
    )
    if order.start is not None:
        best.plans = [tuple(order.start[person] for person in pool.people) for pool in pools]
    begin = time.monotonic()
    links = _begin(order, pools)
    processes = [process for _, process in links.values()]
    waiting: dict[int, tuple[Connection, int]] = {}
    told = begin
    on_progress(best)
    try:
        while links and not stop():
            ready = multiprocessing.connection.wait([link for link, _ in links.values()], timeout=0.2)
            for seed, (link, _) in list(links.items()):
                if link not in ready:
                    continue
                try:
                    report = link.recv()
                except (EOFError, OSError):
                    del links[seed]
                    continue
                best.take(seed, report)
                if report.waits:
                    waiting[seed] = (link, report.pool)
            if waiting and set(links) <= set(waiting):
                _release(waiting, best)
            best.seconds = time.monotonic() - begin
            if best.known and time.monotonic() - told >= 1.0:
                told = time.monotonic()
                on_progress(best)
    finally:
        for _, process in links.values():
            process.terminate()
        for process in processes:
            process.join()
    best.seconds = time.monotonic() - begin
    return best


def _empty(problem: Problem) -> Plan:
    """Nobody works but where a pin says so."""
    rows = [[OFF] * problem.days for _ in problem.people]
    for pin in problem.pins:
        rows[pin.person][pin.day] = pin.kind
    return tuple(tuple(row) for row in rows)


def _release(waiting: dict[int, tuple[Connection, int]], best: Best) -> None:
    """All wait: let them go on from the best plan of all."""
    for link, pool in waiting.values():
        # One that has died in the meantime is found by the next look at its link.
        try:
            link.send(best.plans[pool])
        except OSError:
            continue
    waiting.clear()


def _begin(order: Order, pools: list[Pool]) -> dict[int, tuple[Connection, BaseProcess]]:
    context = multiprocessing.get_context("spawn")
    links: dict[int, tuple[Connection, BaseProcess]] = {}
    for number, task in enumerate(tasks(order, pools)):
        here, there = context.Pipe()
        process = context.Process(target=work, args=(task, there), daemon=True)
        process.start()
        there.close()
        links[number] = (here, process)
    return links


def floor(problem: Problem) -> int:
    """A cost that no plan can be under: that of heads that nobody may be."""
    return sum(missing * cover.under for cover, missing in _never_met(problem))


def least_missing(problem: Problem) -> int:
    """Heads that are missing in every plan, since too few people may work."""
    return sum(missing for _cover, missing in _never_met(problem))


def _never_met(problem: Problem) -> Iterator[tuple[Cover, int]]:
    """Covers with the heads that no plan can give them."""
    may = may_work(problem)
    for cover in problem.covers:
        who = may[list(cover.people)] if cover.people else may
        by_day = {day: [kind for other, kind in set(cover.cells) if other == day] for day, _ in cover.cells}
        heads = sum(int(who[:, day, kinds].any(axis=1).sum()) for day, kinds in by_day.items())
        yield cover, max(0, cover.need - heads)
