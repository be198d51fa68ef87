"""Named reads about people and teams."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Max, Prefetch, Q, QuerySet, Subquery, Window

from staff import rules
from staff.choices import AgentState
from staff.models import Agent, AgentSkill, Grade, Membership, RoleGrant, Skill, Store, Team, User
from staff.querysets import AgentQuerySet


@dataclass(frozen=True, slots=True)
class TeamSpan:
    """A person's team from a date to a date, both included."""

    agent_id: int
    team_id: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class TeamNode:
    """A team in the tree: how deep it lies and how many people belong to it on the day asked for."""

    team: Team
    depth: int
    people: int
    people_below: int


def agents_of(team_ids: Iterable[int], *, day: dt.date) -> AgentQuerySet[Agent]:
    """The people employed and in the teams on a date, by name."""
    return Agent.objects.in_teams(team_ids, day).employed_on(day)


def count_and_newcomers(found: AgentQuerySet[Agent], *, since: dt.date, most: int) -> tuple[int, list[Agent]]:
    """How many these are, and those whose first day is not before a date, the newest first; one query."""
    rows = list(found.annotate(among=Window(Count("pk"))).order_by("-hired_on", "name")[:most])
    return (rows[0].among if rows else 0), [row for row in rows if row.hired_on >= since]


def agents_by_id(agent_ids: Iterable[int]) -> dict[int, Agent]:
    """People by their key."""
    return Agent.objects.in_bulk(list(agent_ids))


def agents_by_number(numbers: Iterable[str]) -> dict[str, Agent]:
    """People by employee number."""
    return {agent.employee_no: agent for agent in Agent.objects.filter(employee_no__in=list(numbers))}


def teams_of_days(agent_ids: Iterable[int] | None, *, first: dt.date, last: dt.date) -> list[TeamSpan]:
    """Each person's team on the days of a span (None: everybody's), in order of person and date."""
    rows = Membership.objects.between(first, last).order_by("agent_id", "valid_from")
    if agent_ids is not None:
        rows = rows.filter(agent_id__in=list(agent_ids))
    return [TeamSpan(*row) for row in rows.values_list("agent_id", "team_id", "valid_from", "valid_to")]


def team_of(agent: Agent, *, day: dt.date) -> Team | None:
    """The person's team on a date."""
    row = Membership.objects.on(day).filter(agent=agent).select_related("team__leader").first()
    return row.team if row else None


def last_team_of(agent: Agent) -> Team | None:
    """The team that the person was in last, or is going to be in."""
    row = Membership.objects.filter(agent=agent).select_related("team").order_by("-valid_from").first()
    return row.team if row else None


def team_history(agent: Agent) -> list[Membership]:
    """The person's teams, newest first."""
    return list(Membership.objects.filter(agent=agent).select_related("team").order_by("-valid_from"))


def team_by_path(path: str) -> Team | None:
    """A team by its path."""
    return Team.objects.filter(path="/".join(rules.path_parts(path))).first()


def team_subtree_ids(team_id: int) -> list[int]:
    """The team and all below it."""
    top = Team.objects.filter(pk=team_id).values_list("path", flat=True).first()
    if top is None:
        return []
    rows = Team.objects.values_list("pk", "path")
    return [pk for pk, path in rows if rules.is_under(path, top)]


def teams(team_ids: Iterable[int] | None = None, *, archived: bool = False) -> QuerySet[Team]:
    """Teams by path; only those given, unless None."""
    rows = Team.objects.select_related("leader", "parent")
    if team_ids is not None:
        rows = rows.filter(pk__in=list(team_ids))
    return rows if archived else rows.filter(archived_on__isnull=True)


def team_tree(team_ids: Iterable[int] | None = None, *, day: dt.date) -> list[TeamNode]:
    """The tree in order of path, with the number of people of each team on a date."""
    member = Q(memberships__valid_from__lte=day, memberships__valid_to__gte=day)
    employed = Q(memberships__agent__hired_on__lte=day, memberships__agent__left_on__gte=day)
    rows = list(teams(team_ids).annotate(people=Count("memberships", filter=member & employed)))
    counts = [(team.path, int(team.people)) for team in rows]
    tops = min((team.path.count("/") for team in rows), default=0)
    return [
        TeamNode(
            team,
            team.path.count("/") - tops,
            int(team.people),
            sum(count for path, count in counts if rules.is_under(path, team.path)),
        )
        for team in rows
    ]


