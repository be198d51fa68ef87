"""SQL text of a report: facts summed by person, store and date, then paired, then summed by period."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kpi.facts import SALES_FACTS
from kpi.metrics import Metric
from kpi.selectors.report_query import ReportQuery
from kpi.selectors.sums import (
    MEMBERSHIP,
    Pair,
    Params,
    column,
    counted_sql,
    fact_sql,
    facts_of,
    pair_sql,
    period_sql,
    text_order,
)


@dataclass
class Statement:
    """A statement's text, its parameters, and how many columns stand before the metrics'."""

    sql: str = ""
    params: Params = field(default_factory=list)


KEYS = 8  # first day, team id, team path, agent id, employee number, agent name, store id, store name
FLAGS = 3  # lowest rule, highest rule, touches a store of several rules
PER_METRIC = 4  # numerator, denominator, days, guessed
NOBODY = "CAST(NULL AS BIGINT)"
NOTHING = "CAST(NULL AS NUMERIC)"


def report(query: ReportQuery, metrics: Sequence[Metric], mixed: Sequence[int]) -> Statement:
    """The sums of summable metrics, a row for each period and thing, in the fixed order."""
    if query.by == "store":
        return _by_store(query, metrics, mixed)
    return _by_person(query, metrics, mixed)


def _by_person(query: ReportQuery, metrics: Sequence[Metric], mixed: Sequence[int]) -> Statement:
    unit = _unit(query, metrics, mixed, "r.agent_id, m.team_id", shops=False)
    day, total = [], []
    for number, metric in enumerate(metrics):
        pair = _pair_of_day(metric)
        day += _named(number, pair)
        total += _totals(number)
    group = {"agent": "p, team_id, agent_id", "team": "p, team_id"}.get(query.by, "p")
    agent = "agent_id" if query.by == "agent" else NOBODY
    team = NOBODY if query.by == "whole" else "team_id"
    sql = f"""
WITH unit AS ({unit.sql}),
day AS (
  SELECT agent_id, team_id, p, d, MIN(low) AS low, MAX(high) AS high, MAX(mixed) AS mixed{_list(day)}
  FROM unit GROUP BY agent_id, team_id, p, d
),
total AS (
  SELECT p, {team} AS team_id, {agent} AS agent_id, MIN(low) AS low, MAX(high) AS high,
    MAX(mixed) AS mixed{_list(total)}
  FROM day GROUP BY {group}
)
SELECT total.p, total.team_id, COALESCE(t.path, ''), total.agent_id, COALESCE(a.employee_no, ''),
  COALESCE(a.name, ''), NULL, '', low, high, mixed{_outputs(metrics)}
FROM total LEFT JOIN staff_team t ON t.id = total.team_id LEFT JOIN staff_agent a ON a.id = total.agent_id
ORDER BY total.p, {text_order("COALESCE(t.path, '')")}, {text_order("COALESCE(a.employee_no, '')")}
"""
    return Statement(sql, unit.params)


def _pair_of_day(metric: Metric) -> Pair:
    """A metric's sums of one person's day: per store and account complete or left out, then added.

    Of two accounts of one person, one may lack a fact that the other has. Hours belong to no account, so
    metrics that set its facts against them take the day as a whole.
    """
    if metric.crosses_stores:
        return pair_sql(metric, lambda code: f"SUM({column(code)})")
    pair = pair_sql(metric, column)
    return Pair(
        f"SUM({pair.num})",
        f"SUM({pair.den})" if pair.den else None,
        f"MAX({pair.guess})" if pair.guess else None,
    )


def _by_store(query: ReportQuery, metrics: Sequence[Metric], mixed: Sequence[int]) -> Statement:
    """Store totals. Where the shop's own report gives a fact of a metric, the day counts as it says."""
    unit = _unit(
        query, metrics, mixed, "r.agent_id, CASE WHEN r.scope = 'shop' THEN 1 ELSE 0 END", shops=True
    )
    day, total = [], []
    for number, metric in enumerate(metrics):
        day += _store_day(number, metric)
        total += _totals(number)
        total[-2] = f"SUM(n{number}) AS n{number}"
    sql = f"""
WITH unit AS ({unit.sql}),
day AS (
  SELECT store_id, p, d, MIN(low) AS low, MAX(high) AS high, MAX(mixed) AS mixed{_list(day)}
  FROM unit GROUP BY store_id, p, d
),
total AS (
  SELECT p, store_id, MIN(low) AS low, MAX(high) AS high, MAX(mixed) AS mixed{_list(total)}
  FROM day GROUP BY p, store_id
)
SELECT total.p, NULL, '', NULL, '', '', total.store_id, s.name, low, high, mixed{_outputs(metrics)}
FROM total JOIN staff_store s ON s.id = total.store_id
ORDER BY total.p, {text_order("s.name")}
"""
    return Statement(sql, unit.params)


