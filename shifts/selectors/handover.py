"""The handover book: items by store, who comes next, and who may accept."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shifts.choices import HandoverState, RosterState
from shifts.models import Assignment, HandoverItem, HandoverNote
from staff.models import Agent

STANDING = (RosterState.PUBLISHED, RosterState.LOCKED)
# The next shift has this long after its start to accept.
TO_ACCEPT = dt.timedelta(minutes=30)
# Where no roster says who comes next.
WITHOUT_ROSTER = dt.timedelta(hours=12)
AHEAD = dt.timedelta(days=3)
# Whose shifts begin this close together are one shift.
TOGETHER = dt.timedelta(minutes=90)


@dataclass(frozen=True, slots=True)
class NextShift:
    """Who comes next at a store: when the shift begins, by when it should accept, and the people."""

    start: dt.datetime | None
    accept_by: dt.datetime
    agent_ids: frozenset[int]


def next_shift(store_id: int, now: dt.datetime, *, writer_id: int | None = None) -> NextShift:
    """The people rostered at a desk of the store in the next shift.

    The next shift is the first that begins after now; without a roster it is whoever serves the store, within
    twelve hours.
    """
    rows = (
        Assignment.objects.filter(
            roster__state__in=STANDING,
            desk__stores=store_id,
            start_at__gt=now,
            start_at__lte=now + AHEAD,
        )
        .exclude(agent_id=writer_id or 0)
        .order_by("start_at")
        .values_list("agent_id", "start_at")
    )
    found = list(rows)
    if not found:
        return NextShift(None, now + WITHOUT_ROSTER, frozenset())
    start = found[0][1]
    assert start is not None
    people = frozenset(agent for agent, begin in found if begin is not None and begin <= start + TOGETHER)
    return NextShift(start, start + TO_ACCEPT, people)


def on_shift(store_id: int, now: dt.datetime) -> frozenset[int]:
    """The people who are rostered at a desk of the store now, or begin within an hour."""
    rows = Assignment.objects.filter(
        roster__state__in=STANDING,
        desk__stores=store_id,
        start_at__lte=now + dt.timedelta(hours=1),
        end_at__gte=now,
    )
    return frozenset(rows.values_list("agent_id", flat=True))


def shift_end(agent_id: int, now: dt.datetime) -> dt.datetime | None:
    """When the shift ends in which a person is now, or which begins within an hour."""
    rows = Assignment.objects.filter(
        roster__state__in=STANDING,
        agent_id=agent_id,
        start_at__lte=now + dt.timedelta(hours=1),
        end_at__gte=now,
    )
    return rows.order_by("-end_at").values_list("end_at", flat=True).first()


def items(
    store_ids: Iterable[int],
    *,
    text: str = "",
    kind: str = "",
    state: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> "QuerySet[HandoverItem]":
    """Items of stores, the newest first; `state` "standing" (the usual) leaves out what is closed."""
    rows = HandoverItem.objects.filter(store_id__in=list(store_ids)).select_related(
        "store", "written_by", "accepted_by", "closed_by"
    )
    if text.strip():
        word = text.strip()
        said = HandoverNote.objects.filter(
            item=OuterRef("pk"), step__in=("word", "closed"), text__icontains=word
        )
        rows = rows.filter(
            Q(Exists(said))
            | Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(buyer__icontains=word)
            | Q(order_no__icontains=word)
        )
    if kind:
        rows = rows.filter(kind=kind)
    if state == "standing":
        rows = rows.exclude(state=HandoverState.CLOSED)
    elif state:
        rows = rows.filter(state=state)
    if first is not None:
        rows = rows.filter(created_at__date__gte=first)
    if last is not None:
        rows = rows.filter(created_at__date__lte=last)
    return rows.order_by(F("due_at").asc(nulls_last=True), "-created_at", "pk")


def notes(item: HandoverItem) -> "QuerySet[HandoverNote]":
    """The steps of an item's life, oldest first."""
    return HandoverNote.objects.filter(item=item).select_related("agent").order_by("at", "pk")


def waiting_for(agent: Agent, store_ids: "QuerySet[Any, Any]", now: dt.datetime) -> "QuerySet[HandoverItem]":
    """Items that wait for acceptance at stores where the person is on shift now, the most pressing first."""
    rows = HandoverItem.objects.filter(store_id__in=store_ids, state=HandoverState.OPEN)
    here = Assignment.objects.filter(
        roster__state__in=STANDING,
        agent=agent,
        start_at__lte=now + dt.timedelta(hours=1),
        end_at__gte=now,
    )
    return (
        rows.filter(store_id__in=here.values("desk__stores"))
        .exclude(written_by=agent, carried=0)
        .select_related("store", "written_by")
        .order_by("accept_by")
    )
