"""Interactions summed to daily records with their response-time histograms."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kpi import sketch
from kpi.choices import Scope
from kpi.importers import interaction_facts
from kpi.layouts import Layout
from kpi.models import FactBucket, Interaction, Record, SupersededInteraction
from kpi.services import handed_presence, interaction_volumes, records, settle, versions
from kpi.services.interaction_table import TABLE
from kpi.services.stage_table import run
from kpi.services.steps import Phase, Steps
from staff.models import Store

DISTRIBUTION = "first_resp"
NAMES = (
    "id",
    "business_date",
    "account_id",
    "wait_secs",
    "handle_secs",
    "outcome",
    "rating",
    "resolved",
    "batch_id",
)


@dataclass(slots=True)
class _Sum:
    """What one account (or nobody) adds up to on one day."""

    facts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    buckets: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    batch_id: int = 0


def staged_days() -> list[dt.date]:
    """The days whose sums change with the staged rows, those that a replaced row leaves included."""
    rows = run(
        f"SELECT DISTINCT business_date FROM {TABLE} WHERE state IN ('new', 'changed') "
        f"UNION SELECT DISTINCT i.business_date FROM kpi_interaction AS i JOIN {TABLE} AS s "
        "ON s.known_id = i.id WHERE s.state = 'changed'"
    )
    return sorted(value if isinstance(value, dt.date) else dt.date.fromisoformat(value) for (value,) in rows)


def sum_days(store: Store, layout: Layout, days: Iterable[dt.date]) -> None:
    """Compute the records and histograms of these days from the interactions that are there.

    Records of accounts without an interaction left on a day go.
    """
    for day in days:
        sums: dict[int | None, _Sum] = defaultdict(_Sum)
        for found in _of_day(store, layout, day):
            one = SimpleNamespace(**found)
            facts = interaction_facts(layout, one)
            total = sums[found["account_id"]]
            total.batch_id = max(total.batch_id, found["batch_id"])
            for code, value in facts.items():
                total.facts[code] += value
            if facts.get("first_resp_n") and one.wait_secs is not None:
                total.buckets[sketch.bucket_of(one.wait_secs)] += 1
        _write_records(store, layout, day, sums)


def _of_day(store: Store, layout: Layout, day: dt.date) -> Iterator[dict[str, Any]]:
    """Each interaction of a day."""
    rows = Interaction.objects.filter(store=store, source=layout.code, business_date=day).order_by("id")
    yield from rows.values(*NAMES).iterator(chunk_size=5000)


def sum_all(
    store: Store,
    layout: Layout,
    days: Sequence[dt.date],
    started: Sequence[dt.date],
    *,
    steps: Steps,
    rows: int,
) -> None:
    """Compute days and half hours anew from the interactions that are there; `rows` is how it is told."""
    summing = Phase(steps, _("summing days"), rows, parts=len(days) + len(started))
    for day in days:
        sum_days(store, layout, [day])
        summing.on()
    for day in started:
        interaction_volumes.sum_days(store, layout, [day])
        summing.on()
    finish_days(store, layout, days, phase=Phase(steps, _("settling what counts"), rows))


def finish_days(store: Store, layout: Layout, days: Sequence[dt.date], *, phase: Phase | None = None) -> None:
    """Write into the sums who held each account, and settle which report counts."""
    if days:
        versions.refresh_agents(Q(store=store, source=layout.code, date__range=(min(days), max(days))))
        settle.settle([store.pk], min(days), max(days), phase=phase)
        handed_presence.of_interactions(store, layout, days)


def given_facts(layout: Layout) -> frozenset[str]:
    """The facts that a log of this layout gives; on a day without such an event they are 0, not absent."""
    rules = layout.rules
    codes = {*rules.every, *rules.answered, *rules.missed, *rules.handled, *rules.solved}
    targets = {column.target for column in layout.columns}
    if targets & {"wait", "responded"}:
        codes |= {"first_resp_secs", "first_resp_n"}
    if "handle" in targets:
        codes.add("reception_secs")
    if "rating" in targets:
        codes |= {"rate_recv", "rate_good", "rate_bad", *(f"rate_{n}" for n in range(1, 6))}
    return frozenset(codes)


def _write_records(store: Store, layout: Layout, day: dt.date, sums: dict[int | None, _Sum]) -> None:
    """Give the day exactly these records of this source."""
    of_day = Record.objects.filter(store=store, source=layout.code, date=day, last_date=day)
    FactBucket.objects.filter(record__in=of_day).delete()
    of_day.delete()
    codes = sorted({code for total in sums.values() for code in total.facts} | given_facts(layout))
    records.insert(
        ("store_id", "source", "scope", "account_id", "date", "last_date", "batch_id", *codes),
        [
            (
                store.pk,
                layout.code,
                Scope.AGENT if account_id else Scope.REST,
                account_id,
                day.isoformat(),
                day.isoformat(),
                total.batch_id,
                *[total.facts.get(code, 0) for code in codes],
            )
            for account_id, total in sums.items()
        ],
    )
    ids: dict[int | None, int] = dict(of_day.values_list("account_id", "pk"))
    FactBucket.objects.bulk_create(
        (
            FactBucket(record_id=ids[account_id], fact=DISTRIBUTION, bucket=bucket, n=n)
            for account_id, total in sums.items()
            for bucket, n in sorted(total.buckets.items())
        ),
        batch_size=1000,
    )


@transaction.atomic
def prune(*, before: dt.date) -> int:
    """Clear the single rows of business dates before a day; their sums and volumes stay."""
    SupersededInteraction.objects.filter(data__business_date__lt=before.isoformat()).delete()
    gone, _kinds = Interaction.objects.filter(business_date__lt=before).delete()
    return gone
