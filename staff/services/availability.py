"""Writes to contracts, blocks of time, exemptions and hourly rates."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff import rules
from staff.choices import EVER, STILL, BlockKind, BlockSource
from staff.models import Agent, Block, Contract, Exemption, Grade, HourlyRate, User
from staff.rules import Span
from staff.services import audit, spans

_WEEK = 10080
_CODE = 3
_LONGEST = dt.timedelta(days=366)


@transaction.atomic
def set_contract(
    agent: Agent,
    *,
    weekly_minutes: int,
    actor: User | None,
    valid_from: dt.date = EVER,
    valid_to: dt.date = STILL,
) -> None:
    """Contract a person for so many minutes a week in a span; what stood there gives way.

    Raises DomainError for an end before the start and for more minutes than a week has.
    """
    _check_order(valid_from, valid_to)
    if not 0 <= weekly_minutes <= _WEEK:
        raise DomainError(
            _("A contract is for 0 to 168 hours a week, not %(hours)s.")
            % {"hours": f"{weekly_minutes / 60:g}"},
            code="minutes",
        )
    Agent.objects.select_for_update().get(pk=agent.pk)
    changed = spans.lay(agent.contracts, key="weekly_minutes", new=Span(weekly_minutes, valid_from, valid_to))
    if changed is not None:
        after = {"weekly_minutes": weekly_minutes, "valid_from": valid_from, "valid_to": valid_to}
        audit.record(actor=actor, action="contract.set", about=agent, after=after)


@transaction.atomic
def end_contract(agent: Agent, *, after: dt.date, actor: User | None) -> None:
    """Let no contract of a person go on past a day."""
    if Contract.objects.filter(agent=agent, valid_to__gt=after).exists():
        spans.end(agent.contracts, key="weekly_minutes", after=after)
        audit.record(actor=actor, action="contract.end", about=agent, after={"last_day": after})


@transaction.atomic
def block(
    agent_id: int,
    kind: str,
    source: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    key: str,
    title: str = "",
    *,
    actor: User | None = None,
) -> Block:
    """Write a block of time, or move the one that the writer's key names; twice is once.

    Only what somebody entered by hand is audited here: other writers audit what they wrote it for. Raises
    DomainError for an end before the start, times without zone, and unknown words.
    """
    if kind not in BlockKind.values or source not in BlockSource.values:
        raise DomainError(_("A block is away or busy, and comes from a known source."), code="kind")
    if start_at.tzinfo is None or end_at.tzinfo is None:
        raise DomainError(_("A block's times need a time zone."), code="zone")
    if end_at <= start_at:
        raise DomainError(_("The end lies before the start."), code="order")
    if not key.strip():
        raise DomainError(_("A block needs a key by which its writer finds it again."), code="key")
    values = {"kind": kind, "source": source, "start_at": start_at, "end_at": end_at, "title": title[:120]}
    row, _new = Block.objects.update_or_create(agent_id=agent_id, key=key, defaults=values)
    if source == BlockSource.HAND:
        audit.record(actor=actor, action="block.add", about=row, after=values)
    return row


@transaction.atomic
def enter_block(
    agent: Agent,
    kind: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    *,
    actor: User | None,
    title: str = "",
) -> Block:
    """Enter a block of time by hand; an absence keeps no title, which could be its reason. Raises
    DomainError."""
    title = title.strip()
    if kind == BlockKind.AWAY and title:
        raise DomainError(_("An absence keeps no reason: leave the title empty."), code="reason")
    if end_at - start_at > _LONGEST:
        raise DomainError(_("A block is at most 366 days long."), code="long")
    key = f"hand:{uuid.uuid4().hex}"
    return block(agent.pk, kind, BlockSource.HAND, start_at, end_at, key, title, actor=actor)


@transaction.atomic
def unblock(agent_id: int, key: str, *, actor: User | None = None) -> bool:
    """Remove the block that a key names; False where there is none."""
    row = Block.objects.filter(agent_id=agent_id, key=key).first()
    if row is None:
        return False
    if row.source == BlockSource.HAND:
        before = {"kind": row.kind, "start_at": row.start_at, "end_at": row.end_at}
        audit.record(actor=actor, action="block.remove", about=row, before=before)
    row.delete()
    return True


@transaction.atomic
def exempt(agent: Agent, *, valid_from: dt.date, valid_to: dt.date, actor: User | None) -> None:
    """No nights and no overtime for a person in these days. No reason is asked for, on purpose."""
    _check_order(valid_from, valid_to)
    Agent.objects.select_for_update().get(pk=agent.pk)
    before = [Span(agent.pk, row.valid_from, row.valid_to) for row in Exemption.objects.filter(agent=agent)]
    after = rules.splice(before, Span(agent.pk, valid_from, valid_to))
    _write_exemptions(agent, before, after)
    if before != after:
        span = {"valid_from": valid_from, "valid_to": valid_to}
        audit.record(actor=actor, action="exemption.add", about=agent, after=span)


@transaction.atomic
def end_exemption(agent: Agent, *, valid_from: dt.date, valid_to: dt.date, actor: User | None) -> None:
    """Take an exemption back for the days of a span."""
    _check_order(valid_from, valid_to)
    before = [Span(agent.pk, row.valid_from, row.valid_to) for row in Exemption.objects.filter(agent=agent)]
    after = rules.cut(before, valid_from, valid_to)
    _write_exemptions(agent, before, after)
    if before != after:
        span = {"valid_from": valid_from, "valid_to": valid_to}
        audit.record(actor=actor, action="exemption.remove", about=agent, before=span)


@transaction.atomic
def set_rate(
    grade: Grade, *, amount: Decimal, actor: User | None, currency: str = "CNY", valid_from: dt.date = EVER
) -> HourlyRate:
    """What an hour of a grade costs from a date on; the same date again replaces it. Raises DomainError."""
    if amount < 0:
        raise DomainError(_("An hour cannot cost less than nothing."), code="amount")
    if len(currency) != _CODE or not currency.isalpha():
        raise DomainError(_("A currency is three letters, such as CNY."), code="currency")
    rows = HourlyRate.objects.select_for_update()
    known = rows.filter(grade=grade, valid_from=valid_from).first()
    before = {"amount": known.amount, "currency": known.currency} if known else {}
    values = {"amount": amount, "currency": currency.upper()}
    row, _new = HourlyRate.objects.update_or_create(grade=grade, valid_from=valid_from, defaults=values)
    if before != values:
        after = {**values, "valid_from": valid_from}
        audit.record(actor=actor, action="rate.set", about=grade, before=before, after=after)
    return row


@transaction.atomic
def remove_rate(rate: HourlyRate, *, actor: User | None) -> None:
    """Take a rate back; the one before it holds again."""
    before = {"amount": rate.amount, "currency": rate.currency, "valid_from": rate.valid_from}
    audit.record(actor=actor, action="rate.remove", about=rate.grade, before=before)
    rate.delete()


def _write_exemptions(agent: Agent, before: list[Span], after: list[Span]) -> None:
    # The person is the key here: an exemption has nothing else to tell it from another.
    spans.write(agent.exemptions, key="agent_id", before=before, after=after)


def _check_order(first: dt.date, last: dt.date) -> None:
    if last < first:
        raise DomainError(_("The end lies before the start."), code="order")
