"""Source rows of a day: what each report said, what of it counts, and the import that it came by."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kpi.choices import COUNTED
from kpi.facts import FACTS
from kpi.models import Record
from kpi.selectors.report_extras import codes


@dataclass(frozen=True, slots=True)
class SourceFact:
    """One figure of a report: as given, and what of it counts (None: another report's figure counts)."""

    code: str
    given: Decimal | None
    counts: Decimal | None
    estimated: bool
    pending: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record with where it came from."""

    pk: int
    source: str
    store: str
    account: str
    first: dt.date
    last: dt.date
    attribution: str
    batch_id: int | None
    file_name: str
    row: int | None
    ripe_on: dt.date | None
    shown: dict[str, object]
    facts: list[SourceFact]


def source_rows(agent_id: int, day: dt.date, *, store_ids: Iterable[int] | None = None) -> list[SourceRow]:
    """Every record of a person that touches a date, by store, report and account."""
    records = Record.objects.filter(
        agent_id=agent_id, date__lte=day, last_date__gte=day, scope__in=COUNTED
    ).select_related("store", "account", "batch")
    if store_ids is not None:
        records = records.filter(store_id__in=list(store_ids))
    ordered = records.order_by("store__name", "source", "account__name", "date", "attribution")
    return [_source_row(record) for record in ordered]


def store_source_rows(store_id: int, day: dt.date) -> list[SourceRow]:
    """The records of a store's own reports, and of nobody, that touch a date."""
    records = Record.objects.filter(
        store_id=store_id, agent=None, date__lte=day, last_date__gte=day, scope__in=COUNTED
    ).select_related("store", "account", "batch")
    return [_source_row(record) for record in records.order_by("source", "date", "attribution")]


def _source_row(record: Record) -> SourceRow:
    return SourceRow(
        pk=record.pk,
        source=record.source,
        store=record.store.name if record.store else "",
        account=record.account.name if record.account else "",
        first=record.date,
        last=record.last_date,
        attribution=record.attribution,
        batch_id=record.batch_id,
        file_name=record.batch.file_name if record.batch else "",
        row=record.row,
        ripe_on=record.ripe_on,
        shown=record.shown or {},
        facts=_facts(record),
    )


def _facts(record: Record) -> list[SourceFact]:
    given = record.given or {}
    estimated, pending = set(codes(record.estimated)), set(codes(record.pending))
    found = []
    for code in (*FACTS, *(record.extra or {})):
        counts = getattr(record, code) if code in FACTS else Decimal(str((record.extra or {})[code]))
        said = Decimal(given[code]) if code in given else counts
        if said is not None or code in pending:
            found.append(SourceFact(code, said, counts, code in estimated, code in pending))
    return found