def _store_day(number: int, metric: Metric) -> list[str]:
    """The columns of one metric of a store's day."""
    merged = pair_sql(metric, lambda code: f"SUM({column(code)})")
    single = pair_sql(metric, column)
    people = "shop = 0"
    days = f"COUNT(DISTINCT CASE WHEN {people} AND {single.num} IS NOT NULL THEN agent_id END)"
    known = [*metric.facts, *([metric.instead] if metric.instead else [])]
    given = " OR ".join(f"COUNT(CASE WHEN shop = 1 THEN {column(code)} END) > 0" for code in known)
    if metric.store_only:
        given = "1 = 1"

    def either(whole: str, part: str) -> str:
        return f"CASE WHEN {given} THEN {whole} ELSE {part} END"

    num = either(merged.num, f"SUM(CASE WHEN {people} THEN {single.num} END)")
    den = NOTHING
    if single.den and merged.den:
        den = either(merged.den, f"SUM(CASE WHEN {people} THEN {single.den} END)")
    guess = either(merged.guess, f"MAX({single.guess})") if merged.guess and single.guess else "0"
    # A day that only the shop's own report knows counts as one.
    n = f"CASE WHEN {num} IS NULL THEN 0 WHEN {days} > 0 THEN {days} ELSE 1 END"
    return [f"{num} AS num{number}", f"{den} AS den{number}", f"{n} AS n{number}", f"{guess} AS g{number}"]


def _named(number: int, pair: Pair) -> list[str]:
    return [
        f"{pair.num} AS num{number}",
        f"{pair.den or NOTHING} AS den{number}",
        f"{pair.guess or '0'} AS g{number}",
    ]


def _totals(number: int) -> list[str]:
    return [
        f"SUM(num{number}) AS num{number}",
        f"SUM(den{number}) AS den{number}",
        f"COUNT(num{number}) AS n{number}",
        f"MAX(g{number}) AS g{number}",
    ]


def _outputs(metrics: Sequence[Metric]) -> str:
    return _list([f"{name}{number}" for number in range(len(metrics)) for name in ("num", "den", "n", "g")])


def _list(columns: Sequence[str]) -> str:
    return "".join(f",\n    {col}" for col in columns)


def _unit(
    query: ReportQuery, metrics: Sequence[Metric], mixed: Sequence[int], keys: str, *, shops: bool
) -> Statement:
    """Facts summed over reports, by person (or shop row), store, account and date."""
    where, params = filters(query, shops=shops)
    facts = facts_of(metrics)
    low, high, touches = _rule_flags(query, facts, mixed)
    keys_named = keys.replace("ELSE 0 END", "ELSE 0 END AS shop")
    sums, rule_params = [], []
    for code in facts:
        of_rule = query.attribution is not None and code in SALES_FACTS
        sums.append(f"SUM({_of_rule(code) if of_rule else fact_sql(code)}) AS {column(code)}")
        rule_params += [query.attribution] if of_rule else []
    sql = f"""
  SELECT {keys_named}, r.store_id, {period_sql(query.period, "r.date")} AS p, r.date AS d,
    MIN({low}) AS low, MAX({high}) AS high, MAX({touches}) AS mixed{_list(sums)}
  FROM kpi_record r {MEMBERSHIP if not shops else ""}
  WHERE {where}
  GROUP BY {keys}, r.store_id, r.account_id, r.date
"""
    return Statement(sql, [*rule_params, *params])


def _of_rule(code: str) -> str:
    """A fact of sales out of records of the chosen rule alone."""
    return f"CASE WHEN r.attribution = %s THEN {fact_sql(code)} END"


def _rule_flags(query: ReportQuery, facts: Sequence[str], mixed: Sequence[int]) -> tuple[str, str, str]:
    """Which rules the sales of a row were found under, and whether a store of several rules is among them."""
    sales = [fact_sql(code) for code in facts if code in SALES_FACTS]
    if not sales or query.attribution is not None:
        return "CAST(NULL AS TEXT)", "CAST(NULL AS TEXT)", "0"
    holds = f"COALESCE({', '.join(sales)}) IS NOT NULL" if len(sales) > 1 else f"{sales[0]} IS NOT NULL"
    rule = f"CASE WHEN {holds} THEN r.attribution END"
    stores = ", ".join(str(int(store_id)) for store_id in mixed) or "-1"
    return rule, rule, f"CASE WHEN {holds} AND r.store_id IN ({stores}) THEN 1 ELSE 0 END"


def filters(query: ReportQuery, *, shops: bool) -> tuple[str, Params]:
    """Which records a report reads."""
    where, params = counted_sql(query.period, query.first, query.last, periods=query.periods)
    if shops:
        where += " AND r.scope IN ('agent', 'rest', 'shop') AND r.store_id IS NOT NULL"
    else:
        where += " AND r.scope = 'agent' AND r.agent_id IS NOT NULL"
    if query.store_id is not None:
        where += " AND r.store_id = %s"
        params.append(query.store_id)
    if query.attribution is not None:
        where += " AND r.attribution IN ('', %s)"
        params.append(query.attribution)
    for name, ids in (("m.team_id", query.team_ids), ("r.agent_id", query.agent_ids)):
        if ids is not None and not shops:
            where += f" AND {name} IN ({', '.join(str(int(pk)) for pk in ids) or '-1'})"
    return where, params
