"""What a scheme must be before it may judge anybody, in sentences. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kpi.choices.schemes import Shape
from kpi.rules.scoring import FULL, ZERO, Line


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, at which line (counted from 0; None: the scheme as a whole) and in which field."""

    place: int | None
    field: str
    words: str


def faults(lines: Sequence[Line]) -> list[Fault]:
    """Everything that keeps these lines from being published; nothing where all is well."""
    found: list[Fault] = []
    for place, line in enumerate(lines):
        found += [Fault(place, field, words) for field, words in _of_line(line)]
    seen: set[tuple[str, bool]] = set()
    for place, line in enumerate(lines):
        key = (line.metric, line.is_gate)
        if key in seen:
            found.append(Fault(place, "metric", _("This metric has a line already.")))
        seen.add(key)
    weighted = [line for line in lines if not line.is_gate]
    total = sum((line.weight for line in weighted), ZERO)
    if not weighted:
        found.append(Fault(None, "weight", _("Add at least one metric with a weight.")))
    elif total != FULL:
        found.append(
            Fault(
                None,
                "weight",
                _("The weights add up to %(sum)s; they must add up to 100.") % {"sum": whole(total)},
            )
        )
    return found


def _of_line(line: Line) -> list[tuple[str, str]]:
    """What is wrong with one line, by field."""
    found: list[tuple[str, str]] = []
    if line.is_gate:
        if line.weight:
            found.append(("weight", _("A gate has no weight: it caps the total.")))
    elif not ZERO < line.weight <= FULL:
        found.append(("weight", _("A weight lies above 0 and up to 100.")))
    check = {Shape.STEPS: _steps, Shape.LINEAR: _linear, Shape.BAND: _band, Shape.GATE: _gate}
    return found + check[Shape(line.shape)](line)


def _steps(line: Line) -> list[tuple[str, str]]:
    if line.direction not in ("up", "down"):
        return [("shape", _("Steps need a metric of which more, or less, is better."))]
    if not line.steps:
        return [("steps", _("Give at least one step: a limit and its points."))]
    found = []
    limits = [limit for limit, _given in line.steps]
    if len(set(limits)) != len(limits):
        found.append(("steps", _("Two steps have the same limit.")))
    if any(not ZERO <= given <= FULL for _limit, given in line.steps):
        found.append(("steps", _("The points of a step lie between 0 and 100.")))
    best_first = sorted(line.steps, key=lambda step: step[0], reverse=line.direction == "up")
    given = [each for _limit, each in best_first]
    if given != sorted(given, reverse=True):
        found.append(("steps", _("A better value must not give fewer points.")))
    return found


def _linear(line: Line) -> list[tuple[str, str]]:
    if line.direction not in ("up", "down"):
        return [("shape", _("A straight line needs a metric of which more, or less, is better."))]
    if line.worst is None or line.best is None:
        return [("best", _("Give the value of 0 points and the value of 100 points."))]
    if line.worst == line.best:
        return [("best", _("The two ends of the line are the same."))]
    if (line.best > line.worst) != (line.direction == "up"):
        words = (
            _("More of this metric is better: the value of 100 points must be the higher one.")
            if line.direction == "up"
            else _("Less of this metric is better: the value of 100 points must be the lower one.")
        )
        return [("best", words)]
    return []


def _band(line: Line) -> list[tuple[str, str]]:
    found = []
    if line.low is None and line.high is None:
        found.append(("low", _("Give the low end, the high end, or both.")))
    elif line.low is not None and line.high is not None and line.low > line.high:
        found.append(("low", _("The low end lies above the high end.")))
    if line.direction == "up" and line.high is not None:
        found.append(("high", _("More of this metric is better: leave the high end empty.")))
    if line.direction == "down" and line.low is not None:
        found.append(("low", _("Less of this metric is better: leave the low end empty.")))
    if line.fall is not None and line.fall <= ZERO:
        found.append(("fall", _("The distance to 0 points must be above 0.")))
    return found


def _gate(line: Line) -> list[tuple[str, str]]:
    if line.direction not in ("up", "down"):
        return [("shape", _("A gate needs a metric of which more, or less, is better."))]
    found = []
    if line.target is None:
        found.append(("target", _("Give the value that must be reached.")))
    if line.cap is None or not ZERO <= line.cap < FULL:
        found.append(("cap", _("Give what the total is capped at: 0 or more, below 100.")))
    return found


def begins_well(valid_from: dt.date, *, newest: dt.date | None, this_month: dt.date) -> str:
    """Why a version may not begin on a date; empty where it may.

    `newest` is when the newest published version of the scheme begins, `this_month` the first of the month.
    Where a version holds already, a new one begins after it and not in a month that is over: what people
    were told would be judged by stays.
    """
    if valid_from.day != 1:
        return _("A version begins on the first day of a month.")
    if newest is None:
        return ""
    if valid_from <= newest:
        return _("A newer version begins then or later already; choose a later month.")
    if valid_from < this_month:
        return _(
            "That month is over and has been judged by the version before; choose this month or a later one."
        )
    return ""


def whole(value: Decimal) -> str:
    """A figure without empty places, for sentences."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
