"""The rollup of one week and of 52 weeks beside the bare SQL that writes the same rows.

python -m bench.rollup --records 1000000 --database postgres://root@127.0.0.1:5432/postgres
python -m bench.rollup --records 1000000 --database sqlite
"""

import argparse
import datetime as dt
import json

from bench.scratch import database, peak_mb, timed

DAYS = 364
FIRST = dt.date(2025, 11, 24)
FILLED = (
    *("consult_users", "reception_users", "effective_users", "noreply_users", "slow_users", "long_users"),
    *("buyer_msgs", "agent_msgs", "agent_chars", "first_resp_secs", "first_resp_n", "resp_secs"),
    *("resp_rounds", "rounds_30s", "rounds_3min", "reception_secs", "sessions", "inquiry_users"),
    *("inq_order_users", "inq_pay_users", "rate_sent", "rate_recv", "rate_good", "rate_bad"),
)


def fill(records: int, several: float) -> int:
    """Agents × days of records; a share of the agents has their ratings in a second report."""
    from django.db import connection

    postgres = connection.vendor == "postgresql"
    agents = max(records // DAYS, 1)
    two = int(agents * several)
    with connection.cursor() as cursor:
        _people(cursor, agents, postgres)
        noise = "floor(random() * 90)" if postgres else "abs(random() % 90)"
        plain = ", ".join(noise for _ in FILLED)
        day = f"DATE '{FIRST}' + d.n" if postgres else f"date('{FIRST}', '+' || d.n || ' days')"
        _insert(cursor, FILLED, f"{plain}", "qianniu_reception", day, f"1 AND {agents}", postgres)
        if two:
            ratings = FILLED[-4:]
            _insert(
                cursor,
                ratings,
                ", ".join(noise for _ in ratings),
                "qianniu_ratings",
                day,
                f"1 AND {two}",
                postgres,
            )
            gone = ", ".join(f"{name} = NULL" for name in ratings)
            cursor.execute(
                f"UPDATE kpi_record SET {gone} WHERE source = 'qianniu_reception' AND agent_id <= {two}"
            )
        cursor.execute("VACUUM ANALYZE" if postgres else "ANALYZE")
    return agents


def _numbers(last: int, postgres: bool) -> str:
    if postgres:
        return f"generate_series(0, {last}) AS %s(n)"
    counting = f"SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < {last}"
    return f"(WITH RECURSIVE c(n) AS ({counting}) SELECT n FROM c) AS %s"


def _people(cursor, agents: int, postgres: bool) -> None:
    """One store per 50 people, one team per 20; every tenth moves in the middle of the year."""
    from kpi.tests.factories import a_store, a_team

    for number in range(agents // 50 + 1):
        a_store(f"Store {number:04d}")
    for number in range(agents // 20 + 1):
        a_team(f"Care/Team {number:04d}")
    i = _numbers(agents - 1, postgres) % "i"
    now = "now()" if postgres else "'2026-01-01 00:00:00'"
    cursor.execute(
        "INSERT INTO staff_agent (id, created_at, updated_at, employee_no, name, display_name, line,"
        " hired_on, left_on, state, phone, email, language)"
        f" SELECT i.n + 1, {now}, {now}, 'N' || (i.n + 1), 'Agent ' || (i.n + 1), '', '',"
        f" '0001-01-01', '9999-12-31', 'active', '', '', '' FROM {i}"
    )
    cursor.execute(
        "INSERT INTO staff_platformaccount (id, store_id, name, kind)"
        " SELECT i.n + 1, (SELECT MIN(id) FROM staff_store) + i.n / 50, 'account ' || i.n, 'person'"
        f" FROM {i}"
    )
    team = "(SELECT MIN(id) + 1 FROM staff_team)"
    middle, before = FIRST + dt.timedelta(days=185), FIRST + dt.timedelta(days=184)
    for first, last, shift in (("0001-01-01", before, 0), (middle, "9999-12-31", 1)):
        moves = f"CASE WHEN i.n % 10 = 0 THEN {shift} ELSE 0 END"
        cursor.execute(
            "INSERT INTO staff_membership (agent_id, team_id, valid_from, valid_to)"
            f" SELECT i.n + 1, {team} + (i.n / 20 + {moves}) % {max(agents // 20, 1)}, '{first}', '{last}'"
            f" FROM {i}"
        )


def _insert(cursor, facts, values: str, source: str, day: str, span: str, postgres: bool) -> None:
    d = _numbers(DAYS - 1, postgres) % "d"
    cursor.execute(
        "INSERT INTO kpi_record (store_id, account_id, agent_id, scope, date, last_date, attribution, source,"
        f" estimated, pending, holes, {', '.join(facts)})"
        f" SELECT a.store_id, a.id, a.id, 'agent', {day}, {day}, '', '{source}', '', '', '', {values}"
        f" FROM staff_platformaccount a CROSS JOIN {d} WHERE a.id BETWEEN {span}"
    )


def floor_sql(first: dt.date, last: dt.date, monday: str) -> str:
    """The bare statement: the same groups, the same sums, into the same table."""
    from kpi.facts import FACTS

    sums = ", ".join(f"SUM(r.{code})" for code in FACTS)
    return (
        "INSERT INTO kpi_weeklyfacts (monday, agent_id, team_id, store_id, attribution, days, sources,"
        f" estimated, pending, holes, {', '.join(FACTS)})"
        f" SELECT {monday}, r.agent_id, m.team_id, r.store_id, r.attribution, COUNT(*), '', '', '', '',"
        f" {sums}"
        " FROM kpi_record r LEFT JOIN staff_membership m ON m.agent_id = r.agent_id"
        " AND m.valid_from <= r.date AND m.valid_to >= r.date"
        f" WHERE r.date BETWEEN '{first}' AND '{last}'"
        f" GROUP BY {monday}, r.agent_id, m.team_id, r.store_id, r.attribution"
    )


def run_floor(sql: str) -> float:
    """Seconds that the bare statement takes into the same table, emptied before."""
    from django.db import connection

    clear()
    with connection.cursor() as cursor:
        return timed(lambda: cursor.execute(sql))


def clear() -> None:
    """Empty the weekly table."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kpi_weeklyfacts")
        cursor.execute("DELETE FROM kpi_weekstate")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM kpi_weeklyfacts")


def measure(records: int, several: float, runs: int) -> dict[str, object]:
    """Fill, then time both in turn."""
    from cstm.weeks import Week
    from kpi.models import Record, WeeklyFacts
    from kpi.selectors.sums import period_sql
    from kpi.services import rollup

    filled = timed(lambda: fill(records, several))
    result: dict[str, object] = {"records": Record.objects.count(), "fill_s": round(filled, 1)}
    mondays = [FIRST + dt.timedelta(weeks=n) for n in range(52)]
    middle = mondays[26]
    cases = {
        "one_week": ([middle], floor_sql(middle, middle + dt.timedelta(days=6), f"DATE('{middle}')")),
        "52_weeks": (
            mondays,
            floor_sql(FIRST, FIRST + dt.timedelta(days=DAYS - 1), period_sql("week", "r.date")),
        ),
    }
    for name, (chosen, sql) in cases.items():
        bare, ours = [], []
        for _ in range(runs):
            bare.append(run_floor(sql))
            clear()
            ours.append(timed(lambda chosen=chosen: rollup.roll_up_weeks([Week(day) for day in chosen])))
        again = timed(lambda chosen=chosen: rollup.roll_up_weeks([Week(day) for day in chosen]))
        result[name] = {
            "rows": WeeklyFacts.objects.count(),
            "bare_s": round(min(bare), 3),
            "rollup_s": round(min(ours), 3),
            "ratio": round(min(ours) / min(bare), 2),
            "again_s": round(again, 3),
            "peak_mb": round(peak_mb()),
        }
    return result


def main() -> None:
    """Parse the arguments and print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--database", default="sqlite", help="sqlite, or the address of a PostgreSQL server")
    parser.add_argument("--several", type=float, default=0.05, help="share of people with two reports a day")
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    with database(chosen.database) as kind:
        print(
            json.dumps({"database": kind, **measure(chosen.records, chosen.several, chosen.runs)}, indent=1)
        )


if __name__ == "__main__":
    main()
