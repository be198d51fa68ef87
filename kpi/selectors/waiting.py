"""What waits for somebody: names that nobody knows, files to look at, weeks to compute."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet

from kpi.choices import BatchState, RowState
from kpi.models import ImportBatch, ImportRow
from staff.models import Store

LOOK_AT = (BatchState.STAGED, BatchState.ASK)
HOLD_BACK = (BatchState.STAGED, BatchState.COMMITTING, BatchState.COMMITTED)


@dataclass(frozen=True, slots=True)
class WaitingNames:
    """Unknown account names of a store, and how many rows they hold back."""

    store_id: int
    store: str
    names: int
    rows: int
    since: dt.datetime


def waiting_rows(stores: QuerySet[Store]) -> QuerySet[ImportRow]:
    """Rows of files that are read or taken in, held back by a name that nobody holds."""
    return ImportRow.objects.filter(
        state=RowState.WAITING,
        batch__store_id__in=stores.order_by().values("pk"),
        batch__state__in=HOLD_BACK,
    )


def count_names(stores: QuerySet[Store]) -> int:
    """How many names of these stores nobody holds; the same name at two stores is two."""
    return waiting_rows(stores).order_by().values("batch__store_id", "account").distinct().count()


def waiting_names(stores: QuerySet[Store]) -> list[WaitingNames]:
    """By store: names that wait to be bound, and the rows they hold back."""
    found = (
        waiting_rows(stores)
        .order_by("batch__store__name")
        .values("batch__store_id", "batch__store__name")
        .annotate(names=Count("account", distinct=True), held=Count("pk"), since=Min("batch__created_at"))
    )
    return [
        WaitingNames(
            store_id=row["batch__store_id"],
            store=row["batch__store__name"],
            names=row["names"],
            rows=row["held"],
            since=row["since"],
        )
        for row in found
    ]


def files_to_look_at(stores: QuerySet[Store]) -> list[ImportBatch]:
    """Files that are read and wait for a yes, or ask something; oldest first, twenty at most."""
    batches = ImportBatch.objects.filter(state__in=LOOK_AT).select_related("store")
    batches = batches.filter(store_id__in=stores.order_by().values("pk"))
    return list(batches.order_by("created_at", "pk")[:20])


def last_import() -> dt.datetime | None:
    """When a file was taken in last."""
    found: dt.datetime | None = ImportBatch.objects.filter(state=BatchState.COMMITTED).aggregate(
        last=Max("committed_at")
    )["last"]
    return found
