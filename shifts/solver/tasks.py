"""What is asked of the search, and how it is dealt out to processes. No compiled code is loaded here."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shifts.rules.problem import Plan, Problem
from shifts.solver.pools import Pool


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the budget with its own cooling; temperatures are multiples of the problem's own scale."""

    until: float
    hot: float
    cold: float
    light: float
    heavy: float
    from_best: bool = True
    rows: bool = False  # the search over whole rows; annealing where that has nothing left to do


# A short cooling for a first plan, a long one, and a last one from the best so far.
STAGES = (
    Stage(0.04, 6.0, 0.7, 300, 1000),
    Stage(0.80, 15.0, 0.7, 100, 1000, from_best=False),
    Stage(1.00, 5.0, 0.5, 500, 1000),
)
# The same with a search over whole rows, where there is time for one.
BY_ROWS = (
    Stage(0.04, 6.0, 0.7, 300, 1000),
    Stage(0.25, 15.0, 0.7, 100, 1000, from_best=False),
    Stage(0.95, 5.0, 0.5, 500, 1000, rows=True),
    Stage(1.00, 2.0, 0.5, 500, 1000),
)
# For a plan that is kept as far as possible: never hot.
GENTLE = (Stage(0.6, 4.0, 0.7, 300, 1000), Stage(1.0, 2.0, 0.5, 500, 1000))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be solved, and for how long: seconds (of the wall or of each process), or moves of each."""

    problem: Problem
    seconds: float | None = None
    moves: int | None = None
    workers: int = 2
    seed: int = 1
    start: Plan | None = None
    by_processor: bool = False
    gentle: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What one process is to do. `meet` are parts of the budget at which all processes wait for each other
    and go on from the best plan of all."""

    pools: tuple[tuple[int, Pool], ...]
    seed: int
    start: Plan | None
    stages: tuple[Stage, ...]
    seconds: float | None = None
    moves: int | None = None
    by_processor: bool = False
    meet: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Where a process stands with one pool."""

    pool: int
    broken: int
    cost: int
    moves: int
    spent: float
    plan: Plan
    waits: bool = False


# A search over rows is worth its while with so many moves for each cell; a second holds about RATE moves.
ROWS_WORTH, RATE = 80_000, 3_000_000
# The programme over rows keeps a square of so many lines at most.
LINES = 1_600


def usual(pools: Sequence[Pool], seconds: float | None, moves: int | None) -> tuple[Stage, ...]:
    """The stages for pools that one process is to search within `seconds` or `moves`."""
    budget = moves if moves is not None else (seconds or 0.0) * RATE
    cells = sum(pool.size for pool in pools)
    lines = max((len(pool.people) + len(pool.problem.covers) for pool in pools), default=0)
    part = sum(stage.until - before.until for before, stage in pairwise(BY_ROWS) if stage.rows)
    worth = cells * ROWS_WORTH <= budget * part and lines <= LINES
    return BY_ROWS if worth else STAGES


# Where one pool holds more than this part of all cells, every process searches all pools with its own seed.
LARGE = 0.5


def tasks(order: Order, pools: Sequence[Pool]) -> list[Task]:
    """A task for each process.

    With one great pool all search the same with different seeds and meet before the last stage; else the
    pools are dealt out, the largest first to whoever has least.
    """
    workers = max(1, order.workers)
    whole = sum(pool.size for pool in pools)
    alike = len(pools) == 1 or max((pool.size for pool in pools), default=0) > LARGE * whole
    hands: list[list[int]] = [[] for _ in range(workers)]
    if alike:
        hands = [list(range(len(pools))) for _ in range(workers)]
    else:
        loads = [0] * workers
        for place in sorted(range(len(pools)), key=lambda place: (-pools[place].size, place)):
            least = loads.index(min(loads))
            hands[least].append(place)
            loads[least] += pools[place].size
    fullest = max(hands, key=lambda hand: sum(pools[place].size for place in hand))
    stages = (
        GENTLE if order.gentle else usual([pools[place] for place in fullest], order.seconds, order.moves)
    )
    # The search over rows goes on from the better plan in its midst, too.
    meet = [stage.until for stage in stages[1:-1]]
    meet += [(before.until + stage.until) / 2 for before, stage in pairwise(stages) if stage.rows]
    return [
        Task(
            tuple((place, pools[place]) for place in sorted(hand)),
            order.seed + (7919 * number if alike else 0),
            None if order.start is None else order.start,
            stages,
            order.seconds,
            order.moves,
            order.by_processor,
            meet=tuple(sorted(meet)) if alike and workers > 1 else (),
        )
        for number, hand in enumerate(hands)
        if hand
    ]
