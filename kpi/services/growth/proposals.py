"""Rewards and deductions that a leader proposes: only by citing facts on record, and another decides."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import both
from kpi.choices.growth import ProposalKind, ProposalState
from kpi.models import CitedFact, Proposal
from kpi.selectors.growth.facts import facts_on_record
from kpi.services.growth.words import PROPOSAL
from staff.models import Agent, User
from staff.services import audit, notices

LONGEST = 300


@transaction.atomic
def propose(
    *,
    kind: str,
    agent: Agent,
    by: Agent,
    what: str,
    cited: Iterable[str],
    actor: User | None,
    now: dt.datetime | None = None,
) -> Proposal:
    """Propose a reward or a deduction. Raises DomainError for oneself, without words, without a cited fact,
    and for a fact that does not stand on the person's record now."""
    today = timezone.localdate(now or timezone.now())
    if kind not in ProposalKind.values:
        raise DomainError(_("Choose a reward or a deduction."), code="kind")
    if agent.pk == by.pk:
        raise DomainError(_("Nobody proposes for oneself."), code="oneself")
    if not what.strip():
        raise DomainError(_("Say what you propose."), code="what")
    keys = list(dict.fromkeys(cited))
    if not keys:
        raise DomainError(_("Cite at least one fact on record."), code="no_fact")
    known = {fact.key: fact for fact in facts_on_record(agent, today)}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise DomainError(_("This fact is not on record: %(what)s.") % {"what": unknown[0][:80]}, code="fact")
    row = Proposal.objects.create(kind=kind, agent=agent, proposed_by=by, what=what.strip()[:LONGEST])
    CitedFact.objects.bulk_create(
        CitedFact(
            proposal=row,
            kind=fact.kind,
            ref=fact.ref,
            day=fact.day,
            words_en=fact.words["en"][:LONGEST],
            words_zh=fact.words["zh"][:LONGEST],
        )
        for fact in (known[key] for key in keys)
    )
    after = {"kind": kind, "to": agent.name, "facts": keys}
    audit.record(actor=actor, action="proposal.add", about=row, after=after)
    return row


@transaction.atomic
def decide(
    proposal: Proposal,
    *,
    agreed: bool,
    answer: str,
    by: Agent,
    actor: User | None,
    now: dt.datetime | None = None,
) -> Proposal:
    """Another than who proposed it agrees or declines, with a word. Raises DomainError for the same person
    and for the person it is about. Twice is once."""
    row = Proposal.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=proposal.pk)
    if row.state != ProposalState.OPEN:
        return row
    if by.pk in (row.proposed_by_id, row.agent_id):
        raise DomainError(_("Somebody else decides it."), code="not_yours")
    if not answer.strip():
        raise DomainError(_("Say why, in a few words."), code="answer")
    row.state = ProposalState.AGREED if agreed else ProposalState.DECLINED
    row.decided_by, row.decided_at = by, now or timezone.now()
    row.answer = answer.strip()[:LONGEST]
    row.save(update_fields=["state", "decided_by", "decided_at", "answer", "updated_at"])
    audit.record(actor=actor, action="proposal.decide", about=row, after={"state": row.state}, reason=answer)
    notices.post(
        agent=row.proposed_by,
        kind=PROPOSAL,
        about=f"proposal:{row.pk}",
        params={"state": both(row.get_state_display()), "answer": row.answer},
        url=f"/kpi/growth/proposals/{row.pk}/",
        private=True,
    )
    return row


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Agent, actor: User | None) -> Proposal:
    """Who proposed it takes it back while it waits; twice is once."""
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state == ProposalState.OPEN:
        if by.pk != row.proposed_by_id:
            raise DomainError(_("Who proposed it takes it back."), code="not_yours")
        row.state = ProposalState.WITHDRAWN
        row.save(update_fields=["state", "updated_at"])
        audit.record(actor=actor, action="proposal.withdraw", about=row)
    return row
