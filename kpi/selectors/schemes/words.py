"""Schemes in words: how a value becomes points, what is missing, what a total is made of."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cstm import formats
from kpi.choices.schemes import PeriodKind, Shape
from kpi.layouts import ATTRIBUTION_RULES
from kpi.metrics import Metric
from kpi.models import Scheme
from kpi.rules import Goal, State
from kpi.rules.periods import Period
from kpi.rules.scoring import Line, Reading, Row
from kpi.selectors import definitions
from kpi.selectors.schemes.specs import Spec
from staff.choices import Line as Work
from staff.choices import Role


def period_name(period: Period) -> str:
    """`October 2026`, `2026-W41`, `3rd quarter 2026`."""
    if period.kind == PeriodKind.WEEK:
        return formats.iso_week(period.first)
    if period.kind == PeriodKind.MONTH:
        return formats.month(period.first)
    return pgettext("period", "Q%(n)s %(year)s") % {
        "n": (period.first.month + 2) // 3,
        "year": period.first.year,
    }


def short_name(period: Period) -> str:
    """What fits below a line: `W41`, `Oct`, `Q4`."""
    text = str(period)
    if period.kind == PeriodKind.MONTH:
        return (
            f"{period.first.month}月" if formats.is_chinese() else formats.month_name(period.first.month)[:3]
        )
    return text.partition("-")[2]


def figure(value: Decimal | None, unit: str) -> str:
    """A figure as people set it, with its unit: `98 %`, `8 s`, `1.2`."""
    if value is None:
        return ""
    text = formats.number(value * 100 if unit == "%" else value)
    behind = definitions.unit_behind(unit)
    if not behind:
        return text
    return f"{text}{'' if behind == '%' and formats.is_chinese() else ' '}{behind}"


def goal_of(line: Line) -> Goal | None:
    """The target that a line is compared with; without one of its own, where it gives all its points."""
    if line.shape == Shape.BAND:
        return Goal(low=line.low, high=line.high)
    value = line.target
    if value is None and line.shape == Shape.LINEAR:
        value = line.best
    if value is None and line.steps:
        value = line.steps[0][0]
    return None if value is None else Goal(value)


def target_sign(line: Line, metric: Metric) -> str:
    """The target in short: `≤ 35 s`, `≥ 98 %`, `1.2–1.6`."""
    goal = goal_of(line)
    if goal is None:
        return ""
    if goal.value is None:
        low, high = figure(goal.low, metric.unit), figure(goal.high, metric.unit)
        return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{'≤' if line.direction == 'down' else '≥'} {figure(goal.value, metric.unit)}"


def shape_words(line: Line, metric: Metric) -> str:
    """How values become points, in a sentence."""
    unit = metric.unit
    if line.shape == Shape.LINEAR:
        return _("Straight line: %(worst)s gives 0 points, %(best)s gives 100, nothing beyond.") % {
            "worst": figure(line.worst, unit),
            "best": figure(line.best, unit),
        }
    if line.shape == Shape.STEPS:
        return _("Steps: %(steps)s; otherwise 0.") % {"steps": _steps(line, unit)}
    if line.shape == Shape.BAND:
        return _band(line, unit)
    words = {"limit": target_sign(line, metric), "cap": formats.number(line.cap)}
    if not line.cap:
        return _("Gate: %(limit)s must hold, else the total is 0.") % words
    return _("Gate: %(limit)s must hold, else the total is at most %(cap)s.") % words


def _steps(line: Line, unit: str) -> str:
    words = (
        pgettext("step of a scheme", "%(limit)s or less %(points)s points")
        if line.direction == "down"
        else pgettext("step of a scheme", "%(limit)s or more %(points)s points")
    )
    best_first = sorted(line.steps, key=lambda step: step[0], reverse=line.direction != "down")
    return formats.listed(
        words % {"limit": figure(limit, unit), "points": formats.number(given)} for limit, given in best_first
    )


def _band(line: Line, unit: str) -> str:
    low, high = figure(line.low, unit), figure(line.high, unit)
    ends = (
        pgettext("range", "%(low)s to %(high)s") % {"low": low, "high": high}
        if low and high
        else (_("%(value)s or more") % {"value": low} if low else _("%(value)s or less") % {"value": high})
    )
    if not line.fall:
        return _("Range: %(ends)s gives 100 points, anything else 0.") % {"ends": ends}
    return _("Range: %(ends)s gives 100 points, falling to 0 over %(fall)s outside.") % {
        "ends": ends,
        "fall": figure(line.fall, unit),
    }


def working(row: Row, metric: Metric) -> str:
    """From the value to the points, with the person's own numbers; empty where nothing is to be reckoned."""
    line, value = row.line, row.reading.value
    if row.points is None or value is None:
        return ""
    given = formats.number(row.points)
    if line.shape == Shape.LINEAR and line.worst is not None and line.best is not None:
        low, high = sorted((line.worst, line.best))
        if low < value < high:
            names = [plain(each, metric.unit) for each in (value, line.worst, line.best)]
            return f"({names[0]} − {names[1]}) ÷ ({names[2]} − {names[1]}) × 100 = {given}"
    if line.shape == Shape.BAND and line.fall:
        end = line.low if line.low is not None and value < line.low else line.high
        if end is not None and 0 < row.points < 100:
            away, fall = plain(abs(value - end), metric.unit), plain(line.fall, metric.unit)
            return f"100 − {away} ÷ {fall} × 100 = {given}"
    return f"{figure(value, metric.unit)} → {given}"


