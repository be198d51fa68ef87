"""How far one person can get: what each cell may hold, and upper bounds on sums of a row.

A bound forgets rules until what is left is quickly solved, so it is never too low: what it excludes no plan
can reach. Limits of other tallies enter with a price for each of their units (Lagrange); rules on
neighbouring days enter one at a time, by a pass over the days.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shifts.rules.problem import NO_CAP, OFF, Follow, Problem, Run, Tally

Allowed = tuple[frozenset[int], ...]
Sort = tuple[tuple[bool, bool], ...]
_NEVER = float("-inf")
# Bounds are sums of fractions; what lies closer together is equal.
TINY = 1e-6
# More prices than this are not tried; each one gives a bound that holds.
_PRICES = 12


def allowed_values(problem: Problem) -> tuple[Allowed, ...]:
    """For each person and day the values that bars and pins leave; empty where they contradict."""
    everything = frozenset(range(OFF, len(problem.kinds)))
    everybody, days = range(len(problem.people)), range(problem.days)
    rows = [[everything] * problem.days for _ in everybody]
    for bar in problem.bars:
        kinds = frozenset(bar.kinds)
        for person in bar.people or everybody:
            for day in bar.days or days:
                rows[person][day] -= kinds
    for pin in problem.pins:
        rows[pin.person][pin.day] &= {pin.kind}
    return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, slots=True)
class Limit:
    """Tallies of one rule with the same values: together they allow `room` units."""

    rule: str
    values: tuple[int, ...]
    times: tuple[int, ...]
    room: int


@dataclass(frozen=True, slots=True)
class Bound:
    """The lowest bound found, and the rules that made it so low (none where the values alone did)."""

    value: float
    rules: tuple[str, ...]


class Reach:
    """The hard rules on one person's row, for bounds on sums."""

    def __init__(self, problem: Problem, person: int) -> None:
        self.days = problem.days
        self.before = problem.before[person] if problem.before else ()
        self.tallies = [
            (tally, _already(tally, person))
            for tally in problem.tallies
            if tally.hard and (not tally.people or person in tally.people)
        ]
        self.follows = [f for f in problem.follows if f.hard and (not f.people or person in f.people)]
        self.runs = [r for r in problem.runs if r.hard and (not r.people or person in r.people)]
        self.limits = _limits(self.tallies, problem.days)

    def key(self) -> tuple[object, ...]:
        """Equal for people whose bounds are the same on the same allowed values."""
        parts = (*map(id, self.follows), *map(id, self.runs), *(id(tally) for tally, _ in self.tallies))
        return self.before, parts, tuple(already for _, already in self.tallies)

    def most(self, values: Sequence[int], days: Iterable[int], allowed: Allowed) -> Bound:
        """An upper bound on the sum of `values` (one for each kind) over days."""
        wanted = set(days) or set(range(self.days))
        gains = [(*values, 0) if day in wanted else (0,) * (len(values) + 1) for day in range(self.days)]
        best = self._best(gains, allowed, 0.0, ())
        for limit in self.limits:
            for price in _prices(values, limit.values):
                uses = (*limit.values, 0)
                priced = [
                    tuple(gain - price * times * use for gain, use in zip(row, uses, strict=True))
                    for row, times in zip(gains, limit.times, strict=True)
                ]
                best = _lower(best, self._best(priced, allowed, price * limit.room, (limit.rule,)))
        return best

    def _best(
        self, gains: Sequence[Sequence[float]], allowed: Allowed, added: float, rules: tuple[str, ...]
    ) -> Bound:
        """The lowest of the bounds that forget all but one rule on neighbouring days."""
        plain = sum(max((row[v] for v in held), default=0) for row, held in zip(gains, allowed, strict=True))
        best = Bound(added + plain, rules)
        for run in self.runs:
            if run.most < self.days:
                found = added + _with_run(gains, allowed, run, self.before)
                best = _lower(best, Bound(found, (*rules, run.rule)))
        if self.follows:
            found = added + _with_follows(gains, allowed, self.follows, self.before)
            names = dict.fromkeys(follow.rule for follow in self.follows)
            best = _lower(best, Bound(found, (*rules, *names)))
        return best


