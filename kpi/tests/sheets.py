"""Small report files for tests."""

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kpi.models import ImportBatch
from kpi.services import import_now
from staff.models import Store

TODAY = dt.date(2026, 11, 21)
HEAD = ["日期", "旺旺", "接待人数", "咨询人数", "首次响应时间(秒)", "平均响应时间(秒)", "问答比", "销售额"]


def a_file(folder: Path, name: str, rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> Path:
    """A CSV in UTF-8."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def day_rows(day: str, figures: dict[str, int]) -> list[list[Any]]:
    """Rows of one day: name to number served."""
    return [[day, name, n, n + 5, 20, 30, "1.2", n * 100] for name, n in figures.items()]


def taken(path: Path, store: Store, **options: Any) -> ImportBatch:
    """The file, taken in."""
    [batch] = import_now.take_file(
        path, name=path.name, store=store, options=options, actor=None, today=TODAY
    )
    return batch
