"""Heads for a load: the figures of a number of agents, and the fewest agents that meet a target."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cstm.errors import DomainError
from shifts.staffing import erlang
from shifts.staffing.erlang import Queue

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

# What divides the handling time where one agent holds so many chats at once (docs/staffing.md).
FACTORS: dict[int, float] = {1: 1.0, 2: 1.7, 3: 2.5, 4: 2.9, 5: 3.5}
THRESHOLD = 20.0
MOST_LOAD = 1_000_000.0
MOST_AGENTS = 5_000_000
MOST_SECONDS = 30 * 86_400.0
MOST_WAITING = 1e11
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Load:
    """What comes in an interval.

    `volume` contacts in `interval` seconds, `aht` seconds of handling each; `concurrency` divides the
    handling time where chats run side by side (`FACTORS`). `patience` is the mean of seconds after which
    contacts leave; without it they wait for ever and the model is Erlang C, with it Erlang A.
    """

    volume: float
    interval: float
    aht: float
    concurrency: float = 1.0
    patience: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no queue can be."""
        _check(self.volume >= 0, self.volume, _("The volume must be a number from 0 up."))
        text = _("The interval must be longer than 0 and at most 30 days.")
        _check(0 < self.interval <= MOST_SECONDS, self.interval, text)
        text = _("The handling time must be longer than 0 and at most 30 days.")
        _check(0 < self.aht <= MOST_SECONDS, self.aht, text)
        if self.patience is not None:
            text = _("The patience must be longer than 0 and at most 30 days.")
            _check(0 < self.patience <= MOST_SECONDS, self.patience, text)
        text = _("The concurrency factor must be at least 1 and at most 20.")
        _check(1 <= self.concurrency <= 20, self.concurrency, text)
        text = _("That is the work of %(load).0f agents at once, more than %(most).0f. Check the units.")
        _check(self.erlangs <= MOST_LOAD, self.erlangs, text, load=self.erlangs, most=MOST_LOAD)
        patience = self.patience or 0.0
        text = _("So many contacts that are so patient cannot be worked out. Check the units.")
        _check(self.volume / self.interval * patience <= MOST_WAITING, patience, text)

    @property
    def handle(self) -> float:
        """Seconds of an agent's time that a contact takes."""
        return self.aht / self.concurrency

    @property
    def erlangs(self) -> float:
        """Offered load: agents busy on average if nobody waited or left."""
        return self.volume / self.interval * self.handle


@dataclass(frozen=True, slots=True)
class Target:
    """What must hold: `level` of contacts answered within `threshold` seconds, an average wait of at most
    `wait` seconds, agents busy for at most `max_occupancy` of their time. What is None is not asked; at least
    one must be."""

    level: float | None = None
    threshold: float = THRESHOLD
    wait: float | None = None
    max_occupancy: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no number of agents meets."""
        if self.level is None and self.wait is None and self.max_occupancy is None:
            raise DomainError(_("Name a service level, an average wait or an occupancy to meet."))
        level, wait, occupancy = self.level, self.wait, self.max_occupancy
        if level is not None:
            _check(0 < level < 1, level, _("The service level must lie between 0 and 1, such as 0.8."))
        if wait is not None:
            _check(0 < wait <= MOST_SECONDS, wait, _("The average wait must be longer than 0 seconds."))
        if occupancy is not None:
            _check(0 < occupancy <= 1, occupancy, _("The occupancy must lie above 0 and be at most 1."))
        _check_threshold(self.threshold)

    def met(self, queue: Queue) -> bool:
        """Whether a queue's figures meet all that is asked."""
        if self.level is not None and queue.service_level < self.level:
            return False
        if self.wait is not None and (queue.wait is None or queue.wait > self.wait):
            return False
        return self.max_occupancy is None or queue.occupancy <= self.max_occupancy * (1 + ROUNDING)


@dataclass(frozen=True, slots=True)
class Staffing:
    """Agents on duty and what contacts then meet; shares from 0 to 1.

    `scheduled` are the agents to put on the roster so that after shrinkage (leave, training, breaks) `agents`
    remain. `asa` is the average wait of all contacts in seconds; None means that the queue grows without end.
    """

    agents: int
    scheduled: int
    service_level: float
    asa: float | None
    occupancy: float
    p_wait: float
    p_abandon: float


def concurrency_factor(parallel: int) -> float:
    """What divides the handling time where an agent holds `parallel` chats at once, from 1 to 5."""
    try:
        return FACTORS[parallel]
    except KeyError:
        raise DomainError(_("Parallel chats go from 1 to %(most)s.") % {"most": max(FACTORS)}) from None


