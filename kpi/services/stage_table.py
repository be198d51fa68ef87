"""A table of the connection's own that holds a file's rows while they are compared and taken in.

Everything that concerns many rows at once (who held the account, what is new, what changed) is asked in SQL,
so that a file of any size needs the same memory.
"""

import csv
import datetime as dt
import io
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from kpi.facts import FACTS

TABLE = "kpi_stage"
HOLDERS = "kpi_stage_holder"
CHUNK = 4000
NEW, CHANGED, SAME, WAITING, SKIPPED = "new", "changed", "same", "waiting", "skipped"
FIXED = {
    "row": "integer",
    "state": "varchar(8)",
    "scope": "varchar(8)",
    "account": "text",
    "date": "date",
    "last_date": "date",
    "attribution": "text",
    "estimated": "text",
    "pending": "text",
    "ripe_on": "date",
    "holes": "text",
    "shown": "json",
    "extra": "json",
    "account_id": "bigint",
    "agent_id": "bigint",
    "record_id": "bigint",
}
TEXTS = ("state", "scope", "account", "attribution", "estimated", "pending", "holes")
LOADED = tuple(name for name in FIXED if name not in ("account_id", "agent_id", "record_id"))


def postgres() -> bool:
    """Whether PostgreSQL answers; else it is SQLite."""
    return connection.vendor == "postgresql"


def same_as(left: str, right: str) -> str:
    """Equality for which two NULLs are equal."""
    return f"{left} IS NOT DISTINCT FROM {right}" if postgres() else f"{left} IS {right}"


def quoted(names: Iterable[str], alias: str = "") -> str:
    """Column names with commas."""
    dot = f"{alias}." if alias else ""
    return ", ".join(f'{dot}"{name}"' for name in names)


