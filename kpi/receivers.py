"""Event door: what this app does when a lower floor tells it something."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from kpi.services import binding
from staff import signals


@receiver(signals.holding_changed)
def follow_holding(sender: object, *, account_id: int, first: dt.date, last: dt.date, **_more: Any) -> None:
    """An account changed hands: its past rows follow, its waiting rows are taken up."""
    binding.holding_changed(account_id, first, last)
