"""The forecast on a log of contacts: judged by rolling origins inside the training days, then on the last.

python -m bench.forecast ../shared/data/real/bank_calls_5min_dev/calls_5min.csv --holidays US

The file has one row for each bin: the moment at which it starts, and how many came. Bins are summed to half
hours; a half hour of which bins are missing on every day is left out.
"""

import argparse
import csv
import datetime as dt
import json
from collections import defaultdict
from pathlib import Path
from time import perf_counter

import holidays
import numpy as np

from shifts.forecast import forecast, wape
from shifts.forecast.judging import judge
from shifts.forecast.method import last_four
from shifts.forecast.plain import table

SLOT = 30
History = dict[dt.date, list[float | None]]


def read(path: Path) -> History:
    """Days by half hours of business."""
    counts: dict[dt.date, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    bins: dict[tuple[dt.date, int], int] = defaultdict(int)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for moment, count in rows:
            start = dt.datetime.fromisoformat(moment)
            slot = (start.hour * 60 + start.minute) // SLOT
            counts[start.date()][slot] += float(count)
            bins[start.date(), slot] += 1
    full = max(bins.values())
    slots = sorted({slot for (_day, slot), found in bins.items() if found == full})
    return {
        day: [counts[day][slot] if bins[day, slot] == full else None for slot in slots]
        for day in sorted(counts)
    }


def measure(history: History, *, test_days: int, country: str) -> dict[str, object]:
    """WAPE of the method and of the plain mean of four, before and on the test days."""
    days = list(history)
    train = {day: history[day] for day in days[:-test_days]}
    asked = days[-test_days:]
    years = sorted({day.year for day in days})
    named = dict(holidays.country_holidays(country, years=years)) if country else {}
    horizon = (asked[-1] - asked[0]).days + 1
    origins, _span = judge(table(train), named, (), horizon=horizon)
    begin = perf_counter()
    found = forecast(train, asked, holidays=named)
    seconds = perf_counter() - begin
    actual = np.array([history[day] for day in asked], dtype=float)
    said = np.array([[slot.value for slot in day.slots] for day in found.days], dtype=float)
    low = np.array([[slot.low for slot in day.slots] for day in found.days], dtype=float)
    high = np.array([[slot.high for slot in day.slots] for day in found.days], dtype=float)
    return {
        "days": len(days),
        "slots": len(history[days[0]]),
        "training": {
            "origins": origins.origins,
            "wape": _short(origins.wape),
            "mean4": _short(origins.plain),
        },
        "test": {
            "first": str(asked[0]),
            "last": str(asked[-1]),
            "wape": _short(wape(actual, said)),
            "mean4": _short(wape(actual, last_four(table(train), asked))),
            "in_range": _short(float(np.mean((actual >= low) & (actual <= high)))),
        },
        "seconds": round(seconds, 2),
    }


def _short(number: float | None) -> float | None:
    """Four digits after the point."""
    return None if number is None else round(number, 4)


def main() -> None:
    """Parse the arguments and print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--test-days", type=int, default=10)
    parser.add_argument("--holidays", default="", help="a country whose public holidays count: US, CN")
    chosen = parser.parse_args()
    print(
        json.dumps(measure(read(chosen.file), test_days=chosen.test_days, country=chosen.holidays), indent=1)
    )


if __name__ == "__main__":
    main()
