"""Leave: asked for, decided, taken back; balances earned by rule."""

import datetime as dt
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cstm.errors import DomainError
from cstm.formats import both, halves
from cstm.formats import day as day_words
from shifts.choices import RequestState
from shifts.models import Assignment, LeaveEntry, LeaveRequest, LeaveType
from shifts.rules.leave import earned_half_days
from shifts.selectors import leave as reads
from shifts.selectors.mine import leaders_of
from shifts.selectors.open_shifts import begun
from shifts.services import cells, leave_days, papers
from staff.choices import EVER
from staff.models import Agent, User
from staff.services import audit, notices

ASKED, DECIDED, FREED = "shifts.leave_asked", "shifts.leave_decided", "shifts.leave_freed"
URL = "/shifts/leave/"
LONGEST_DAYS = 400
WORDS = 300

notices.register_kind(
    ASKED,
    title=gettext_lazy("%(name)s asks for leave"),
    body=gettext_lazy("From %(first)s to %(last)s. See what it does to the cover, then answer."),
)
notices.register_kind(
    DECIDED,
    title=gettext_lazy("Your leave from %(first)s: %(state)s"),
    body=gettext_lazy("From %(first)s to %(last)s. %(answer)s"),
)
notices.register_kind(
    FREED,
    title=gettext_lazy("Leave of %(name)s frees shifts"),
    body=gettext_lazy("%(days)s. Find who takes them: repair the month, or offer them as open shifts."),
)


@transaction.atomic
def ask(
    agent: Agent,
    kind: LeaveType,
    *,
    first: dt.date,
    last: dt.date,
    actor: User | None,
    from_noon: bool = False,
    until_noon: bool = False,
    note: str = "",
    paper: "UploadedFile[Any] | None" = None,
) -> LeaveRequest:
    """Ask for leave, both dates included. Raises DomainError for a wrong span, too small a balance, or leave
    that overlaps leave that was asked for or approved already."""
    Agent.objects.select_for_update().get(pk=agent.pk)
    _check_span(agent, first, last, from_noon=from_noon, until_noon=until_noon)
    half_days = reads.cost(agent, first, last, from_noon=from_noon, until_noon=until_noon)
    if not half_days:
        raise DomainError(_("None of your working time lies in these days; no leave is needed."), code="free")
    _check_balance(agent, kind, half_days)
    row = LeaveRequest(
        agent=agent, type=kind, first=first, last=last, from_noon=from_noon, until_noon=until_noon,
        half_days=half_days, note=note.strip()[:WORDS],
    )  # fmt: skip
    if paper is not None:
        row.paper = papers.keep(paper, "leave")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise DomainError(_("There is leave on these days already."), code="leave_twice") from fault
    audit.record(actor=actor, action="leave.ask", about=row, after=_words(row))
    _tell_leader(row)
    return row


@transaction.atomic
def attach(request: LeaveRequest, paper: "UploadedFile[Any]", *, actor: User | None) -> None:
    """Add or replace the paper of a request that stands."""
    row = _held(request, *reads.STANDING)
    old = row.paper.name
    row.paper = papers.keep(paper, "leave")
    row.save(update_fields=["paper", "updated_at"])
    if old:
        transaction.on_commit(lambda: papers.drop(old))
    audit.record(actor=actor, action="leave.attach", about=row, after={"paper": True})


@transaction.atomic
def approve(request: LeaveRequest, *, actor: User | None, answer: str = "") -> LeaveRequest:
    """Approve: the person is away, the balance goes down, and shifts on these days become open.

    Raises DomainError where the paper is missing, the balance no longer suffices, a month is locked, or the
    one who approves is the one who asked.
    """
    row = _held(request, RequestState.OPEN)
    _not_the_own(row, actor)
    if row.type.needs_paper and not row.paper:
        raise DomainError(
            _("%(type)s needs a paper. Ask for it, or attach it, then approve.") % {"type": row.type},
            code="paper_missing",
        )
    row.half_days = (
        reads.cost(row.agent, row.first, row.last, from_noon=row.from_noon, until_noon=row.until_noon)
        or row.half_days
    )
    _check_balance(row.agent, row.type, row.half_days, asked=row)
    if row.type.has_balance:
        LeaveEntry.objects.create(
            agent=row.agent, type=row.type, half_days=-row.half_days, day=row.first, key=leave_days.key(row)
        )
    freed = leave_days.take(row, actor=actor)
    done = _decide(row, RequestState.APPROVED, actor=actor, answer=answer)
    _tell_planners(done, freed)
    return done


