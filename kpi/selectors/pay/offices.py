"""Whom pay is a matter of: the HR people whose part a person belongs to."""

import datetime as dt

from staff.choices import Role
from staff.models import Agent
from staff.selectors import people


def hr_for(agent: Agent, day: dt.date) -> list[Agent]:
    """HR people of the whole organisation, and of the part of the tree that the person belongs to."""
    team = people.team_of(agent, day=day) or people.last_team_of(agent)
    path = team.path if team else ""
    found = {}
    for grant in people.holders_of_role(Role.HR, day=day).select_related("agent", "team"):
        if grant.team is None or path == grant.team.path or path.startswith(f"{grant.team.path}/"):
            found[grant.agent_id] = grant.agent
    found.pop(agent.pk, None)
    return list(found.values())
