"""The app's models."""

from shifts.models.attendance import AttendanceDay, DispatchMove, OvertimeEntry, Presence, Punch, PunchSheet
from shifts.models.demand import Volume
from shifts.models.fairness import FairnessAdjustment, FairnessMonth
from shifts.models.handover import HandoverItem, HandoverNote
from shifts.models.needs import Need, NeedPattern, PromotionEvent, Scenario
from shifts.models.requests import (
    CalendarLink,
    Claim,
    DayWish,
    LeaveEntry,
    LeaveRequest,
    LeaveType,
    OpenShift,
    SwapRequest,
)
from shifts.models.rosters import Assignment, Roster, RosterEdit, RosterVersion, ShiftChange
from shifts.models.rules import CalendarDay, PairRule, TeamRule
from shifts.models.templates import Rotation, RotationMember, ShiftTemplate

__all__ = [
    "Assignment",
    "AttendanceDay",
    "CalendarDay",
    "CalendarLink",
    "Claim",
    "DayWish",
    "DispatchMove",
    "FairnessAdjustment",
    "FairnessMonth",
    "HandoverItem",
    "HandoverNote",
    "LeaveEntry",
    "LeaveRequest",
    "LeaveType",
    "Need",
    "NeedPattern",
    "OpenShift",
    "OvertimeEntry",
    "PairRule",
    "Presence",
    "PromotionEvent",
    "Punch",
    "PunchSheet",
    "Roster",
    "RosterEdit",
    "RosterVersion",
    "Rotation",
    "RotationMember",
    "Scenario",
    "ShiftChange",
    "ShiftTemplate",
    "SwapRequest",
    "TeamRule",
    "Volume",
]
