"""Versions of schemes as rules want them, and which of them is in force for whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.choices.schemes import VersionState
from kpi.metrics import METRICS, Metric
from kpi.models import SchemeLine, SchemeVersion
from kpi.rules.periods import Period
from kpi.rules.scoring import Line, scaled
from kpi.selectors.registry import all_metrics
from kpi.selectors.schemes.sums_sql import Ask
from staff.choices import Role
from staff.models import Agent, RoleGrant, Team

# Of several roles the first that has a scheme decides.
ROLES = (Role.MANAGER, Role.SUPERVISOR, Role.LEADER, Role.AGENT)
# Who answers for a team is scored by the sums of its people.
TEAM_ROLES = (Role.MANAGER, Role.SUPERVISOR, Role.LEADER)


@dataclass(frozen=True, slots=True)
class Spec:
    """A version with its lines, ready to score. Lines of metrics that no longer exist are left out."""

    version_id: int
    scheme_id: int
    number: int
    name_en: str
    name_zh: str
    role: str
    line: str
    grade_id: int | None
    attribution: str
    sample: str
    valid_from: dt.date | None
    valid_to: dt.date
    lines: tuple[Line, ...]
    metrics: Mapping[str, Metric]

    @property
    def of_team(self) -> bool:
        """Are the sums of the led teams scored, not the person's own facts?"""
        return self.role in TEAM_ROLES

    @property
    def asks(self) -> list[Ask]:
        """What must be known to score it."""
        return [Ask(self.metrics[line.metric], self.attribution) for line in self.lines]

    def ask(self, line: Line) -> Ask:
        """What one line wants to know."""
        return Ask(self.metrics[line.metric], self.attribution)

    def lines_of(self, period: Period) -> list[Line]:
        """The lines with amounts that fit the length of the period: those of sums are set for a month."""
        return [
            scaled(line, period.share_of_month) if self.metrics[line.metric].kind == "sum" else line
            for line in self.lines
        ]


@dataclass(frozen=True, slots=True)
class Person:
    """What decides which scheme holds for somebody."""

    id: int
    line: str
    grade_id: int | None
    hired_on: dt.date
    left_on: dt.date

    def there(self, period: Period) -> bool:
        """Employed on some day of the period?"""
        return self.hired_on <= period.last and self.left_on >= period.first


def line_of(row: SchemeLine, metric: Metric) -> Line:
    """A stored line as rules want it."""
    return Line(
        metric=row.metric,
        direction=metric.direction,
        shape=row.shape,
        weight=row.weight,
        target=row.target,
        worst=row.worst,
        best=row.best,
        low=row.low,
        high=row.high,
        fall=row.fall,
        steps=tuple((Decimal(limit), Decimal(given)) for limit, given in row.steps),
        cap=row.cap,
        least=metric.least if row.least is None else row.least,
    )


def spec_of(version: SchemeVersion, rows: Iterable[SchemeLine], registry: Mapping[str, Metric]) -> Spec:
    """A version with these lines."""
    scheme = version.scheme
    known = [row for row in rows if row.metric in registry]
    return Spec(
        version_id=version.pk,
        scheme_id=scheme.pk,
        number=version.number,
        name_en=scheme.name_en,
        name_zh=scheme.name_zh,
        role=scheme.role,
        line=scheme.line,
        grade_id=scheme.grade_id,
        attribution=version.attribution,
        sample=version.sample,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        lines=tuple(line_of(row, registry[row.metric]) for row in known),
        metrics={row.metric: registry[row.metric] for row in known},
    )


def spec(version: SchemeVersion) -> Spec:
    """One version, published or not."""
    rows = list(version.lines.order_by("position"))
    return spec_of(version, rows, registry_for(row.metric for row in rows))


def registry_for(codes: Iterable[str]) -> Mapping[str, Metric]:
    """The metrics; the shop's own are read only where one of them is asked for."""
    return METRICS if all(code in METRICS for code in codes) else all_metrics()


