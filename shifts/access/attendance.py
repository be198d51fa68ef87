"""Attendance, overtime, dispatch and care: rows of the access table, and doors to single rows."""

from typing import Any

from django.http import Http404

from cstm.access import Page, register
from shifts.models import AttendanceDay, DispatchMove, OvertimeEntry, Punch, PunchSheet
from staff.access import agent_of, visible_agents
from staff.choices import BlockKind, BlockSource
from staff.models import Block

_POST = ("POST",)
_BOTH = ("GET", "POST")
VIEW, EDIT, DECIDE, OWN = "attendance.view", "attendance.edit", "overtime.decide", "own.view"
SEE_ROSTER, SEND = "rosters.view", "rosters.edit"

register(
    [
        Page("shifts:clock", OWN, methods=_BOTH),
        Page("shifts:attendance_mine", OWN),
        Page("shifts:attendance_list", VIEW),
        Page("shifts:attendance_day", f"{OWN}|{VIEW}", scoped="attendance"),
        Page("shifts:attendance_paper", f"{OWN}|{VIEW}", scoped="attendance_paper"),
        Page("shifts:attendance_explain", OWN, scoped="attendance", methods=_POST),
        Page("shifts:attendance_answer", EDIT, scoped="attendance", methods=_POST),
        Page("shifts:attendance_beyond", f"{OWN}|{EDIT}", scoped="attendance", methods=_POST),
        Page("shifts:attendance_beyond_check", EDIT, scoped="attendance", methods=_POST),
        Page("shifts:attendance_recompute", EDIT, methods=_POST),
        Page("shifts:punch_add", EDIT, methods=_BOTH),
        Page("shifts:punch_remove", EDIT, scoped="punch", methods=_POST),
        Page("shifts:punch_import", EDIT, methods=_BOTH),
        Page("shifts:punch_undo", EDIT, scoped="punch_sheet", methods=_POST),
        Page("shifts:overtime_list", VIEW),
        Page("shifts:overtime_new", DECIDE, methods=_BOTH),
        Page("shifts:overtime_decide", DECIDE, scoped="overtime", methods=_POST),
        Page("shifts:overtime_correct", DECIDE, scoped="overtime", methods=_POST),
        Page("shifts:overtime_export", DECIDE),
        Page("shifts:dispatch_day", SEE_ROSTER),
        Page("shifts:dispatch_move", SEND, methods=_BOTH),
        Page("shifts:dispatch_remove", SEND, scoped="dispatch", methods=_POST),
        Page("shifts:dispatch_meet", SEND, methods=_BOTH),
        Page("shifts:dispatch_unmeet", SEND, scoped="meeting", methods=_POST),
        Page("shifts:wellbeing", VIEW),
        Page("shifts-api:clock", OWN, methods=_BOTH),
        Page("shifts-api:attendance", f"{OWN}|{VIEW}"),
    ]
)


def _within(user: Any, agent_id: int, rights: str) -> None:
    """Go on where one of the rights reaches the person (one's own things by own.view); 404 elsewhere."""
    me = agent_of(user)
    for right in rights.split("|"):
        if right == OWN:
            if me is not None and me.pk == agent_id:
                return
        elif visible_agents(user, right).filter(pk=agent_id).exists():
            return
    raise Http404


def get_day(user: Any, pk: int, rights: str) -> AttendanceDay:
    """An attendance day that one of the rights reaches; 404 for another's."""
    found = AttendanceDay.objects.select_related("agent", "answered_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    _within(user, found.agent_id, rights)
    return found


def get_punch(user: Any, pk: int) -> Punch:
    """A clocked time that one may write; 404 for another's."""
    found = Punch.objects.select_related("agent").filter(pk=pk).first()
    if found is None:
        raise Http404
    _within(user, found.agent_id, EDIT)
    return found


def get_punch_sheet(user: Any, pk: int) -> PunchSheet:
    """A sheet of times all of whose people one may write for; 404 for another."""
    found = PunchSheet.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    reach = visible_agents(user, EDIT).order_by().values("pk")
    times, me = Punch.objects.filter(sheet=found), agent_of(user)
    mine = me is not None and found.made_by_id == me.pk
    if times.exclude(agent__in=reach).exists() or not (mine or times.exists()):
        raise Http404
    return found


def get_overtime(user: Any, pk: int) -> OvertimeEntry:
    """An entry of the overtime ledger that one may decide; 404 for another's."""
    found = OvertimeEntry.objects.select_related("agent").filter(pk=pk).first()
    if found is None:
        raise Http404
    _within(user, found.agent_id, DECIDE)
    return found


def get_move(user: Any, pk: int) -> DispatchMove:
    """A move to another desk that one may take back; 404 for another's."""
    found = DispatchMove.objects.select_related("agent", "desk").filter(pk=pk).first()
    if found is None:
        raise Http404
    _within(user, found.agent_id, SEND)
    return found


def get_meeting(user: Any, pk: int) -> Block:
    """A training or meeting on somebody's roster that one may take off; 404 for another's."""
    found = Block.objects.filter(
        pk=pk, kind=BlockKind.BUSY, source__in=[BlockSource.TRAINING, BlockSource.MEETING]
    ).first()
    if found is None:
        raise Http404
    _within(user, found.agent_id, SEND)
    return found