def run(sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and give its rows, if it has any."""
    values = [value.isoformat() if isinstance(value, dt.date) else value for value in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


# How many files are open under a name, in this thread (a connection belongs to one thread).
_open = threading.local()


def _depth(table: str) -> int:
    return int(getattr(_open, table, 0))


def make(table: str, columns: dict[str, str]) -> None:
    """Make a table that lives as long as the connection.

    One that is in use is put aside until `drop`: people who are made for a file bring up rows of older files,
    which go through a table of their own. One that nobody uses any more goes.
    """
    depth = _depth(table)
    if depth:
        run(f"ALTER TABLE {_schema()}.{table} RENAME TO {table}_{depth}")
    else:
        _drop(table)
    setattr(_open, table, depth + 1)
    kind = {"figure": "numeric(20,6)"}
    if postgres():
        kind |= {"json": "jsonb", "moment": "timestamptz", "bytes": "bytea"}
    else:
        kind |= {"json": "text", "moment": "datetime", "bytes": "blob"}
    body = ", ".join(f'"{name}" {kind.get(word, word)}' for name, word in columns.items())
    run(f"CREATE TEMPORARY TABLE {table} ({body})")


def index(table: str, *columns: str) -> None:
    """An index on columns of a table of ours, if it is not there yet."""
    name = "_".join((table, *columns, str(_depth(table))))
    run(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({quoted(columns)})")


def drop(table: str) -> None:
    """Take a table of ours away, and bring back the one that was put aside for it."""
    depth = _depth(table) - 1
    setattr(_open, table, max(depth, 0))
    _drop(table)
    if depth > 0:
        run(f"ALTER TABLE {_schema()}.{table}_{depth} RENAME TO {table}")


def _schema() -> str:
    return "pg_temp" if postgres() else "temp"


def _drop(table: str) -> None:
    run(f"DROP TABLE IF EXISTS {_schema()}.{table}")


def load(table: str, columns: Sequence[str], texts: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows into a table of ours as fast as the database takes them."""
    if not rows:
        return
    if postgres():
        _copy(table, columns, texts, rows)
        return
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({quoted(columns)}) VALUES ({marks})", rows)


def _copy(table: str, columns: Sequence[str], texts: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """COPY as CSV; an empty field is NULL except in the text columns."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    kept = f", FORCE_NOT_NULL ({quoted(texts)})" if texts else ""
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({quoted(columns)}) FROM STDIN WITH (FORMAT csv{kept})", buffer)


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows into any table in few statements."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if postgres():
            one = f"({', '.join(['%s'] * len(columns))})"
            for start in range(0, len(rows), 500):
                part = rows[start : start + 500]
                values = ", ".join([one] * len(part))
                cursor.execute(
                    f"INSERT INTO {table} ({quoted(columns)}) VALUES {values}",
                    [v for row in part for v in row],
                )
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({quoted(columns)}) VALUES ({marks})", rows)


@dataclass(slots=True)
class Part:
    """What one row of a file says under one attribution rule."""

    row: int
    scope: str
    account: str
    first: dt.date
    last: dt.date
    attribution: str
    facts: dict[str, Decimal]
    estimated: str
    pending: str
    ripe_on: dt.date | None
    holes: str
    shown: dict[str, str]


class StageTable:
    """The rows of one file; a context manager that takes its tables away again.

    `facts` are those that the file's columns can give, `others` those that only other files of the same
    report give: a row that is replaced loses them.
    """

    def __init__(self, facts: Iterable[str], *, others: Iterable[str] = (), own: Iterable[str] = ()) -> None:
        self.facts = sorted(set(facts))
        self.others = sorted(set(others) - set(self.facts))
        self._rows: list[Sequence[Any]] = []
        self._columns = [*LOADED, *self.facts]
        self._known = frozenset(self.facts) | frozenset(own)
        self.teams: dict[str, str] = {}
        self.loaded = 0

    def __enter__(self) -> "StageTable":
        make(TABLE, {**FIXED, **dict.fromkeys(self.facts, "figure")})
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
        drop(TABLE)
        drop(HOLDERS)

    def add(self, part: Part) -> None:
        """Take a part in; written in slices."""
        facts, extra = part.facts, None
        if not self._known.issuperset(facts):
            unheard = sorted(set(facts) - self._known)
            raise ValueError(f"no column of the file should give {unheard}")
        if any(code not in FACTS for code in facts):
            extra = json.dumps({code: str(v) for code, v in sorted(facts.items()) if code not in FACTS})
        shown = json.dumps(part.shown, ensure_ascii=False, sort_keys=True) if part.shown else None
        self._rows.append(
            (
                part.row,
                "",
                part.scope,
                part.account,
                part.first.isoformat(),
                part.last.isoformat(),
                part.attribution,
                part.estimated,
                part.pending,
                part.ripe_on.isoformat() if part.ripe_on else None,
                part.holes,
                shown,
                extra,
                *map(facts.get, self.facts),
            )
        )
        if len(self._rows) >= CHUNK:
            self.flush()

    def add_kept(self, kept: dict[str, Any]) -> None:
        """Take in a row that waited, as `kept_rows` gave it away."""
        values = {**kept, "state": ""}
        self._rows.append([values.get(name, "" if name in TEXTS else None) for name in self._columns])

    def flush(self) -> None:
        """Write what has come together."""
        load(TABLE, self._columns, TEXTS, self._rows)
        self.loaded += len(self._rows)
        self._rows = []

    def take_back(self, row: int) -> None:
        """A row turned out to be refused after all."""
        self._rows = [known for known in self._rows if known[0] != row]
        run(f'DELETE FROM {TABLE} WHERE "row" = %s', [row])

    def ready(self) -> None:
        """All rows are in: let the database count them, so that it plans its joins well."""
        self.flush()
        index(TABLE, "row")
        if postgres():
            run(f"ANALYZE {TABLE}")

    def kept_rows(self, state: str) -> Iterator[dict[str, Any]]:
        """Rows of a state as plain values, absent ones left out, in order."""
        names = self._columns
        last = (-1, "")
        sql = (
            f'SELECT {quoted(names)} FROM {TABLE} WHERE state = %s AND ("row", attribution) > (%s, %s) '
            f'ORDER BY "row", attribution LIMIT {CHUNK}'
        )
        while found := run(sql, [state, *last]):
            for values in found:
                yield {
                    name: plain(value) for name, value in zip(names, values, strict=True) if value is not None
                }
            last = (found[-1][0], found[-1][names.index("attribution")])


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def figure(value: Any) -> str | None:
    """A figure of either database in plain digits."""
    if value is None:
        return None
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def parsed(value: Any) -> dict[str, Any]:
    """A JSON column of either database, read by hand."""
    found = json.loads(value) if isinstance(value, str) else value
    return dict(found or {})
