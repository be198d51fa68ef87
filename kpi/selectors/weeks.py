"""Weeks as pages show them: one's own trend, a team by name, a store."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cstm.weeks import Week
from kpi import rules
from kpi.metrics import Metric
from kpi.rules import Cell, State
from kpi.selectors import week_rows
from kpi.selectors.report import ReportRow, report
from kpi.selectors.report_query import ReportQuery
from kpi.selectors.week_rows import WeekRow
from staff.models import Agent, Team

TREND = 13
Cells = Mapping[str, Cell]
_SOUND = (State.VALUE, State.ESTIMATED)


@dataclass(frozen=True, slots=True)
class WeekCells:
    """One week's cells by metric code."""

    week: Week
    cells: Cells


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One person in one team, with the cells of each week of the trend; the last is the week itself."""

    agent_id: int
    employee_no: str
    name: str
    team_id: int | None
    team: str
    trend: list[WeekCells]

    @property
    def cells(self) -> Cells:
        """The cells of the week itself."""
        return self.trend[-1].cells


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """A team's week: its people by name, its totals, and the middle half of its people for each metric."""

    week: Week
    lines: list[AgentLine]
    totals: list[WeekCells]
    bands: Mapping[str, tuple[Decimal, Decimal] | None]


@dataclass(frozen=True, slots=True)
class TeamSum:
    """A team's cells of one week, from sums of its people and of those in the teams below."""

    week: Week
    team_id: int
    team: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Best:
    """The best of somebody's own weeks."""

    week: Week
    value: Decimal
    n: Decimal | None


def agent_weeks(
    agent_id: int,
    *,
    last_week: Week,
    metrics: Sequence[Metric],
    n: int = TREND,
    attribution: str | None = None,
    team_ids: Iterable[int] | None = None,
) -> list[WeekCells]:
    """A person's cells for `n` weeks up to `last_week`, oldest first, over all teams (or these)."""
    asked = _Asked(metrics, last_week.shift(1 - n), last_week, attribution, team_ids, [agent_id])
    return asked.trend(asked.rows, asked.exact("whole"))


def team_week(
    team_ids: Iterable[int],
    *,
    week: Week,
    metrics: Sequence[Metric],
    n: int = TREND,
    attribution: str | None = None,
) -> TeamWeek:
    """The people who worked in these teams in a week, by name; each with a trend of `n` weeks."""
    ids = list(team_ids)
    asked = _Asked(metrics, week.shift(1 - n), week, attribution, ids, None)
    by_person: dict[tuple[int, int | None], list[WeekRow]] = defaultdict(list)
    for row in asked.rows:
        if row.agent_id is not None:
            by_person[(row.agent_id, row.team_id)].append(row)
    exact = asked.exact("agent")
    here = {key for key, rows in by_person.items() if any(row.monday == week.monday for row in rows)}
    lines = []
    people = Agent.objects.in_bulk([agent_id for agent_id, _team in here])
    teams = Team.objects.in_bulk([team_id for _agent, team_id in here if team_id is not None])
    for agent_id, team_id in here:
        person, team = people[agent_id], teams.get(team_id or 0)
        own = {key: cells for key, cells in exact.items() if key[1:] == (team_id, agent_id)}
        trend = asked.trend(by_person[(agent_id, team_id)], own)
        lines.append(
            AgentLine(agent_id, person.employee_no, str(person), team_id, team.path if team else "", trend)
        )
    lines.sort(key=lambda line: (line.name, line.employee_no, line.team))
    bands = {metric.code: middle_band(metric, lines) for metric in metrics}
    return TeamWeek(week, lines, asked.trend(asked.rows, asked.exact("whole")), bands)


def team_totals(
    team_ids: Iterable[int] | None, *, week: Week, metrics: Sequence[Metric], n: int = TREND
) -> list[WeekCells]:
    """The sums of these teams (None: of all) for `n` weeks, without their people.

    Nothing where nobody has a figure of the week itself.
    """
    asked = _Asked(metrics, week.shift(1 - n), week, None, team_ids, None)
    if not any(row.monday == week.monday and row.agent_id is not None for row in asked.rows):
        return []
    return asked.trend(asked.rows, asked.exact("whole"))


def team_sums(
    below: Mapping[Team, Collection[int]],
    *,
    week: Week,
    metrics: Sequence[Metric],
    attribution: str | None = None,
) -> list[TeamSum]:
    """A week of each team, summed over the teams named beside it; teams without a figure are left out.

    Sums come from one read; only what no weekly sum can tell (a percentile) is asked for each team.
    """
    ids = {pk for group in below.values() for pk in group}
    asked = _Asked(metrics, week, week, attribution, ids, None)
    sums = []
    for team, group in below.items():
        rows = [row for row in asked.rows if row.team_id in group]
        if rows:
            cells = asked.trend(rows, asked.exact("whole", group))[-1].cells
            sums.append(TeamSum(week, team.pk, team.path, cells))
    return sums