def scheduled(agents: int, shrinkage: float = 0.0) -> int:
    """Agents to schedule so that `agents` remain: agents / (1 - shrinkage), rounded up."""
    _check(0 <= shrinkage < 1, shrinkage, _("The shrinkage must be at least 0 and below 1, such as 0.3."))
    return math.ceil(agents / (1 - shrinkage) - ROUNDING)


def figures(load: Load, agents: int, *, threshold: float = THRESHOLD, shrinkage: float = 0.0) -> Staffing:
    """What contacts meet with a number of agents on duty; the service level is within `threshold` seconds."""
    text = _("Agents must be a whole number from 0 to %(most)s.")
    _check(0 <= agents <= MOST_AGENTS, agents, text, most=MOST_AGENTS)
    _check_threshold(threshold)
    return _staffing(agents, _queue(load, agents, threshold), shrinkage)


def needed(load: Load, target: Target, *, shrinkage: float = 0.0, least: int = 0) -> Staffing:
    """The fewest agents, at least `least`, that meet a target, and what contacts then meet."""
    scheduled(0, shrinkage)
    if load.erlangs <= 0:
        return _staffing(least, erlang.EMPTY, shrinkage)
    known: dict[int, Queue] = {}

    def queue(agents: int) -> Queue:
        if agents not in known:
            known[agents] = _queue(load, agents, target.threshold)
        return known[agents]

    agents = _first_true(lambda number: target.met(queue(number)), _first(load, least))
    return _staffing(agents, queue(agents), shrinkage)


def heads_by_interval(
    volumes: Sequence[float | None],
    interval: float,
    aht: float | Sequence[float | None],
    target: Target,
    *,
    concurrency: float = 1.0,
    patience: float | None = None,
    shrinkage: float = 0.0,
    least: int = 0,
) -> list[Staffing | None]:
    """The fewest agents for each interval of a day or a month; None where volume or handling time is unknown.

    `interval` and `aht` (one for all, or one each) are seconds. Each interval is taken as if it went on as it
    is (stationary, independent of its neighbours).
    """
    handling = [aht] * len(volumes) if isinstance(aht, (int, float)) else list(aht)
    if len(handling) != len(volumes):
        raise DomainError(_("Give one handling time, or one for each interval."))
    known: dict[tuple[float, float], Staffing] = {}
    found: list[Staffing | None] = []
    for volume, seconds in zip(volumes, handling, strict=True):
        if volume is None or (seconds is None and volume > 0):
            found.append(None)
            continue
        key = (volume, seconds or 1.0)
        if key not in known:
            load = Load(key[0], interval, key[1], concurrency, patience)
            known[key] = needed(load, target, shrinkage=shrinkage, least=least)
        found.append(known[key])
    return found


def _queue(load: Load, agents: int, threshold: float) -> Queue:
    """The queue of a number of agents, by the model that fits."""
    blocked = erlang.blocked_at(load.erlangs, agents)
    if load.patience is None:
        return erlang.queue_c(load.erlangs, load.handle, agents, threshold, blocked)
    return erlang.queue_a(load.erlangs, load.handle, agents, threshold, load.patience, blocked)


def _unmet() -> DomainError:
    """The refusal where the search ends without an answer."""
    return DomainError(_("No number of agents up to %(most)s meets the target.") % {"most": MOST_AGENTS})


def _first(load: Load, least: int) -> int:
    """Agents from where the search begins: fewer cannot meet the target."""
    if load.patience is None:
        return max(least, math.floor(load.erlangs) + 1)
    return least


def _first_true(holds: Callable[[int], bool], low: int) -> int:
    """The least number from `low` on for which it holds, if it goes on holding: by ever longer steps, then
    by halving. More agents never make anything worse. Raises DomainError beyond all bounds."""
    high, step = low, 1
    while not holds(high):
        if high >= MOST_AGENTS:
            raise _unmet()
        low, high, step = high + 1, min(high + step, MOST_AGENTS), step * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return high


def _staffing(agents: int, queue: Queue, shrinkage: float) -> Staffing:
    """A queue's figures with the heads that they need."""
    return Staffing(
        agents,
        scheduled(agents, shrinkage),
        queue.service_level,
        queue.wait,
        queue.occupancy,
        queue.p_wait,
        queue.p_abandon,
    )


def _check_threshold(threshold: float) -> None:
    """A threshold is a time that a contact may wait."""
    text = _("The threshold must be at least 0 seconds and at most a day.")
    _check(0 <= threshold <= 86_400, threshold, text)


def _check(holds: bool, value: float, sentence: "StrPromise", **names: float) -> None:
    """Refuse a number that is out of bounds or none at all."""
    if not holds or not math.isfinite(value):
        raise DomainError(sentence % names if names else sentence)
