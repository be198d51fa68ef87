"""A report narrowed to what a person may export: teams, people and stores within the right's reach."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.selectors.report_query import ReportQuery
from staff.access import get_store, get_team, teams_in_scope, visible_agents
from staff.selectors import people

RIGHT = "reports.export"


def narrowed(
    user: Any,
    query: ReportQuery,
    *,
    team_id: int | None = None,
    store_id: int | None = None,
    agent_ids: Sequence[int] = (),
) -> ReportQuery:
    """The question with the chosen team (and below), store and people, within the person's scope.

    Raises Http404 for what lies outside it, DomainError where a part of the tree asks for all stores.
    """
    scope = teams_in_scope(user, RIGHT)
    team_ids = None if scope is None else tuple(scope)
    if team_id is not None:
        below = people.team_subtree_ids(get_team(user, team_id, RIGHT).pk)
        team_ids = tuple(pk for pk in below if scope is None or pk in scope)
    if store_id is not None:
        store_id = get_store(user, store_id, RIGHT).pk
    elif query.by == "store" and scope is not None:
        raise DomainError(_("Choose a store: you export a part of the organisation."), code="choose_store")
    chosen = tuple(agent_ids)
    if chosen and visible_agents(user, RIGHT).filter(pk__in=chosen).count() != len(set(chosen)):
        raise Http404
    return replace(query, team_ids=team_ids, store_id=store_id, agent_ids=chosen or None)
