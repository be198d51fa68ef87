"""Which weeks must be computed again: marked in the transaction that changed their facts."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import F
from django.utils import timezone

from cstm.weeks import Week
from kpi.models import Record, WeekState

_UPSERT = """
INSERT INTO kpi_weekstate (monday, changed, computed, changed_at, rows, error) VALUES (%s, 1, 0, %s, 0, '')
ON CONFLICT (monday) DO UPDATE SET changed = kpi_weekstate.changed + 1, changed_at = excluded.changed_at
"""


def mark_dirty(days: Iterable[dt.date]) -> list[Week]:
    """Mark the weeks of these dates as changed; call it inside the transaction that changed the facts.

    The rows are taken in order of date, so that two writers never wait for each other.
    """
    weeks = sorted({Week.of(day) for day in days})
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        for week in weeks:
            cursor.execute(_UPSERT, [week.monday, now])
    return weeks


def mark_span_of_agents(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> list[Week]:
    """Mark the weeks in a span (which may be open) in which these people have records."""
    days = (
        Record.objects.filter(agent_id__in=list(agent_ids), date__range=(first, last))
        .order_by()
        .values_list("date", flat=True)
        .distinct()
    )
    return mark_dirty(days.iterator(chunk_size=5000))


def dirty_weeks() -> list[Week]:
    """Weeks whose facts changed since they were computed, oldest first."""
    states = WeekState.objects.filter(computed__lt=F("changed")).order_by("monday")
    return [Week(monday) for monday in states.values_list("monday", flat=True)]


def recorded_weeks() -> list[Week]:
    """Every week that has a record or was computed before, oldest first."""
    days = Record.objects.order_by().values_list("date", flat=True).distinct()
    weeks = {Week.of(day) for day in days.iterator(chunk_size=5000)}
    weeks.update(Week(monday) for monday in WeekState.objects.values_list("monday", flat=True))
    return sorted(weeks)
