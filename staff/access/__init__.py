"""Who may do what with people: rights by role, scope by team, doors, and the rows of the access table."""

from staff.access import pages  # noqa: F401  (registers the rows)
from staff.access.desk import get_job, get_notice, get_webhook
from staff.access.doors import (
    can_change_roles,
    can_manage,
    get_account,
    get_agent,
    get_grant,
    get_store,
    get_team,
    grantable_roles,
    visible_agents,
    visible_stores,
    whole_organisation,
)
from staff.access.rights import (
    ALL,
    OWN,
    PART,
    RIGHTS,
    agent_of,
    forget,
    may,
    paths_in_scope,
    rank_of,
    rights_of,
    teams_in_scope,
)

__all__ = [
    "ALL",
    "OWN",
    "PART",
    "RIGHTS",
    "agent_of",
    "can_change_roles",
    "can_manage",
    "forget",
    "get_account",
    "get_agent",
    "get_grant",
    "get_job",
    "get_notice",
    "get_store",
    "get_team",
    "get_webhook",
    "grantable_roles",
    "may",
    "paths_in_scope",
    "rank_of",
    "rights_of",
    "teams_in_scope",
    "visible_agents",
    "visible_stores",
    "whole_organisation",
]
