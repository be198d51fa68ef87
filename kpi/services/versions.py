"""What an import replaced, version by version, so that each import can be undone whatever came later.

Two kinds of keeping share one table. Records are kept when something replaces or removes them. Days of
volumes, products and store values are kept always, also when nothing stood there, so that the kept rows alone
tell which version follows which.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q

from kpi.models import ImportBatch, Record, SupersededRecord
from kpi.services import records
from kpi.services.stage_table import run
from kpi.services.steps import Phase

AT_ONCE = 500


def keep_snapshot(*, key: str, batch: ImportBatch, data: dict[str, Any]) -> None:
    """Keep what stood under a key before this import wrote there; `data` is empty where nothing stood."""
    SupersededRecord.objects.create(batch=None, replaced_by=batch, record_key=key, data=data)


def undo_snapshots(batch: ImportBatch, prefix: str, put_back: Callable[[str, dict[str, Any]], None]) -> int:
    """Take this import's versions out of the chain; what it was the last to write is put back."""
    count = 0
    mine = SupersededRecord.objects.filter(replaced_by=batch, record_key__startswith=f"{prefix}|")
    for kept in mine.order_by("-id").iterator():
        later = (
            SupersededRecord.objects.filter(record_key=kept.record_key, id__gt=kept.pk).order_by("id").first()
        )
        if later is None:
            put_back(kept.record_key, kept.data)
        else:
            SupersededRecord.objects.filter(pk=later.pk).update(data=kept.data)
        kept.delete()
        count += 1
    return count


def undo_records(batch: ImportBatch, phase: Phase) -> None:
    """Take this import's records out: earlier versions come back, what was new goes."""
    for chunk in _chunks(batch):
        _undo_chunk(batch, chunk)
        phase.on(len(chunk))
    SupersededRecord.objects.filter(batch=batch, record_key__startswith="record|").delete()
    phase.on()
    run(
        "DELETE FROM kpi_factbucket WHERE record_id IN (SELECT id FROM kpi_record WHERE batch_id = %s)",
        [batch.pk],
    )
    phase.on()
    run("DELETE FROM kpi_record WHERE batch_id = %s", [batch.pk])
    phase.on()


def _chunks(batch: ImportBatch) -> Iterator[list[SupersededRecord]]:
    """What this import replaced, some at a time."""
    last = 0
    mine = SupersededRecord.objects.filter(replaced_by=batch, record_key__startswith="record|").order_by("id")
    while chunk := list(mine.filter(id__gt=last)[:AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


def _undo_chunk(batch: ImportBatch, chunk: Sequence[SupersededRecord]) -> None:
    """Put back or hand on each replaced version."""
    later = _later_versions(chunk)
    current = {
        record.pk: record.batch_id
        for record in Record.objects.filter(pk__in=[kept.data["id"] for kept in chunk]).only("pk", "batch_id")
    }
    back, gone, handed_on = [], [], []
    for kept in chunk:
        follower = later.get(kept.record_key)
        if follower is not None:
            follower.data, follower.batch_id = kept.data, kept.batch_id
            handed_on.append(follower)
            gone.append(kept.pk)
        elif _taken_by_another(kept, current, batch):
            continue
        else:
            back.append(kept.data)
            gone.append(kept.pk)
    SupersededRecord.objects.bulk_update(handed_on, ["data", "batch"])
    SupersededRecord.objects.filter(pk__in=gone).delete()
    _put_back(back)


def _later_versions(chunk: Sequence[SupersededRecord]) -> dict[str, SupersededRecord]:
    """The next kept version of each key, where a later import replaced this one's."""
    known = {kept.record_key: kept.pk for kept in chunk}
    found: dict[str, SupersededRecord] = {}
    rows = SupersededRecord.objects.filter(record_key__in=list(known), id__gt=min(known.values()))
    for row in rows.order_by("id"):
        if row.pk > known[row.record_key]:
            found.setdefault(row.record_key, row)
    return found


def _taken_by_another(kept: SupersededRecord, current: dict[int, int | None], batch: ImportBatch) -> bool:
    """A row that this import removed was brought again by a later one: that one now replaced the version."""
    record_id = kept.data["id"]
    if record_id in current:
        return False
    where = Q(**{name: kept.data.get(name) for name in ("store_id", "account_id", "date", "last_date")})
    again = Record.objects.filter(
        where,
        scope=kept.data["scope"],
        attribution=kept.data.get("attribution", ""),
        source=kept.data["source"],
    ).first()
    if again is None:
        return False
    if again.batch_id == batch.pk:
        again.delete()
        return False
    SupersededRecord.objects.filter(pk=kept.pk).update(replaced_by=again.batch_id)
    return True


def _put_back(back: Sequence[dict[str, Any]]) -> None:
    """Earlier versions in the place of this import's; whoever holds the account now is written into them."""
    if not back:
        return
    ids = [data["id"] for data in back]
    Record.objects.filter(pk__in=ids).delete()
    records.restore(back)
    refresh_agents(Q(pk__in=ids))


def refresh_agents(where: Q) -> int:
    """Write into records who held their account on their date; returns how many rows changed hands."""
    picked = Record.objects.filter(where, account__isnull=False)
    sql, params = picked.values("pk").query.sql_with_params()
    holder = (
        "(SELECT h.agent_id FROM staff_accountholding AS h WHERE h.account_id = kpi_record.account_id "
        "AND kpi_record.date BETWEEN h.valid_from AND h.valid_to)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE kpi_record SET agent_id = {holder} "
            f"WHERE id IN ({sql}) AND COALESCE(agent_id, 0) <> COALESCE({holder}, 0)",
            params,
        )
        return int(cursor.rowcount)
