"""Queues of contacts: Erlang B, Erlang C and Erlang A in plain steps that stay true for thousands of agents.

Erlang B by its series; Erlang C from it; Erlang A (patience runs out at a constant rate; Palm 1957,
Mandelbaum & Zeltyn, "The Palm/Erlang-A Queue") from its chain of births and deaths. docs/staffing.md holds
the formulas.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_LOG = 690.0
WIDTHS = 12.0
LONG_TAIL = 40.0
BESIDE = 100


def blocked_at(load: float, agents: int) -> float:
    """Erlang B: the share of contacts that find all agents busy where none may wait.

    1/B = 1 + n/a + n(n-1)/a² + ..., whose terms rise up to n-a of them and fall off from there as a bell of
    the width root(a) does. So a few thousand steps do for a million agents. What would be below 1e-299 is 0.
    """
    if load <= 0 or agents <= 0:
        return 0.0 if agents > 0 else 1.0
    spare = max(0.0, agents - load)
    if spare and agents * math.log(agents / load) - spare > MOST_LOG:
        return 0.0
    last = min(agents, math.ceil(spare + WIDTHS * math.sqrt(max(load, agents))) + BESIDE)
    terms = np.cumprod((agents - np.arange(last)) / load)
    return 1 / (1 + float(terms.sum()))


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
    if blocked <= 0:
        return Queue(1.0, 0.0, load / agents, 0.0, 0.0)
    lengths, weights = _queue_weights(rate, service, leave)
    whole = (1 / blocked - 1) * math.exp(weights[0]) if lengths[0] == 0 else 0.0
    chances = np.exp(weights)
    chances /= whole + chances.sum()
    waits = min(1.0, float(chances.sum()))
    gone = min(1.0, leave * float(lengths @ chances) / rate)
    level = 1 - waits + _served_in_time(lengths, chances, service / leave, leave, threshold)
    level = min(1.0, max(0.0, level))
    return Queue(level, gone * patience, min(1.0, load * (1 - gone) / agents), waits, gone)


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
    above = _above(lengths, ratio, log_x, mean, spread)
    return float((chances * ratio / (ratio + lengths + 1) * above).sum())


def _above(lengths: Floats, ratio: float, log_x: float, mean: float, spread: float) -> Floats:
    """The chance that the negative binomial count exceeds each of the lengths.

    Only counts about its mean are summed: those before have no chance, and those after are never asked for
    beyond the lengths. Where the sum does not begin at 0 its weights are set right by their own total.
    """
    first = max(0, math.floor(min(mean - WIDTHS * spread, 1e15)) - BESIDE)
    if first > lengths[-1]:
        return np.ones_like(lengths)
    width = LONG_TAIL if ratio < 1000 else WIDTHS
    end = mean + width * spread + BESIDE
    last = int(end if first else min(lengths[-1], end))
    counts = np.arange(first, last + 1, dtype=float)
    terms = np.zeros_like(counts)
    terms[1:] = np.cumsum(math.log(-math.expm1(log_x)) + np.log((ratio + counts[1:]) / counts[1:]))
    terms += -terms.max() if first else (ratio + 1) * log_x
    below = np.cumsum(np.exp(terms))
    below = below / below[-1] if first else np.minimum(below, 1.0)
    at = lengths.astype(int) - first
    found: Floats = 1 - below[np.clip(at, 0, len(below) - 1)]
    found[at < 0] = 1.0
    found[at >= len(below)] = 0.0
    return found
