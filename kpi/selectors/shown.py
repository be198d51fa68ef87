"""Cells in words: value, count, state, target and gap as pages show them, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cstm import formats
from cstm.charts import MetricCard, TrendChart
from cstm.weeks import Week
from kpi import rules
from kpi.choices import Direction
from kpi.metrics import Metric
from kpi.rules import Cell, Goal, State
from kpi.selectors import definitions

_WORDS = {
    State.VALUE: "",
    State.FEW_DATA: gettext_lazy("few data"),
    State.PENDING: gettext_lazy("pending"),
    State.ESTIMATED: gettext_lazy("estimated"),
    State.EMPTY: gettext_lazy("no figures"),
    State.NOT_COLLECTED: gettext_lazy("not yet collected"),
    State.REFUSED: gettext_lazy("mixed rules"),
}
_WITHOUT_FIGURE = (State.FEW_DATA, State.PENDING, State.EMPTY, State.NOT_COLLECTED, State.REFUSED)


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell ready for a page: `text` is empty where `state` stands in the number's place."""

    code: str
    label: str
    text: str
    unit: str
    n: str
    state: str
    note: str
    gap: str
    met: bool
    value: Decimal | None

    @property
    def full(self) -> str:
        """Figure and unit."""
        if not self.text:
            return ""
        return (
            f"{self.text}{'' if self.unit in ('', '%') and formats.is_chinese() else ' '}{self.unit}".rstrip()
        )


def show(metric: Metric, cell: Cell, goal: Goal | None = None, *, of_one: bool = False) -> Shown:
    """A cell in words. What is few, pending or absent is a word, never a number and never 0.

    Where the count is one of days, it says so: days of one person (`of_one`), else agent-days.
    """
    bare = cell.state in _WITHOUT_FIGURE
    words, met = ("", False) if bare else gap_words(metric, cell.value, goal)
    return Shown(
        code=metric.code,
        label=definitions.name(metric),
        text="" if bare else definitions.figure(cell.value, metric.unit),
        unit=definitions.unit_behind(metric.unit),
        n=_count(metric, cell, of_one),
        state=str(_WORDS[cell.state]),
        note=state_note(metric, cell),
        gap=words,
        met=met,
        value=None if bare else cell.value,
    )


def _count(metric: Metric, cell: Cell, of_one: bool) -> str:
    """The count beside the value, with what it counts where that is days."""
    text = formats.number(cell.n)
    if not text or metric.per in ("events", "persons") or metric.kind == "given":
        return text
    days = int(cell.n or 0)
    if of_one:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": text}
    return ngettext("%(n)s agent-day", "%(n)s agent-days", days) % {"n": text}


def state_note(metric: Metric, cell: Cell) -> str:
    """The sentence that a state brings along."""
    if cell.state == State.PENDING and cell.ripe_on:
        day = {"day": formats.day(cell.ripe_on)}
        if cell.ripe_on <= timezone.localdate():
            return _("ripe since %(day)s; a newer report is awaited") % day
        return _("ripens on %(day)s") % day
    if cell.state == State.FEW_DATA:
        return _("at least %(least)s needed") % {"least": metric.least}
    if cell.state == State.REFUSED:
        return _("Sales under several attribution rules are not added up; choose one.")
    if cell.estimated and cell.state != State.ESTIMATED:
        return _("estimated")
    return ""


def gap_words(metric: Metric, value: Decimal | None, goal: Goal | None) -> tuple[str, bool]:
    """The gap to the target in words, and whether it is met; nothing where there is no target."""
    gap = rules.gap(metric, value, goal)
    if gap is None:
        return "", False
    size = definitions.figure(abs(gap), metric.unit)
    is_zero = not any(digit in size for digit in "123456789")
    if metric.direction == Direction.BAND:
        if gap >= 0 or is_zero:
            return _("inside the range"), True
        return _("%(gap)s to the range") % {"gap": _gap_size(size, metric)}, False
    if is_zero:
        return _("at target"), True
    words = {"gap": _gap_size(size, metric)}
    if gap < 0:
        return _("%(gap)s to target") % words, False
    if metric.direction == Direction.DOWN:
        quick = metric.unit in ("s", "h")
        return (_("%(gap)s quicker than target") if quick else _("%(gap)s better than target")) % words, True
    return _("%(gap)s above target") % words, True