def published(first: dt.date, last: dt.date) -> list[Spec]:
    """The versions that hold on some day of a span; two queries, and one where a metric is the shop's own."""
    versions = list(
        SchemeVersion.objects.between(first, last)
        .filter(state=VersionState.PUBLISHED)
        .select_related("scheme")
        .prefetch_related("lines")
    )
    rows = {version.pk: list(version.lines.all()) for version in versions}
    registry = registry_for(row.metric for found in rows.values() for row in found)
    return [spec_of(version, rows[version.pk], registry) for version in versions]


def people(agent_ids: Iterable[int]) -> dict[int, Person]:
    """These people."""
    rows = Agent.objects.filter(pk__in=list(agent_ids)).order_by()
    return {row[0]: Person(*row) for row in rows.values_list("pk", "line", "grade_id", "hired_on", "left_on")}


def person_of(agent: Agent) -> Person:
    """The same of one person who is read already."""
    return Person(agent.pk, agent.line, agent.grade_id, agent.hired_on, agent.left_on)


class Posts:
    """Which roles and teams people had on the days of a span; read once."""

    def __init__(self, agent_ids: Collection[int], first: dt.date, last: dt.date) -> None:
        rows = RoleGrant.objects.between(first, last).filter(agent_id__in=list(agent_ids))
        self._grants: dict[int, list[tuple[str, int | None, dt.date, dt.date]]] = defaultdict(list)
        names = ("agent_id", "role", "team_id", "valid_from", "valid_to")
        for agent_id, role, team_id, begins, ends in rows.order_by("pk").values_list(*names):
            self._grants[agent_id].append((role, team_id, begins, ends))
        self._teams: list[tuple[int, str, int | None]] | None = None

    def roles(self, agent_id: int, day: dt.date) -> set[str]:
        """The roles held on a day; who holds none at all is an agent."""
        held = {role for role, _team, first, last in self._grants.get(agent_id, []) if first <= day <= last}
        return held or {Role.AGENT.value}

    def teams(self, agent_id: int, role: str, day: dt.date) -> list[int]:
        """The teams that somebody answers for in a role on a day, with those below."""
        if self._teams is None:
            self._teams = list(Team.objects.order_by("pk").values_list("pk", "path", "leader_id"))
        granted = {
            team
            for held, team, first, last in self._grants.get(agent_id, [])
            if held == role and first <= day <= last
        }
        if None in granted:
            return [pk for pk, _path, _leader in self._teams]
        tops = [path for pk, path, _leader in self._teams if pk in granted]
        if not tops:
            tops = [path for _pk, path, leader in self._teams if leader == agent_id]
        return [
            pk
            for pk, path, _leader in self._teams
            if any(path == top or path.startswith(f"{top}/") for top in tops)
        ]


def fits(spec: Spec, person: Person, roles: Collection[str]) -> bool:
    """Is the scheme made for somebody of these roles, this line and grade?"""
    return spec.role in roles and spec.line in ("", person.line) and spec.grade_id in (None, person.grade_id)


def choose(specs: Sequence[Spec], person: Person, roles: Collection[str]) -> Spec | None:
    """The scheme of somebody: by role, then the one for the own line, then the one for the own grade."""
    found = [each for each in specs if fits(each, person, roles)]
    return min(
        found,
        key=lambda each: (ROLES.index(Role(each.role)), not each.line, each.grade_id is None, each.scheme_id),
        default=None,
    )


def day_of(period: Period, person: Person) -> dt.date:
    """The day on which role and team count: the period's last, or the person's."""
    return min(period.last, person.left_on)


def in_force(specs: Iterable[Spec], period: Period) -> list[Spec]:
    """The versions that a period is judged by: those that hold on its last day."""
    return [each for each in specs if each.valid_from and each.valid_from <= period.last <= each.valid_to]
