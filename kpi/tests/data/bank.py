"""Makes a log of calls with the columns, formats and traps of the Anonymous Bank one, and its answers.

    python bank.py FOLDER [SEED]

Standard library only.
"""

import csv
import datetime as dt
import random
import sys
from pathlib import Path
from typing import Any

from answers import half_hour, iso_week, mean, percentile, share, write

HEAD = ["vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time"]
HEAD += ["q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time", "server"]
LAST = 24 * 3600 - 300
SERVERS = ["ANAT", "BASCH", "CHEN", "DARMON", "ELI"]


def calls(rng: random.Random, count: int) -> list[dict[str, Any]]:
    """Calls of two weeks; a call's number is unique only together with its line."""
    found = []
    for number in range(count):
        outcome = rng.choices(["AGENT", "HANG", "PHANTOM"], [80, 17, 3])[0]
        day = dt.date(1999, 2, 1) + dt.timedelta(days=rng.randrange(14))
        served = outcome == "AGENT"
        server = rng.choice([*SERVERS, *SERVERS, "NO_SERVER"]) if served else "NO_SERVER"
        found.append(
            {
                "line": f"AA01{number % 6:02d}",
                "call": str(34000 + number // 2),
                "day": day,
                # Each fiftieth comes so late that its talk ends after midnight.
                "arrival": rng.randrange(7 * 3600, LAST) if number % 50 else LAST,
                "queue": rng.choice([0, 0, 3, 17, 20, 55, 130, 240]),
                "outcome": outcome,
                "service": rng.choice([0, 3, 45, 104, 170, 600] if number % 50 else [600]) if served else 0,
                "server": server,
            }
        )
    return found


def hms(seconds: int) -> str:
    """7:02:47; after midnight the clock begins anew."""
    seconds %= 24 * 3600
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def write_tsv(path: Path, rows: list[dict[str, Any]]) -> None:
    """The log; what did not happen is 0:00:00."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow(HEAD)
        for row in rows:
            answered = row["arrival"] + row["queue"]
            queue = [hms(row["arrival"]), hms(answered)] if row["queue"] else ["0:00:00", "0:00:00"]
            service = [hms(answered), hms(answered + row["service"])] if row["service"] else ["0:00:00"] * 2
            front = [row["line"], row["call"], "0", "0", "PS", f"{row['day']:%y%m%d}"]
            entry = [hms(row["arrival"] - 9), hms(row["arrival"]), "9"]
            writer.writerow(
                [
                    *front,
                    *entry,
                    *queue,
                    row["queue"],
                    row["outcome"],
                    *service,
                    row["service"],
                    row["server"],
                ]
            )


def sums(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """The figures of one group of calls that are no phantoms."""
    answered = [row["queue"] for row in rows if row["outcome"] == "AGENT"]
    service = [row["service"] for row in rows if row["server"] != "NO_SERVER" and row["service"] > 0]
    return {
        "offered": len(rows),
        "answered": len(answered),
        "abandoned": len(rows) - len(answered),
        "answer_rate": share(len(answered), len(rows)),
        "wait_mean_answered": mean(answered),
        "wait_p90_answered": percentile(answered, 0.9),
        "aht_mean": mean(service),
        "service_total_s": sum(service),
    }


def server_days(rows: list[dict[str, Any]]) -> list[list[object]]:
    """First start, last exit, service and span of each server's day, by the clock that the log shows.

    Calls that end after midnight are counted beside, and left out of everything else.
    """
    found: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    beside: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row["server"], row["day"].isoformat())
        start = row["arrival"] + row["queue"] if row["service"] else 0
        if start + row["service"] >= 24 * 3600:
            beside[key] = beside.get(key, 0) + 1
        else:
            found.setdefault(key, []).append((start, start + row["service"], row["service"]))
    lines: list[list[object]] = []
    for key, calls in sorted(found.items()):
        first, last = min(call[0] for call in calls), max(call[1] for call in calls)
        service = sum(call[2] for call in calls)
        lines.append([*key, len(calls), first, last, service, last - first, beside.get(key, 0)])
    return lines


def main(folder: Path, seed: int = 1) -> None:
    """File and answers."""
    rows = calls(random.Random(seed), 700)
    folder.mkdir(parents=True, exist_ok=True)
    write_tsv(folder / "calls.tsv", rows)
    real = [row for row in rows if row["outcome"] != "PHANTOM"]
    served = [row for row in real if row["outcome"] == "AGENT" and row["server"] != "NO_SERVER"]
    out = folder / "reference"
    write(out / "by_day.csv", ["day"], real, lambda r: (r["day"].isoformat(),), sums)
    write(out / "by_isoweek.csv", ["iso_week"], real, lambda r: (iso_week(r["day"]),), sums)
    write(
        out / "by_server_isoweek.csv",
        ["server", "iso_week"],
        served,
        lambda r: (r["server"], iso_week(r["day"])),
        sums,
    )
    write(
        out / "by_day_half_hour.csv",
        ["day", "half_hour"],
        real,
        lambda r: (r["day"].isoformat(), half_hour(r["arrival"])),
        sums,
    )
    with (out / "attendance_by_server_day.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        head = ["calls", "first_start_s", "last_exit_s", "service_s", "span_s", "crosses_midnight"]
        writer.writerow(["server", "day", *head])
        writer.writerows(server_days(served))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
