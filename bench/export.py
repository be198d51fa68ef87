"""A long report as CSV and XLSX: rows a second and peak memory at two lengths.

python -m bench.export --rows 100000 --database postgres://root@127.0.0.1:5432/postgres
"""

import argparse
import datetime as dt
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rollup import DAYS, FIRST, fill
from bench.scratch import database, peak_mb, timed


def measure(rows: int) -> dict[str, object]:
    """Write a tenth of the rows, then all of them, in both formats."""
    from kpi.selectors.report_query import ReportQuery
    from kpi.services import export

    fill(rows, 0.0)
    result: dict[str, object] = {}
    tenth = FIRST + dt.timedelta(days=DAYS // 10 - 1)
    with TemporaryDirectory(prefix="cstm-bench-") as folder:
        for last in (tenth, FIRST + dt.timedelta(days=DAYS - 1)):
            query = ReportQuery(FIRST, last, by="agent", period="day")
            for file_format in export.FORMATS:
                path = Path(folder) / f"out.{file_format}"
                written: list[int] = []

                def work(query=query, file_format=file_format, path=path, written=written) -> None:
                    done = export.write_report(query, file_format=file_format, target=path, actor=None)
                    written.append(done.rows)

                seconds = timed(work)
                result[f"{file_format}_{written[0]}"] = {
                    "seconds": round(seconds, 1),
                    "peak_mb": round(peak_mb()),
                }
    return result


def main() -> None:
    """Parse the arguments and print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database", default="sqlite", help="sqlite, or the address of a PostgreSQL server")
    chosen = parser.parse_args()
    with database(chosen.database) as kind:
        print(json.dumps({"database": kind, **measure(chosen.rows)}, indent=1))


if __name__ == "__main__":
    main()
