"""What waits for a person: handed over items, reasons to answer, overtime to decide."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from shifts.access import handover as access
from shifts.selectors import handover as reads
from staff.access import agent_of

SHOWN = 5


def handed_over(request: HttpRequest) -> dict[str, Any] | None:
    """Items that wait for this person's acceptance on the shift of now; nothing where none do."""
    me = agent_of(request.user)
    if me is None:
        return None
    stores = access.served_by(me, timezone.localdate()).order_by().values("pk")
    rows = list(reads.waiting_for(me, stores, timezone.now())[: SHOWN + 1])
    return {"items": rows[:SHOWN], "count": len(rows)} if rows else None
