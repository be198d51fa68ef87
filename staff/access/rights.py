"""Rights by role, and what a log-in holds today."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.access import ALLOWED, Verdict
from staff import rules
from staff.choices import AgentState, Role
from staff.models import Agent, RoleGrant, Team

# What a right reaches: the person alone, the granted part of the tree and below (no part named: all of
# it), or the whole organisation whatever the part.
OWN, PART, ALL = "own", "team", "all"

_SELF = {"own.view": OWN, "own.downloads": OWN}
# Praise of one's people, honours for facts, plans and talks.
_PRAISE_LEAD = {"praise.lead": PART, "honours.award": PART, "growth.lead": PART}
_PRAISE_SET = {"praise.settings": ALL, "growth.rules": ALL}
_LEADER = {
    **_SELF,
    **_PRAISE_LEAD,
    "people.view": PART,
    "scores.view": PART,
    "rosters.view": PART,
    "requests.decide": PART,
    "attendance.view": PART,
    "attendance.edit": PART,
    "deductions.propose": PART,
}
_SUPERVISOR = {
    **_LEADER,
    **_PRAISE_SET,
    "people.edit": PART,
    "people.import": PART,
    "teams.edit": PART,
    "stores.view": PART,
    "stores.edit": PART,
    "accounts.bind": PART,
    "imports.run": PART,
    "layouts.edit": ALL,
    "metrics.define": ALL,
    "targets.edit": PART,
    "reports.export": PART,
    "rollup.run": ALL,
    "rosters.edit": PART,
    "demand.edit": PART,
    "shift_rules.edit": PART,
    "overtime.decide": PART,
    "deductions.approve": PART,
    # Schemes: one for everybody of a role and line, so whoever writes them writes for all.
    "schemes.edit": ALL,
}
_HR = {
    **_SELF,
    "people.view": PART,
    "people.edit": PART,
    "people.import": PART,
    "roles.grant": PART,
    "scores.view": PART,
    "reports.export": PART,
    "rosters.view": PART,
    "attendance.view": PART,
    "attendance.edit": PART,
    "overtime.decide": PART,
    "leave_types.edit": ALL,
    "pay.view": PART,
    "pay.run": ALL,
    "pay.close": ALL,
    "pay.plans": ALL,
    "pay.appeals": PART,
    "deductions.propose": PART,
    "deductions.approve": PART,
}

# Cases, actions, process waste and use of scripts.
_CASES_LEADER = {"cases.view": PART, "cases.edit": PART}
_CASES_SUPERVISOR = {**_CASES_LEADER, "cases.import": PART, "cases.define": ALL}
_LEADER |= _CASES_LEADER
_SUPERVISOR |= _CASES_SUPERVISOR
# Chats are read by their agent, by reviewers and by the agent's leader, and by nobody else whatever the rank.
_CHATS_OF_THE_TEAM = {"chats.read": PART}
_REVIEWER = {**_CHATS_OF_THE_TEAM, "quality.review": PART}
_CRITERIA = {"quality.edit": ALL}

# The one place that says which role holds which right, and how far it reaches.
RIGHTS: dict[Role, dict[str, str]] = {
    Role.AGENT: _SELF,
    Role.LEADER: {**_LEADER, **_CHATS_OF_THE_TEAM},
    Role.SUPERVISOR: {**_SUPERVISOR, **_REVIEWER, **_CRITERIA},
    Role.MANAGER: {**_SUPERVISOR, **_CRITERIA, "roles.grant": PART, "pay.view": PART},
    Role.QA: {
        **_SELF,
        "people.view": PART,
        "scores.view": PART,
        "cases.view": PART,
        **_REVIEWER,
        **_CRITERIA,
    },
    Role.TRAINER: {**_SELF, "people.view": PART, "rosters.view": PART},
    Role.TRAINING_SUPERVISOR: {**_SELF, "people.view": PART, "rosters.view": PART},
    Role.HR: _HR,
    Role.ADMIN: {
        **_SUPERVISOR,
        **_HR,
        **_CRITERIA,
        "audit.view": ALL,
        "webhooks.edit": ALL,
        "settings.edit": ALL,
    },
}


@dataclass(slots=True)
class Standing:
    """What a log-in holds on a day: the person, the grants, and the scope of each right once asked."""

    day: dt.date
    agent: Agent | None
    grants: list[tuple[str, str | None]]
    rights: frozenset[str]
    scopes: dict[str, list[int] | None] = field(default_factory=dict)
    tree: list[tuple[int, str]] | None = None

    def parts(self, right: str) -> list[str] | None:
        """The paths that a right reaches; None for the whole organisation."""
        paths: list[str] = []
        for role, path in self.grants:
            reach = RIGHTS[Role(role)].get(right)
            if reach == ALL or (reach == PART and path is None):
                return None
            if reach == PART and path is not None:
                paths.append(path)
        return paths


def standing(user: Any) -> Standing:
    """The log-in's standing today, read once for each request: at most two queries."""
    today = timezone.localdate()
    known: Standing | None = getattr(user, "_standing", None)
    if known is not None and known.day == today:
        return known
    agent = _person(user)
    grants: list[tuple[str, str | None]] = []
    if agent is not None and agent.state != AgentState.LEFT and agent.left_on >= today:
        rows = RoleGrant.objects.on(today).filter(agent=agent)
        grants = list(rows.values_list("role", "team__path"))
    if getattr(user, "is_superuser", False) and getattr(user, "is_active", False):
        grants.append((Role.ADMIN, None))
    rights = frozenset(right for role, _path in grants for right in RIGHTS[Role(role)])
    found = Standing(today, agent, grants, rights)
    if getattr(user, "is_authenticated", False):
        user._standing = found
    return found


def forget(user: Any) -> None:
    """Drop what a log-in object remembers, after its grants changed."""
    if hasattr(user, "_standing"):
        del user._standing


def _person(user: Any) -> Agent | None:
    if not getattr(user, "is_authenticated", False):
        return None
    # The log-in library's backend reads the person along with the log-in; then this asks nothing.
    return getattr(user, "agent", None)


def rights_of(user: Any) -> frozenset[str]:
    """The rights that a log-in holds today."""
    return standing(user).rights


def agent_of(user: Any) -> Agent | None:
    """The person behind a log-in."""
    return standing(user).agent


def rank_of(user: Any) -> int:
    """How high a log-in stands today."""
    return rules.rank(role for role, _path in standing(user).grants)


def may(user: Any, right: str) -> Verdict:
    """Does the log-in hold a right at all?"""
    if right in rights_of(user):
        return ALLOWED
    return Verdict(False, _("Your roles do not include this. Ask an administrator."))


def paths_in_scope(user: Any, right: str) -> list[str] | None:
    """The tops of the tree that a right reaches; None for the whole organisation."""
    return standing(user).parts(right)


def teams_in_scope(user: Any, right: str) -> list[int] | None:
    """The teams that a right reaches; None for the whole organisation."""
    held = standing(user)
    if right not in held.scopes:
        tops = held.parts(right)
        held.scopes[right] = None if tops is None else _ids_under(tops, held)
    return held.scopes[right]


def _ids_under(tops: list[str], held: Standing) -> list[int]:
    # Compared here and not by LIKE, which takes "a" for "A" on SQLite.
    if not tops:
        return []
    if held.tree is None:
        held.tree = list(Team.objects.values_list("pk", "path"))
    return [pk for pk, path in held.tree if any(rules.is_under(path, top) for top in tops)]
