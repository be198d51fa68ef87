"""The staged rows of a log of interactions: compared by their own id, then written as slim rows."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from kpi.choices import Scope
from kpi.importers import Interaction as Draft
from kpi.models import ImportBatch, SupersededInteraction
from kpi.services import stage_table
from kpi.services.stage_table import CHUNK, HOLDERS, load, make, quoted, run
from kpi.services.steps import Phase, nobody
from staff.models import Store

TABLE = "kpi_stage_interaction"
SAID = (
    "start",
    "business_date",
    "wait_secs",
    "handle_secs",
    "served_secs",
    "outcome",
    "rating",
    "resolved",
    "buyer",
)
COLUMNS = {
    "row": "integer",
    "state": "varchar(8)",
    "scope": "varchar(8)",
    "account": "text",
    "key": "bytes",
    "start": "moment",
    "business_date": "date",
    "wait_secs": "integer",
    "handle_secs": "integer",
    "served_secs": "integer",
    "outcome": "varchar(10)",
    "rating": "smallint",
    "resolved": "boolean",
    "buyer": "text",
    "account_id": "bigint",
    "agent_id": "bigint",
    "known_id": "bigint",
}
ROWS_AT_ONCE = 5000
LOADED = tuple(name for name in COLUMNS if name not in ("account_id", "agent_id", "known_id"))
TEXTS = ("state", "scope", "account", "buyer")
KEPT = ("id", "store_id", "source", "account_id", *SAID, "batch_id", "row")


class InteractionTable:
    """The rows of one file; a context manager that takes its tables away again."""

    def __init__(self, store: Store, source: str) -> None:
        self.store = store
        self.source = source
        self._secret = hashlib.sha256(f"cstm.interaction|{settings.SECRET_KEY}".encode()).digest()
        self._zone = timezone.get_default_timezone()
        self._rows: list[Sequence[Any]] = []
        self.teams: dict[str, str] = {}
        self.loaded = 0

    def __enter__(self) -> "InteractionTable":
        make(TABLE, COLUMNS)
        make(
            HOLDERS,
            {
                "account": "text",
                "account_id": "bigint",
                "agent_id": "bigint",
                "first": "date",
                "last": "date",
            },
        )
        return self

    def __exit__(self, *_fault: object) -> None:
        stage_table.drop(TABLE)
        stage_table.drop(HOLDERS)

    def add(self, draft: Draft) -> None:
        """Take a draft in; written in slices. Only a keyed hash of its own id is kept."""
        account = draft.account or ""
        if account and draft.team:
            self.teams.setdefault(account, draft.team)
        self._rows.append(
            (
                draft.row,
                "",
                Scope.AGENT if account else Scope.REST,
                account,
                _key(hmac.new(self._secret, draft.row_id.encode(), hashlib.sha256).digest()[:16]),
                _moment(draft.start.replace(tzinfo=self._zone)),
                self.business_date(draft).isoformat(),
                draft.wait_secs,
                draft.handle_secs,
                draft.served_secs,
                draft.outcome,
                draft.rating,
                draft.resolved,
                draft.buyer[:160] if settings.INTERACTION_KEEP_BUYER else "",
            )
        )
        if len(self._rows) >= CHUNK:
            self.flush()

    def business_date(self, draft: Draft) -> dt.date:
        """The layout's own day, else the store's business day in which the interaction began."""
        if draft.day is not None:
            return draft.day
        day = draft.start.date()
        return day - dt.timedelta(days=1) if draft.start.time() < self.store.business_day_start else day

    def add_kept(self, kept: dict[str, Any]) -> None:
        """Take in a row that waited, as `kept_rows` gave it away."""
        values = {**kept, "state": "", "key": _key(bytes.fromhex(kept["key"]))}
        self._rows.append([values.get(name, "" if name in TEXTS else None) for name in LOADED])

    def flush(self) -> None:
        """Write what has come together."""
        load(TABLE, LOADED, TEXTS, self._rows)
        self.loaded += len(self._rows)
        self._rows = []

    def take_back(self, row: int) -> None:
        """A row turned out to be refused after all."""
        self._rows = [known for known in self._rows if known[0] != row]
        run(f'DELETE FROM {TABLE} WHERE "row" = %s', [row])

    def ready(self) -> None:
        """All rows are in."""
        self.flush()
        stage_table.index(TABLE, "row")
        stage_table.index(TABLE, "key")
        if stage_table.postgres():
            run(f"ANALYZE {TABLE}")

    def match(self, *, phase: Phase | None = None) -> None:
        """Find the interaction that each row speaks of, and say whether the row changes it.

        The same id twice in one file: the later row counts.
        """
        phase = phase or nobody()
        run(
            f"UPDATE {TABLE} AS s SET state = 'twin' WHERE s.state = '' AND s.\"row\" < "
            f"(SELECT MAX(t.\"row\") FROM {TABLE} AS t WHERE t.key = s.key AND t.state = '')"
        )
        phase.on()
        same = " AND ".join(stage_table.same_as(f"i.{name}", f"s.{name}") for name in (*SAID, "account_id"))
        run(
            f"UPDATE {TABLE} AS s SET known_id = i.id, "
            f"state = CASE WHEN {same} THEN 'same' ELSE 'changed' END "
            f"FROM kpi_interaction AS i WHERE i.store_id = %s AND i.source = %s "
            "AND i.row_hash = s.key AND s.state = ''",
            [self.store.pk, self.source],
        )
        phase.on()
        run(
            f"UPDATE {TABLE} SET state = 'cleared' WHERE state = '' AND business_date IN ("
            "SELECT r.date FROM kpi_record AS r WHERE r.store_id = %s AND r.source = %s "
            f"AND r.date IN (SELECT business_date FROM {TABLE} WHERE state = '') AND NOT EXISTS ("
            "SELECT 1 FROM kpi_interaction AS i WHERE i.store_id = r.store_id AND i.source = r.source "
            "AND i.business_date = r.date))",
            [self.store.pk, self.source],
        )
        phase.on()
        run(f"UPDATE {TABLE} SET state = 'new' WHERE state = ''")
        phase.on()

    def counts(self) -> dict[str, int]:
        """Rows by what would become of them."""
        found = {str(word): int(n) for word, n in run(f"SELECT state, COUNT(*) FROM {TABLE} GROUP BY state")}
        return {
            word: found.get(word, 0)
            for word in ("new", "changed", "same", "waiting", "skipped", "twin", "cleared")
        }

    def last_row(self) -> int:
        """The highest row number."""
        return int(run(f'SELECT COALESCE(MAX("row"), 0) FROM {TABLE}')[0][0])

    def kept_rows(self, state: str) -> Iterator[dict[str, Any]]:
        """Rows of a state as plain values, absent ones left out, in order."""
        last = -1
        sql = (
            f'SELECT {quoted(LOADED)} FROM {TABLE} WHERE state = %s AND "row" > %s '
            f'ORDER BY "row" LIMIT {CHUNK}'
        )
        while found := run(sql, [state, last]):
            for values in found:
                kept = zip(LOADED, values, strict=True)
                yield {name: _plain(name, value) for name, value in kept if value is not None}
            last = found[-1][0]

    def write(self, batch: ImportBatch, first: int, last: int) -> None:
        """Write the rows of a range of row numbers; what they replace is kept with the batch."""
        ids = [
            row[0]
            for row in run(
                f'SELECT known_id FROM {TABLE} WHERE known_id IS NOT NULL AND "row" BETWEEN %s AND %s',
                [first, last],
            )
        ]
        for start in range(0, len(ids), 1000):
            keep(ids[start : start + 1000], batch)
        said = (*SAID, "account_id", "row")
        if ids:
            sets = ", ".join(f"{quoted([n])} = s.{quoted([n])}" for n in said)
            run(
                f"UPDATE kpi_interaction AS i SET {sets}, "
                f'batch_id = %s FROM {TABLE} AS s WHERE i.id = s.known_id AND s."row" BETWEEN %s AND %s',
                [batch.pk, first, last],
            )
        run(
            f"INSERT INTO kpi_interaction (store_id, source, batch_id, row_hash, {quoted(said)}) "
            f"SELECT %s, %s, %s, key, {quoted(said)} FROM {TABLE} "
            "WHERE state = 'new' AND \"row\" BETWEEN %s AND %s",
            [self.store.pk, self.source, batch.pk, first, last],
        )


def keep(ids: Sequence[int], batch: ImportBatch) -> None:
    """Keep interactions as they stand, so that the import that replaces them can be undone."""
    rows = run(
        f"SELECT {_hex('row_hash')}, {quoted(KEPT)} FROM kpi_interaction "
        f"WHERE id IN ({', '.join(['%s'] * len(ids))})",
        ids,
    )
    kept = []
    for key, *values in rows:
        data = {n: _plain(n, v) for n, v in zip(KEPT, values, strict=True) if v is not None}
        kept.append(
            SupersededInteraction(
                batch_id=data["batch_id"], replaced_by=batch, row_hash=bytes.fromhex(key), data=data
            )
        )
    SupersededInteraction.objects.bulk_create(kept, batch_size=500)


def restore(kept: Sequence[dict[str, Any]], hashes: Sequence[bytes]) -> None:
    """Put kept interactions back in the place of what stands there now."""
    if not kept:
        return
    names = [name for name in KEPT if name != "id"]
    run(
        f"DELETE FROM kpi_interaction WHERE id IN ({', '.join(['%s'] * len(kept))})",
        [data["id"] for data in kept],
    )
    stage_table.insert(
        "kpi_interaction",
        ("id", "row_hash", *names),
        [
            [data["id"], key, *[data.get(name, "" if name == "buyer" else None) for name in names]]
            for data, key in zip(kept, hashes, strict=True)
        ],
    )


def _moment(moment: dt.datetime) -> str:
    """A point in time as the database writes it itself."""
    text = moment.astimezone(dt.UTC)
    return text.isoformat(" ") if stage_table.postgres() else text.strftime("%Y-%m-%d %H:%M:%S")


def _plain(name: str, value: Any) -> Any:
    """A value as JSON keeps it and either database takes it back."""
    if name == "key":
        return bytes(value).hex()
    if name == "start" and isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return _moment(aware)
    return value.isoformat() if isinstance(value, dt.date) else value


def _key(digest: bytes) -> bytes | str:
    """A hash as the fast load of each database takes it."""
    return f"\\x{digest.hex()}" if stage_table.postgres() else digest


def _hex(column: str) -> str:
    """Bytes as a hexadecimal text."""
    return f"encode({column}, 'hex')" if stage_table.postgres() else f"lower(hex({column}))"
