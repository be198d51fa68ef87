"""What the page of a person's week shows: rows of metrics with own line and best, one trend, the days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cstm import formats
from cstm.weeks import Week
from kpi import rules
from kpi.metrics import METRICS, Metric
from kpi.models import Record
from kpi.rules import Goal, State
from kpi.selectors import decisions, definitions, metric_sets, shown, weeks
from kpi.selectors.goals import goals_of
from kpi.selectors.registry import all_metrics
from kpi.selectors.shown import Shown
from staff.models import Agent, Team
from staff.selectors import people

Band = tuple[Decimal, Decimal] | None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of the page: words, own line, target, own best, meaning."""

    shown: Shown
    line: list[float | None]
    target: str
    target_value: float | None
    best: str
    meaning: str
    why_id: str


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the week and how many source rows it has."""

    date: dt.date
    records: int


def agent_page(
    person: Agent, week: Week, *, set_code: str, metric_code: str, attribution: str | None, own: bool = True
) -> dict[str, Any]:
    """Everything that the page shows of a person's week; the line bears a name where another one looks."""
    registry = all_metrics()
    chosen = set_code if set_code in (*metric_sets.SETS, metric_sets.OWN) else ""
    chosen = chosen or metric_sets.default_set(person.line)
    metrics = metric_sets.metrics_of(chosen, registry)
    trend = weeks.agent_weeks(person.pk, last_week=week, metrics=metrics, attribution=attribution)
    team = people.team_of(person, day=week.sunday)
    goals = goals_of(team, [metric.code for metric in metrics], day=week.sunday)
    rows = _rows(metrics, trend, goals, decisions.fact_names())
    refused = any(cell.state == State.REFUSED for item in trend for cell in item.cells.values())
    days = days_of(person.pk, week)
    name = "" if own else str(person)
    picture = _picture(team, week, metrics, metric_code, trend, goals, attribution, name)
    return {
        "sets": sets_of(registry),
        "chosen_set": chosen,
        "set_name": next((item["name"] for item in sets_of(registry) if item["code"] == chosen), ""),
        "rows": rows,
        "has_figures": any(has_value(item.cells) for item in trend) or any(day.records for day in days),
        "team": team,
        "refused_sales": refused or attribution is not None,
        "attributions": decisions.attributions_in_use() if refused or attribution is not None else [],
        "attribution": attribution,
        "days": days,
        "notes": _notes(rows),
        **picture,
    }


def home_rows(person: Agent, week: Week) -> dict[str, Any] | None:
    """The rows of the home page; None where there is no figure of the week."""
    # The catalogue's own metrics alone stand here, so neither the shop's metrics nor its facts are read.
    metrics = metric_sets.metrics_of(metric_sets.default_set(person.line), METRICS)[:4]
    trend = weeks.agent_weeks(person.pk, last_week=week, metrics=metrics)
    if not has_value(trend[-1].cells):
        return None
    team = people.team_of(person, day=week.sunday)
    goals = goals_of(team, [metric.code for metric in metrics], day=week.sunday)
    return {"rows": _rows(metrics, trend, goals, decisions.registered_names()), "week": week}


def sets_of(registry: dict[str, Metric]) -> list[dict[str, Any]]:
    """The sets to choose from; the shop's own metrics where there are any."""
    found: list[dict[str, Any]] = [
        {"code": item.code, "name": item.name} for item in metric_sets.SETS.values()
    ]
    if any(not metric.no for metric in registry.values()):
        found.append({"code": metric_sets.OWN, "name": _("Our own")})
    return found


def has_value(cells: weeks.Cells) -> bool:
    """Does any cell hold a count or a figure?"""
    return any(cell.value is not None or cell.state == State.PENDING for cell in cells.values())


def days_of(agent_id: int, week: Week) -> list[DayLine]:
    """The seven days with the number of source rows of each."""
    dates = Record.objects.filter(agent_id=agent_id, date__range=(week.monday, week.sunday))
    held: dict[dt.date, int] = {}
    for date in dates.order_by().values_list("date", flat=True):
        held[date] = held.get(date, 0) + 1
    return [DayLine(day, held.get(day, 0)) for day in week.days]


