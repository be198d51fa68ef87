"""Who may review chats, and for which part of the tree."""

import datetime as dt

from staff.access import RIGHTS
from staff.choices import STILL, AgentState
from staff.models import Agent, RoleGrant, Team

REVIEW = "quality.review"
_ROLES = [role for role, rights in RIGHTS.items() if REVIEW in rights]


def reviewers(team: Team | None, day: dt.date, *, anywhere: bool = False) -> list[Agent]:
    """People whose right to review reaches the whole of a team (None: the whole organisation), by name.

    With `anywhere` those who review some part, whichever it is.
    """
    grants = RoleGrant.objects.on(day).filter(role__in=_ROLES).select_related("team")
    able = {
        grant.agent_id
        for grant in grants
        if anywhere
        or grant.team is None
        or (team is not None and f"{team.path}/".startswith(f"{grant.team.path}/"))
    }
    rows = Agent.objects.filter(pk__in=able, left_on__gte=day).exclude(state=AgentState.LEFT)
    return list(rows.order_by("name", "employee_no"))


def leader_of(agent: Agent, day: dt.date) -> Agent | None:
    """The accountable leader of the person's team on a date, or of the team above where that is
    the person."""
    held = agent.memberships.filter(valid_from__lte=day, valid_to__gte=day).select_related("team__leader")
    membership = held.first()
    team = membership.team if membership else None
    while team is not None:
        leader = team.leader
        if leader is not None and leader.pk != agent.pk and leader.left_on in (STILL,):
            return leader
        team = team.parent
    return None
