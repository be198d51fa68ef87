"""What the page of a team's week shows: people by name, place, gap in words, counts, and the team's sums."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cstm.weeks import Week
from kpi import rules
from kpi.metrics import METRICS, Metric
from kpi.rules import Goal, State
from kpi.selectors import decisions, definitions, metric_sets, shown, weeks
from kpi.selectors.agent_page import has_value, sets_of
from kpi.selectors.goals import goals_of
from kpi.selectors.registry import all_metrics
from kpi.selectors.shown import Shown
from kpi.selectors.weeks import AgentLine, TeamWeek
from staff.models import Team
from staff.selectors import people

COLUMNS = 5  # What fits beside the line, the place and the gap.
SHOWS = ("", "gap", "falling")
_SOUND = (State.VALUE, State.ESTIMATED)


@dataclass(frozen=True, slots=True)
class Column:
    """A metric of the table; `target` is in words."""

    code: str
    label: str
    target: str
    sign: str
    target_value: float | None


@dataclass(frozen=True, slots=True)
class BandShown:
    """The unnamed middle half of the team, and the ends between which all values lie."""

    low: float
    high: float
    floor: float
    ceiling: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person's row, or the team's."""

    name: str
    note: str
    url: str
    line: list[float | None]
    own: float | None
    main: Shown
    cells: list[Shown]
    strip_words: str


def team_page(
    team: Team | None,
    week: Week,
    *,
    teams: Iterable[Team],
    visible: Collection[int],
    set_code: str,
    metric_code: str,
    show: str,
    attribution: str | None,
) -> dict[str, Any]:
    """All that the page shows. People stand by name, whatever is asked; `show` only leaves some out."""
    registry = all_metrics()
    chosen = set_code if set_code in (*metric_sets.SETS, metric_sets.OWN) else "service"
    metrics = metric_sets.metrics_of(chosen, registry)
    main = next((metric for metric in metrics if metric.code == metric_code), metrics[0])
    columns = _columns(metrics, main)
    ids = ids_below(team, teams)
    found = weeks.team_week(ids, week=week, metrics=metrics, attribution=attribution)
    goals = goals_of(team, [metric.code for metric in metrics], day=week.sunday)
    top = team.path if team is not None else ""
    cells = found.totals[-1].cells.values()
    choose = attribution is not None or any(cell.state == State.REFUSED for cell in cells)
    held = [line for line in found.lines if has_value(line.cells)]
    kept = [line for line in held if _fits(show, main, line, goals.get(main.code))]
    rows = [_line(line, columns, main, goals, top, line.agent_id in visible) for line in kept]
    return {
        "choices": [_column(metric, goals.get(metric.code)) for metric in metrics],
        "columns": [_column(metric, goals.get(metric.code)) for metric in columns],
        "main": _column(main, goals.get(main.code)),
        "rows": rows,
        "sums": _sums(found, columns, main, goals),
        "band": _band(found, main),
        "total": len(held),
        "show": show if show in SHOWS else "",
        "sets": sets_of(registry),
        "chosen_set": chosen,
        "attributions": decisions.attributions_in_use() if choose else [],
        "attribution": attribution,
    }


def home_cards(scope: Collection[int] | None, week: Week) -> dict[str, Any] | None:
    """Cards of the teams in scope, from sums; None where the week has no figures."""
    # The catalogue's own metrics alone stand here, so neither the shop's metrics nor its facts are read.
    metrics = metric_sets.pick(metric_sets.HOME, METRICS)
    totals = weeks.team_totals(scope, week=week, metrics=metrics)
    if not totals:
        return None
    goals = goals_of(None, [metric.code for metric in metrics], day=week.sunday)
    facts = decisions.registered_names()
    url = reverse("kpi:team_week")
    cards = [
        shown.card(
            metric,
            [item.cells[metric.code] for item in totals],
            goals.get(metric.code),
            facts=facts,
            url=f"{url}?metric={metric.code}",
        )
        for metric in metrics
    ]
    return {"cards": cards, "week": week}


