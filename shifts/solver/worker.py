"""One process of the search: solves its pools and tells its parent what it has."""

import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from shifts.rules.problem import Plan
from shifts.solver.search import Budget, Search, first_plans, shares
from shifts.solver.tasks import Report, Task


def work(task: Task, link: Connection) -> None:
    """Solve, and send a report about once a second. Ends when the parent is gone."""
    clock: Callable[[], float] = time.process_time if task.by_processor else time.monotonic
    pools = [pool for _, pool in task.pools]
    found = first_plans(pools, task.seed, task.start, task.stages)
    budgets = shares(pools, Budget(task.seconds, task.moves, clock))
    for search, (place, _), budget in zip(found, task.pools, budgets, strict=True):
        search.run(budget, _teller(link, place), task.stages[0].until)
        _send(link, place, search)
    for search, (place, _), budget in zip(found, task.pools, budgets, strict=True):
        for upto in (*task.meet, 1.0):
            search.run(budget, _teller(link, place), upto)
            _send(link, place, search, waits=upto < 1.0)
            if upto < 1.0:
                search.share(_receive(link))
    link.close()


def _teller(link: Connection, place: int) -> Callable[[Search], bool]:
    last = time.monotonic()

    def tell(search: Search) -> bool:
        nonlocal last
        if time.monotonic() - last >= 1.0:
            last = time.monotonic()
            _send(link, place, search)
        return True

    return tell


def _send(link: Connection, place: int, search: Search, *, waits: bool = False) -> None:
    broken, cost = search.totals
    try:
        link.send(Report(place, broken, cost, search.moves, search.spent, search.best, waits))
    except OSError:  # the parent is gone, and with it whoever wanted the plan
        os._exit(1)


def _receive(link: Connection) -> Plan:
    try:
        plan: Plan = link.recv()
    except (OSError, EOFError):
        os._exit(1)
    return plan
