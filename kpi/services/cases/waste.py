"""The process-waste log: a step that costs time, a proposal, and what the time that it saves is used for."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.cases import UsedFor, WasteState
from kpi.models import ProcessWaste
from kpi.services.cases import words  # noqa: F401  (registers the notices)
from staff.models import Agent, Store, User
from staff.services import audit, notices


@transaction.atomic
def write(
    *,
    step: str,
    minutes_lost: Decimal,
    proposal: str,
    cases_a_week: int | None = None,
    store: Store | None = None,
    by: Agent,
    actor: User | None,
) -> ProcessWaste:
    """Write down a step that costs time, and what one would do instead. Raises DomainError without both."""
    if not step.strip() or not proposal.strip():
        raise DomainError(_("Say which step costs time, and what you propose."), code="empty")
    if minutes_lost <= 0:
        raise DomainError(_("Give the minutes that it costs a case, such as 1.5."), code="minutes")
    row = ProcessWaste.objects.create(
        step=step.strip()[:160],
        proposal=proposal.strip()[:1000],
        minutes_lost=minutes_lost,
        cases_a_week=cases_a_week,
        store=store,
        written_by=by,
    )
    audit.record(actor=actor, action="waste.add", about=row, after={"minutes": minutes_lost})
    return row


@transaction.atomic
def decide(
    waste_id: int,
    *,
    state: str,
    minutes_saved: Decimal | None = None,
    used_for: str = "",
    used_words: str = "",
    answer: str = "",
    by: Agent | None,
    on: dt.date,
    actor: User | None,
) -> ProcessWaste:
    """Say what became of a proposal; whoever wrote it hears of it.

    Raises DomainError for one in use without minutes saved and what the time is used for, for more minutes
    saved than lost, and for one declined without a reason.
    """
    row = ProcessWaste.objects.select_for_update(of=("self",)).select_related("written_by").get(pk=waste_id)
    if state not in WasteState.values:
        raise DomainError(_("Choose what became of it."), code="state")
    if state == WasteState.DONE and (minutes_saved is None or used_for not in UsedFor.values):
        raise DomainError(
            _("Say how many minutes it saves a case, and what the time is now used for."), code="used_for"
        )
    if minutes_saved is not None and not 0 <= minutes_saved <= row.minutes_lost:
        raise DomainError(
            _("It cannot save more than the %(minutes)s minutes that are lost.")
            % {"minutes": f"{row.minutes_lost.normalize():f}"},
            code="minutes",
        )
    if state == WasteState.DECLINED and not answer.strip():
        raise DomainError(_("Say why it is declined."), code="no_reason")
    before = {"state": row.state, "minutes": row.minutes_saved}
    row.state, row.minutes_saved, row.used_for = state, minutes_saved, used_for
    row.used_words, row.answer = used_words.strip()[:300], answer.strip()[:500]
    row.decided_by, row.decided_on = by, on
    row.save()
    after = {"state": state, "minutes": minutes_saved}
    audit.record(actor=actor, action="waste.decide", about=row, before=before, after=after, reason=row.answer)
    if by is None or by.pk != row.written_by_id:
        notices.post(
            agent=row.written_by,
            kind="kpi.waste_decided",
            about=f"waste:{row.pk}:{state}",
            params={"step": row.step},
            url="/kpi/waste/",
            private=True,
        )
    return row
