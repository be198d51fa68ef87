"""A person serves another desk for a part of a day; training and meetings take people off the chats."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.formats import listed
from shifts.choices import RosterState
from shifts.models import Assignment, DispatchMove
from shifts.services import living_words  # noqa: F401  (words of notices)
from staff.choices import BlockKind, BlockSource
from staff.models import Agent, Block, Certificate, Desk, Skill, User
from staff.selectors.desks import requirements
from staff.selectors.qualifications import held, skills_found
from staff.services import audit, availability, notices

STANDING = (RosterState.PUBLISHED, RosterState.LOCKED)


@transaction.atomic
def move(
    agent: Agent,
    *,
    day: dt.date,
    desk: Desk,
    start_at: dt.datetime,
    end_at: dt.datetime,
    why: str,
    by: Agent | None,
    actor: User | None,
) -> DispatchMove:
    """Send somebody to another desk inside the shift of a date. The person is told.

    Raises DomainError outside the shift, for the shift's own desk, where another move overlaps, and where the
    person lacks a certificate or skill that the desk asks for.
    """
    Agent.objects.select_for_update().get(pk=agent.pk)
    shift = Assignment.objects.filter(
        agent=agent, day=day, roster__state__in=STANDING, start_at__isnull=False
    ).first()
    if shift is None or shift.start_at is None or shift.end_at is None:
        raise DomainError(_("%(name)s has no shift on this date.") % {"name": agent.name}, code="no_shift")
    if end_at <= start_at:
        raise DomainError(_("The end lies before the start."), code="order")
    if start_at < shift.start_at or end_at > shift.end_at:
        raise DomainError(
            _("The time lies outside the shift of %(name)s.") % {"name": agent.name}, code="outside"
        )
    if desk.pk == shift.desk_id:
        raise DomainError(_("%(name)s serves this desk already.") % {"name": agent.name}, code="same")
    others = DispatchMove.objects.filter(agent=agent, start_at__lt=end_at, end_at__gt=start_at)
    if others.exists():
        raise DomainError(
            _("%(name)s is sent elsewhere in this time.") % {"name": agent.name}, code="overlap"
        )
    lacking = missing(agent.pk, desk.pk, day)
    if lacking:
        raise DomainError(
            _("%(name)s lacks what the desk asks for: %(what)s.")
            % {"name": agent.name, "what": listed(lacking)},
            code="gate",
        )
    row = DispatchMove.objects.create(
        agent=agent, day=day, desk=desk, start_at=start_at, end_at=end_at, made_by=by, why=why.strip()[:120]
    )
    after = {"desk": desk.name, "start": start_at, "end": end_at}
    audit.record(actor=actor, action="dispatch.add", about=agent, after=after, reason=why)
    notices.post(
        agent=agent,
        kind="shifts.dispatch",
        about=f"dispatch:{row.pk}",
        params={"desk": desk.name, "day": day.isoformat(), "why": row.why},
        url="/shifts/attendance/mine/",
    )
    return row


def missing(agent_id: int, desk_id: int, day: dt.date) -> list[str]:
    """The names of certificates and skills that a desk asks for and a person does not have on a date."""
    needs = requirements([desk_id])[desk_id]
    has = {one.certificate_id for one in held([agent_id], day, day) if one.on(day)}
    can = {one.skill_id for one in skills_found([agent_id], day) if one.level > 0}
    lacking = [str(one) for one in Certificate.objects.filter(pk__in=needs.certificates - has)]
    return lacking + [str(one) for one in Skill.objects.filter(pk__in=needs.skills - can)]


@transaction.atomic
def take_back(row: DispatchMove, *, actor: User | None) -> None:
    """The person stays at the own desk after all."""
    before = {"desk": row.desk.name, "start": row.start_at, "end": row.end_at}
    audit.record(actor=actor, action="dispatch.remove", about=row.agent, before=before)
    row.delete()


@transaction.atomic
def meet(
    people: list[Agent],
    *,
    kind: str,
    start_at: dt.datetime,
    end_at: dt.datetime,
    title: str,
    actor: User | None,
) -> int:
    """Put a training or a meeting on the roster of several people; returns how many have it now.

    Raises DomainError for an unknown kind, without a title, and for an end before the start.
    """
    if kind not in (BlockSource.TRAINING, BlockSource.MEETING):
        raise DomainError(_("Choose training or meeting."), code="kind")
    if not title.strip():
        raise DomainError(_("Say what it is about."), code="no_title")
    key = f"{kind}:{start_at:%Y%m%d%H%M}"
    for agent in people:
        availability.block(agent.pk, BlockKind.BUSY, kind, start_at, end_at, key, title.strip(), actor=actor)
        after = {"title": title.strip(), "start": start_at, "end": end_at}
        audit.record(actor=actor, action="meeting.add", about=agent, after=after)
    return len(people)


@transaction.atomic
def unmeet(block_id: int, *, actor: User | None) -> None:
    """Take a training or a meeting off one person's roster."""
    wanted = Q(source__in=[BlockSource.TRAINING, BlockSource.MEETING])
    row = Block.objects.filter(wanted, pk=block_id, kind=BlockKind.BUSY).select_related("agent").first()
    if row is not None:
        audit.record(actor=actor, action="meeting.remove", about=row.agent, before={"title": row.title})
        availability.unblock(row.agent_id, row.key, actor=actor)
