"""Fairness: rows of the access table, and whose ledger somebody may see."""

from typing import Any

from django.http import Http404

from cstm.access import Page, register
from shifts.models import FairnessMonth
from staff.access import agent_of, rights_of, teams_in_scope
from staff.models import Team

VIEW, EDIT = "rosters.view", "rosters.edit"

register(
    [
        Page("shifts:fairness", "own.view"),
        Page("shifts:fairness_adjust", EDIT, scoped="team", methods=("GET", "POST")),
        Page("shifts-api:fairness", "own.view"),
    ]
)


def ledger_teams(user: Any) -> list[Team]:
    """Teams whose ledger a person may see, by path: those in whose ledger the person stands, and those whose
    rosters the person may see."""
    with_ledger = Team.objects.filter(pk__in=FairnessMonth.objects.values("team_id"))
    if VIEW in rights_of(user):
        scope = teams_in_scope(user, VIEW)
        if scope is None:
            return list(with_ledger)
    else:
        scope = []
    me = agent_of(user)
    mine = FairnessMonth.objects.filter(agent=me).values_list("team_id", flat=True).distinct() if me else []
    return list(with_ledger.filter(pk__in={*(scope or ()), *mine}))


def get_ledger_team(user: Any, pk: int) -> Team:
    """A team whose ledger a person may see; 404 for another's."""
    found = next((team for team in ledger_teams(user) if team.pk == pk), None)
    if found is None:
        raise Http404
    return found
