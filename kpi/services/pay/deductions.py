"""Deductions: proposed with evidence, answered by the person, decided by a second person, open to appeal."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.pay import DeductionReason, DeductionState, RunKind, RunState
from kpi.models import Deduction, PayRun
from kpi.rules import pay
from kpi.selectors.pay import plans
from kpi.selectors.pay.offices import hr_for
from kpi.services.pay import words as _words  # noqa: F401  (registers the notices)
from staff.models import Agent, User
from staff.services import audit, notices

_LEAST_WORDS = 10


@transaction.atomic
def propose(
    agent: Agent,
    *,
    month: dt.date,
    reason: str,
    happened_on: dt.date,
    evidence: str,
    amount: Decimal,
    actor: User,
    today: dt.date,
) -> Deduction:
    """Propose to take an amount, with evidence; the person is asked for an answer first.

    Raises DomainError without evidence, for the own pay, for a day to come and for a closed month.
    """
    first = month.replace(day=1)
    if reason not in DeductionReason.values:
        raise DomainError(_("Choose what the deduction is for."), code="reason")
    if len(evidence.strip()) < _LEAST_WORDS:
        raise DomainError(
            _("Write down the evidence: what happened, when, and where it can be seen."), code="evidence"
        )
    digits = pay.places(plans.settings().currency)
    if amount <= 0 or amount != pay.money(amount, digits):
        raise DomainError(
            _("Write an amount above 0 with at most %(n)s digits after the point.") % {"n": digits}
        )
    if happened_on > today:
        raise DomainError(_("The day lies in the future."), code="future")
    if agent.user_id == actor.pk:
        raise DomainError(_("Nobody proposes a deduction from the own pay."), code="own")
    if PayRun.objects.filter(month=first, kind=RunKind.REGULAR, state=RunState.CLOSED).exists():
        raise DomainError(_("Pay of this month is closed. Choose a later month."), code="closed")
    row = Deduction.objects.create(
        agent=agent,
        month=first,
        reason=reason,
        happened_on=happened_on,
        evidence=evidence.strip(),
        amount=amount,
        proposed_by=actor,
    )
    after = {"month": f"{first:%Y-%m}", "amount": amount, "evidence": evidence}
    audit.record(actor=actor, action="deduction.propose", about=row, after=after)
    _tell(row, [agent], "kpi.deduction_asked")
    return row


@transaction.atomic
def answer(row: Deduction, *, words: str, actor: User) -> Deduction:
    """What the person says to it. Raises DomainError for somebody else and once it is decided."""
    held = _held(row)
    if held.agent.user_id != actor.pk:
        raise DomainError(_("Only the person concerned answers."), code="not_yours")
    if held.state not in (DeductionState.ASKED, DeductionState.ANSWERED):
        raise DomainError(_("This was decided already."), code="decided")
    if not words.strip():
        raise DomainError(_("Write your answer. You may say that you agree."), code="empty")
    held.answer, held.answered_at, held.state = words.strip(), timezone.now(), DeductionState.ANSWERED
    held.save(update_fields=["answer", "answered_at", "state", "updated_at"])
    audit.record(actor=actor, action="deduction.answer", about=held, after={"answer": words})
    _tell(held, hr_for(held.agent, timezone.localdate()), "kpi.deduction_answered")
    return held


@transaction.atomic
def decide(row: Deduction, *, approve: bool, words: str, actor: User) -> Deduction:
    """A second person approves or refuses, with a reason.

    Raises DomainError for whoever proposed it, for the person concerned, without a reason; and an approval
    before the person has answered.
    """
    held = _held(row)
    if held.state not in (DeductionState.ASKED, DeductionState.ANSWERED):
        raise DomainError(_("This was decided already."), code="decided")
    if held.proposed_by_id == actor.pk:
        raise DomainError(_("You proposed this. A second person decides."), code="same_person")
    if held.agent.user_id == actor.pk:
        raise DomainError(_("Nobody decides on the own pay."), code="own")
    if not words.strip():
        raise DomainError(_("Give the reason of your decision."), code="no_reason")
    if approve and held.state != DeductionState.ANSWERED:
        raise DomainError(_("The person has not answered yet. Nothing is taken unheard."), code="unheard")
    held.state = DeductionState.APPROVED if approve else DeductionState.REFUSED
    held.decided_by, held.decided_at, held.decision = actor, timezone.now(), words.strip()
    held.save(update_fields=["state", "decided_by", "decided_at", "decision", "updated_at"])
    audit.record(
        actor=actor, action="deduction.decide", about=held, after={"state": held.state}, reason=words
    )
    _tell(held, [held.agent], "kpi.deduction_decided")
    return held


@transaction.atomic
def withdraw(row: Deduction, *, words: str, actor: User) -> Deduction:
    """The proposer takes back what nobody has decided yet. Raises DomainError for anybody else."""
    held = _held(row)
    if held.proposed_by_id != actor.pk:
        raise DomainError(_("Only who proposed it takes it back."), code="not_yours")
    if held.state not in (DeductionState.ASKED, DeductionState.ANSWERED):
        raise DomainError(_("This was decided already."), code="decided")
    return take_back(held, words=words, actor=actor)


@transaction.atomic
def take_back(row: Deduction, *, words: str, actor: User) -> Deduction:
    """Nothing is taken after all: withdrawn, or appealed with success. DomainError without a reason."""
    held = _held(row)
    if held.state in (DeductionState.REFUSED, DeductionState.CANCELLED):
        return held
    if not words.strip():
        raise DomainError(_("Say why it is taken back."), code="no_reason")
    held.state = DeductionState.CANCELLED
    held.save(update_fields=["state", "updated_at"])
    audit.record(
        actor=actor, action="deduction.withdraw", about=held, after={"state": held.state}, reason=words
    )
    _tell(held, [held.agent], "kpi.deduction_decided")
    return held


def _held(row: Deduction) -> Deduction:
    rows = Deduction.objects.select_for_update(of=("self",)).select_related("agent")
    return rows.get(pk=row.pk)


def _tell(row: Deduction, agents: list[Agent], kind: str) -> None:
    notices.post_many(
        agents=agents,
        kind=kind,
        about=f"deduction:{row.pk}:{row.state}",
        params={"month": f"{row.month:%Y-%m}"},
        url=f"/kpi/pay/deductions/{row.pk}/",
        private=True,
    )
