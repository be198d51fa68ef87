"""Staged rows against what is there: who held each account, what is new, what changed, what is missing."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kpi.choices import Scope
from kpi.services import stage_table
from kpi.services.stage_table import CHANGED, HOLDERS, NEW, SAME, SKIPPED, TABLE, WAITING, StageTable, run
from kpi.services.steps import Phase, nobody
from staff.choices import AccountKind
from staff.models import Store
from staff.selectors.accounts import accounts_of_store, holders

NAMES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a file speaks of."""

    first: dt.date
    last: dt.date


def resolve(store: Store, *, table: str = TABLE, day: str = "date", phase: Phase | None = None) -> list[str]:
    """Write into the staged rows who held each account on its day; names that nobody holds are returned.

    Rows of an account that is known to be no person are left out, rows of the others wait for a name.
    """
    phase = phase or nobody()
    names = [
        row[0]
        for row in run(f"SELECT DISTINCT account FROM {table} WHERE scope = %s AND state = ''", [Scope.AGENT])
    ]
    phase.on()
    known = accounts_of_store(store.pk)
    machines = [n for n in names if n in known and known[n][1] == AccountKind.NOT_A_PERSON]
    for chunk in _chunks(machines):
        run(
            f"UPDATE {table} SET state = %s WHERE account IN ({_marks(chunk)}) AND scope = %s",
            [SKIPPED, *chunk, Scope.AGENT],
        )
    people = set(machines)
    _load_holders(store, [n for n in names if n in known and n not in people])
    phase.on()
    run(
        f"UPDATE {table} SET account_id = h.account_id, agent_id = h.agent_id FROM {HOLDERS} AS h "
        f"WHERE {table}.account = h.account AND {table}.{day} BETWEEN h.first AND h.last "
        f"AND {table}.scope = %s AND {table}.state = ''",
        [Scope.AGENT],
    )
    phase.on()
    run(
        f"UPDATE {table} SET state = %s WHERE scope = %s AND agent_id IS NULL AND state = ''",
        [WAITING, Scope.AGENT],
    )
    phase.on()
    waiting = run(f"SELECT DISTINCT account FROM {table} WHERE state = %s ORDER BY account", [WAITING])
    return [row[0] for row in waiting]


def forget_states(table: str) -> None:
    """Ask anew who held each account: people were made since."""
    run(f"UPDATE {table} SET state = '' WHERE state = %s", [WAITING])


def rows_held(table: str = TABLE) -> list[int]:
    """Row numbers of the staged rows whose account somebody held on the day."""
    return [row[0] for row in run(f'SELECT DISTINCT "row" FROM {table} WHERE agent_id IS NOT NULL')]


def keep_only_held(table: str = TABLE) -> None:
    """Let go of the rows that go on waiting."""
    run(f"DELETE FROM {table} WHERE agent_id IS NULL")


def _load_holders(store: Store, names: list[str]) -> None:
    """The holdings of the accounts that the file names."""
    run(f"DELETE FROM {HOLDERS}")
    rows = [
        (name, h.account_id, h.agent_id, h.valid_from.isoformat(), h.valid_to.isoformat())
        for name, holdings in holders(store, names).items()
        for h in holdings
    ]
    stage_table.load(HOLDERS, ("account", "account_id", "agent_id", "first", "last"), ("account",), rows)


def match(stage: StageTable, store: Store, source: str, *, phase: Phase | None = None) -> None:
    """Find the record that each staged row speaks of, and say whether the row changes it."""
    phase = phase or nobody()
    span = span_of()
    if span is None:
        return
    # Without it SQLite walks the whole file for each record that is there.
    stage_table.index(TABLE, "account_id", "last_date")
    phase.on()
    same = " AND ".join(
        [stage_table.same_as(reported(code), f"s.{code}") for code in stage.facts]
        + [f"{reported(code)} IS NULL" for code in stage.others]
        + [f"r.{name} = s.{name}" for name in ("estimated", "pending")]
        + [stage_table.same_as(f"r.{name}", f"s.{name}") for name in ("shown", "extra")]
    )
    for account in ("r.account_id = s.account_id", "r.account_id IS NULL AND s.account_id IS NULL"):
        run(
            f"UPDATE {TABLE} AS s SET record_id = r.id, state = CASE WHEN {same} THEN %s ELSE %s END "
            f"FROM kpi_record AS r WHERE r.store_id = %s AND r.source = %s AND r.date BETWEEN %s AND %s "
            f"AND {account} AND r.scope = s.scope AND r.date = s.date AND r.last_date = s.last_date "
            f"AND r.attribution = s.attribution AND s.state = ''",
            [SAME, CHANGED, store.pk, source, span.first, span.last],
        )
        phase.on()
    run(f"UPDATE {TABLE} SET state = %s WHERE state = ''", [NEW])
    phase.on()
    stage_table.index(TABLE, "record_id")
    stage_table.index(TABLE, "date", "last_date")
    phase.on()
    if stage_table.postgres():
        run(f"ANALYZE {TABLE}")  # Accounts and records are known only now; joins are planned by them.
    if stage_table.postgres():
        run(f"ANALYZE {TABLE}")


def reported(code: str, alias: str = "r") -> str:
    """What a record's own report said of a fact, whichever report counts."""
    if stage_table.postgres():
        inside = f"({alias}.given->>'{code}')::numeric"
    else:
        inside = f"CAST(json_extract({alias}.given, '$.{code}') AS NUMERIC)"
    return f"CASE WHEN {alias}.given IS NULL THEN {alias}.{code} ELSE COALESCE({inside}, {alias}.{code}) END"


