"""Writing staged rows as records, slice by slice, keeping what they replace."""

from collections.abc import Iterator, Sequence
from typing import Any

from kpi.facts import FACTS
from kpi.models import ImportBatch, SupersededRecord
from kpi.services import stage_table
from kpi.services.stage_table import TABLE, StageTable, quoted, run

ROWS_AT_ONCE = 2000
KEY = ("scope", "store_id", "account_id", "date", "last_date", "attribution", "source")
KEPT = (
    "id",
    *KEY,
    "agent_id",
    "batch_id",
    "row",
    "estimated",
    "pending",
    "ripe_on",
    "holes",
    "given",
    "shown",
    "extra",
    *FACTS,
)
TEXTS = ("attribution", "estimated", "pending", "holes")
# What a row of a file says of a record, beside its facts.
SAID = ("agent_id", "row", "estimated", "pending", "ripe_on", "holes", "shown", "extra")


def slices(at_once: int = ROWS_AT_ONCE) -> Iterator[tuple[int, int]]:
    """Ranges of row numbers with about `at_once` staged rows each."""
    rows = run(
        f'SELECT "row" FROM (SELECT "row", ROW_NUMBER() OVER (ORDER BY "row") AS n FROM {TABLE}) AS numbered '
        f'WHERE n - (n / {at_once}) * {at_once} = 0 ORDER BY "row"'
    )
    first = 0
    for (last,) in rows:
        yield first, last
        first = last + 1
    yield first, 2**31 - 1


def write(stage: StageTable, batch: ImportBatch, source: str, first: int, last: int) -> None:
    """Write the staged rows of a range of row numbers; what they replace is kept with the batch."""
    replaced = run(
        f'SELECT record_id FROM {TABLE} WHERE record_id IS NOT NULL AND "row" BETWEEN %s AND %s',
        [first, last],
    )
    ids = [row[0] for row in replaced]
    for start in range(0, len(ids), ROWS_AT_ONCE):
        keep(ids[start : start + ROWS_AT_ONCE], replaced_by=batch)
    said = (*SAID, *stage.facts)
    if ids:
        sets = ", ".join(
            [f"{quoted([name])} = s.{quoted([name])}" for name in said]
            + [f"{quoted([name])} = NULL" for name in stage.others]
        )
        run(
            f"UPDATE kpi_record AS r SET {sets}, "
            "batch_id = %s, given = NULL "
            f'FROM {TABLE} AS s WHERE r.id = s.record_id AND s."row" BETWEEN %s AND %s',
            [batch.pk, first, last],
        )
    columns = ("scope", "account_id", "date", "last_date", "attribution", *said)
    run(
        f"INSERT INTO kpi_record (store_id, source, batch_id, {quoted(columns)}) "
        f"SELECT %s, %s, %s, {quoted(columns)} FROM {TABLE} "
        "WHERE state = 'new' AND \"row\" BETWEEN %s AND %s",
        [batch.store_id, source, batch.pk, first, last],
    )


def count_anew() -> None:
    """Let PostgreSQL look at the records again after many were added, so that it plans reads well."""
    if stage_table.postgres():
        run(f"ANALYZE kpi_record ({quoted((*KEY, 'agent_id', 'batch_id'))})")


def keep(ids: Sequence[int], *, replaced_by: ImportBatch) -> None:
    """Keep records as they stand, so that the import that replaces or removes them can be undone."""
    if not ids:
        return
    rows = run(
        f"SELECT {quoted(KEPT)} FROM kpi_record WHERE id IN ({', '.join(['%s'] * len(ids))}) ORDER BY id", ids
    )
    SupersededRecord.objects.bulk_create(
        [
            SupersededRecord(
                batch_id=kept["batch_id"], replaced_by=replaced_by, record_key=key_of(kept), data=kept
            )
            for kept in (as_kept(row) for row in rows)
        ],
        batch_size=500,
    )


def as_kept(row: Sequence[Any]) -> dict[str, Any]:
    """A record as JSON keeps it: what its report said, whichever report counted."""
    data = {
        name: _plain(name, value) for name, value in zip(KEPT, row, strict=True) if value not in (None, "")
    }
    given = data.pop("given", None)
    if given:
        data.update(stage_table.parsed(given))
    return data


def _plain(name: str, value: Any) -> Any:
    """A value of either database; SQLite gives figures as floats and dates as texts."""
    if name in FACTS:
        return stage_table.figure(value)
    if name == "given":
        return value
    return stage_table.plain(value)


def key_of(kept: dict[str, Any]) -> str:
    """What makes a record the same over all its versions."""
    return "record|" + "|".join(str(kept.get(name, "")) for name in KEY)


def restore(kept: Sequence[dict[str, Any]]) -> None:
    """Put kept records back; the caller has removed what stood in their place."""
    insert(KEPT, [[data.get(name) for name in KEPT] for data in kept])


def insert(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write records with these columns; texts that are not given are empty."""
    if not rows:
        return
    blank = [name for name in TEXTS if name not in columns]
    places = [i for i, name in enumerate(columns) if name in TEXTS]
    filled = []
    for row in rows:
        values = list(row)
        for i in places:
            values[i] = values[i] or ""
        filled.append([*values, *[""] * len(blank)])
    stage_table.insert("kpi_record", (*columns, *blank), filled)
