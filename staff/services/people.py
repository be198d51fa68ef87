"""Writes to people: they join, change, move between teams on a date, leave and come back."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules, signals
from staff.choices import EVER, STILL, AgentState, Role
from staff.models import Agent, AgentSkill, Membership, Skill, StoreAssignment, Team, User
from staff.rules import Span
from staff.selectors import people as reads
from staff.services import audit, logins, roles, spans, teams

FACTS = (
    "employee_no",
    "name",
    "display_name",
    "line",
    "grade",
    "grade_since",
    "hired_on",
    "state",
    "phone",
    "email",
    "language",
)


@transaction.atomic
def add_agent(
    *,
    employee_no: str,
    name: str,
    actor: User | None,
    team: Team | None = None,
    hired_on: dt.date = EVER,
    granted: Iterable[str] = (Role.AGENT,),
    **facts: Any,
) -> Agent:
    """Add a person with a closed log-in, a team and roles from the first day on.

    Raises DomainError for a number, log-in or mail that is taken and for roles above the actor's rank.
    """
    employee_no, name = _clean(employee_no, name)
    _check_fields(facts)
    if Agent.objects.filter(employee_no=employee_no).exists():
        raise DomainError(_("The number %(no)s is taken.") % {"no": employee_no}, code="taken")
    agent = Agent(employee_no=employee_no, name=name, hired_on=hired_on, **facts)
    logins.change_mail(agent, email=agent.email)
    agent.save()
    if team is not None:
        _check_open(team)
        Membership.objects.create(agent=agent, team=team, valid_from=hired_on, valid_to=STILL)
    audit.record(actor=actor, action="agent.add", about=agent, after={**_facts(agent), "team": team or ""})
    for role in granted:
        part = team if role in ROLES_OF_A_PART else None
        roles.grant(agent, role=role, team=part, valid_from=hired_on, actor=actor)
    logins.make(agent, actor=actor)
    signals.agent_joined.send(sender=Agent, agent_id=agent.pk, on=hired_on)
    return agent


# Roles that look after a part of the tree; the others look after the whole organisation by default.
ROLES_OF_A_PART = frozenset({Role.LEADER, Role.SUPERVISOR, Role.MANAGER})


@transaction.atomic
def change_agent(agent: Agent, *, actor: User | None, today: dt.date | None = None, **changes: Any) -> Agent:
    """Change facts of a person; team, roles and leaving have services of their own.

    Raises DomainError for a taken number or mail, and for a person who stands as high as the actor.
    """
    _check_fields(changes)
    day = today or timezone.localdate()
    check_may_manage(agent, actor=actor, today=day)
    before = _facts(agent)
    if changes.get("state") == AgentState.LEFT or (agent.state == AgentState.LEFT and "state" in changes):
        raise DomainError(_("Leaving and coming back have pages of their own."), code="state")
    if "employee_no" in changes or "name" in changes:
        number, name = _clean(changes.get("employee_no", agent.employee_no), changes.get("name", agent.name))
        changes |= {"employee_no": number, "name": name}
        if Agent.objects.filter(employee_no=number).exclude(pk=agent.pk).exists():
            raise DomainError(_("The number %(no)s is taken.") % {"no": number}, code="taken")
    if "email" in changes:
        logins.change_mail(agent, email=changes["email"])
    if "grade" in changes and changes["grade"] != agent.grade and not changes.get("grade_since"):
        changes["grade_since"] = day
    if "hired_on" in changes:
        _shift_start(agent, hired_on=changes["hired_on"])
    for field, value in changes.items():
        setattr(agent, field, value)
    if _facts(agent) != before:
        agent.save()
        audit.record(actor=actor, action="agent.change", about=agent, before=before, after=_facts(agent))
    return agent


@transaction.atomic
def move(
    agent: Agent, *, team: Team, on: dt.date, actor: User | None, until: dt.date = STILL
) -> tuple[dt.date, dt.date] | None:
    """Put a person into a team from a date on; the days before stay with the former team.

    Answers the first and last day whose team changed, or None. Raises DomainError for days outside the
    employment and for an archived team.
    """
    check_may_manage(agent, actor=actor)
    _check_open(team)
    if until < on:
        raise DomainError(_("The end lies before the start."), code="order")
    if not agent.hired_on <= on <= agent.left_on:
        raise DomainError(
            _("%(name)s is not employed on %(day)s.") % {"name": agent, "day": on}, code="not_employed"
        )
    Agent.objects.select_for_update().get(pk=agent.pk)
    former = reads.team_of(agent, day=on)
    new = Span(team.pk, on, min(until, agent.left_on))
    changed = spans.lay(agent.memberships, key="team_id", new=new)
    if changed is None:
        return None
    audit.record(
        actor=actor,
        action="agent.move",
        about=agent,
        before={"team": former or ""},
        after={"team": team, "valid_from": new.first, "valid_to": new.last},
    )
    signals.agent_moved.send(sender=Agent, agent_id=agent.pk, on=changed[0], until=changed[1])
    return changed


@transaction.atomic
def leave(
    agent: Agent, *, on: dt.date, actor: User | None, today: dt.date | None = None, reason: str = ""
) -> None:
    """Write down a person's last day: team, roles and stores end with it, the history stays.

    On that day (at once when it is past) the log-in closes. Raises DomainError for the last administrator,
    for a day before the first one, and for a person who stands as high as the actor.
    """
    day = today or timezone.localdate()
    check_may_manage(agent, actor=actor, today=day)
    if on < agent.hired_on:
        raise DomainError(_("The last day lies before the first."), code="order")
    roles.check_admin_stays(without=agent, day=max(day, rules.day_after(on)))
    before = _facts(agent)
    old_end, agent.left_on = agent.left_on, on
    if on <= day:
        agent.state = AgentState.LEFT
    elif agent.state == AgentState.LEFT:
        agent.state = AgentState.ACTIVE
    agent.save(update_fields=["left_on", "state", "updated_at"])
    if on > old_end:
        Membership.objects.filter(agent=agent, valid_to=old_end).update(valid_to=on)
    spans.end(agent.memberships, key="team_id", after=on)
    roles.end_all(agent, after=on)
    served = StoreAssignment.objects.filter(agent=agent, valid_to__gt=on)
    served.filter(valid_from__gt=on).delete()
    served.update(valid_to=on)
    audit.record(
        actor=actor, action="agent.leave", about=agent, before=before, after=_facts(agent), reason=reason
    )
    if on <= day:
        _shut(agent, day=day, actor=actor)
    signals.agent_left.send(sender=Agent, agent_id=agent.pk, on=on)


@transaction.atomic
def come_back(agent: Agent, *, on: dt.date, team: Team, actor: User | None) -> None:
    """Take a person back who left: an online agent of the team from that day on. The log-in stays closed.

    Raises DomainError for one who is still here and for a day before the former last one.
    """
    check_may_manage(agent, actor=actor)
    _check_open(team)
    if agent.left_on == STILL:
        raise DomainError(_("%(name)s has not left.") % {"name": agent}, code="here")
    if on <= agent.left_on:
        raise DomainError(_("The new first day must come after the last day."), code="order")
    before = _facts(agent)
    agent.left_on, agent.state = STILL, AgentState.ACTIVE
    agent.save(update_fields=["left_on", "state", "updated_at"])
    spans.lay(agent.memberships, key="team_id", new=Span(team.pk, on, STILL))
    roles.grant(agent, role=Role.AGENT, valid_from=on, actor=actor)
    audit.record(actor=actor, action="agent.come_back", about=agent, before=before, after=_facts(agent))
    signals.agent_joined.send(sender=Agent, agent_id=agent.pk, on=on)


def close_leavers(*, today: dt.date) -> int:
    """Close the log-ins of those whose last day has passed; how many. May run any number of times."""
    due = Agent.objects.filter(left_on__lt=today).exclude(state=AgentState.LEFT)
    count = 0
    for agent in due.select_related("user"):
        with transaction.atomic():
            agent.state = AgentState.LEFT
            agent.save(update_fields=["state", "updated_at"])
            _shut(agent, day=today, actor=None)
        count += 1
    return count


@transaction.atomic
def assess(agent: Agent, *, skill: Skill, level: int, on: dt.date, actor: User | None) -> None:
    """Write down how well a person has a skill, as found on a date; raises DomainError off 1 to 5."""
    check_may_manage(agent, actor=actor)
    if not 1 <= level <= 5:
        raise DomainError(_("A level lies between 1 and 5."), code="level")
    AgentSkill.objects.update_or_create(agent=agent, skill=skill, assessed_on=on, defaults={"level": level})
    audit.record(
        actor=actor, action="agent.assess", about=agent, after={"skill": skill, "level": level, "on": on}
    )


def check_may_manage(agent: Agent, *, actor: User | None, today: dt.date | None = None) -> None:
    """Raise DomainError unless the actor stands above the person; only administrators edit their own."""
    if actor is None:
        return
    day = today or timezone.localdate()
    rank = reads.rank_of_user(actor, day=day)
    if agent.user_id == actor.pk and rank < rules.TOP:
        raise DomainError(_("Nobody changes the own file. Ask somebody who stands above you."), code="self")
    if not rules.may_manage(rank, reads.rank_of_agent(agent, day=day)):
        raise DomainError(_("This person's role stands as high as yours. Ask an administrator."), code="rank")


def _shut(agent: Agent, *, day: dt.date, actor: User | None) -> None:
    for team in Team.objects.filter(leader=agent):
        teams.set_leader(team, leader=None, on=day, actor=actor)
    logins.close(agent, actor=actor)


def _shift_start(agent: Agent, *, hired_on: dt.date) -> None:
    """Let team and roles begin with the first day, wherever it is put."""
    if hired_on > agent.left_on:
        raise DomainError(_("The last day lies before the first."), code="order")
    for rows in (agent.memberships, agent.grants):
        rows.filter(valid_to__lt=hired_on).delete()
        rows.filter(valid_from=agent.hired_on).update(valid_from=hired_on)
        rows.filter(valid_from__lt=hired_on).update(valid_from=hired_on)


def _clean(employee_no: str, name: str) -> tuple[str, str]:
    employee_no, name = employee_no.strip(), name.strip()
    if not employee_no:
        raise DomainError(_("A person needs an employee number."), code="empty_number")
    if not name:
        raise DomainError(_("A person needs a name."), code="empty_name")
    return employee_no, name


def _check_fields(changes: dict[str, Any]) -> None:
    unknown = set(changes) - set(FACTS)
    if unknown:
        raise DomainError(_("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))}, code="unknown")


def _check_open(team: Team) -> None:
    if team.archived_on is not None:
        raise DomainError(_("The team %(team)s is archived.") % {"team": team}, code="archived")


def _facts(agent: Agent) -> dict[str, Any]:
    return {**{field: getattr(agent, field) for field in FACTS}, "left_on": agent.left_on}