def middle_band(metric: Metric, lines: Iterable[AgentLine]) -> tuple[Decimal, Decimal] | None:
    """Between which values the middle half of a team lies; None under five people."""
    values = [cell.value for line in lines if (cell := line.cells[metric.code]).state in _SOUND]
    return rules.middle_band(value for value in values if value is not None)


def best_week(metric: Metric, weeks: Iterable[WeekCells]) -> Best | None:
    """The best of somebody's own weeks; None for metrics without a direction and where data are few."""
    if metric.direction not in ("up", "down"):
        return None
    sound = [
        Best(item.week, cell.value, cell.n)
        for item in weeks
        if (cell := item.cells[metric.code]).state in _SOUND and cell.value is not None
    ]
    sign = 1 if metric.direction == "up" else -1
    return max(sound, key=lambda best: (sign * best.value, best.week), default=None)


def store_weeks(
    store_id: int,
    *,
    last_week: Week,
    metrics: Sequence[Metric],
    n: int = TREND,
    attribution: str | None = None,
) -> list[WeekCells]:
    """A store's cells for `n` weeks up to `last_week`, oldest first; where its own report gives a figure,
    that figure."""
    first = last_week.shift(1 - n)
    query = ReportQuery(
        first.monday,
        last_week.sunday,
        by="store",
        metrics=tuple(metric.code for metric in metrics),
        store_id=store_id,
        attribution=attribution,
        with_states=True,
    )
    found = {Week(row.first): row.cells for row in report(query).rows}
    return [WeekCells(week, found.get(week) or _empty(metrics)) for week in _span(first, last_week)]


def agent_days(
    agent_id: int, *, week: Week, metrics: Sequence[Metric], attribution: str | None = None
) -> list[ReportRow]:
    """A person's days of a week, a row for each team of the day."""
    query = ReportQuery(
        week.monday,
        week.sunday,
        period="day",
        metrics=tuple(metric.code for metric in metrics),
        agent_ids=(agent_id,),
        attribution=attribution,
        with_states=True,
    )
    return list(report(query).rows)


def _span(first: Week, last: Week) -> list[Week]:
    weeks = [first]
    while weeks[-1] < last:
        weeks.append(weeks[-1].shift(1))
    return weeks


def _empty(metrics: Iterable[Metric]) -> Cells:
    return {metric.code: Cell(state=rules.absent(metric)) for metric in metrics}


ExactKey = tuple[Week, int | None, int | None]


class _Asked:
    """One question about weeks: weekly rows answer what they can, daily records the rest."""

    def __init__(
        self,
        metrics: Sequence[Metric],
        first: Week,
        last: Week,
        attribution: str | None,
        team_ids: Iterable[int] | None,
        agent_ids: Sequence[int] | None,
    ) -> None:
        self.metrics = metrics
        self.weeks = _span(first, last)
        self.attribution = attribution
        self.rows = week_rows.read(
            metrics, first=first.monday, last=last.monday, agent_ids=agent_ids, team_ids=team_ids
        )
        self._rest = [metric for metric in metrics if not week_rows.answers(metric, self.rows)]
        self._query = ReportQuery(
            first.monday,
            last.sunday,
            metrics=tuple(metric.code for metric in self._rest),
            attribution=attribution,
            team_ids=None if team_ids is None else tuple(team_ids),
            agent_ids=None if agent_ids is None else tuple(agent_ids),
            with_states=True,
        )

    def exact(self, by: str, team_ids: Iterable[int] | None = None) -> dict[ExactKey, Cells]:
        """What only daily records can tell, by week, team and person; of these teams alone where named."""
        if not self._rest:
            return {}
        query = self._query if team_ids is None else replace(self._query, team_ids=tuple(team_ids))
        rows = report(replace(query, by=by)).rows  # type: ignore[arg-type]
        return {(Week(row.first), row.team_id, row.agent_id): row.cells for row in rows}

    def trend(self, rows: Iterable[WeekRow], exact: Mapping[ExactKey, Cells]) -> list[WeekCells]:
        """The cells of each week out of these rows and those exact cells."""
        by_week: dict[Week, list[WeekRow]] = defaultdict(list)
        for row in rows:
            by_week[Week(row.monday)].append(row)
        told = {key[0]: cells for key, cells in exact.items()}
        return [
            WeekCells(
                week,
                {
                    metric.code: told.get(week, {}).get(metric.code)
                    or week_rows.cell(metric, by_week[week], attribution=self.attribution)
                    for metric in self.metrics
                },
            )
            for week in self.weeks
        ]