def span_of() -> Span | None:
    """First and last day of the staged rows."""
    first, last = run(f"SELECT MIN(date), MAX(last_date) FROM {TABLE}")[0]
    return Span(as_date(first), as_date(last)) if first else None


def as_date(value: Any) -> dt.date:
    """A date of either database."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])


def counts() -> dict[str, int]:
    """Rows of the file by what would become of them; a row of several parts counts once."""
    sql = (
        "SELECT word, COUNT(*) FROM (SELECT CASE "
        "WHEN MAX(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) = 1 THEN 'waiting' "
        "WHEN MAX(CASE WHEN state = 'skipped' THEN 1 ELSE 0 END) = 1 THEN 'skipped' "
        "WHEN MAX(CASE WHEN state = 'changed' THEN 1 ELSE 0 END) = 1 THEN 'changed' "
        "WHEN MIN(state) <> MAX(state) THEN 'changed' ELSE MIN(state) END AS word "
        f'FROM {TABLE} GROUP BY "row") AS rows_of_file GROUP BY word'
    )
    found = {str(word): int(n) for word, n in run(sql)}
    return {word: found.get(word, 0) for word in (NEW, CHANGED, SAME, WAITING, SKIPPED)}


def touched_days() -> list[dt.date]:
    """The days whose figures change; every day of a period."""
    spans = run(f"SELECT DISTINCT date, last_date FROM {TABLE} WHERE state IN ('new', 'changed')")
    days: set[dt.date] = set()
    for first, last in spans:
        start, end = as_date(first), as_date(last)
        days.update(start + dt.timedelta(days=n) for n in range((end - start).days + 1))
    return sorted(days)


def missing(store: Store, source: str, limit: int) -> tuple[int, list[tuple[Any, ...]]]:
    """Records of the same report that the file no longer has: how many, and some of them.

    They are those of its days, and those on the days between of the files that it replaces; of its own
    attribution rules only. Each is (account, agent, date, last_date). A file that meets no known row misses
    none.
    """
    if not run(f"SELECT 1 FROM {TABLE} WHERE record_id IS NOT NULL LIMIT 1"):
        return 0, []
    # Few days and few batches, named once: asked anew for each record they would cost rows times rows.
    few = (
        f"WITH days AS MATERIALIZED (SELECT DISTINCT date, last_date FROM {TABLE} WHERE scope = 'agent'), "
        f"old AS MATERIALIZED (SELECT DISTINCT o.batch_id FROM kpi_record AS o JOIN {TABLE} AS s "
        "ON s.record_id = o.id), "
        f"rules AS MATERIALIZED (SELECT DISTINCT attribution FROM {TABLE}) "
    )
    where = (
        "FROM kpi_record AS r WHERE r.store_id = %s AND r.source = %s AND r.scope = 'agent' "
        "AND r.attribution IN (SELECT attribution FROM rules) "
        "AND ((r.date, r.last_date) IN (SELECT date, last_date FROM days) "
        "OR (r.last_date = r.date AND r.date BETWEEN "
        "(SELECT MIN(date) FROM days WHERE date = last_date) AND "
        "(SELECT MAX(date) FROM days WHERE date = last_date) AND r.batch_id IN (SELECT batch_id FROM old))) "
        f"AND NOT EXISTS (SELECT 1 FROM {TABLE} AS s WHERE s.record_id = r.id)"
    )
    params = [store.pk, source]
    total = run(f"{few} SELECT COUNT(*) {where}", params)[0][0]
    if not total or not limit:
        return int(total), []
    rows = run(
        f"{few} SELECT a.name, g.name, r.date, r.last_date "
        + where.replace(
            "FROM kpi_record AS r",
            "FROM kpi_record AS r LEFT JOIN staff_platformaccount AS a ON a.id = r.account_id "
            "LEFT JOIN staff_agent AS g ON g.id = r.agent_id",
        )
        + f" ORDER BY a.name, r.date LIMIT {limit}",
        params,
    )
    return int(total), rows


def changes(stage: StageTable, limit: int) -> list[dict[str, Any]]:
    """Some of the figures that change: who, day, fact, now, becomes."""
    if not stage.facts:
        return []
    columns = ", ".join(f"{reported(code)}, s.{code}" for code in stage.facts)
    rows = run(
        f"SELECT g.name, s.account, s.date, s.last_date, {columns} FROM {TABLE} AS s "
        "JOIN kpi_record AS r ON r.id = s.record_id LEFT JOIN staff_agent AS g ON g.id = s.agent_id "
        f"WHERE s.state = 'changed' ORDER BY s.\"row\" LIMIT {limit}"
    )
    found: list[dict[str, Any]] = []
    for who, account, first, last, *figures in rows:
        for code, now, becomes in zip(stage.facts, figures[::2], figures[1::2], strict=True):
            if now != becomes:
                found.append(
                    {
                        "who": who or account,
                        "date": str(first)[:10],
                        "last_date": str(last)[:10],
                        "fact": code,
                        "now": stage_table.figure(now),
                        "becomes": stage_table.figure(becomes),
                    }
                )
    return found[:limit]


def _chunks(names: list[str]) -> Iterable[list[str]]:
    return (names[i : i + NAMES_AT_ONCE] for i in range(0, len(names), NAMES_AT_ONCE))


def _marks(values: list[str]) -> str:
    return ", ".join(["%s"] * len(values))