def ids_below(team: Team | None, teams: Iterable[Team]) -> list[int]:
    """The team and those below it, out of these."""
    if team is None:
        return []
    return [item.pk for item in teams if item.path == team.path or item.path.startswith(f"{team.path}/")]


def team_ids_of(team: Team | None, scope: Collection[int] | None) -> list[int]:
    """The team and those below it, as far as the scope reaches."""
    if team is None:
        return []
    below = people.team_subtree_ids(team.pk)
    return [pk for pk in below if scope is None or pk in scope]


def _columns(metrics: Sequence[Metric], main: Metric) -> list[Metric]:
    """The figures that stand in columns: as many as fit, with the chosen one among them."""
    first = [metric for metric in metrics if metric.code != main.code][: COLUMNS - 1]
    return [metric for metric in metrics if metric is main or metric in first]


def _fits(show: str, main: Metric, line: AgentLine, goal: Goal | None) -> bool:
    """Does the filter keep this person?"""
    cell = line.cells[main.code]
    if show == "gap":
        gap = rules.gap(main, cell.value, goal) if cell.state in _SOUND else None
        return gap is not None and gap < 0
    if show == "falling":
        cells = [item.cells[main.code] for item in line.trend]
        return rules.falls(main, [cell.value if cell.state in _SOUND else None for cell in cells])
    return True


def _line(
    line: AgentLine,
    metrics: Sequence[Metric],
    main: Metric,
    goals: dict[str, Goal],
    top: str,
    linked: bool,
) -> Line:
    cells = [
        shown.show(metric, line.cells[metric.code], goals.get(metric.code), of_one=True) for metric in metrics
    ]
    first = next(cell for cell in cells if cell.code == main.code)
    return Line(
        name=line.name,
        note="" if line.team == top else line.team.removeprefix(f"{top}/"),
        url=f"{reverse('kpi:agent_week', args=[line.agent_id])}?week={line.trend[-1].week}" if linked else "",
        line=shown.line(main, [item.cells[main.code] for item in line.trend]),
        own=shown.scaled(main, first.value),
        main=first,
        cells=cells,
        strip_words=f"{line.name}: {first.full}",
    )


def _sums(found: TeamWeek, metrics: Sequence[Metric], main: Metric, goals: dict[str, Goal]) -> Line:
    """The team's own row: from sums, never the mean of its people."""
    last = found.totals[-1].cells
    cells = [shown.show(metric, last[metric.code], goals.get(metric.code)) for metric in metrics]
    first = next(cell for cell in cells if cell.code == main.code)
    series = shown.line(main, [item.cells[main.code] for item in found.totals])
    return Line(_("Team, from sums"), "", "", series, None, first, cells, "")


def _column(metric: Metric, goal: Goal | None) -> Column:
    words = shown.target_text(metric, goal)
    return Column(
        metric.code,
        definitions.name(metric),
        _("target %(target)s") % {"target": words} if words else "",
        definitions.target_sign(metric, goal) if goal else "",
        shown.scaled(metric, shown.line_value(goal)),
    )


def _band(found: TeamWeek, main: Metric) -> BandShown | None:
    """The middle half, from five people up; its ends keep the strips of all rows on one scale."""
    band = found.bands[main.code]
    if band is None:
        return None
    values: list[Decimal] = [
        cell.value
        for line in found.lines
        if (cell := line.cells[main.code]).state in _SOUND and cell.value is not None
    ]
    low, high = (definitions.figure_with_unit(end, main.unit) for end in band)
    return BandShown(
        low=shown.scaled(main, band[0]) or 0.0,
        high=shown.scaled(main, band[1]) or 0.0,
        floor=shown.scaled(main, min(values)) or 0.0,
        ceiling=shown.scaled(main, max(values)) or 0.0,
        words=_("%(low)s to %(high)s") % {"low": low, "high": high},
    )
