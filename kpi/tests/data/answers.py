"""Arithmetic of the reference tables: means, linear percentiles, groups. Standard library only."""

import csv
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def mean(values: Sequence[float]) -> float | None:
    """The mean, or nothing of nothing."""
    return sum(values) / len(values) if values else None


def percentile(values: Sequence[float], q: float) -> float | None:
    """Linear between the two neighbouring ranks."""
    if not values:
        return None
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def share(part: int, whole: int) -> float | None:
    """A share, or nothing of nothing."""
    return part / whole if whole else None


def groups(rows: Iterable[Row], key: Callable[[Row], tuple[str, ...]]) -> dict[tuple[str, ...], list[Row]]:
    """Rows by key, in order of key."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return dict(sorted(found.items()))


def write(
    path: Path,
    names: Sequence[str],
    rows: Iterable[Row],
    key: Callable[[Row], tuple[str, ...]],
    sums: Callable[[list[Row]], dict[str, float | None]],
) -> None:
    """One reference table: a line for each group."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        head: list[str] = []
        for group, members in groups(rows, key).items():
            figures = sums(members)
            if not head:
                head = [*names, *figures]
                writer.writerow(head)
            cells = ["" if value is None else f"{value:.6f}" for value in figures.values()]
            writer.writerow([*group, *cells])


def iso_week(day: Any) -> str:
    """2021-W01."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02d}"


def half_hour(seconds: int) -> str:
    """09:30."""
    slot = seconds // 1800 % 48
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"
