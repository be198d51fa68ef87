"""Event door: what this app does when a lower floor tells it something."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from shifts.services import leavers
from staff import signals
from staff.choices import STILL


@receiver(signals.agent_left)
def follow_leaver(sender: object, *, agent_id: int, on: dt.date, **_more: Any) -> None:
    """Somebody's last day is known: the shifts after it are freed."""
    leavers.left(agent_id, on)


@receiver(signals.agent_moved)
def follow_move(sender: object, *, agent_id: int, on: dt.date, until: dt.date = STILL, **_more: Any) -> None:
    """Somebody changes teams: the former team's roster goes on without that person."""
    leavers.free(agent_id, on, until)