def directory(
    people: AgentQuerySet[Agent],
    *,
    day: dt.date,
    text: str = "",
    team_ids: list[int] | None = None,
    line: str = "",
    role: str = "",
    store_id: int | None = None,
    state: str = "",
) -> AgentQuerySet[Agent]:
    """The people that fit a search, by name. Without a state those who left stay out."""
    found = people.matching(text).select_related("grade")
    if team_ids is not None:
        found = found.in_teams(team_ids, day)
    if line:
        found = found.filter(line=line)
    if role:
        holders = RoleGrant.objects.on(day).filter(role=role)
        found = found.filter(pk__in=holders.values("agent_id"))
    if store_id is not None:
        served = Q(store_assignments__store_id=store_id) & Q(store_assignments__valid_to__gte=day)
        held = Q(holdings__account__store_id=store_id) & Q(holdings__valid_to__gte=day)
        found = found.filter(pk__in=Agent.objects.filter(served | held).values("pk"))
    found = found.filter(state=state) if state else found.exclude(state=AgentState.LEFT)
    return with_now(found, day=day).order_by("name", "employee_no")


def with_now(people: AgentQuerySet[Agent], *, day: dt.date) -> AgentQuerySet[Agent]:
    """The people with their team and roles of a date as `teams_now` and `roles_now`."""
    now = Membership.objects.on(day).select_related("team")
    roles = RoleGrant.objects.on(day).select_related("team")
    rows: Any = people
    prefetched = rows.prefetch_related(
        Prefetch("memberships", queryset=now, to_attr="teams_now"),
        Prefetch("grants", queryset=roles, to_attr="roles_now"),
    )
    return cast("AgentQuerySet[Agent]", prefetched)


def grants_of(agent: Agent) -> list[RoleGrant]:
    """Every role the person has or had, the current first."""
    rows = RoleGrant.objects.filter(agent=agent).select_related("team")
    return sorted(rows, key=lambda row: (-row.valid_to.toordinal(), row.role))


def grants(people: AgentQuerySet[Agent], *, agent_id: int | None = None) -> QuerySet[RoleGrant]:
    """The roles of people, by person, role and date; of one person where given."""
    rows = RoleGrant.objects.filter(agent__in=people.values("pk"))
    if agent_id is not None:
        rows = rows.filter(agent_id=agent_id)
    return rows.order_by("agent__name", "agent__employee_no", "role", "valid_from", "pk")


def holders_of_role(role: str, *, day: dt.date) -> QuerySet[RoleGrant]:
    """Who holds a role on a date, by name."""
    rows = RoleGrant.objects.on(day).filter(role=role).select_related("agent", "team")
    return rows.order_by("agent__name", "agent__employee_no")


def rank_of_agent(agent: Agent, *, day: dt.date) -> int:
    """How high a person stands on a date."""
    top = rules.TOP if agent.user is not None and agent.user.is_superuser else 0
    held = RoleGrant.objects.on(day).filter(agent=agent).values_list("role", flat=True)
    return max(rules.rank(held), top)


def rank_of_user(user: User | None, *, day: dt.date) -> int:
    """How high a log-in stands on a date; no log-in means an operator at the machine, who stands on top."""
    if user is None or user.is_superuser:
        return rules.TOP
    held = RoleGrant.objects.on(day).filter(agent__user=user, agent__left_on__gte=day)
    return rules.rank(held.values_list("role", flat=True))


def skills_of(agent: Agent) -> list[AgentSkill]:
    """The person's skills as last assessed, by skill."""
    newest = AgentSkill.objects.filter(agent=agent).values("skill_id").annotate(day=Max("assessed_on"))
    days = {row["skill_id"]: row["day"] for row in newest}
    rows = AgentSkill.objects.filter(agent=agent).select_related("skill").order_by("skill__code")
    return [row for row in rows if days[row.skill_id] == row.assessed_on]


def skills() -> QuerySet[Skill]:
    """The one list of skills."""
    return Skill.objects.all()


def grades() -> QuerySet[Grade]:
    """The career ladder, first step first."""
    return Grade.objects.all()


def grade_and_next(agent: Agent) -> tuple[Grade | None, Grade | None]:
    """The person's grade and the step above, in one query; None where there is none."""
    if agent.grade_id is None:
        return None, None
    own = Grade.objects.filter(pk=agent.grade_id).values("step")
    found = list(Grade.objects.filter(step__gte=Subquery(own)).order_by("step")[:2])
    return (found[0], found[1] if len(found) > 1 else None) if found else (None, None)


def stores_of(agent: Agent) -> list[tuple[Store, dt.date, dt.date]]:
    """The stores that the person serves or served, with dates."""
    rows = agent.store_assignments.select_related("store").order_by("-valid_to", "store__name")
    return [(row.store, row.valid_from, row.valid_to) for row in rows]
