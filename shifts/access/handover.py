"""The handover book: rows of the access table, and doors."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cstm.access import Page, register, rights_of
from shifts.choices import RosterState
from shifts.models import Assignment, HandoverItem
from staff.access import agent_of, visible_stores
from staff.models import Agent, DeskAssignment, Store, StoreAssignment

_POST = ("POST",)
_BOTH = ("GET", "POST")
READ = "own.view|attendance.view"
LEADS = "attendance.view"

register(
    [
        Page("shifts:handover_list", READ),
        Page("shifts:handover_new", READ, methods=_BOTH),
        Page("shifts:handover_detail", READ, scoped="handover"),
        Page("shifts:handover_accept", READ, scoped="handover", methods=_POST),
        Page("shifts:handover_note", READ, scoped="handover", methods=_POST),
        Page("shifts:handover_close", READ, scoped="handover", methods=_POST),
        Page("shifts-api:handover", READ, methods=_BOTH),
        Page("shifts-api:handover_accept", READ, scoped="handover", methods=_POST),
        Page("shifts-api:handover_close", READ, scoped="handover", methods=_POST),
    ]
)


def served_by(agent: Agent, day: dt.date) -> "QuerySet[Store]":
    """Stores that a person serves on a date: as written down, by a desk, or by a shift of these days."""
    one = dt.timedelta(days=1)
    written = StoreAssignment.objects.on(day).filter(agent=agent).values("store_id")
    desks = DeskAssignment.objects.on(day).filter(agent=agent).values("desk__stores")
    rostered = Assignment.objects.filter(agent=agent, day__range=(day - one, day + one)).exclude(
        roster__state=RosterState.DRAFT
    )
    return Store.objects.filter(
        Q(pk__in=written) | Q(pk__in=desks) | Q(pk__in=rostered.values("desk__stores"))
    ).order_by("name")


def stores_of(user: Any) -> "QuerySet[Store]":
    """Stores whose book a log-in reads: the own ones, and for leaders those of their people."""
    led: QuerySet[Store] = visible_stores(user, LEADS)
    wanted = Q(pk__in=led.values("pk"))
    me = agent_of(user)
    if me is not None:
        wanted |= Q(pk__in=served_by(me, timezone.localdate()).values("pk"))
    return Store.objects.filter(wanted).order_by("name")


def get_item(user: Any, pk: int) -> HandoverItem:
    """An item of a store whose book one reads, or one that one wrote; 404 for another's."""
    rows = HandoverItem.objects.select_related("store", "written_by", "accepted_by", "closed_by")
    item = rows.filter(pk=pk).first()
    me = agent_of(user)
    if item is None:
        raise Http404
    if me is not None and item.written_by_id == me.pk:
        return item
    if not stores_of(user).filter(pk=item.store_id).exists():
        raise Http404
    return item


def leads(user: Any, item: HandoverItem) -> bool:
    """Whether a log-in leads people at the item's store."""
    if LEADS not in rights_of(user):
        return False
    return bool(visible_stores(user, LEADS).filter(pk=item.store_id).exists())
