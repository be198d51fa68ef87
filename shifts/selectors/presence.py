"""Signs of people in reports: first and last sign of a date, seconds online, serving and hung up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from shifts.models import Presence

NAMES = ("first_at", "last_at", "online_secs", "busy_secs", "hang_secs", "contacts")


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """What one report says of a person's date; None is not said."""

    agent_id: int
    day: dt.date
    first_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    online_secs: int | None = None
    busy_secs: int | None = None
    hang_secs: int | None = None
    contacts: int | None = None


def presence_of(source: str, days: Iterable[dt.date]) -> list[PresenceRow]:
    """What a source says of dates."""
    rows = Presence.objects.filter(source=source, day__in=list(days)).order_by("day", "agent_id")
    return [PresenceRow(*row) for row in rows.values_list("agent_id", "day", *NAMES)]


def presence_on(agent_id: int, first: dt.date, last: dt.date) -> list[tuple[str, PresenceRow]]:
    """What all sources say of one person's dates, each with its source."""
    rows = Presence.objects.filter(agent_id=agent_id, day__gte=first, day__lte=last).order_by("day", "source")
    return [(row[0], PresenceRow(*row[1:])) for row in rows.values_list("source", "agent_id", "day", *NAMES)]
