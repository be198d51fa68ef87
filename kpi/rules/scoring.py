"""From values to points to a total, each step as a person would reckon it on paper. Pure.

Rounding is stated once: points and weights have two places, half up; the re-spread weights add up to exactly
100 (what rounding leaves goes to the largest remainders); the total has two places, half up, of the sum of
points × weight ÷ 100.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from kpi.choices.schemes import Shape
from kpi.rules import State

CENT = Decimal("0.01")
FULL = Decimal(100)
ZERO = Decimal(0)
_SOUND = (State.VALUE, State.ESTIMATED)


@dataclass(frozen=True, slots=True)
class Line:
    """One metric of a scheme.

    `direction` is the metric's ("up", "down", or "band" and "info" for ranges). Values stand in the metric's
    own scale (a percentage is a fraction). `steps` are (limit, points), the best first. Outside a range the
    points fall to 0 over the distance `fall`. A gate holds while the value reaches `target`; a fallen gate
    caps the total at `cap`. Below a count of `least` a value is few data.
    """

    metric: str
    direction: str
    shape: str
    weight: Decimal
    target: Decimal | None = None
    worst: Decimal | None = None
    best: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    fall: Decimal | None = None
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    cap: Decimal | None = None
    least: int = 0

    @property
    def is_gate(self) -> bool:
        """Does it cap the total instead of adding to it?"""
        return self.shape == Shape.GATE


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one metric: a value that counts only in the states `value` and `estimated`.

    While facts are pending, `low` and `high` are the values between which it will come to lie (None: nobody
    can tell).
    """

    value: Decimal | None = None
    n: Decimal | None = None
    state: State = State.EMPTY
    estimated: bool = False
    pending: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a scorecard: what it gives and what it adds.

    `points` are None and `weight` is 0 where the value does not count; `adds` is points × weight ÷ 100.
    `fallen` speaks of gates alone.
    """

    line: Line
    reading: Reading
    points: Decimal | None
    weight: Decimal
    adds: Decimal | None
    fallen: bool = False

    @property
    def counts(self) -> bool:
        """Is the value part of the total?"""
        return self.points is not None and not self.line.is_gate

    @property
    def is_spread(self) -> bool:
        """Did re-spreading change the weight?"""
        return not self.line.is_gate and self.weight != self.line.weight


@dataclass(frozen=True, slots=True)
class Score:
    """A scorecard: rows in the scheme's order and the total.

    `points` is None where no line counts: "not enough". `sum` is the total before any gate. While facts are
    pending, `low` and `high` hold the total that can come of them.
    """

    rows: tuple[Row, ...]
    points: Decimal | None
    sum: Decimal | None
    cap: Decimal | None
    low: Decimal | None
    high: Decimal | None
    pending: bool


def points(line: Line, value: Decimal) -> Decimal:
    """The points of a value, 0 to 100."""
    found = _SHAPES[line.shape](line, value)
    return min(FULL, max(ZERO, found)).quantize(CENT, ROUND_HALF_UP)


def _steps(line: Line, value: Decimal) -> Decimal:
    """The points of the best step that is reached; 0 below all of them."""
    reached = [given for limit, given in line.steps if reaches(line.direction, value, limit)]
    return max(reached, default=ZERO)


def _linear(line: Line, value: Decimal) -> Decimal:
    """0 at the worst, 100 at the best, straight between them, nothing beyond."""
    assert line.worst is not None and line.best is not None
    return (value - line.worst) / (line.best - line.worst) * FULL


def _band(line: Line, value: Decimal) -> Decimal:
    """100 inside the range, falling to 0 over the distance `fall` on both sides."""
    away = max(
        line.low - value if line.low is not None else ZERO,
        value - line.high if line.high is not None else ZERO,
        ZERO,
    )
    if not away:
        return FULL
    return ZERO if not line.fall else FULL - away / line.fall * FULL


def _gate(line: Line, value: Decimal) -> Decimal:
    """All or nothing."""
    assert line.target is not None
    return FULL if reaches(line.direction, value, line.target) else ZERO


_SHAPES: dict[str, Callable[[Line, Decimal], Decimal]] = {
    Shape.STEPS: _steps,
    Shape.LINEAR: _linear,
    Shape.BAND: _band,
    Shape.GATE: _gate,
}


def reaches(direction: str, value: Decimal, limit: Decimal) -> bool:
    """Is the value as good as the limit or better?"""
    return value <= limit if direction == "down" else value >= limit


def scaled(line: Line, share: Decimal) -> Line:
    """The line with its amounts brought to another length of period; counts and gates stay as they are.

    For metrics that are sums (sales of a month): three months hold three times as much.
    """
    if share == 1 or line.is_gate:
        return line

    def times(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * share

    return replace(
        line,
        target=times(line.target),
        worst=times(line.worst),
        best=times(line.best),
        low=times(line.low),
        high=times(line.high),
        fall=times(line.fall),
        steps=tuple((limit * share, given) for limit, given in line.steps),
    )


def spread(weights: Sequence[Decimal]) -> list[Decimal]:
    """These weights brought to exactly 100, two places each, in their proportions.

    What rounding down leaves goes to the largest remainders, the first of equals first. Nothing but zeros
    stays as it is.
    """
    total = sum(weights, ZERO)
    if not total:
        return [ZERO for _ in weights]
    exact = [weight * FULL / total for weight in weights]
    floors = [share.quantize(CENT, ROUND_DOWN) for share in exact]
    left = int((FULL - sum(floors, ZERO)) / CENT)
    # Times the total the remainders have no endless fractions, and equals are equal.
    rests = [weight * FULL - floor * total for weight, floor in zip(weights, floors, strict=True)]
    order = sorted(range(len(rests)), key=lambda place: (-rests[place], place))
    for place in order[:left]:
        floors[place] += CENT
    return floors


def score(lines: Sequence[Line], readings: Sequence[Reading]) -> Score:
    """The scorecard of these readings, one for each line.

    The weight of lines that do not count is spread over the others. A gate without enough data holds.
    """
    given = list(zip(lines, readings, strict=True))
    known = {place: _points_of(line, reading) for place, (line, reading) in enumerate(given)}
    counting = [
        place for place, (line, _) in enumerate(given) if known[place] is not None and not line.is_gate
    ]
    shares = dict(zip(counting, spread([given[place][0].weight for place in counting]), strict=True))
    rows = tuple(
        _row(line, reading, known[place], shares.get(place, ZERO))
        for place, (line, reading) in enumerate(given)
    )
    total = _total(rows)
    caps = [row.line.cap or ZERO for row in rows if row.fallen]
    cap = min(caps) if caps else None
    low, high = _range(given, total, cap)
    return Score(
        rows=rows,
        points=None if total is None else _capped(total, cap),
        sum=total,
        cap=cap,
        low=low,
        high=high,
        pending=any(reading.pending for _, reading in given),
    )


def _points_of(line: Line, reading: Reading) -> Decimal | None:
    if reading.value is None or reading.state not in _SOUND:
        return None
    return points(line, reading.value)


def _row(line: Line, reading: Reading, given: Decimal | None, weight: Decimal) -> Row:
    if line.is_gate:
        return Row(line, reading, given, ZERO, None, fallen=given == ZERO)
    adds = None if given is None else (given * weight / FULL).quantize(CENT, ROUND_HALF_UP)
    return Row(line, reading, given, weight, adds)


def _total(rows: Sequence[Row]) -> Decimal | None:
    """The weighted sum of the rows that count; None where none does."""
    counted = [row for row in rows if row.counts]
    if not counted:
        return None
    exact = sum(((row.points or ZERO) * row.weight for row in counted), ZERO) / FULL
    return exact.quantize(CENT, ROUND_HALF_UP)


def _capped(total: Decimal, cap: Decimal | None) -> Decimal:
    return total if cap is None else min(total, cap)


def _range(
    given: Sequence[tuple[Line, Reading]], total: Decimal | None, cap: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Between which totals the score will come to lie once the pending facts are there.

    A pending line may end anywhere between the points of its two ends, or between 0 and 100 where nobody can
    tell; it may also never have enough data, and then the total stays as it is.
    """
    if not any(reading.pending for _, reading in given):
        return None, None
    fixed = [
        (line, found)
        for line, reading in given
        if not line.is_gate and not reading.pending and (found := _points_of(line, reading)) is not None
    ]
    waiting = [
        (line, *_ends(line, reading)) for line, reading in given if reading.pending and not line.is_gate
    ]
    gates = [line.cap or ZERO for line, reading in given if reading.pending and line.is_gate]
    if not (waiting or gates) or not (waiting or fixed):
        return None, None
    ends = [] if total is None else [total]
    for pairs in (
        [*fixed, *((line, least) for line, least, _most in waiting)],
        [*fixed, *((line, most) for line, _least, most in waiting)],
    ):
        shares = spread([line.weight for line, _ in pairs])
        exact = sum((found * share for (_, found), share in zip(pairs, shares, strict=True)), ZERO) / FULL
        ends.append(exact.quantize(CENT, ROUND_HALF_UP))
    low, high = _capped(min(ends), cap), _capped(max(ends), cap)
    return min([low, *gates]), high


def _ends(line: Line, reading: Reading) -> tuple[Decimal, Decimal]:
    """The fewest and the most points that a pending line can still give."""
    if reading.low is None or reading.high is None:
        return ZERO, FULL
    both = points(line, reading.low), points(line, reading.high)
    if line.shape == Shape.BAND:
        # The best may lie between the ends.
        inside = (line.low is None or reading.high >= line.low) and (
            line.high is None or reading.low <= line.high
        )
        return min(both), FULL if inside else max(both)
    return min(both), max(both)
