"""Signs of people handed down to shifts: first and last contact of a log, hours of an on-line report.

Computed from what stands in the tables now, so that an import that is taken back takes its signs back, and an
account that changes hands takes them along.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone

from cstm.errors import DomainError
from kpi.choices import Scope
from kpi.layouts import Layout
from kpi.models import Interaction, Record
from kpi.services import layouts, stage_table
from kpi.services.stage_table import run
from shifts.selectors.presence import PresenceRow
from shifts.services import presence
from staff.models import Store

SECONDS = ("online_secs", "busy_secs", "hang_secs")
AT_ONCE = 200


def of_interactions(store: Store, layout: Layout, days: Iterable[dt.date]) -> int:
    """Hand down who served from when to when on these business dates; returns how many rows changed.

    Only logs that say how long each contact took tell it, and of a log with a date of its own (the day of a
    rating, say) nobody knows when the work was done.
    """
    targets = {column.target for column in layout.columns}
    if "handle" not in targets or "date" in targets:
        return 0
    wanted = sorted(set(days))
    rows: list[PresenceRow] = []
    for start in range(0, len(wanted), AT_ONCE):
        rows += _served(store, layout, wanted[start : start + AT_ONCE])
    return presence.replace_days(rows, wanted, source=_source(layout.code, store))


def _served(store: Store, layout: Layout, days: Sequence[dt.date]) -> list[PresenceRow]:
    """First and last moment of service, seconds and contacts, by who held the account on the date."""
    epoch = (
        "EXTRACT(EPOCH FROM i.start)::bigint"
        if stage_table.postgres()
        else "CAST(strftime('%%s', i.start) AS INTEGER)"
    )
    served = f"({epoch} + COALESCE(i.served_secs, i.wait_secs, 0))"
    found = run(
        f"SELECT h.agent_id, i.business_date, MIN({served}), MAX({served} + COALESCE(i.handle_secs, 0)), "
        "SUM(COALESCE(i.handle_secs, 0)), COUNT(*) FROM kpi_interaction AS i "
        "JOIN staff_accountholding AS h ON h.account_id = i.account_id "
        "AND i.business_date BETWEEN h.valid_from AND h.valid_to "
        "WHERE i.store_id = %s AND i.source = %s AND i.outcome = 'answered' "
        f"AND i.business_date IN ({', '.join(['%s'] * len(days))}) GROUP BY 1, 2",
        [store.pk, layout.code, *days],
    )
    return [
        PresenceRow(
            int(agent_id),
            day if isinstance(day, dt.date) else dt.date.fromisoformat(day),
            dt.datetime.fromtimestamp(int(first), dt.UTC),
            dt.datetime.fromtimestamp(int(last), dt.UTC),
            None,
            int(busy),
            None,
            int(contacts),
        )
        for agent_id, day, first, last, busy, contacts in found
    ]


def of_records(store: Store, source: str, first: dt.date, last: dt.date) -> int:
    """Hand down the hours of an on-line report with a row for each date; returns how many rows changed.

    A row that sums a longer period says nothing of single dates.
    """
    try:
        layout = layouts.by_code(source)
    except DomainError:  # A layout of the shop's own that was removed since told nothing of people's hours.
        return 0
    if "online_secs" not in layout.facts():
        return 0
    found: dict[tuple[int, dt.date], list[PresenceRow]] = {}
    rows = Record.objects.filter(
        store=store,
        source=source,
        scope=Scope.AGENT,
        agent__isnull=False,
        date__gte=first,
        date__lte=last,
        last_date=F("date"),
    )
    for row in rows.order_by("date", "agent_id").values("agent_id", "date", *SECONDS, "given", "shown"):
        found.setdefault((row["agent_id"], row["date"]), []).append(_online(row))
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    told = [_together(parts) for parts in found.values()]
    return presence.replace_days(told, days, source=_source(source, store))


def _online(row: dict[str, Any]) -> PresenceRow:
    """One row of the report: its own figures, whatever counts in the weeks."""
    given, shown = row["given"] or {}, row["shown"] or {}
    figures = [row[name] if row[name] is not None else given.get(name) for name in SECONDS]
    seconds = [None if figure is None else int(Decimal(figure)) for figure in figures]
    came, went = (_clock(shown.get(name), row["date"]) for name in ("first_online", "last_online"))
    if came is not None and went is not None and went < came:
        went += dt.timedelta(days=1)
    return PresenceRow(row["agent_id"], row["date"], came, went, *seconds)


def _clock(seconds: Any, day: dt.date) -> dt.datetime | None:
    """Seconds after a date's midnight as a moment."""
    if seconds is None:
        return None
    midnight = dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
    return (midnight + dt.timedelta(seconds=int(Decimal(seconds)))).astimezone(dt.UTC)


def _together(parts: Sequence[PresenceRow]) -> PresenceRow:
    """Several accounts of one person on a date."""
    came = [part.first_at for part in parts if part.first_at]
    went = [part.last_at for part in parts if part.last_at]
    sums = [
        sum(known) if (known := [v for part in parts if (v := getattr(part, name)) is not None]) else None
        for name in SECONDS
    ]
    return PresenceRow(
        parts[0].agent_id, parts[0].day, min(came, default=None), max(went, default=None), *sums
    )


def changed_hands(store: Store, sources: Iterable[str], days: Sequence[dt.date]) -> None:
    """An account changed hands on these dates: its signs follow, where its single rows still stand."""
    for source in sorted(set(sources)):
        layout = layouts.by_code(source)
        if layout.kind == "interactions":
            there = Interaction.objects.filter(store=store, source=source, business_date__in=list(days))
            of_interactions(
                store, layout, there.order_by().values_list("business_date", flat=True).distinct()
            )
        elif layout.kind == "daily" and days:
            of_records(store, source, min(days), max(days))


def _source(code: str, store: Store) -> str:
    """The name under which a report of a store is known to shifts."""
    return f"{code[:48]}:{store.pk}"
