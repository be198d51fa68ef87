"""What each metric means, in the reader's language: name, unit, formula in facts, direction, window."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cstm import formats
from kpi.choices import Direction
from kpi.metrics import COLLECTED_HOMES, Linear, Metric
from kpi.models import Target
from kpi.rules import Goal
from kpi.selectors.decisions import in_language

_UNITS = {
    "s": gettext_lazy("s"),
    "h": gettext_lazy("h"),
    "CNY": gettext_lazy("yuan"),
    "CNY/h": gettext_lazy("yuan per hour"),
    "per h": gettext_lazy("per hour"),
    "per 1000": gettext_lazy("per thousand"),
    "persons": gettext_lazy("buyers"),
    "person-times": gettext_lazy("person-times"),
    "items": gettext_lazy("items"),
    "msgs": gettext_lazy("messages"),
    "chats": gettext_lazy("chats"),
    "count": gettext_lazy("times"),
    "points": gettext_lazy("points"),
    "agent-h": gettext_lazy("agent-hours"),
    "score": gettext_lazy("points"),
    "1-5": gettext_lazy("1 to 5"),
    "ratio": gettext_lazy("ratio"),
}
# Units that stand behind a figure; of the others the figure alone says enough.
_BEHIND = ("%", "s", "h", "CNY", "CNY/h", "per h", "per 1000", "agent-h")
_WHOLE = ("persons", "person-times", "count", "items", "msgs")
_PLACES = {"%": 1, "s": 1, "h": 1, "CNY": 2, **dict.fromkeys(_WHOLE, 0)}


@dataclass(frozen=True, slots=True)
class Definition:
    """A metric as the list of metrics shows it; words are in the reader's language."""

    code: str
    no: int
    name: str
    other_name: str
    formula: str
    unit: str
    direction: str
    note: str
    own: bool
    collected: bool

    def matches(self, word: str) -> bool:
        """Does a word stand in the names or the code?"""
        wanted = word.casefold()
        return any(wanted in text.casefold() for text in (self.code, self.name, self.other_name))


def name(metric: Metric) -> str:
    """The metric's name in the reader's language."""
    return in_language(metric.en, metric.zh)


def unit_name(unit: str) -> str:
    """A unit in words."""
    return _("percent") if unit == "%" else str(_UNITS.get(unit, unit))


def unit_behind(unit: str) -> str:
    """What stands behind a figure of that unit; nothing where the figure alone says enough."""
    if unit == "%":
        return "%"
    return unit_name(unit) if unit in _BEHIND else ""


def figure(value: formats.Figure | None, unit: str) -> str:
    """The figure alone, in its unit's scale and places: `97.4` of 0.974 and `%`."""
    if value is None:
        return ""
    scaled = formats.decimal_of(value) * (100 if unit == "%" else 1)
    text = formats.number(scaled, _PLACES.get(unit, 2))
    return text.rstrip("0").rstrip(".") if "." in text and unit not in ("%", "CNY") else text


def figure_with_unit(value: formats.Figure | None, unit: str) -> str:
    """`97.4 %`, `31 s`, `1,204`."""
    text, behind = figure(value, unit), unit_behind(unit)
    if not text or not behind:
        return text
    return f"{text}{'' if behind == '%' and formats.is_chinese() else ' '}{behind}"


def has_figure(metric: Metric) -> bool:
    """Can pages of agents, teams and stores show a figure of it?"""
    return metric.kind in ("sum", "ratio", "percentile", "given")


def definition(metric: Metric, facts: Mapping[str, str]) -> Definition:
    """What the list of metrics says about one; `facts` are the names of facts."""
    return Definition(
        code=metric.code,
        no=metric.no,
        name=name(metric),
        other_name=metric.en if formats.is_chinese() else metric.zh,
        formula=formula(metric, facts),
        unit=unit_name(metric.unit),
        direction=str(Direction(metric.direction).label),
        note=note(metric),
        own=not metric.no,
        collected=metric.home in COLLECTED_HOMES and metric.kind != "not_collected",
    )


def meaning(metric: Metric, facts: Mapping[str, str]) -> str:
    """Formula, unit, direction and window in one line, for a tap on the metric's name."""
    parts = [
        formula(metric, facts),
        _("Unit: %(unit)s.") % {"unit": unit_name(metric.unit)},
        _("Direction: %(way)s.") % {"way": Direction(metric.direction).label},
        note(metric),
    ]
    return " ".join(part for part in parts if part)


def formula(metric: Metric, facts: Mapping[str, str]) -> str:
    """Facts over facts, in words."""
    if metric.kind == "percentile":
        return _("From all first responses, each counted.")
    if metric.kind == "given":
        return _("As the platform gives it; shown, never added up.")
    if metric.home == "recognition":
        return _("People praised over people who worked, in seven days; on the pages of praise, for leaders.")
    if metric.kind == "elsewhere":
        return _("Lives on the pages of its own, never by agent, day or week.")
    if metric.kind in ("people", "not_collected"):
        return _("Counted from the people of the team.")
    top = _line(metric.numerator, facts)
    if not metric.denominator:
        return top
    under = _line(metric.denominator, facts)
    if len(metric.numerator) > 1:
        top = f"({top})"
    if len(metric.denominator) > 1:
        under = f"({under})"
    return f"{top} ÷ {under}"


def note(metric: Metric) -> str:
    """Window, ripeness and least count, where they matter."""
    notes = []
    if metric.windowed:
        notes.append(_("The platform counts a part of the day only, mostly 08:00 to 23:00."))
    if metric.ripens:
        notes.append(_("Ripens some days later; until then it is pending."))
    if metric.least:
        notes.append(_("Few data below a count of %(least)s.") % {"least": metric.least})
    if metric.store_only:
        notes.append(_("For stores only."))
    return " ".join(notes)


def target_words(metric: Metric, target: Target | Goal) -> str:
    """`35 s or less`, `98 % or more`, `95 % to 105 %`."""
    if target.value is None:
        low, high = (_round(end, metric.unit) for end in (target.low, target.high))
        if low and high:
            return pgettext("range", "%(low)s to %(high)s") % {"low": low, "high": high}
        return _("%(value)s or more") % {"value": low} if low else _("%(value)s or less") % {"value": high}
    value = _round(target.value, metric.unit)
    if metric.direction == Direction.DOWN:
        return _("%(value)s or less") % {"value": value}
    return _("%(value)s or more") % {"value": value}


def target_sign(metric: Metric, target: Target | Goal) -> str:
    """The same in the head of a column: `≤ 35 s`, `≥ 98 %`, `1.2–1.6`."""
    if target.value is None:
        low, high = (_round(end, metric.unit) for end in (target.low, target.high))
        return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    sign = "≤" if metric.direction == Direction.DOWN else "≥"
    return f"{sign} {_round(target.value, metric.unit)}"


def _round(value: formats.Figure | None, unit: str) -> str:
    """A figure as people set it: `98 %`, not `98.0 %`."""
    text = figure_with_unit(value, unit)
    return text.replace(".00", "").replace(".0 ", " ").replace(".0%", "%")


def line_codes(line: Linear) -> list[str]:
    """A sum of facts by code: `consult_users`, `-1 noreply_users`, `5 rate_5`."""
    return [code if size == 1 else f"{size} {code}" for size, code in line]


def _line(line: Linear, facts: Mapping[str, str]) -> str:
    words = []
    for size, code in line:
        sign = "−" if size < 0 else "+"
        times = "" if abs(size) == 1 else f"{formats.number(abs(size))} × "
        words.append(f"{sign} {times}{facts.get(code, code)}")
    return " ".join(words).removeprefix("+ ")
