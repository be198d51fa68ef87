"""Demand: rows of the access table, and doors to desks, promotions and scenarios."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cstm.access import Page, register
from shifts.models import PromotionEvent, Scenario
from staff.access import teams_in_scope, visible_stores, whole_organisation
from staff.models import Agent, Desk, DeskAssignment, Store

_POST = ("POST",)
_BOTH = ("GET", "POST")
VIEW, EDIT, PAY, ROSTERS = "rosters.view", "demand.edit", "pay.view", "rosters.edit"

register(
    [
        Page("shifts:demand", VIEW),
        Page("shifts:demand_pattern", EDIT, methods=_POST),
        Page("shifts:demand_day", VIEW, methods=_BOTH, writes=EDIT),
        Page("shifts:demand_spread", EDIT, methods=_POST),
        Page("shifts:demand_copy", EDIT, methods=_POST),
        Page("shifts:demand_import", EDIT, methods=_BOTH),
        Page("shifts:demand_volumes", EDIT, methods=_BOTH),
        Page("shifts:demand_forecast", VIEW),
        Page("shifts:demand_forecast_start", EDIT, methods=_POST),
        Page("shifts:demand_forecast_job", VIEW),
        Page("shifts:demand_forecast_cancel", EDIT, methods=_POST),
        Page("shifts:demand_compute", EDIT, methods=_BOTH),
        Page("shifts:demand_calculator", VIEW),
        Page("shifts:event_list", VIEW),
        Page("shifts:event_new", EDIT, methods=_BOTH),
        Page("shifts:event_edit", EDIT, scoped="event", methods=_BOTH),
        Page("shifts:event_remove", EDIT, scoped="event", methods=_POST),
        Page("shifts:demand_whatif", VIEW, methods=_BOTH, writes=EDIT),
        Page("shifts:scenario_list", VIEW),
        Page("shifts:scenario_detail", VIEW, scoped="scenario"),
        Page("shifts:scenario_remove", EDIT, scoped="scenario", methods=_POST),
        Page("shifts:scenario_open", EDIT, scoped="scenario", methods=_POST),
        Page("shifts-api:needs", VIEW, methods=_BOTH, writes=EDIT),
        Page("shifts-api:forecast", VIEW, methods=_BOTH, writes=EDIT),
        Page("shifts-api:staffing", VIEW),
        Page("shifts-api:scenarios", VIEW),
    ]
)


def visible_desks(user: Any, right: str = VIEW) -> "QuerySet[Desk]":
    """Desks in use that a right reaches: those that people in scope serve, and those that nobody serves."""
    team_ids = teams_in_scope(user, right)
    desks = Desk.objects.filter(active=True)
    if team_ids is None:
        return desks
    if not team_ids:
        return desks.none()
    now = _served(timezone.localdate())
    members = Agent.objects.in_teams(team_ids, timezone.localdate()).values("pk")
    mine = now.filter(agent_id__in=members).values("desk_id")
    return desks.filter(Q(pk__in=mine) | ~Q(pk__in=now.values("desk_id")))


def _served(day: dt.date) -> "QuerySet[DeskAssignment]":
    """Who serves which desk on a date; people who moved on or left count no more, nor those to come yet."""
    rows = DeskAssignment.objects.filter(valid_from__lte=day, valid_to__gte=day)
    return rows.exclude(agent__left_on__lt=day)


def get_desk(user: Any, pk: int, right: str = VIEW) -> Desk:
    """A desk that the right reaches; 404 for another's."""
    found = visible_desks(user, right).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def priced_desks(user: Any) -> set[int]:
    """Desks whose cost a person may see: the right to see sums of pay reaches all who serve the desk."""
    team_ids = teams_in_scope(user, PAY)
    if team_ids is None:
        return set(Desk.objects.values_list("pk", flat=True))
    if not team_ids:
        return set()
    now = _served(timezone.localdate())
    members = Agent.objects.in_teams(team_ids, timezone.localdate()).values("pk")
    others = now.exclude(agent_id__in=members).values("desk_id")
    return set(now.exclude(desk_id__in=others).values_list("desk_id", flat=True))


def stores_for(user: Any, right: str = VIEW) -> "QuerySet[Store]":
    """Stores that a right reaches, by name."""
    found: QuerySet[Store] = visible_stores(user, right).order_by("name")
    return found


def visible_events(user: Any) -> "QuerySet[PromotionEvent]":
    """Promotions of all stores, and those of stores that one sees; the newest first."""
    rows = PromotionEvent.objects.filter(Q(stores__isnull=True) | Q(stores__in=stores_for(user)))
    return rows.distinct().prefetch_related("stores").order_by("-first", "name")


def get_event(user: Any, pk: int) -> PromotionEvent:
    """A promotion that one may change: all its stores are in reach; 404 for another's."""
    found = PromotionEvent.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    stores = set(found.stores.values_list("pk", flat=True))
    if stores - set(stores_for(user, EDIT).values_list("pk", flat=True)):
        raise Http404
    if not stores and not whole_organisation(user, EDIT):
        raise Http404
    return found


def visible_scenarios(user: Any) -> "QuerySet[Scenario]":
    """Saved scenarios of desks that one sees, the newest first."""
    rows = Scenario.objects.filter(desk__in=visible_desks(user)).select_related("desk", "made_by")
    return rows.order_by("-updated_at", "-pk")


def get_scenario(user: Any, pk: int, right: str = VIEW) -> Scenario:
    """A scenario of a desk that the right reaches; 404 for another's."""
    found = Scenario.objects.select_related("desk", "made_by").filter(pk=pk).first()
    if found is None or not visible_desks(user, right).filter(pk=found.desk_id).exists():
        raise Http404
    return found
