"""Makes a table of rated tickets with the columns, formats and traps of the Shopzilla one, and its answers.

    python shopzilla.py FOLDER [SEED]

Standard library only.
"""

import csv
import datetime as dt
import random
import sys
import uuid
from pathlib import Path
from typing import Any

from answers import iso_week, mean, percentile, share, write

HEAD = ["Unique id", "channel_name", "category", "Sub-category", "Customer Remarks", "Order_id"]
HEAD += ["order_date_time", "Issue_reported at", "issue_responded", "Survey_response_Date", "Customer_City"]
HEAD += ["Product_category", "Item_price", "connected_handling_time", "Agent_name", "Supervisor", "Manager"]
HEAD += ["Tenure Bucket", "Agent Shift", "CSAT Score"]
TEAMS = {
    "Ines Roth": ["Ann Lee", "Bo Berg", "Cid Mann"],
    "Kim Ott": ["Dan Fox", "Eve Gold"],
    "Lou Wu": ["Flo Ray"],
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
REMARKS = ["", "Good", "=1+1", "slow ????, but kind", 'said "no"', "two\nlines"]


def tickets(rng: random.Random, count: int) -> list[dict[str, Any]]:
    """Tickets; some were reported before midnight, or days before they were rated."""
    people = [(agent, lead) for lead, agents in TEAMS.items() for agent in agents]
    found = []
    for _number in range(count):
        rated = dt.date(2023, 8, 1) + dt.timedelta(days=rng.randrange(6))
        back = rng.choice([0, 0, 0, 1, 3])
        reported = dt.datetime.combine(rated - dt.timedelta(days=back), dt.time()) + dt.timedelta(
            minutes=rng.randrange(1440)
        )
        minutes = rng.choice([0, 1, 2, 5, 9, 30, 300, 1400])
        agent, lead = rng.choice(people)
        found.append(
            {
                "id": str(uuid.UUID(int=rng.getrandbits(128))),
                "rated": rated,
                "reported": reported,
                "responded": reported + dt.timedelta(minutes=minutes),
                "minutes": minutes,
                "agent": agent,
                "lead": lead,
                "score": rng.choice([1, 2, 3, 4, 5, 5, 5]),
                "remark": rng.choice(REMARKS),
            }
        )
    return found


def stamp(moment: dt.datetime) -> str:
    """1/8/2023 9:05: day first, without leading zeros in most rows."""
    if moment.day % 7 == 3:
        return f"{moment:%d/%m/%Y %H:%M}"
    return f"{moment.day}/{moment.month}/{moment.year} {moment.hour}:{moment.minute:02d}"


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    """The table; the survey date has a format of its own."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        for row in rows:
            rated = row["rated"]
            day = f"{rated.day}-{MONTHS[rated.month - 1]}-{rated:%y}"
            front = [row["id"], "Inbound", "Returns", "Return request", row["remark"], "", ""]
            middle = [stamp(row["reported"]), stamp(row["responded"]), day, "", "", "", ""]
            writer.writerow(
                [*front, *middle, row["agent"], row["lead"], "Top", ">90", "Morning", row["score"]]
            )


def sums(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """The figures of one group."""
    scores = [row["score"] for row in rows]
    minutes = [row["minutes"] for row in rows]
    return {
        "n": len(rows),
        "csat_mean": mean(scores),
        "csat_ge4_rate": share(sum(one >= 4 for one in scores), len(scores)),
        "csat_le2_rate": share(sum(one <= 2 for one in scores), len(scores)),
        "resp_n": len(minutes),
        "resp_mean_min": mean(minutes),
        "resp_median_min": percentile(minutes, 0.5),
        "resp_p90_min": percentile(minutes, 0.9),
    }


def reported(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """The figure of one hour."""
    return {"reported": len(rows)}


def main(folder: Path, seed: int = 1) -> None:
    """File and answers."""
    rows = tickets(random.Random(seed), 500)
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "tickets.csv", rows)
    out = folder / "reference"
    write(
        out / "by_agent_isoweek.csv",
        ["Agent_name", "iso_week"],
        rows,
        lambda r: (r["agent"], iso_week(r["rated"])),
        sums,
    )
    write(
        out / "by_agent_day.csv",
        ["Agent_name", "date"],
        rows,
        lambda r: (r["agent"], r["rated"].isoformat()),
        sums,
    )
    write(out / "by_supervisor.csv", ["Supervisor"], rows, lambda r: (r["lead"],), sums)
    write(out / "by_day.csv", ["date"], rows, lambda r: (r["rated"].isoformat(),), sums)
    write(
        out / "reported_by_date_hour.csv",
        ["report_date", "hour"],
        rows,
        lambda r: (f"{r['reported']:%Y-%m-%d}", str(r["reported"].hour)),
        reported,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
