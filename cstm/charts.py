"""What charts are drawn from: coordinates of small pictures, values of metric cards and trend charts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cstm import formats

Point = float | None
_PAD = 3.0


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small line: one path for each unbroken run of values, and the height of the target."""

    width: int
    height: int
    paths: tuple[str, ...]
    target_y: float | None

    @property
    def empty(self) -> bool:
        """Is there nothing to draw?"""
        return not self.paths


@dataclass(frozen=True, slots=True)
class PositionStrip:
    """Where one value lies beside the middle half of an unnamed group, in pixels of a 120 wide strip."""

    own: float | None
    band_x: float
    band_width: float
    target: float | None


@dataclass(frozen=True, slots=True)
class MetricCard:
    """A metric as a card shows it: all words are ready, in the reader's language.

    `value` is empty while there is nothing to show; `state` then says why ("pending", "few data",
    "not yet collected"). `note` is a further line (ripe date, last ripe value, "estimated").
    """

    code: str
    label: str
    value: str = ""
    unit: str = ""
    n: str = ""
    state: str = ""
    target: str = ""
    gap: str = ""
    met: bool = False
    note: str = ""
    values: Sequence[Point] = ()
    target_value: float | None = None
    trend_label: str = ""
    url: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A line over periods with an optional unnamed band and target; values in the unit that is shown.

    `label` is the sentence that is read aloud instead of the picture.
    """

    code: str
    label: str
    periods: Sequence[str]
    own: Sequence[Point]
    own_name: str
    unit: str = ""
    places: int = 1
    low: Sequence[Point] = ()
    high: Sequence[Point] = ()
    band_name: str = ""
    target: float | None = None
    counts: Sequence[int | None] = ()
    kind: str = "line"
    period_name: str = field(default="")

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws from."""
        return {
            "periods": list(self.periods),
            "own": _floats(self.own),
            "low": _floats(self.low),
            "high": _floats(self.high),
            "target": None if self.target is None else float(self.target),
            "kind": self.kind,
            "unit": self.unit_text,
            "places": self.places,
            "names": {"own": self.own_name, "band": self.band_name, "target": _("target")},
        }

    @property
    def unit_text(self) -> str:
        """The unit with the space before it that the language wants."""
        tight = not self.unit or (self.unit == "%" and formats.is_chinese())
        return self.unit if tight else f" {self.unit}"

    @property
    def rows(self) -> list[dict[str, str]]:
        """The table behind the picture."""
        found = []
        for at, period in enumerate(self.periods):
            low, high = _at(self.low, at), _at(self.high, at)
            found.append(
                {
                    "period": period,
                    "own": formats.number(_at(self.own, at), self.places),
                    "n": formats.number(_at(self.counts, at)),
                    "band": ""
                    if low is None or high is None
                    else f"{formats.number(low, self.places)}\u2013{formats.number(high, self.places)}",
                }
            )
        return found

    @property
    def target_text(self) -> str:
        """The target in the table's foot."""
        return formats.number(self.target, self.places)


def sparkline(values: Sequence[Any], target: Any = None, width: int = 110, height: int = 36) -> Sparkline:
    """Fit values (oldest first, None for a hole) and target into a box; a flat line stands in the middle."""
    points = _floats(values)
    goal = None if target is None else float(target)
    known = [value for value in points if value is not None]
    if not known:
        return Sparkline(width, height, (), None)
    scale = [*known, goal] if goal is not None else known
    low, high = min(scale), max(scale)

    def y_of(value: float) -> float:
        if high == low:
            return round(height / 2, 1)
        return round(height - _PAD - (value - low) / (high - low) * (height - 2 * _PAD), 1)

    step = (width - 2 * _PAD) / max(len(points) - 1, 1)
    paths = []
    run: list[str] = []
    for at, value in enumerate([*points, None]):
        if value is not None:
            run.append(f"{round(_PAD + at * step, 1)} {y_of(value)}")
        elif run:
            # A value that stands alone is a dot: a line of no length with round ends.
            paths.append("M" + "L".join(run if len(run) > 1 else run * 2))
            run = []
    return Sparkline(width, height, tuple(paths), None if goal is None else y_of(goal))


def position_strip(
    own: Any, low: Any, high: Any, target: Any = None, floor: Any = None, ceiling: Any = None
) -> PositionStrip:
    """Place the middle band, the target and this person's value; the ends keep a tenth of room."""
    known = [float(v) for v in (own, low, high, target, floor, ceiling) if v is not None]
    least, most = (min(known), max(known)) if known else (0.0, 1.0)
    room = (most - least) * 0.1 or 1.0
    least, most = least - room, most + room

    def x_of(value: Any) -> float:
        return round(5 + (float(value) - least) / (most - least) * 110, 1)

    has_band = low is not None and high is not None
    return PositionStrip(
        own=None if own is None else x_of(own),
        band_x=x_of(low) if has_band else 0.0,
        band_width=round(max(x_of(high) - x_of(low), 2.0), 1) if has_band else 0.0,
        target=None if target is None else x_of(target),
    )


def _floats(values: Sequence[Any]) -> list[float | None]:
    return [None if value is None else float(value) for value in values]


def _at(values: Sequence[Any], at: int) -> Any:
    return values[at] if at < len(values) else None
