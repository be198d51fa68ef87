"""Queues of contacts: Erlang B, Erlang C and Erlang A in plain steps that stay true for thousands of agents.

Erlang B by its recursion; Erlang C from it; Erlang A (patience runs out at a constant rate; Palm 1957,
Mandelbaum & Zeltyn, "The Palm/Erlang-A Queue") from its chain of births and deaths. docs/staffing.md holds
the formulas.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TINY = 1e-300
WIDTHS = 12.0
BESIDE = 100


def blocking(load: float) -> Iterator[float]:
    """Erlang B for 0, 1, 2, ... agents: the share of contacts that find all busy where none may wait."""
    blocked = 1.0
    agents = 0
    while True:
        yield blocked
        agents += 1
        blocked = load * blocked / (agents + load * blocked)


def blocked_at(load: float, agents: int) -> float:
    """Erlang B for a number of agents."""
    return next(islice(blocking(load), agents, None))


def waiting_c(load: float, agents: int, blocked: float) -> float:
    """Erlang C: the share of contacts that wait, from Erlang B of as many agents; needs agents > load."""
    return agents * blocked / (agents - load * (1 - blocked))


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue as its contacts meet it: shares of contacts, and seconds."""

    service_level: float
    wait: float | None
    occupancy: float
    p_wait: float
    p_abandon: float


EMPTY = Queue(1.0, 0.0, 0.0, 0.0, 0.0)
ENDLESS = Queue(0.0, None, 1.0, 1.0, 0.0)


def queue_c(load: float, handle: float, agents: int, threshold: float, blocked: float) -> Queue:
    """Erlang C; with no more agents than load the queue grows without end (`ENDLESS`)."""
    if load <= 0:
        return EMPTY
    if agents <= load:
        return ENDLESS
    waits = waiting_c(load, agents, blocked)
    spare = agents - load
    level = 1 - waits * math.exp(-spare * threshold / handle)
    return Queue(level, waits * handle / spare, load / agents, waits, 0.0)


def queue_a(
    load: float, handle: float, agents: int, threshold: float, patience: float, blocked: float
) -> Queue:
    """Erlang A: contacts leave at the rate 1/patience while they wait; those who left were not answered."""
    if load <= 0:
        return EMPTY
    rate, leave = load / handle, 1 / patience
    if agents == 0:
        return Queue(0.0, patience, 1.0, 1.0, 1.0)
    service = agents / handle
    if blocked < TINY:
        return Queue(1.0, 0.0, load / agents, 0.0, 0.0)
    lengths, weights = _queue_weights(rate, service, leave)
    whole = (1 / blocked - 1) * math.exp(weights[0]) if lengths[0] == 0 else 0.0
    chances = np.exp(weights)
    chances /= whole + chances.sum()
    waits = min(1.0, float(chances.sum()))
    gone = min(1.0, leave * float(lengths @ chances) / rate)
    level = 1 - waits + _served_in_time(lengths, chances, service / leave, leave, threshold)
    return Queue(min(1.0, level), gone * patience, min(1.0, load * (1 - gone) / agents), waits, gone)


def _queue_weights(rate: float, service: float, leave: float) -> tuple[Floats, Floats]:
    """Lengths of the queue that matter and the logarithms of their weights, the likeliest at 0.

    Length k weighs rate/(service + k x leave) times what length k-1 weighs, so the likeliest is where these
    meet, and the weights fall off about it as a bell of the width root(rate/leave) does, or faster.
    """
    middle = max(0, math.floor((rate - service) / leave))
    reach = math.ceil(WIDTHS * math.sqrt(rate / leave)) + BESIDE
    first = max(0, middle - reach)
    lengths = np.arange(first, middle + reach + 1, dtype=float)
    steps = np.log(rate / (service + lengths[1:] * leave))
    weights = np.concatenate([[0.0], np.cumsum(steps)])
    return lengths, weights - weights.max()


def _served_in_time(lengths: Floats, chances: Floats, ratio: float, leave: float, threshold: float) -> float:
    """The share of contacts that wait and are answered within the threshold.

    A contact that finds k waiting would wait V with exp(-leave V) ~ Beta(ratio, k+1), ratio = service/leave.
    It is still there with the chance exp(-leave V), so its share is E[X; X >= x], x = exp(-leave threshold):
    ratio/(ratio+k+1) times the chance that Beta(ratio+1, k+1) is at least x, which is the chance that a
    negative binomial count (ratio+1, x) exceeds k.
    """
    if threshold <= 0:
        return 0.0
    log_x = -leave * threshold
    mean = (ratio + 1) * math.expm1(min(-log_x, 700.0))
    spread = math.sqrt(mean) * math.exp(min(-log_x / 2, 350.0))
    last = min(float(lengths[-1]), mean + WIDTHS * spread + BESIDE)
    counts = np.arange(0, int(last) + 1, dtype=float)
    rest = math.log(-math.expm1(log_x))
    terms = (ratio + 1) * log_x + counts * rest
    terms[1:] += np.cumsum(np.log((ratio + counts[1:]) / counts[1:]))
    below = np.minimum(np.cumsum(np.exp(terms)), 1.0)
    inside = lengths <= counts[-1]
    found = lengths[inside]
    above = 1 - below[found.astype(int)]
    return float((chances[inside] * ratio / (ratio + found + 1) * above).sum())