def plain(value: Decimal, unit: str) -> str:
    """A figure without its unit, as exact as points need it."""
    return formats.number(value * 100 if unit == "%" else value, 4).rstrip("0").rstrip(".")


def least_words(line: Line) -> str:
    """The minimum sample of a line; empty where there is none."""
    return _("at least %(n)s") % {"n": formats.number(line.least)} if line.least else ""


def why_not(row: Row) -> str:
    """Why a line does not count, and what becomes of its weight; empty where it counts."""
    line, reading = row.line, row.reading
    if row.points is not None:
        return ""
    words = {
        State.FEW_DATA: _("few data: at least %(least)s needed") % {"least": formats.number(line.least)},
        State.PENDING: _("pending: the platform has not settled it yet"),
        State.REFUSED: _("sales under several attribution rules are not added up"),
        State.NOT_COLLECTED: _("no figures of this period"),
    }.get(reading.state, _("no figures of this period"))
    if line.is_gate:
        return _("%(why)s; the gate holds") % {"why": words}
    return _("%(why)s; the weight of %(weight)s is spread over the others") % {
        "why": words,
        "weight": formats.number(line.weight),
    }


def remarks(reading: Reading, metric: Metric) -> list[str]:
    """What to know about a value that counts."""
    said = []
    if reading.estimated and metric.crosses_stores:
        said.append(_("hours partly from the published roster, where attendance is silent"))
    elif reading.estimated:
        said.append(_("partly estimated"))
    if reading.pending and reading.value is not None:
        said.append(_("settled days only; others are pending"))
    return said


def count_words(reading: Reading, metric: Metric) -> str:
    """The count beside a value, with what it counts where that is days."""
    text = formats.number(reading.n)
    if not text or metric.per in ("events", "persons"):
        return text
    days = int(reading.n or 0)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": text}


def whom(scheme: Scheme) -> str:
    """For whom a scheme is: role, line, grade."""
    parts = [str(Role(scheme.role).label)]
    if scheme.line:
        parts.append(str(Work(scheme.line).label))
    if scheme.grade is not None:
        parts.append(str(scheme.grade))
    return formats.listed(parts)


def rule_name(rule: str) -> str:
    """An attribution rule in the reader's language."""
    names = ATTRIBUTION_RULES.get(rule)
    if names is None:
        return rule
    return names[1] if formats.is_chinese() else names[0]


def numbers(values: Iterable[Decimal]) -> str:
    """Figures in one line."""
    return formats.listed(formats.number(value) for value in values)


def spec_name(spec: Spec) -> str:
    """The name of a version's scheme in the reader's language."""
    return spec.name_zh if formats.is_chinese() else spec.name_en