def _lower(one: Bound, other: Bound) -> Bound:
    """The lower of two; the first where they are as good as equal, for it needs fewer rules."""
    return other if other.value < one.value - TINY else one


def _already(tally: Tally, person: int) -> int:
    if not tally.already:
        return 0
    return tally.already[tally.people.index(person) if tally.people else person]


def _limits(tallies: Iterable[tuple[Tally, int]], days: int) -> list[Limit]:
    """Tallies with a most, those of one rule and the same values added up."""
    groups: dict[tuple[str, tuple[int, ...]], list[tuple[Tally, int]]] = defaultdict(list)
    for tally, already in tallies:
        if tally.most < NO_CAP:
            groups[tally.rule, tally.values].append((tally, already))
    found = []
    for (rule, values), held in groups.items():
        times = [0] * days
        for tally, _already_there in held:
            for day in set(tally.days) or range(days):
                times[day] += 1
        found.append(Limit(rule, values, tuple(times), sum(t.most - already for t, already in held)))
    return found


def _prices(values: Sequence[int], uses: Sequence[int]) -> list[float]:
    """Prices of a unit at which the best choice of a day may change; the best bound lies at one of them."""
    points = {(0, 0), *zip(values, uses, strict=True)}
    found = {
        (gain - other) / (use - less)
        for gain, use in points
        for other, less in points
        if use > less and gain > other
    }
    return sorted(found)[:_PRICES]


def _with_run(gains: Sequence[Sequence[float]], allowed: Allowed, run: Run, before: tuple[int, ...]) -> float:
    """The most of a row without stretches longer than the run allows; the past's own excess is forgiven."""
    kinds, length = frozenset(run.kinds), 0
    for value in reversed(before):
        if value not in kinds:
            break
        length += 1
    best = {min(length, run.most): 0.0}
    for row, held in zip(gains, allowed, strict=True):
        inside = max((row[value] for value in held if value in kinds), default=_NEVER)
        outside = max((row[value] for value in held if value not in kinds), default=_NEVER)
        following = {0: max(best.values()) + outside}
        for place, total in best.items():
            if place < run.most:
                following[place + 1] = total + inside
        best = following
    return max(best.values())


def _with_follows(
    gains: Sequence[Sequence[float]], allowed: Allowed, follows: Sequence[Follow], before: tuple[int, ...]
) -> float:
    """The most of a row without forbidden successions; values that no rule tells apart are taken together."""
    sides = [(frozenset(f.first), frozenset(f.then), frozenset(f.days)) for f in follows]
    values = range(OFF, len(gains[0]) - 1)
    sort = {v: tuple((v in first, v in then) for first, then, _days in sides) for v in values}
    sorts = set(sort.values())
    # Which sorts may not come before a sort, for each choice of follows that are asked on a day.
    barred: dict[tuple[int, ...], dict[Sort, frozenset[Sort]]] = {}
    best: dict[Sort | None, float] = {sort[before[-1]] if before else None: 0.0}
    for day, (row, held) in enumerate(zip(gains, allowed, strict=True)):
        here: dict[Sort, float] = {}
        for value in held:
            here[sort[value]] = max(here.get(sort[value], _NEVER), row[value])
        asked = tuple(place for place, (_f, _t, days) in enumerate(sides) if not days or day - 1 in days)
        if asked not in barred:
            barred[asked] = {
                now: frozenset(
                    last for last in sorts if any(last[place][0] and now[place][1] for place in asked)
                )
                for now in sorts
            }
        never = barred[asked]
        following: dict[Sort | None, float] = {}
        for now, gain in here.items():
            totals = [total for last, total in best.items() if last is None or last not in never[now]]
            if totals:
                following[now] = max(totals) + gain
        best = following
    return max(best.values(), default=_NEVER)
