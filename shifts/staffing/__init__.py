"""Heads for a load: Erlang C and A, chats side by side, what-if and cost; pure."""

from shifts.staffing.cost import Cost, Shift, Worked, cost, week_kinds
from shifts.staffing.heads import (
    FACTORS,
    Load,
    Staffing,
    Target,
    concurrency_factor,
    figures,
    heads_by_interval,
    needed,
    scheduled,
)
from shifts.staffing.whatif import Gaps, Plan, Scenario, Slot, gaps, openings, whatif

__all__ = [
    "FACTORS",
    "Cost",
    "Gaps",
    "Load",
    "Plan",
    "Scenario",
    "Shift",
    "Slot",
    "Staffing",
    "Target",
    "Worked",
    "concurrency_factor",
    "cost",
    "figures",
    "gaps",
    "heads_by_interval",
    "needed",
    "openings",
    "scheduled",
    "week_kinds",
    "whatif",
]
