"""Event door: what this app does when a lower floor tells it something."""

import datetime as dt
from typing import Any

from django.dispatch import receiver

from kpi.services import binding, weeks
from kpi.services.cases import clocks
from kpi.services.quality import chats
from staff import signals
from staff.choices import STILL


@receiver(signals.holding_changed)
def follow_holding(sender: object, *, account_id: int, first: dt.date, last: dt.date, **_more: Any) -> None:
    """An account changed hands: its past rows and chats follow, its waiting rows are taken up."""
    binding.holding_changed(account_id, first, last)
    chats.follow_holding(account_id, first, last)


@receiver(signals.own_facts_changed)
def follow_own_facts(sender: object, *, agent_ids: list[int], days: list[dt.date], **_more: Any) -> None:
    """Hours, quiz points or praise of past days changed: their weeks are computed again."""
    weeks.mark_dirty(days)


@receiver(signals.agent_moved)
def follow_move(sender: object, *, agent_id: int, on: dt.date, until: dt.date = STILL, **_more: Any) -> None:
    """Somebody was in another team on days that have records: those weeks are computed again."""
    weeks.mark_span_of_agents([agent_id], on, until)


@receiver(signals.store_hours_changed)
def follow_store_hours(sender: object, *, store_ids: list[int] | None, **_more: Any) -> None:
    """A store opens at other times: cases that are open there get new due times."""
    clocks.follow_hours(store_ids)
