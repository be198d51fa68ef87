"""Interactions summed to half hours and handed down to shifts, by the moment at which each began."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from kpi.layouts import Layout
from kpi.models import ImportBatch
from kpi.services import stage_table
from kpi.services.interaction_table import TABLE
from kpi.services.stage_table import run
from shifts.selectors.volumes import VolumeRow
from shifts.services import volumes
from staff.models import Store

HALF_HOUR = 1800


def staged_days(store: Store) -> list[dt.date]:
    """The business days in which staged rows begin, those that a replaced row leaves included."""
    hour = _hour("s.start")
    rows = run(
        f"SELECT DISTINCT {hour} FROM {TABLE} AS s WHERE s.state IN ('new', 'changed') "
        f"UNION SELECT DISTINCT {_hour('i.start')} FROM kpi_interaction AS i JOIN {TABLE} AS s "
        "ON s.known_id = i.id WHERE s.state = 'changed'"
    )
    return _business_days(store, (int(row[0]) for row in rows))


def days_of(store: Store, batch: ImportBatch) -> list[dt.date]:
    """The business days in which the rows of an import begin, those that it replaced included."""
    rows = run(
        f"SELECT DISTINCT {_hour('i.start')} FROM kpi_interaction AS i WHERE i.batch_id = %s", [batch.pk]
    )
    hours = {int(row[0]) for row in rows}
    for name in ("batch_id", "replaced_by_id"):
        kept = run(f"SELECT data FROM kpi_supersededinteraction WHERE {name} = %s", [batch.pk])
        for (data,) in kept:
            start = dt.datetime.fromisoformat(stage_table.parsed(data)["start"])
            aware = start if start.tzinfo else start.replace(tzinfo=dt.UTC)
            hours.add(int(aware.timestamp()) // 3600)
    return _business_days(store, hours)


def _hour(column: str) -> str:
    """The number of the hour since 1970 of a moment."""
    return f"({_epoch(column)}) / 3600"


def _epoch(column: str) -> str:
    """Seconds since 1970 of a moment."""
    if stage_table.postgres():
        return f"EXTRACT(EPOCH FROM {column})::bigint"
    return f"CAST(strftime('%%s', {column}) AS INTEGER)"


def _business_days(store: Store, hours: Iterable[int]) -> list[dt.date]:
    """The store's business days that hold these hours."""
    zone = timezone.get_default_timezone()
    days: set[dt.date] = set()
    for hour in hours:
        for moment in (hour * 3600, hour * 3600 + 3599):
            local = dt.datetime.fromtimestamp(moment, zone)
            days.add(
                local.date() - dt.timedelta(days=1)
                if local.time() < store.business_day_start
                else local.date()
            )
    return sorted(days)


def sum_days(store: Store, layout: Layout, days: Iterable[dt.date]) -> None:
    """Compute the half hours of these business days from the interactions that are there."""
    handled = any(column.target == "handle" for column in layout.columns)
    for day in days:
        rows = tuple(_slots(store, layout, day, handled=handled))
        volumes.replace_days([volumes.DayVolumes(day, rows)], store_id=store.pk, source=layout.code)


def _slots(store: Store, layout: Layout, day: dt.date, *, handled: bool) -> Iterable[VolumeRow]:
    """The half hours of one business day, by the organisation's clock."""
    zone = timezone.get_default_timezone()
    begin = dt.datetime.combine(day, store.business_day_start, zone)
    end = dt.datetime.combine(day + dt.timedelta(days=1), store.business_day_start, zone)
    shift = int((begin.utcoffset() or dt.timedelta()).total_seconds()) % HALF_HOUR
    # Where the log has no day of its own, both dates are the same and the day's index finds the rows.
    own_day = any(column.target == "date" for column in layout.columns)
    rows = run(
        f"SELECT ({_epoch('start')} + {shift}) / {HALF_HOUR} AS slot, COUNT(*), "
        "SUM(CASE WHEN outcome = 'answered' THEN 1 ELSE 0 END), SUM(handle_secs) FROM kpi_interaction "
        "WHERE store_id = %s AND source = %s AND start >= %s AND start < %s "
        f"{'' if own_day else 'AND business_date = %s '}GROUP BY 1 ORDER BY 1",
        [store.pk, layout.code, _text(begin), _text(end), *([] if own_day else [day])],
    )
    for slot, offered, answered, seconds in rows:
        start = dt.datetime.fromtimestamp(int(slot) * HALF_HOUR - shift, dt.UTC)
        yield VolumeRow(start, day, 30, int(offered), int(answered), int(seconds or 0) if handled else None)


def _text(moment: dt.datetime) -> str:
    """A moment as the database compares it."""
    utc = moment.astimezone(dt.UTC)
    return utc.isoformat(" ") if stage_table.postgres() else utc.strftime("%Y-%m-%d %H:%M:%S")
