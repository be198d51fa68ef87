"""A row of a people sheet about somebody known: what it changes, done by the services of the pages."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules
from staff.choices import STILL, Role
from staff.importers import PersonDraft
from staff.models import Agent, Grade, Membership, RoleGrant, Team, User
from staff.services import logins, people, roles, teams
from staff.services.accounts import AUTO


@dataclass(slots=True)
class Standing:
    """A known person's teams and current roles."""

    memberships: list[Membership] = field(default_factory=list)
    grants: list[RoleGrant] = field(default_factory=list)
    today: dt.date = STILL

    @property
    def roles(self) -> set[str]:
        """The roles of today."""
        return {grant.role for grant in self.grants}

    def team_on(self, day: dt.date) -> Team | None:
        """The team on a date; after the last membership, the last team."""
        for row in reversed(self.memberships):
            if row.valid_from <= day:
                return row.team
        return None

    @property
    def path(self) -> str:
        """The path of the team of today."""
        team = self.team_on(self.today)
        return team.path if team else ""


def standings(agents: Iterable[Agent], *, today: dt.date) -> dict[int, Standing]:
    """Teams and roles of people, in two queries."""
    ids = {agent.pk for agent in agents}
    found = {pk: Standing(today=today) for pk in ids}
    for row in Membership.objects.select_related("team").order_by("agent_id", "valid_from"):
        if row.agent_id in ids:
            found[row.agent_id].memberships.append(row)
    for held in RoleGrant.objects.on(today).select_related("team"):
        if held.agent_id in ids:
            found[held.agent_id].grants.append(held)
    return found


def apply(
    draft: PersonDraft,
    *,
    agent: Agent,
    held: Standing,
    grade: Grade | None,
    actor: User | None,
    today: dt.date,
) -> bool:
    """Do what the row asks; did anything change? Raises DomainError where a service refuses."""
    if agent.user is None and not agent.employee_no.startswith(AUTO):
        logins.make(agent, actor=actor)
    changed = _facts(draft, agent=agent, grade=grade, actor=actor, today=today)
    changed |= _team(draft, agent=agent, held=held, actor=actor, today=today)
    changed |= _roles(draft, agent=agent, held=held, actor=actor, today=today)
    if draft.left_on is not None and draft.left_on != agent.left_on:
        people.leave(agent, on=draft.left_on, actor=actor, today=today)
        changed = True
    return changed


def _facts(
    draft: PersonDraft, *, agent: Agent, grade: Grade | None, actor: User | None, today: dt.date
) -> bool:
    given: dict[str, Any] = {
        "name": draft.name,
        "line": draft.line,
        "hired_on": draft.hired_on,
        "email": draft.email,
        "phone": draft.phone,
        "grade": grade,
    }
    changes = {
        name: value for name, value in given.items() if value is not None and value != getattr(agent, name)
    }
    if not changes:
        return False
    people.change_agent(agent, actor=actor, today=today, **changes)
    return True


def _team(draft: PersonDraft, *, agent: Agent, held: Standing, actor: User | None, today: dt.date) -> bool:
    """Move to the row's team from its date, else from today; without a team so far, since the first day."""
    if draft.team is None:
        return False
    on = draft.team_from or (max(today, agent.hired_on) if held.memberships else agent.hired_on)
    former = held.team_on(on)
    if former is not None and former.path == draft.team:
        return False
    if on > agent.left_on:
        raise DomainError(
            _("%(name)s has left; give team_from, a day before that.") % {"name": agent}, code="left"
        )
    team = teams.ensure_path(draft.team, actor=actor)
    moved = people.move(agent, team=team, on=on, actor=actor)
    if moved is not None and former is not None:
        _follow(agent, held, former=former, team=team, on=on, actor=actor, today=today)
    return moved is not None


def _follow(
    agent: Agent,
    held: Standing,
    *,
    former: Team,
    team: Team,
    on: dt.date,
    actor: User | None,
    today: dt.date,
) -> None:
    """Let roles that were for the former team, and the lead of it, go with the person."""
    led = former.leader_id == agent.pk
    if led:
        teams.set_leader(former, leader=None, on=on, actor=actor)
    for grant in [row for row in held.grants if row.team_id == former.pk]:
        until = grant.valid_to
        if not led or grant.role != Role.LEADER:
            last = rules.day_before(max(on, grant.valid_from))
            roles.revoke(grant, after=last, actor=actor, today=today)
        roles.grant(
            agent, role=grant.role, team=team, valid_from=on, valid_to=until, actor=actor, today=today
        )
    if led and team.leader_id is None:
        teams.set_leader(team, leader=agent, on=on, actor=actor)


def _roles(draft: PersonDraft, *, agent: Agent, held: Standing, actor: User | None, today: dt.date) -> bool:
    """Make the roles of today those of the row, where it names any."""
    if draft.roles is None or agent.left_on < today or set(draft.roles) == held.roles:
        return False
    for role in draft.roles:
        if role not in held.roles:
            part = held.team_on(today) if role in people.ROLES_OF_A_PART else None
            if draft.team and role in people.ROLES_OF_A_PART:
                part = teams.ensure_path(draft.team, actor=actor)
            roles.grant(
                agent,
                role=role,
                team=part,
                valid_from=max(today, agent.hired_on),
                actor=actor,
                today=today,
            )
            if role == Role.LEADER and part is not None and part.leader_id is None:
                teams.set_leader(part, leader=agent, on=max(today, agent.hired_on), actor=actor)
    for grant in held.grants:
        if grant.role not in draft.roles:
            roles.revoke(grant, after=rules.day_before(today), actor=actor, today=today)
    return True
