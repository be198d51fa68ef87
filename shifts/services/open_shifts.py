"""Open shifts: offered to everybody whom the rules allow, claimed first come or given by fairness."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cstm.errors import DomainError
from cstm.formats import both, listed
from cstm.formats import day as day_words
from shifts.choices import ClaimMode, RequestState, RosterState, RuleKind, ShiftKind
from shifts.models import Assignment, Claim, OpenShift, Roster, ShiftTemplate
from shifts.selectors import allowed
from shifts.selectors.allowed import Board
from shifts.selectors.open_shifts import begun, order_of
from shifts.selectors.rosters import CellKey, CellValue
from shifts.services import cells
from staff.models import Agent, Desk, User
from staff.services import audit, notices

OPENED, GIVEN = "shifts.open_shift", "shifts.claim_answered"
URL = "/shifts/open/"
_GONE = gettext_lazy("It went to somebody else or is no longer needed.")

notices.register_kind(
    OPENED,
    title=gettext_lazy("An open shift on %(day)s"),
    body=gettext_lazy("%(shift)s, %(desk)s. You may take it: claim it if it suits you."),
)
notices.register_kind(
    GIVEN,
    title=gettext_lazy("The open shift of %(day)s: %(state)s"),
    body=gettext_lazy("%(shift)s. %(answer)s"),
)


@transaction.atomic
def open_shift(
    roster: Roster,
    day: dt.date,
    template: ShiftTemplate,
    desk: Desk | None,
    *,
    heads: int = 1,
    mode: str = ClaimMode.FIRST,
    until: dt.datetime | None = None,
    actor: User | None,
    now: dt.datetime,
) -> OpenShift:
    """Offer a shift of a published month; those who may take it are told. DomainError for a wrong wish."""
    today = timezone.localdate(now)
    roster = cells.hold(roster.pk)
    if roster.state == RosterState.DRAFT:
        raise DomainError(_("The month is not published. Fill the cell, or publish first."), code="draft")
    if (day.year, day.month) != (roster.month.year, roster.month.month) or day < today:
        raise DomainError(_("Choose a day of this month that is still to come."), code="day")
    if template.kind == ShiftKind.REST or not template.active:
        raise DomainError(_("Choose a shift that is worked."), code="template")
    if begun(day, template, now):
        raise DomainError(_("This shift has begun or is over."), code="past")
    if not 1 <= heads <= 99:
        raise DomainError(_("Between 1 and 99 heads can be asked for."), code="heads")
    if mode == ClaimMode.FAIR and (until is None or until <= now):
        raise DomainError(_("Say until when claims are taken; it must lie ahead."), code="until")
    row = OpenShift.objects.create(
        roster=roster, day=day, template=template, desk=desk, heads=heads, mode=mode, until=until
    )
    audit.record(actor=actor, action="open_shift.open", about=row, after=_words(row))
    _tell(allowed.board(roster, today=today), row)
    return row


@transaction.atomic
def reopen(roster: Roster, freed: Iterable[Assignment], *, now: dt.datetime) -> list[OpenShift]:
    """Offer shifts that lost their person, one head each, first come; those who may take them are told.

    The roster is held and published, the cells are empty already; a shift that has begun is not offered.
    """
    ahead = [each for each in freed if not begun(each.day, each.template, now)]
    rows = list({row.pk: row for row in [_one_more(roster, each) for each in ahead]}.values())
    if not rows:
        return []
    try:
        board = allowed.board(roster, today=timezone.localdate(now))
    except DomainError:
        return rows  # Nobody is left in the team who could be told.
    for row in rows:
        _tell(board, row)
    return rows


@transaction.atomic
def claim(shift: OpenShift, agent: Agent, *, actor: User | None, now: dt.datetime) -> Claim:
    """Want an open shift: first come is given at once, by fairness waits for the closing time.

    Raises DomainError where it is gone, or where a rule forbids it to this person.
    """
    roster = cells.hold(shift.roster_id)  # Before the shift itself, as everybody does who holds both.
    row = _held(shift, now)
    faults = _faults(allowed.board(roster, today=timezone.localdate(now)), row, agent)
    if faults:
        raise DomainError(_("A rule forbids it: %(rules)s.") % {"rules": listed(faults)}, code="rule")
    standing = Claim.objects.filter(shift=row, agent=agent).first()
    if standing is not None and standing.state in (RequestState.OPEN, RequestState.APPROVED):
        return standing
    found = standing or Claim(shift=row, agent=agent)
    found.state, found.answer = RequestState.OPEN, ""
    found.save()
    audit.record(actor=actor, action="claim.make", about=found, after={"shift": str(row)})
    if row.mode == ClaimMode.FIRST:
        _give(row, roster, found, actor=actor)
    return found


@transaction.atomic
def withdraw_claim(claim: Claim, *, actor: User | None) -> None:
    """No longer want it, while it is not given."""
    row = Claim.objects.select_for_update().get(pk=claim.pk)
    if row.state != RequestState.OPEN:
        raise DomainError(_("This claim was answered already."), code="decided")
    row.state = RequestState.WITHDRAWN
    row.save(update_fields=["state", "updated_at"])
    audit.record(actor=actor, action="claim.withdraw", about=row, after={"state": row.state})


@transaction.atomic
def settle(shift: OpenShift, *, now: dt.datetime) -> int:
    """Give a shift by fairness once its closing time has come: who did least of its burdens first, then by
    name. Returns how many were given; twice is once. Whom something forbids it at the last moment is passed
    over. DomainError where the month is locked."""
    roster = cells.hold(shift.roster_id)
    rows = OpenShift.objects.select_for_update(of=("self",)).select_related("template", "desk")
    row = rows.get(pk=shift.pk)
    if row.closed or row.mode != ClaimMode.FAIR or row.until is None or row.until > now:
        return 0
    if begun(row.day, row.template, now):
        _close(row)
        return 0
    given = 0
    for each in order_of(row):
        if row.heads < 1:
            break
        board = allowed.board(roster, today=timezone.localdate(now))
        if _faults(board, row, each.agent):
            continue
        try:
            with transaction.atomic():
                _give(row, roster, each, actor=None)
        except DomainError:
            continue  # Another team's roster has the person by now; the next one gets it.
        given += 1
    _close(row)
    return given


@transaction.atomic
def take_back(shift: OpenShift, *, actor: User | None) -> None:
    """Offer it no longer; claims that wait end."""
    rows = OpenShift.objects.select_for_update(of=("self",)).select_related("template", "desk")
    row = rows.get(pk=shift.pk)
    if row.closed:
        return
    _close(row)
    audit.record(
        actor=actor, action="open_shift.close", about=row, before={"closed": False}, after={"closed": True}
    )


def close_all(roster: Roster, *, actor: User | None) -> None:
    """Offer nothing more of a month; claims that wait end."""
    for each in OpenShift.objects.filter(roster=roster, closed=False):
        take_back(each, actor=actor)


def settle_due(now: dt.datetime) -> int:
    """Settle every shift whose closing time has come, and close those that have begun.

    What cannot be settled (a locked month, a team without people) is closed and its claims answered, so
    that one shift never keeps the others waiting.
    """
    due: Iterable[OpenShift] = OpenShift.objects.filter(closed=False, mode=ClaimMode.FAIR, until__lte=now)
    given = 0
    for each in due:
        try:
            given += settle(each, now=now)
        except DomainError:
            take_back(each, actor=None)
    standing = OpenShift.objects.filter(closed=False, day__lte=timezone.localdate(now))
    for each in standing.select_related("template"):
        if begun(each.day, each.template, now):
            take_back(each, actor=None)
    return given


def _one_more(roster: Roster, freed: Assignment) -> OpenShift:
    """One head more of the open shift of this cell, or a new one."""
    same = OpenShift.objects.filter(
        roster=roster, day=freed.day, template=freed.template, desk=freed.desk, mode=ClaimMode.FIRST,
        closed=False,
    ).first()  # fmt: skip
    if same is None:
        row = OpenShift.objects.create(
            roster=roster, day=freed.day, template=freed.template, desk=freed.desk, mode=ClaimMode.FIRST
        )
        audit.record(actor=None, action="open_shift.open", about=row, after=_words(row))
        return row
    before = _words(same)
    same.heads += 1
    same.save(update_fields=["heads", "updated_at"])
    audit.record(actor=None, action="open_shift.change", about=same, before=before, after=_words(same))
    return same


def _tell(board: Board, row: OpenShift) -> None:
    """A notice to those who may take it and did not have one."""
    able = [each.agent_id for each in allowed.may_take(board, row.template_id, row.desk_id, row.day)]
    notices.post_many(
        agents=Agent.objects.filter(pk__in=able), kind=OPENED, about=f"open_shift:{row.pk}",
        params=_params(row), url=URL, private=True,
    )  # fmt: skip


def _held(shift: OpenShift, now: dt.datetime) -> OpenShift:
    rows = OpenShift.objects.select_for_update(of=("self",)).select_related("template", "desk", "roster")
    row = rows.get(pk=shift.pk)
    if row.closed or row.heads < 1 or begun(row.day, row.template, now):
        raise DomainError(_("This shift is taken or no longer offered."), code="gone")
    if row.until is not None and row.until <= now:
        raise DomainError(_("Claims for this shift are closed."), code="closed")
    return row


def _faults(board: Board, row: OpenShift, agent: Agent) -> list[str]:
    """Why a person may not take it, as names of rules; empty where nothing forbids it."""
    standing = board.values.get((agent.pk, row.day))
    if standing and standing[0] is not None and not _is_rest(standing[0]):
        return [_("there is a shift on %(day)s already") % {"day": day_words(row.day)}]
    try:
        found = board.faults(_cells(row, agent))
    except KeyError:
        return [str(RuleKind.DESKS.label)]
    return [str(RuleKind(kind).label) for kind in allowed.rules_of(board, found) if kind in RuleKind] or (
        [_("pinned")] if found else []
    )


def _is_rest(template_id: int) -> bool:
    return ShiftTemplate.objects.filter(pk=template_id, kind=ShiftKind.REST).exists()


def _cells(row: OpenShift, agent: Agent) -> dict[CellKey, CellValue]:
    return {(agent.pk, row.day): (row.template_id, row.desk_id, False)}


def _give(row: OpenShift, roster: Roster, claim: Claim, *, actor: User | None) -> None:
    cells.write(roster, _cells(row, claim.agent), actor=actor, why=_("open shift"))
    claim.state = RequestState.APPROVED
    claim.save(update_fields=["state", "updated_at"])
    row.heads -= 1
    OpenShift.objects.filter(pk=row.pk, heads__gt=1).update(heads=row.heads)
    audit.record(actor=actor, action="claim.give", about=claim, after={"state": claim.state})
    _answer(claim, row)
    if row.heads < 1:
        _close(row)


def _close(row: OpenShift) -> None:
    OpenShift.objects.filter(pk=row.pk).update(closed=True)
    row.closed = True
    words = both(_GONE)
    for each in Claim.objects.filter(shift=row, state=RequestState.OPEN).select_related("agent"):
        each.state, each.answer = RequestState.EXPIRED, words["en"]
        each.save(update_fields=["state", "answer", "updated_at"])
        _answer(each, row, words)


def _answer(claim: Claim, row: OpenShift, words: object = "") -> None:
    notices.post(
        agent=claim.agent, kind=GIVEN, about=f"claim:{claim.pk}:{claim.state}",
        params={**_params(row), "state": both(RequestState(claim.state).label), "answer": words},
        url=URL, by_mail=True, private=True,
    )  # fmt: skip


def _params(row: OpenShift) -> dict[str, object]:
    return {"day": row.day.isoformat(), "shift": both(row.template), "desk": str(row.desk or "")}


def _words(row: OpenShift) -> dict[str, object]:
    return {
        "day": row.day,
        "shift": both(row.template),
        "desk": str(row.desk or ""),
        "heads": row.heads,
        "mode": row.mode,
    }
