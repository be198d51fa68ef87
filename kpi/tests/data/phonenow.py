"""Makes a log of calls with the columns, formats and traps of the PhoneNow one, and its answers.

    python phonenow.py FOLDER [SEED]

Standard library and openpyxl only.
"""

import csv
import datetime as dt
import random
import sys
from pathlib import Path
from typing import Any

import openpyxl
from answers import half_hour, iso_week, mean, percentile, share, write

HEAD = ["Call Id", "Agent", "Date", "Time", "Topic", "Answered (Y/N)", "Resolved"]
HEAD += ["Speed of answer in seconds", "AvgTalkDuration", "Satisfaction rating"]
AGENTS = ["Ada", "Ben", "Cleo", "Dov", "Eva"]
TOPICS = ["Streaming", "Technical Support", "Payment related", "Admin Support"]


def calls(rng: random.Random, count: int) -> list[dict[str, Any]]:
    """Calls from 1 January on: the first days lie in the last ISO week of the year before."""
    found = []
    for number in range(1, count + 1):
        day = dt.date(2021, 1, 1) + dt.timedelta(days=rng.randrange(90))
        answered = rng.random() < 0.81
        found.append(
            {
                "id": f"ID{number:04d}",
                "agent": rng.choice(AGENTS),
                "day": day,
                "clock": rng.randrange(9 * 3600, 18 * 3600),
                "topic": rng.choice(TOPICS),
                "answered": answered,
                "resolved": answered and rng.random() < 0.9,
                "speed": rng.randrange(10, 126) if answered else None,
                "talk": rng.randrange(30, 421) if answered else None,
                "rating": rng.randrange(1, 6) if answered and rng.random() < 0.95 else None,
            }
        )
    return sorted(found, key=lambda call: (call["day"], call["clock"]))


def hms(seconds: int) -> str:
    """00:02:23."""
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    """The log as text; what an unanswered call has not is blank."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        for row in rows:
            talk = "" if row["talk"] is None else hms(row["talk"])
            writer.writerow([*_front(row), "" if row["speed"] is None else row["speed"], talk, row["rating"]])


def _front(row: dict[str, Any]) -> list[Any]:
    yes = {True: "Y", False: "N"}
    clock = hms(row["clock"])
    return [
        row["id"],
        row["agent"],
        row["day"].isoformat(),
        clock,
        row["topic"],
        yes[row["answered"]],
        yes[row["resolved"]],
    ]


def write_xlsx(path: Path, rows: list[dict[str, Any]]) -> None:
    """The same as a workbook with time cells; its second sheet holds other figures and must not be read."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    other = book.create_sheet("Clean2")
    for page, wrong in ((sheet, 0), (other, 7)):
        page.append(HEAD)
        for row in rows:
            front = _front(row)
            front[3] = _time(row["clock"])
            talk = None if row["talk"] is None else _time(row["talk"] + wrong)
            speed = (row["speed"] or 60) + wrong if wrong else row["speed"]
            page.append([*front, speed, talk, row["rating"]])
    book.save(path)


def _time(seconds: int) -> dt.time:
    return dt.time(seconds // 3600, seconds % 3600 // 60, seconds % 60)


def sums(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """The figures of one group."""
    answered = [row for row in rows if row["answered"]]
    speed = [row["speed"] for row in answered]
    rated = [row["rating"] for row in rows if row["rating"] is not None]
    talk = [row["talk"] for row in answered]
    solved = sum(row["resolved"] for row in rows)
    return {
        "offered": len(rows),
        "answered": len(answered),
        "abandoned": len(rows) - len(answered),
        "answer_rate": share(len(answered), len(rows)),
        "resolved": solved,
        "resolved_rate_of_answered": share(solved, len(answered)),
        "asa_mean": mean(speed),
        "asa_median": percentile(speed, 0.5),
        "asa_p90": percentile(speed, 0.9),
        "talk_mean_s": mean(talk),
        "talk_total_s": sum(talk),
        "sat_n": len(rated),
        "sat_mean": mean(rated),
        "sat_ge4_rate": share(sum(one >= 4 for one in rated), len(rated)),
        "sat_le2_rate": share(sum(one <= 2 for one in rated), len(rated)),
    }


def volumes(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """The figures of one half hour."""
    talk = [row["talk"] for row in rows if row["talk"] is not None]
    return {"offered": len(rows), "answered": sum(row["answered"] for row in rows), "talk_total_s": sum(talk)}


def main(folder: Path, seed: int = 1) -> None:
    """Files and answers."""
    rows = calls(random.Random(seed), 600)
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "calls.csv", rows)
    write_xlsx(folder / "calls.xlsx", rows)
    out = folder / "reference"
    write(out / "by_agent.csv", ["Agent"], rows, lambda r: (r["agent"],), sums)
    write(out / "by_isoweek.csv", ["iso_week"], rows, lambda r: (iso_week(r["day"]),), sums)
    write(
        out / "by_agent_isoweek.csv",
        ["Agent", "iso_week"],
        rows,
        lambda r: (r["agent"], iso_week(r["day"])),
        sums,
    )
    write(
        out / "by_agent_month.csv",
        ["Agent", "month"],
        rows,
        lambda r: (r["agent"], f"{r['day']:%Y-%m}"),
        sums,
    )
    write(
        out / "by_date_half_hour.csv",
        ["Date", "half_hour"],
        rows,
        lambda r: (r["day"].isoformat(), half_hour(r["clock"])),
        volumes,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
