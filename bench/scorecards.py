"""The scores of 2,000 people for a month beside the bare SQL that sums the same facts by person.

python -m bench.scorecards --agents 2000 --database postgres://root@127.0.0.1:5432/postgres
python -m bench.scorecards --agents 2000 --database sqlite
"""

import argparse
import datetime as dt
import json

from bench.rollup import DAYS, FIRST, fill
from bench.scratch import database, peak_mb, timed

MONTH = "2026-10"


def scheme() -> list[str]:
    """A scheme for everybody out of metrics that the records hold; returns the facts that it needs."""
    from kpi.metrics import METRICS
    from kpi.rules.scheme_samples import SAMPLES
    from kpi.services.schemes import versions

    held = {
        "frt_avg",
        "art",
        "resp_3min_rate",
        "reply_rate",
        "inq_conv",
        "csat",
        "effective_rate",
        "slow_share",
    }
    lines = {line.metric: line for sample in SAMPLES.values() for line in sample.lines if line.metric in held}
    draft = versions.create_scheme(
        versions.Names("Bench", "测量"), role="agent", line="", grade=None, actor=None
    )
    rows = [
        {
            "metric": line.metric,
            "shape": line.shape,
            "weight": weight_of(len(lines), place),
            "worst": line.worst,
            "best": line.best,
            "target": line.target,
            "steps": [[str(limit), str(points)] for limit, points in line.steps],
        }
        for place, line in enumerate(lines.values())
    ]
    versions.write_lines(draft, rows, actor=None)
    versions.publish(draft, valid_from=FIRST.replace(day=1), today=FIRST, actor=None)
    return sorted({code for metric in lines for code in METRICS[metric].facts})


def weight_of(n: int, place: int) -> int:
    """Whole weights that add up to 100."""
    return 100 // n + (place < 100 % n)


def floor(facts: list[str], first: dt.date, last: dt.date) -> int:
    """The bare sums of these facts by person, read by the program."""
    from django.db import connection

    sums = ", ".join(f"SUM(r.{code})" for code in facts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.agent_id, {sums} FROM kpi_record r"
            f" WHERE r.date BETWEEN '{first}' AND '{last}' GROUP BY r.agent_id"
        )
        return len(cursor.fetchall())


def main() -> None:
    """Fill, measure each three times, print the best of each and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", default="sqlite")
    options = parser.parse_args()
    with database(options.database):
        from kpi.rules.periods import Period
        from kpi.selectors.schemes.totals import score_totals
        from staff.models import Agent

        agents = fill(options.agents * DAYS, 0)
        facts = scheme()
        period = Period.parse(MONTH)
        ids = list(Agent.objects.values_list("pk", flat=True))
        bare, scored = [], []
        for _ in range(options.runs):
            bare.append(timed(lambda: floor(facts, period.first, period.last)))
            scored.append(timed(lambda: score_totals(ids, period)))
        found = score_totals(ids, period)
        print(
            json.dumps(
                {
                    "agents": agents,
                    "records": agents * DAYS,
                    "scored": sum(total.points is not None for total in found.values()),
                    "bare_sql_s": round(min(bare), 3),
                    "scorecards_s": round(min(scored), 3),
                    "ratio": round(min(scored) / min(bare), 2),
                    "peak_mb": peak_mb(),
                }
            )
        )


if __name__ == "__main__":
    main()
