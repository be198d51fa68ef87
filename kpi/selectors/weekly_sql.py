"""SQL text of the weekly sums: the one statement that writes a week, and the reads that complete it."""

from collections.abc import Collection, Container, Sequence

from cstm.weeks import Week
from kpi.facts import FACTS
from kpi.metrics import METRICS, Metric
from kpi.selectors.sums import (
    MEMBERSHIP,
    Params,
    column,
    counted_sql,
    fact_sql,
    is_postgres,
    pair_sql,
    text_order,
)

# What the records of one report share where plain sums say all there is to say.
_UNIFORM = ("holes", "pending", "estimated")
_KEY = "r.agent_id, m.team_id, r.store_id, r.attribution"
_KEY_NAMES = "agent_id, team_id, store_id, attribution"
_TARGET = (
    "INSERT INTO kpi_weeklyfacts (monday, agent_id, team_id, store_id, attribution, days, sources,"
    f" estimated, pending, ripe_on, holes, exceptions, {', '.join(FACTS)})"
)


def several_reports(week: Week) -> tuple[str, Params]:
    """Do records of a week come from more than one report?"""
    source = text_order("source")
    return (
        f"SELECT MIN({source}) <> MAX({source}) FROM kpi_record WHERE date BETWEEN %s AND %s",
        [week.monday, week.sunday],
    )


def insert_week(week: Week, *, several: bool) -> tuple[str, Params]:
    """The statement that sums a week's records into rows of agent × team of the day × store × attribution.

    A row whose days do not all hold the same facts gets an empty `exceptions`, to be filled afterwards.
    """
    return _insert_of_several(week) if several else _insert_of_one(week)


def _insert_of_one(week: Week) -> tuple[str, Params]:
    """Where all records come from one report."""
    where, params = counted_sql(None, week.monday, week.sunday)
    source, *texts = (text_order(f"r.{name}") for name in ("source", "estimated", "pending", "holes"))
    estimated, pending, holes = (f"MIN({text})" for text in texts)
    sql = f"""
{_TARGET}
SELECT {_day_literal()}, {_KEY}, COUNT(*), MIN({source}), {estimated}, {pending}, MAX(r.ripe_on), {holes},
  CASE WHEN {_odd()} OR r.agent_id IS NULL THEN {_empty()} END,
  {", ".join(f"SUM(r.{fact})" for fact in FACTS)}
FROM kpi_record r {MEMBERSHIP}
WHERE {where} AND r.scope IN ('agent', 'rest', 'shop')
GROUP BY {_KEY}
"""
    return sql, [week.monday, *params]


def _insert_of_several(week: Week) -> tuple[str, Params]:
    """The same by report first: a row is plain where each report covers the same days in one way."""
    where, params = counted_sql(None, week.monday, week.sunday)
    texts = ", ".join(f"MIN({text_order(f'r.{name}')}) AS {name}" for name in _UNIFORM)
    sql = f"""
{_TARGET}
SELECT {_day_literal()}, {_KEY_NAMES}, MAX(n), {_joined("source", ",")}, {_joined("estimated")},
  {_joined("pending")}, MAX(ripe_on), {_joined("holes")},
  CASE WHEN MAX(odd) = 1 OR MIN(days) <> MAX(days) OR MIN(account) <> MAX(account) OR agent_id IS NULL
    THEN {_empty()} END, {", ".join(f"SUM({fact})" for fact in FACTS)}
FROM (
  SELECT {_KEY}, r.source, COUNT(*) AS n, SUM({_day_bit(week)}) AS days, {texts}, MAX(r.ripe_on) AS ripe_on,
    CASE WHEN {_odd()} THEN 1 ELSE 0 END AS odd, MIN(COALESCE(r.account_id, 0)) AS account,
    {", ".join(f"SUM(r.{fact}) AS {fact}" for fact in FACTS)}
  FROM kpi_record r {MEMBERSHIP}
  WHERE {where} AND r.scope IN ('agent', 'rest', 'shop')
  GROUP BY {_KEY}, r.source
) reports
GROUP BY {_KEY_NAMES}
"""
    return sql, [week.monday, *params]


def _odd() -> str:
    """Do the records of one report differ in what they hold, or stand in more than one account?"""
    texts = [text_order(f"r.{name}") for name in _UNIFORM]
    differ = [f"MIN({text}) <> MAX({text})" for text in texts]
    differ.append("MIN(COALESCE(r.account_id, 0)) <> MAX(COALESCE(r.account_id, 0))")
    return "(" + " OR ".join([*differ, "COUNT(r.given) > 0", "COUNT(r.extra) > 0"]) + ")"


def _empty() -> str:
    return "'{}'::jsonb" if is_postgres() else "'{}'"


def _joined(name: str, sign: str = "") -> str:
    """The words of all reports of a row, in the order of the reports' names."""
    if is_postgres():
        return f"string_agg({name}, '{sign}' ORDER BY {text_order('source')})"
    return f"group_concat({name}, '{sign}')"


