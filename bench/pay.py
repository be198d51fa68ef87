"""A full pay run of a month, computed and kept, beside the bare SQL that sums the same net sales.

python -m bench.pay --agents 2000 --database postgres://root@127.0.0.1:5432/postgres
python -m bench.pay --agents 2000 --database sqlite
"""

import argparse
import datetime as dt
import json
from decimal import Decimal

from bench.scratch import database, peak_mb, timed

MONTHS = (dt.date(2026, 9, 1), dt.date(2026, 10, 1))
TODAY = dt.date(2026, 12, 20)
BARE = (
    "SELECT agent_id, SUM(sales_amt - refund_amt) FROM kpi_record"
    " WHERE attribution = 'paid' AND date BETWEEN %s AND %s GROUP BY agent_id"
)


def fill(agents: int) -> None:
    """People in teams of 20, a record of sales each day, a published scheme and a plan; one in 50 leaves."""
    from kpi.services.pay import plan_versions
    from kpi.tests.factories import a_store, a_team
    from kpi.tests.factories_schemes import FIRST, a_published
    from staff.models import Agent, Membership

    store = a_store()
    people = Agent.objects.bulk_create(
        Agent(
            employee_no=f"N{number:05d}",
            name=f"Agent {number:05d}",
            hired_on=dt.date(2023, 1, 1) + dt.timedelta(days=number % 900),
            left_on=dt.date(2026, 10, 15) if number % 50 == 0 else dt.date(9999, 12, 31),
        )
        for number in range(agents)
    )
    teams = [a_team(f"Care/Team {number:04d}") for number in range(agents // 20 + 1)]
    Membership.objects.bulk_create(
        Membership(agent=each, team=teams[number // 20]) for number, each in enumerate(people)
    )
    _records(store.pk)
    a_published({**FIRST, "weight": 100}, since=dt.date(2026, 1, 1))
    plan = plan_versions.make_plan(name_en="Plan", name_zh="方案", grade=None, actor=None)
    values = {
        "valid_from": dt.date(2026, 1, 1),
        "base": Decimal(4000),
        "performance_base": Decimal(2000),
        "experience": [(12, 100), (24, 200)],
        "coefficients": [(0, "0.5"), (60, "0.8"), (90, "1.2")],
        "tiers": [(0, 1), (20000, "1.5"), (40000, 2)],
        "attribution": "paid",
    }
    plan_versions.publish(plan_versions.draft(plan, values, actor=None), actor=None)


def _records(store_id: int) -> None:
    """Two records a person and day: sales by the rule, and first responses."""
    from django.db import connection

    postgres = connection.vendor == "postgresql"
    counting = "SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 60"
    days = (
        "generate_series(0, 60) AS d(n)"
        if postgres
        else f"(WITH RECURSIVE c(n) AS ({counting}) SELECT n FROM c) AS d"
    )
    day = f"DATE '{MONTHS[0]}' + d.n" if postgres else f"date('{MONTHS[0]}', '+' || d.n || ' days')"
    kinds = (
        ("paid", "sales_amt, refund_amt", "900 + a.id %% 700, a.id %% 90"),
        ("", "first_resp_secs, first_resp_n, reception_users", "900 + a.id %% 90, 30, 30"),
    )
    with connection.cursor() as cursor:
        for rule, facts, values in kinds:
            cursor.execute(
                "INSERT INTO kpi_record (store_id, agent_id, scope, date, last_date, attribution, source,"
                f" estimated, pending, holes, {facts})"
                f" SELECT %s, a.id, 'agent', {day}, {day}, %s, 'bench', '', '', '', {values}"
                f" FROM staff_agent a CROSS JOIN {days}",
                [store_id, rule],
            )
        cursor.execute("VACUUM ANALYZE" if postgres else "ANALYZE")


def measure(agents: int) -> dict[str, object]:
    """A first run, then a second one that looks for differences to the first, closed one."""
    from django.db import connection

    from cstm.weeks import month_of
    from kpi.models import PayLine
    from kpi.services.pay import runs
    from staff.models import User

    result: dict[str, object] = {"agents": agents, "fill_s": round(timed(lambda: fill(agents)), 1)}
    one, two = (User.objects.create(username=name) for name in ("one", "two"))
    for name, month in zip(("first_month", "with_differences"), MONTHS, strict=True):
        with connection.cursor() as cursor:
            bare = timed(lambda cursor=cursor, month=month: cursor.execute(BARE, month_of(month)))
        run = runs.open_run(month, actor=one, today=TODAY)
        ours = timed(lambda run=run: runs.compute_run(run))
        runs.review(run, actor=one)
        close = timed(lambda run=run: runs.close(run, actor=two, today=TODAY))
        result[name] = {
            "slips": run.slips.count(),
            "lines": PayLine.objects.filter(run=run).count(),
            "bare_s": round(bare, 3),
            "run_s": round(ours, 2),
            "ms_a_person": round(1000 * ours / agents, 2),
            "ratio": round(ours / bare, 1),
            "close_s": round(close, 2),
        }
    result["peak_mb"] = round(peak_mb())
    return result


def main() -> None:
    """Parse the arguments and print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agents", type=int, default=2000)
    parser.add_argument("--database", default="sqlite", help="sqlite, or the address of a PostgreSQL server")
    chosen = parser.parse_args()
    with database(chosen.database) as kind:
        print(json.dumps({"database": kind, **measure(chosen.agents)}, indent=1))


if __name__ == "__main__":
    main()