@transaction.atomic
def refuse(request: LeaveRequest, *, actor: User | None, answer: str) -> LeaveRequest:
    """Refuse, never without words."""
    row = _held(request, RequestState.OPEN)
    _not_the_own(row, actor)
    if not answer.strip():
        raise DomainError(_("Say why, so that the person can plan."), code="answer_missing")
    return _decide(row, RequestState.REFUSED, actor=actor, answer=answer)


@transaction.atomic
def withdraw(request: LeaveRequest, *, actor: User | None, today: dt.date, answer: str = "") -> LeaveRequest:
    """Take leave back: an open one any time, an approved one before it begins; the balance comes back.

    The shifts that it opened stay open: somebody may have taken them.
    """
    row = _held(request, *reads.STANDING)
    if row.state == RequestState.APPROVED and row.first <= today:
        raise DomainError(_("This leave has begun. Ask your leader to set the balance right."), code="begun")
    leave_days.give_back(row, actor=actor)
    LeaveEntry.objects.filter(agent_id=row.agent_id, type_id=row.type_id, key=leave_days.key(row)).delete()
    return _decide(row, RequestState.WITHDRAWN, actor=actor, answer=answer)


@transaction.atomic
def set_right(
    agent: Agent, kind: LeaveType, *, half_days: int, day: dt.date, reason: str, actor: User | None
) -> LeaveEntry:
    """Move a balance by hand, with a reason."""
    if not reason.strip():
        raise DomainError(_("Say why the balance is set right."), code="reason_missing")
    if not half_days or abs(half_days) > 2 * LONGEST_DAYS:
        raise DomainError(_("Give half days between 1 and 800, or below zero."), code="half_days")
    if not kind.has_balance:
        raise DomainError(_("%(type)s has no balance.") % {"type": kind}, code="no_balance")
    Agent.objects.select_for_update().get(pk=agent.pk)
    left = reads.balance_of(agent, kind)
    if half_days < 0 and left + half_days < 0:
        raise DomainError(
            _("This would leave %(less)s; a balance does not go below zero. There: %(left)s.")
            % {"less": halves(left + half_days), "left": halves(left)},
            code="below_zero",
        )
    row = LeaveEntry.objects.create(
        agent=agent,
        type=kind,
        half_days=half_days,
        day=day,
        key=f"hand:{uuid.uuid4().hex}",
        reason=reason.strip()[:200],
    )
    after = {"type": str(kind), "half_days": half_days}
    audit.record(actor=actor, action="leave.set_right", about=agent, after=after, reason=reason)
    return row


@transaction.atomic
def accrue(year: int, *, kind: LeaveType | None = None) -> int:
    """Grant what the rules of each type give for a year; twice is once, and a changed rule moves the entry.

    Who has no known first day earns nothing until it is entered. Returns how many entries were written.
    """
    written = 0
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    people = Agent.objects.filter(hired_on__gt=EVER, hired_on__lte=last, left_on__gte=first)
    kinds = [kind] if kind else list(LeaveType.objects.filter(active=True, has_balance=True))
    for each in kinds:
        if not each.accrual:
            continue
        key = f"accrual:{year}"
        standing = dict(LeaveEntry.objects.filter(type=each, key=key).values_list("agent_id", "half_days"))
        rows = []
        for person in people:
            earned = earned_half_days(person.hired_on, year, each.accrual, left_on=person.left_on)
            if earned != standing.get(person.pk, 0):
                rows.append(LeaveEntry(agent=person, type=each, half_days=earned, day=first, key=key))
        LeaveEntry.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["agent", "type", "key"], update_fields=["half_days"],
            batch_size=500,
        )  # fmt: skip
        written += len(rows)
    return written


def _held(request: LeaveRequest, *states: str) -> LeaveRequest:
    """The row, held; DomainError where it is in another state by now."""
    rows = LeaveRequest.objects.select_for_update(of=("self",)).select_related("agent", "type")
    row = rows.get(pk=request.pk)
    if row.state not in states:
        raise DomainError(
            _("This leave was decided already: %(state)s.") % {"state": row.get_state_display()},
            code="decided",
        )
    return row


