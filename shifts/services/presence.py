"""Signs of people in reports: written and taken back by whoever reads the reports."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from shifts.models import Presence
from shifts.selectors.presence import PresenceRow, presence_of
from shifts.services import attendance

AT_ONCE = 500


@transaction.atomic
def record(rows: Iterable[PresenceRow], *, source: str) -> int:
    """Write what a source says of people's dates; what it said before of the same ones is replaced.

    Returns how many rows there are. Attendance follows.
    """
    objects = [_object(row, source) for row in rows]
    Presence.objects.bulk_create(
        objects,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["agent", "day", "source"],
        update_fields=["first_at", "last_at", "online_secs", "busy_secs", "hang_secs", "contacts"],
    )
    _follow({(row.agent_id, row.day) for row in objects})
    return len(objects)


@transaction.atomic
def remove(*, source: str, days: Iterable[dt.date]) -> int:
    """Take back what a source said of these dates; returns how many rows went. Attendance follows."""
    rows = Presence.objects.filter(source=source, day__in=sorted(set(days)))
    keys = set(rows.values_list("agent_id", "day"))
    rows.delete()
    _follow(keys)
    return len(keys)


@transaction.atomic
def replace_days(rows: Iterable[PresenceRow], days: Iterable[dt.date], *, source: str) -> int:
    """Give these dates exactly these rows of a source; a date without rows loses those it had.

    Returns how many rows changed.
    """
    wanted = sorted(set(days))
    told = {(row.agent_id, row.day): row for row in rows}
    known = {(row.agent_id, row.day): row for row in presence_of(source, wanted)}
    gone = known.keys() - told.keys()
    fresh = [row for key, row in told.items() if known.get(key) != row]
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        people = {agent_id for agent_id, day in gone if day in part}
        mine = Presence.objects.filter(source=source, day__in=part, agent_id__in=people)
        ids = [pk for pk, *key in mine.values_list("pk", "agent_id", "day") if tuple(key) in gone]
        Presence.objects.filter(pk__in=ids).delete()
    if fresh:
        record(fresh, source=source)
    _follow(gone)
    return len(gone) + len(fresh)


def _follow(keys: Iterable[tuple[int, dt.date]]) -> None:
    """Compute the attendance of the dates again, a span of days for all at once."""
    found = list(keys)
    if found:
        days = [day for _agent, day in found]
        attendance.recompute({agent for agent, _day in found}, min(days), max(days))


def _object(row: PresenceRow, source: str) -> Presence:
    """A row as the table holds it."""
    return Presence(
        agent_id=row.agent_id,
        day=row.day,
        source=source,
        first_at=row.first_at,
        last_at=row.last_at,
        online_secs=row.online_secs,
        busy_secs=row.busy_secs,
        hang_secs=row.hang_secs,
        contacts=row.contacts,
    )
