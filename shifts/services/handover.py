"""The handover book: written, accepted by the next shift, carried until closed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.access import ALLOWED, Verdict
from cstm.errors import DomainError
from cstm.formats import short_moment
from shifts.access.handover import served_by
from shifts.choices import HandoverKind, HandoverState
from shifts.models import HandoverItem, HandoverNote
from shifts.selectors import handover as reads
from shifts.services import living_words  # noqa: F401  (registers the words)
from staff.models import Agent, Store, User
from staff.services import audit, notices

WRITTEN, ACCEPTED, CARRIED, WORD, CLOSED = "written", "accepted", "carried", "word", "closed"
MISSED = "missed"


def may_accept(item: HandoverItem, agent: Agent, *, leads: bool, now: dt.datetime) -> Verdict:
    """May this person accept: whoever is on shift at a desk of the store, or leads there.

    Where no roster names anybody, everybody who serves the store; never the writer of a fresh item.
    """
    if agent.pk == item.written_by_id and not item.carried:
        return Verdict(False, _("The next shift accepts what you hand over."))
    if leads:
        return ALLOWED
    people = reads.on_shift(item.store_id, now)
    if agent.pk in people:
        return ALLOWED
    if people:
        return Verdict(False, _("Who is on shift at a desk of this store accepts it."))
    if reads.next_shift(item.store_id, now).agent_ids:
        return Verdict(False, _("The next shift has not begun yet."))
    if served_by(agent, timezone.localdate(now)).filter(pk=item.store_id).exists():
        return ALLOWED
    return Verdict(False, _("You do not serve this store."))


@transaction.atomic
def write(
    store: Store, *, by: Agent, values: Mapping[str, Any], actor: User | None, now: dt.datetime | None = None
) -> HandoverItem:
    """Hand something on to the next shift, which is told. Raises DomainError without a title."""
    moment = now or timezone.now()
    title = str(values.get("title", "")).strip()
    if not title:
        raise DomainError(_("Say in a few words what is open."), code="no_title")
    if values.get("kind") not in HandoverKind.values:
        raise DomainError(_("Choose what kind of item it is."), code="kind")
    coming = reads.next_shift(store.pk, moment, writer_id=by.pk)
    item = HandoverItem.objects.create(
        store=store,
        kind=values["kind"],
        title=title[:120],
        text=str(values.get("text", ""))[:4000],
        buyer=str(values.get("buyer", ""))[:80],
        order_no=str(values.get("order_no", ""))[:60],
        due_at=values.get("due_at"),
        written_by=by,
        accept_by=coming.accept_by,
    )
    _step(item, by, WRITTEN)
    audit.record(actor=actor, action="handover.add", about=item, after={"store": store.name, "title": title})
    _tell(item, coming)
    return item


@transaction.atomic
def accept(
    item_id: int, *, by: Agent, leads: bool = False, actor: User | None, now: dt.datetime | None = None
) -> HandoverItem:
    """The next shift takes an item over; pressed twice is once. Raises DomainError for whoever may not."""
    moment = now or timezone.now()
    item = _locked(item_id)
    if item.state == HandoverState.ACCEPTED and item.accepted_by_id == by.pk:
        return item
    if item.state == HandoverState.ACCEPTED:
        raise DomainError(
            _("%(name)s accepted it already.") % {"name": item.accepted_by or "…"}, code="accepted"
        )
    if item.state == HandoverState.CLOSED:
        raise DomainError(_("It is closed already."), code="closed")
    verdict = may_accept(item, by, leads=leads, now=moment)
    if not verdict:
        raise DomainError(verdict.reason, code="not_yours")
    item.state, item.accepted_by, item.accepted_at = HandoverState.ACCEPTED, by, moment
    item.save(update_fields=["state", "accepted_by", "accepted_at", "updated_at"])
    late = max(0, (moment - item.accept_by) // dt.timedelta(minutes=1))
    _step(item, by, ACCEPTED, str(late or ""))  # Minutes alone: each reader sees them in the own language.
    audit.record(actor=actor, action="handover.accept", about=item, after={"late_minutes": late})
    return item


@transaction.atomic
def add_word(item_id: int, *, by: Agent, text: str, actor: User | None) -> HandoverNote:
    """Add a word to an item. Raises DomainError for an empty one."""
    item = _locked(item_id)
    if not text.strip():
        raise DomainError(_("Write a word first."), code="empty")
    audit.record(actor=actor, action="handover.note", about=item)
    return _step(item, by, WORD, text.strip())


@transaction.atomic
def close(
    item_id: int, *, by: Agent, text: str, actor: User | None, now: dt.datetime | None = None
) -> HandoverItem:
    """It is settled; a word says how. Pressed twice is once. Raises DomainError without a word."""
    item = _locked(item_id)
    if item.state == HandoverState.CLOSED:
        return item
    if not text.strip():
        raise DomainError(_("Say how it was settled."), code="no_reason")
    item.state, item.closed_by, item.closed_at = HandoverState.CLOSED, by, now or timezone.now()
    item.save(update_fields=["state", "closed_by", "closed_at", "updated_at"])
    _step(item, by, CLOSED, text.strip())
    audit.record(actor=actor, action="handover.close", about=item, reason=text)
    return item


def carry(now: dt.datetime) -> int:
    """Hand on what shifts that ended still hold; returns how many items went on.

    An item that a person accepted and did not close waits for the next shift's acceptance again; one that a
    shift let lie is told to the shift after it, and its trail says so.
    """
    held = HandoverItem.objects.filter(state=HandoverState.ACCEPTED).values_list("pk", flat=True)
    left = HandoverItem.objects.filter(state=HandoverState.OPEN, accept_by__lt=now)
    missed = list(left.values_list("pk", flat=True))
    return sum(_carry_one(pk, now) for pk in list(held)) + sum(_pass_on(pk, now) for pk in missed)


@transaction.atomic
def _carry_one(item_id: int, now: dt.datetime) -> int:
    """Hand one item on, unless its holder's shift still runs."""
    item = _locked(item_id)
    if item.state != HandoverState.ACCEPTED or item.accepted_by_id is None or item.accepted_at is None:
        return 0
    end = reads.shift_end(item.accepted_by_id, item.accepted_at)
    if (end or item.accepted_at + reads.WITHOUT_ROSTER) > now:
        return 0
    coming = reads.next_shift(item.store_id, now - dt.timedelta(hours=1), writer_id=item.accepted_by_id)
    holder = item.accepted_by
    item.state, item.accepted_by, item.accepted_at = HandoverState.OPEN, None, None
    item.carried += 1
    item.accept_by = max(coming.accept_by, now)
    item.save(update_fields=["state", "accepted_by", "accepted_at", "carried", "accept_by", "updated_at"])
    _step(item, holder, CARRIED)
    _tell(item, coming)
    return 1