def _not_the_own(row: LeaveRequest, actor: User | None) -> None:
    if actor is not None and cells.person_of(actor) == row.agent:
        raise DomainError(_("Nobody decides on their own leave. Ask your leader."), code="own")


def _check_span(agent: Agent, first: dt.date, last: dt.date, *, from_noon: bool, until_noon: bool) -> None:
    if last < first:
        raise DomainError(_("The leave ends before it begins."), code="span")
    if (last - first).days >= LONGEST_DAYS:
        raise DomainError(_("A leave of more than 400 days is entered in parts."), code="span")
    if first == last and from_noon and until_noon:
        raise DomainError(_("From noon until noon of one day is no leave."), code="span")
    if first < agent.hired_on or last > agent.left_on:
        raise DomainError(_("These days lie outside the employment."), code="span")
    standing = LeaveRequest.objects.filter(agent=agent, state__in=reads.STANDING)
    for other in standing.filter(first__lte=last, last__gte=first):
        after = other.last == first and other.until_noon and from_noon
        before = other.first == last and other.from_noon and until_noon
        if not (after or before):
            raise DomainError(
                _("There is leave from %(first)s to %(last)s already.")
                % {"first": day_words(other.first), "last": day_words(other.last)},
                code="leave_twice",
            )


def _check_balance(
    agent: Agent, kind: LeaveType, half_days: int, *, asked: LeaveRequest | None = None
) -> None:
    if not kind.has_balance:
        return
    waiting = sum(
        row.half_days
        for row in LeaveRequest.objects.filter(agent=agent, type=kind, state=RequestState.OPEN)
        if asked is None
    )
    left = reads.balance_of(agent, kind) - waiting
    if half_days > left:
        raise DomainError(
            _("This takes %(length)s of %(type)s. Left: %(left)s.")
            % {"length": halves(half_days), "type": kind, "left": halves(max(0, left))},
            code="balance",
        )


def _decide(row: LeaveRequest, state: str, *, actor: User | None, answer: str) -> LeaveRequest:
    before = {"state": row.state}
    row.state, row.answer = state, answer.strip()[:WORDS]
    row.decided_by, row.decided_at = cells.person_of(actor), timezone.now()
    row.save()
    audit.record(
        actor=actor, action=f"leave.{state}", about=row, before=before, after={"state": state}, reason=answer
    )
    if cells.person_of(actor) != row.agent:
        notices.post(
            agent=row.agent, kind=DECIDED, about=f"leave:{row.pk}:{state}",
            params={
                "first": row.first.isoformat(), "last": row.last.isoformat(), "answer": row.answer,
                "state": both(RequestState(row.state).label),
            },
            url=URL, by_mail=True, private=True,
        )  # fmt: skip
    return row


def _tell_leader(row: LeaveRequest) -> None:
    """Who leads the person's team that day, or for a leader who leads the one above."""
    params = {"name": str(row.agent), "first": row.first.isoformat(), "last": row.last.isoformat()}
    notices.post_many(
        agents=leaders_of(row.agent, row.first), kind=ASKED, about=f"leave:{row.pk}", params=params,
        url="/shifts/requests/", by_mail=True, private=True,
    )  # fmt: skip


def _tell_planners(row: LeaveRequest, freed: list[Assignment]) -> None:
    """Published shifts that have not begun are free now: whoever published the month finds somebody."""
    days: dict[int, list[dt.date]] = {}
    now = timezone.now()
    for each in (one for one in freed if not begun(one.day, one.template, now)):
        days.setdefault(each.roster_id, []).append(each.day)
    for roster_id, dates in days.items():
        notices.post_many(
            agents=reads.publishers(roster_id), kind=FREED, about=f"leave:{row.pk}:{roster_id}",
            params={"name": str(row.agent), "days": [each.isoformat() for each in dates]},
            url=f"/shifts/rosters/{roster_id}/", private=True,
        )  # fmt: skip


def _words(row: LeaveRequest) -> dict[str, object]:
    return {
        "type": str(row.type), "first": row.first, "last": row.last, "half_days": row.half_days,
        "from_noon": row.from_noon, "until_noon": row.until_noon,
    }  # fmt: skip
