"""Settings of rosters: rows of the access table, and doors to single rows."""

from typing import Any

from django.http import Http404

from cstm.access import Page, register
from shifts.models import PairRule, RotationMember, TeamRule
from staff.access import get_team, teams_in_scope, visible_agents, whole_organisation
from staff.models import Team

EDIT = "shift_rules.edit"
_POST = ("POST",)
_BOTH = ("GET", "POST")

register(
    [
        Page("shifts:settings", EDIT),
        Page("shifts:template_new", EDIT, methods=_BOTH),
        Page("shifts:template_edit", EDIT, methods=_BOTH),
        Page("shifts:template_retire", EDIT, methods=_POST),
        Page("shifts:rotation_list", EDIT),
        Page("shifts:rotation_new", EDIT, methods=_BOTH),
        Page("shifts:rotation_detail", EDIT),
        Page("shifts:rotation_edit", EDIT, methods=_BOTH),
        Page("shifts:rotation_remove", EDIT, methods=_POST),
        Page("shifts:rotation_follow", EDIT, methods=_BOTH),
        Page("shifts:rotation_unfollow", EDIT, scoped="rotation_member", methods=_POST),
        Page("shifts:rule_list", EDIT),
        Page("shifts:rule_new", EDIT, methods=_BOTH),
        Page("shifts:rule_edit", EDIT, scoped="rule", methods=_BOTH),
        Page("shifts:rule_remove", EDIT, scoped="rule", methods=_POST),
        Page("shifts:pair_list", EDIT),
        Page("shifts:pair_new", EDIT, methods=_BOTH),
        Page("shifts:pair_remove", EDIT, scoped="pair", methods=_POST),
        Page("shifts:calendar_month", EDIT),
        Page("shifts:calendar_day", EDIT, methods=_BOTH),
        Page("shifts-api:templates", EDIT, methods=_BOTH),
        Page("shifts-api:template", EDIT, methods=("PATCH",)),
        Page("shifts-api:rotations", EDIT, methods=_BOTH),
        Page("shifts-api:rules", EDIT, methods=_BOTH),
        Page("shifts-api:rule", EDIT, scoped="rule", methods=("DELETE",)),
        Page("shifts-api:pairs", EDIT, methods=_BOTH),
        Page("shifts-api:calendar", EDIT, methods=("GET", "PUT")),
    ]
)


def rule_team(user: Any, pk: int | None) -> Team | None:
    """The team of a new rule; None stands for everybody, which needs the reach of the whole organisation."""
    if pk is not None:
        return get_team(user, pk, EDIT)
    if not whole_organisation(user, EDIT):
        raise Http404
    return None


def get_rule(user: Any, pk: int) -> TeamRule:
    """A rule of a team in reach; 404 for another's, and for everybody's where only a part is in reach."""
    found = TeamRule.objects.select_related("team").filter(pk=pk).first()
    scope = teams_in_scope(user, EDIT)
    if found is None or (scope is not None and found.team_id not in scope):
        raise Http404
    return found


def get_pair(user: Any, pk: int) -> PairRule:
    """The rule of two people who are both in reach; 404 for others'."""
    found = PairRule.objects.select_related("first", "second").filter(pk=pk).first()
    if found is None:
        raise Http404
    if visible_agents(user, EDIT).filter(pk__in=[found.first_id, found.second_id]).count() < 2:
        raise Http404
    return found


def get_member(user: Any, pk: int) -> RotationMember:
    """Who follows a rotation, if in reach; 404 for others."""
    found = RotationMember.objects.select_related("agent", "rotation").filter(pk=pk).first()
    if found is None or not visible_agents(user, EDIT).filter(pk=found.agent_id).exists():
        raise Http404
    return found
