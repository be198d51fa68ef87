"""The import of an XLSX file beside the bare reader that walks it and a bare bulk insert of its rows.

python -m bench.imports --rows 100000 --database postgres://root@127.0.0.1:5432/postgres
python -m bench.imports --rows 100000 --database sqlite --over 1000000
"""

import argparse
import datetime as dt
import json
import random
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.scratch import database, peak_mb, timed

FIRST = dt.date(2025, 11, 24)
DAYS = 364
HEADERS = (
    *("日期", "旺旺昵称", "咨询人数", "接待人数", "有效接待人数", "未回复人数", "平均响应时长（秒）"),
    *("3分钟人工响应率", "旺旺回复率", "首次响应时长（秒）", "慢响应人数", "答问比"),
)
FACTS = (
    *("consult_users", "reception_users", "effective_users", "noreply_users", "resp_secs", "resp_rounds"),
    *("rounds_3min", "first_resp_secs", "first_resp_n", "slow_users"),
)


def write_file(path: Path, rows: int) -> int:
    """A day sheet of a year; returns how many accounts it names."""
    import xlsxwriter

    chance = random.Random(1)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("数据信息")
    sheet.write_row(0, 0, HEADERS)
    for n in range(rows):
        account, day = divmod(n, DAYS)
        users = chance.randint(40, 120)
        missed = chance.randint(0, 3)
        figures = (
            *(users, users - missed, users - missed - 1, missed, chance.randint(15, 60)),
            *(f"{chance.randint(9000, 9999) / 100}%", f"{(users - missed) / users:.2%}"),
            *(chance.randint(5, 40), chance.randint(0, 9), chance.randint(100, 200) / 100),
        )
        date = (FIRST + dt.timedelta(days=day)).isoformat()
        sheet.write_row(n + 1, 0, (date, f"flagship:agent{account:05d}", *figures))
    book.close()
    return rows // DAYS + 1


def walk(path: Path) -> int:
    """The bare reader: every cell of every row, nothing kept."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(len(row) for row in book.get_sheet_by_index(0).iter_rows())


def bare_insert(rows: int, store_id: int) -> float:
    """Seconds for the same number of rows with the same columns into a table of the same shape."""
    from django.db import connection

    names = (
        "store_id",
        "scope",
        "date",
        "last_date",
        "attribution",
        "source",
        "estimated",
        "pending",
        "holes",
    )
    days = [FIRST + dt.timedelta(days=n) for n in range(DAYS)]
    data = [
        (
            store_id,
            "agent",
            days[n % DAYS],
            days[n % DAYS],
            str(n),
            "bench",
            "",
            "",
            "",
            *[n % 97] * len(FACTS),
        )
        for n in range(rows)
    ]
    columns = ", ".join((*names, *FACTS))
    marks = ", ".join(["%s"] * (len(names) + len(FACTS)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_values

            cursor.execute("CREATE TABLE bench_insert (LIKE kpi_record INCLUDING ALL)")
            sql = f"INSERT INTO bench_insert ({columns}) VALUES %s"
            seconds = timed(lambda: execute_values(cursor.cursor, sql, data, page_size=1000))
        else:
            made = cursor.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = 'kpi_record' AND sql NOT NULL"
            )
            for (sql,) in made.fetchall():
                renamed = sql.replace("kpi_record", "bench_insert").replace('"record_', '"bench_record_')
                cursor.execute(renamed)
            sql = f"INSERT INTO bench_insert ({columns}) VALUES ({marks})"
            seconds = timed(lambda: _at_once(cursor, sql, data))
        cursor.execute("DROP TABLE bench_insert")
    return seconds


def _at_once(cursor, sql: str, data: list[tuple[object, ...]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        cursor.executemany(sql, data)


def fill_before(records: int) -> None:
    """So many records of other people that stand there already."""
    from django.db import connection

    from bench.rollup import fill

    fill(records, 0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("staff_agent", "staff_platformaccount"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"
                )


def measure(rows: int, over: int) -> dict[str, object]:
    """Write a file, then time the floor, the first import, and the same file again."""
    if over:
        fill_before(over)
    from kpi.models import Record
    from kpi.services import import_now
    from kpi.tests.factories import a_store, a_team, an_account, an_agent

    store, team = a_store(), a_team("Care")
    today = dt.date(2026, 11, 30)
    with TemporaryDirectory(prefix="cstm-bench-") as folder:
        path = Path(folder) / "day.xlsx"
        for number in range(write_file(path, rows)):
            an_account(store, an_agent(f"B{number}", team=team), f"flagship:agent{number:05d}")
        size = path.stat().st_size
        before = peak_mb()

        def take() -> None:
            (batch,) = import_now.take_file(
                path, name="day.xlsx", store=store, options={"by_command": True}, actor=None, today=today
            )
            if batch.error or not batch.counts:
                raise SystemExit(f"not taken in: {batch.error}")

        first = timed(take)
        again = timed(take)
        held = peak_mb()
        walked = timed(lambda: walk(path))
        inserted = bare_insert(rows, store.pk)
    return {
        "rows": rows,
        "file_mb": round(size / 1e6, 1),
        "records": Record.objects.count(),
        "bare_reader_s": round(walked, 2),
        "bare_insert_s": round(inserted, 2),
        "import_s": round(first, 2),
        "ratio": round(first / (walked + inserted), 2),
        "again_s": round(again, 2),
        "peak_mb_before": round(before),
        "peak_mb": round(held),
    }


def main() -> None:
    """Parse the arguments and print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--over", type=int, default=0, help="records that stand there before")
    parser.add_argument("--database", default="sqlite", help="sqlite, or the address of a PostgreSQL server")
    chosen = parser.parse_args()
    with database(chosen.database) as kind:
        print(json.dumps({"database": kind, **measure(chosen.rows, chosen.over)}, indent=1))


if __name__ == "__main__":
    main()