@transaction.atomic
def _pass_on(item_id: int, now: dt.datetime) -> int:
    """Tell the next shift of an item that the one before did not accept, once that next shift has begun."""
    item = _locked(item_id)
    if item.state != HandoverState.OPEN or item.accept_by >= now:
        return 0
    coming = reads.next_shift(item.store_id, item.accept_by)
    if coming.start is None or coming.start > now:
        return 0
    item.carried += 1
    item.accept_by = coming.accept_by
    item.save(update_fields=["accept_by", "carried", "updated_at"])
    _step(item, None, MISSED)
    _tell(item, coming)
    return 1


def _tell(item: HandoverItem, coming: reads.NextShift) -> None:
    """The people of the next shift hear of it."""
    notices.post_many(
        agents=Agent.objects.filter(pk__in=coming.agent_ids),
        kind="shifts.handover",
        about=f"handover:{item.pk}:{item.carried}",
        params={"title": item.title, "store": item.store.name, "by": short_moment(item.accept_by)},
        url=f"/shifts/handover/{item.pk}/",
    )


def _step(item: HandoverItem, by: Agent | None, step: str, text: str = "") -> HandoverNote:
    return HandoverNote.objects.create(item=item, agent=by, step=step, text=text[:500])


def _locked(item_id: int) -> HandoverItem:
    """The item, held until the end of the transaction."""
    rows = HandoverItem.objects.select_for_update(of=("self",)).select_related("store", "accepted_by")
    return rows.get(pk=item_id)