def _rows(
    metrics: Sequence[Metric],
    trend: Sequence[weeks.WeekCells],
    goals: dict[str, Goal],
    facts: dict[str, str],
) -> list[MetricRow]:
    rows = []
    for metric in metrics:
        cells = [item.cells[metric.code] for item in trend]
        goal = goals.get(metric.code)
        rows.append(
            MetricRow(
                shown=shown.show(metric, cells[-1], goal, of_one=True),
                line=shown.line(metric, cells),
                target=shown.target_text(metric, goal),
                target_value=shown.scaled(metric, shown.line_value(goal)),
                best=best_words(metric, trend),
                meaning=definitions.meaning(metric, facts),
                why_id=f"why-{metric.code}",
            )
        )
    return rows


def best_words(metric: Metric, trend: Sequence[weeks.WeekCells]) -> str:
    """The best of the own weeks, in words; nothing where only one week has a figure."""
    known = sum(item.cells[metric.code].state in (State.VALUE, State.ESTIMATED) for item in trend)
    best = weeks.best_week(metric, trend)
    if best is None or known < 2:
        return ""
    if best.week == trend[-1].week:
        return _("own best of %(n)s weeks") % {"n": known}
    value = definitions.figure_with_unit(best.value, metric.unit)
    return _("own best %(value)s in %(week)s") % {"value": value, "week": formats.iso_week(best.week)}


def _picture(
    team: Team | None,
    week: Week,
    metrics: Sequence[Metric],
    code: str,
    trend: Sequence[weeks.WeekCells],
    goals: dict[str, Goal],
    attribution: str | None,
    name: str,
) -> dict[str, Any]:
    """The one large chart: the chosen metric, else the first with a figure."""
    metric = next((m for m in metrics if m.code == code), None) or next(
        (m for m in metrics if any(item.cells[m.code].value is not None for item in trend)), None
    )
    if metric is None:
        return {"chart": None, "chart_title": "", "chart_best": "", "band_words": "", "too_small": False}
    cells = [item.cells[metric.code] for item in trend]
    bands = _bands(metric, team, week, len(trend), attribution)
    goal = goals.get(metric.code)
    chart = shown.trend(metric, [item.week for item in trend], cells, goal, bands, name)
    return {
        "chart": chart if any(value is not None for value in chart.own) else None,
        "chart_title": definitions.name(metric),
        "chart_best": best_words(metric, trend),
        "band_words": _band_words(metric, bands[-1] if bands else None),
        "too_small": not any(bands),
    }


def _bands(metric: Metric, team: Team | None, week: Week, n: int, attribution: str | None) -> list[Band]:
    """The middle half of the person's team in each week; None in weeks with under five people."""
    if team is None:
        return []
    found = weeks.team_week([team.pk], week=week, metrics=[metric], n=n, attribution=attribution)
    bands: list[Band] = []
    for at in range(n):
        cells = [line.trend[at].cells[metric.code] for line in found.lines]
        sound = [cell.value for cell in cells if cell.state in (State.VALUE, State.ESTIMATED)]
        bands.append(rules.middle_band(value for value in sound if value is not None))
    return bands


def _band_words(metric: Metric, band: Band) -> str:
    """Where the middle half lies, in a sentence."""
    if band is None:
        return ""
    low, high = (definitions.figure_with_unit(end, metric.unit) for end in band)
    return _("The middle half of the team lies between %(low)s and %(high)s.") % {"low": low, "high": high}


def _notes(rows: Sequence[MetricRow]) -> list[str]:
    """What to know about the data, once each."""
    notes = []
    if any(row.shown.state == _("few data") for row in rows):
        notes.append(_("Few data: the count is too small to say much, so the figure stays out."))
    if any(row.shown.note == _("estimated") or row.shown.state == _("estimated") for row in rows):
        notes.append(_("Estimated: the report gives a ready rate only; it is weighted by its own count."))
    notes.append(_("Days without a report are left out; they never count as zero."))
    return notes
