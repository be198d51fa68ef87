"""One-to-one talks: private to the two and their lead. The audit trail says that, never what."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.models import OneToOne
from kpi.services.growth.words import TALK
from staff.models import Agent, User
from staff.services import audit, notices


@transaction.atomic
def hold(
    *,
    agent: Agent,
    leader: Agent,
    held_on: dt.date,
    notes: str,
    agreed: str = "",
    next_on: dt.date | None = None,
    actor: User | None,
    now: dt.datetime | None = None,
) -> OneToOne:
    """Write a talk down; the next date is told to both. Raises DomainError for a talk with oneself, one to
    come, one without words, and a next date that is not later."""
    today = timezone.localdate(now or timezone.now())
    if agent.pk == leader.pk:
        raise DomainError(_("A talk is one of two."), code="oneself")
    if not dt.date(2000, 1, 1) <= held_on <= today:
        raise DomainError(_("A talk is written down once it was held."), code="held_on")
    if not notes.strip():
        raise DomainError(_("Say in a few words what was talked about."), code="notes")
    if next_on is not None and next_on <= max(held_on, today - dt.timedelta(days=1)):
        raise DomainError(_("The next talk is on a day to come."), code="next_on")
    row = OneToOne.objects.create(
        agent=agent,
        leader=leader,
        held_on=held_on,
        notes=notes.strip()[:4000],
        agreed=agreed.strip()[:2000],
        next_on=next_on,
    )
    audit.record(actor=actor, action="talk.add", about=row)
    _tell_next(row)
    return row


@transaction.atomic
def answer(talk: OneToOne, *, text: str, actor: User | None) -> OneToOne:
    """The other one adds own words; they may be changed."""
    row = OneToOne.objects.select_for_update().get(pk=talk.pk)
    row.answer = text.strip()[:2000]
    row.save(update_fields=["answer", "updated_at"])
    audit.record(actor=actor, action="talk.answer", about=row)
    return row


def _tell_next(row: OneToOne) -> None:
    """Both have the next date; nothing of what was said."""
    if row.next_on is None:
        return
    for person, other in ((row.agent, row.leader), (row.leader, row.agent)):
        notices.post(
            agent=person,
            kind=TALK,
            about=f"talk:{row.pk}",
            params={"name": str(other), "day": row.next_on.isoformat()},
            url=f"/kpi/growth/talks/{row.pk}/",
            private=True,
        )