def _day_bit(week: Week) -> str:
    """One bit for each day of the week, so that a sum says which days there are."""
    if is_postgres():
        return f"1 << (r.date - DATE '{week.monday}')"
    return f"1 << CAST(julianday(r.date) - julianday('{week.monday}') AS INTEGER)"


def _day_literal() -> str:
    return "%s::date" if is_postgres() else "%s"


def present_facts(week: Week) -> tuple[str, Params]:
    """How many rows wait for their exceptions, and how many of them hold each fact."""
    counts = ", ".join(f"COUNT({code})" for code in FACTS)
    sql = f"SELECT COUNT(*), {counts} FROM kpi_weeklyfacts WHERE monday = %s AND exceptions IS NOT NULL"
    return sql, [week.monday]


def waiting_rows(week: Week) -> tuple[str, Params]:
    """The rows that wait: id and key, in the order of people."""
    return (
        "SELECT id, agent_id, team_id, store_id, attribution FROM kpi_weeklyfacts"
        " WHERE monday = %s AND exceptions IS NOT NULL ORDER BY agent_id, id",
        [week.monday],
    )


def paired_metrics(facts: Container[str]) -> list[Metric]:
    """Metrics of more than one fact that lie within one row of a week, as far as their facts are there."""
    return [
        metric
        for metric in METRICS.values()
        if metric.summable
        and (len(metric.facts) > 1 or metric.instead)
        and not metric.crosses_stores
        and not metric.store_only
        and all(code in facts for _size, code in metric.numerator)
        and (metric.instead in facts or all(code in facts for _size, code in metric.denominator))
    ]


def _records(week: Week, agent_ids: Collection[int], store_ids: Collection[int]) -> tuple[str, Params]:
    """The week's records of these people, and nobody's at these stores.

    The lists are written out: a join with rows that have only just been written is planned by guess.
    """
    where, params = counted_sql(None, week.monday, week.sunday)
    who = []
    if agent_ids:
        who.append(f"r.agent_id IN ({', '.join(str(int(pk)) for pk in agent_ids)})")
    if store_ids:
        who.append(f"(r.agent_id IS NULL AND r.store_id IN ({', '.join(str(int(pk)) for pk in store_ids)}))")
    sql = (
        f"FROM kpi_record r {MEMBERSHIP} WHERE {where} AND r.scope IN ('agent', 'rest', 'shop')"
        f" AND ({' OR '.join(who)})"
    )
    return sql, params


def exact_week(
    week: Week, facts: Sequence[str], *, agent_ids: Collection[int], store_ids: Collection[int]
) -> tuple[str, Params]:
    """For each row of these people and stores: agent-days, and each metric's sums over complete days.

    A day is complete for a metric by account: of two accounts of a person, one may lack a fact that the
    other has. Columns: key, days, account-days, then (days, account-days) of each fact, then (num, den,
    days, guessed, account-days) of each metric.
    """
    records, params = _records(week, agent_ids, store_ids)
    day, total = ["COUNT(*) AS units"], ["COUNT(*)", "SUM(units)"]
    for name in map(column, facts):
        day.append(f"COUNT({name}) AS {name}")
        total += [f"COUNT(CASE WHEN {name} > 0 THEN 1 END)", f"SUM({name})"]
    for number, metric in enumerate(paired_metrics(facts)):
        pair = pair_sql(metric, lambda code: column(code) if code in facts else "NULL")
        under = f"SUM({pair.den})" if pair.den else "CAST(NULL AS NUMERIC)"
        day += [f"SUM({pair.num}) AS num{number}", f"{under} AS den{number}"]
        day += [f"MAX({pair.guess or '0'}) AS g{number}", f"COUNT({pair.num}) AS u{number}"]
        total += [f"SUM(num{number})", f"SUM(den{number})", f"COUNT(num{number})", f"MAX(g{number})"]
        total.append(f"SUM(u{number})")
    sums = "".join(f", SUM({fact_sql(code)}) AS {column(code)}" for code in facts)
    sql = f"""
WITH unit AS (SELECT {_KEY}, r.date AS d{sums} {records} GROUP BY {_KEY}, r.date, r.account_id),
day AS (SELECT {_KEY_NAMES}, d, {", ".join(day)} FROM unit GROUP BY {_KEY_NAMES}, d)
SELECT {_KEY_NAMES}, {", ".join(total)} FROM day GROUP BY {_KEY_NAMES}
"""
    return sql, params


def remarks_of_week(
    week: Week, *, agent_ids: Collection[int], store_ids: Collection[int]
) -> tuple[str, Params]:
    """For each record of these people and stores: key, source, remarks, ripe date, the shop's own facts."""
    records, params = _records(week, agent_ids, store_ids)
    return (
        f"SELECT {_KEY}, r.source, r.estimated, r.pending, r.holes, r.ripe_on, r.extra {records}",
        params,
    )