def _gap_size(size: str, metric: Metric) -> str:
    """A difference of percentages is in points."""
    if metric.unit == "%":
        return _("%(size)s points") % {"size": size}
    return f"{size} {definitions.unit_behind(metric.unit)}".rstrip()


def target_text(metric: Metric, goal: Goal | None) -> str:
    """The target in words."""
    return definitions.target_words(metric, goal) if goal else ""


def scaled(metric: Metric, value: Decimal | None) -> float | None:
    """A value in the scale that charts show."""
    if value is None:
        return None
    return float(value * 100 if metric.unit == "%" else value)


def line_value(goal: Goal | None) -> Decimal | None:
    """Where the dashed line lies; a range has none."""
    return goal.value if goal else None


def card(
    metric: Metric,
    cells: Sequence[Cell],
    goal: Goal | None,
    *,
    facts: Mapping[str, str],
    url: str = "",
    best: str = "",
) -> MetricCard:
    """A metric card of the last of some weeks, with the line of all of them."""
    shown = show(metric, cells[-1], goal)
    notes = [shown.note, best]
    if cells[-1].state == State.PENDING:
        ripe = next((cell for cell in reversed(cells[:-1]) if cell.state == State.VALUE), None)
        if ripe is not None:
            last = definitions.figure_with_unit(ripe.value, metric.unit)
            notes.append(
                _("last ripe value %(value)s, n %(n)s") % {"value": last, "n": formats.number(ripe.n)}
            )
    return MetricCard(
        code=metric.code,
        label=shown.label,
        value=shown.text,
        unit=shown.unit,
        n=shown.n,
        state=shown.state,
        target=target_text(metric, goal),
        gap=shown.gap,
        met=shown.met,
        note="; ".join(note for note in notes if note),
        values=line(metric, cells),
        target_value=scaled(metric, line_value(goal)),
        trend_label=_("%(name)s, %(count)s weeks") % {"name": shown.label, "count": len(cells)},
        url=url,
        meaning=definitions.meaning(metric, facts),
    )


def line(metric: Metric, cells: Sequence[Cell]) -> list[float | None]:
    """The values of some weeks for a small line; few and pending ones leave a hole."""
    return [None if c.state in _WITHOUT_FIGURE else scaled(metric, c.value) for c in cells]


def short_week(week: Week) -> str:
    """`W46`, `46周`: what fits below a chart."""
    number = week.monday.isocalendar().week
    return f"{number}周" if formats.is_chinese() else f"W{number:02d}"


def trend(
    metric: Metric,
    weeks: Sequence[Week],
    cells: Sequence[Cell],
    goal: Goal | None,
    bands: Sequence[tuple[Decimal, Decimal] | None] = (),
    own_name: str = "",
) -> TrendChart:
    """A metric over weeks, with target and the unnamed middle half of the team where it may be shown."""
    has_band = any(bands)
    label = _("%(name)s over %(count)s weeks") % {"name": definitions.name(metric), "count": len(weeks)}
    return TrendChart(
        code=metric.code,
        label=label,
        periods=[short_week(week) for week in weeks],
        own=line(metric, cells),
        low=[scaled(metric, band[0]) if band else None for band in bands] if has_band else (),
        high=[scaled(metric, band[1]) if band else None for band in bands] if has_band else (),
        target=scaled(metric, line_value(goal)),
        counts=[None if cell.n is None else int(cell.n) for cell in cells],
        unit=definitions.unit_behind(metric.unit),
        own_name=own_name or str(_("you")),
        band_name=str(_("middle half of the team")) if has_band else "",
    )
