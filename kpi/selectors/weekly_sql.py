"""SQL text of the weekly sums: the one statement that writes a week, and the reads that complete it."""

from cstm.weeks import Week
from kpi.facts import FACTS
from kpi.metrics import METRICS, Metric
from kpi.selectors.sums import MEMBERSHIP, Params, column, counted_sql, fact_sql, is_postgres, pair_sql

# What one group of records shares where plain sums say all there is to say.
_UNIFORM = ("r.source", "r.holes", "r.pending", "r.estimated", "COALESCE(r.account_id, 0)")
_KEY = "r.agent_id, m.team_id, r.store_id, r.attribution"


def insert_week(week: Week) -> tuple[str, Params]:
    """The statement that sums a week's records into rows of agent × team of the day × store × attribution.

    A row whose days do not all hold the same facts gets an empty `exceptions`, to be filled afterwards.
    """
    where, params = counted_sql(None, week.monday, week.sunday)
    facts = list(FACTS)
    mixed = " OR ".join(f"MIN({col}) <> MAX({col})" for col in _UNIFORM)
    empty = "'{}'::jsonb" if is_postgres() else "'{}'"
    sql = f"""
INSERT INTO kpi_weeklyfacts (monday, agent_id, team_id, store_id, attribution, days, sources, estimated,
  pending, ripe_on, holes, exceptions, {", ".join(facts)})
SELECT {_day_literal()}, {_KEY}, COUNT(*), MIN(r.source), MIN(r.estimated), MIN(r.pending), MAX(r.ripe_on),
  MIN(r.holes),
  CASE WHEN {mixed} OR COUNT(r.given) > 0 OR COUNT(r.extra) > 0 OR MAX(r.scope) <> 'agent' THEN {empty} END,
  {", ".join(f"SUM(r.{fact})" for fact in facts)}
FROM kpi_record r {MEMBERSHIP}
WHERE {where} AND r.scope IN ('agent', 'rest', 'shop')
GROUP BY {_KEY}
"""
    return sql, [week.monday, *params]


def _day_literal() -> str:
    return "%s::date" if is_postgres() else "%s"


def paired_metrics() -> list[Metric]:
    """Metrics of more than one fact that lie within one row of a week."""
    return [
        metric
        for metric in METRICS.values()
        if metric.summable
        and (len(metric.facts) > 1 or metric.instead)
        and not metric.crosses_stores
        and not metric.store_only
    ]


def exact_week(week: Week) -> tuple[str, Params]:
    """For each row that waits for its exceptions: agent-days in all and with each fact, and each metric's
    sums over complete agent-days. Columns: id, days, facts, then (num, den, days, guessed) of each metric.
    """
    where, params = counted_sql(None, week.monday, week.sunday)
    pairs = []
    for metric in paired_metrics():
        pair = pair_sql(metric, column)
        pairs += [f"SUM({pair.num})", f"SUM({pair.den})" if pair.den else "NULL", f"COUNT({pair.num})"]
        pairs.append(f"MAX({pair.guess or '0'})")
    facts = list(FACTS)
    sql = f"""
WITH unit AS (
  SELECT w.id AS row_id, r.date, {", ".join(f"SUM({fact_sql(code)}) AS {column(code)}" for code in facts)}
  FROM kpi_weeklyfacts w JOIN kpi_record r
    ON r.attribution = w.attribution AND COALESCE(r.store_id, 0) = COALESCE(w.store_id, 0)
    AND COALESCE(r.agent_id, 0) = COALESCE(w.agent_id, 0)
  {MEMBERSHIP}
  WHERE w.monday = %s AND w.exceptions IS NOT NULL AND COALESCE(m.team_id, 0) = COALESCE(w.team_id, 0)
    AND {where} AND r.scope IN ('agent', 'rest', 'shop')
  GROUP BY w.id, r.date
)
SELECT row_id, COUNT(*), {", ".join(f"COUNT({column(code)})" for code in facts)}, {", ".join(pairs)}
FROM unit GROUP BY row_id ORDER BY row_id
"""
    return sql, [week.monday, *params]


def remarks_of_week(week: Week) -> tuple[str, Params]:
    """For each such row its distinct sources, remarks and ripe dates, and the shop's own facts."""
    where, params = counted_sql(None, week.monday, week.sunday)
    sql = f"""
SELECT w.id, r.source, r.estimated, r.pending, r.holes, r.ripe_on, r.extra
FROM kpi_weeklyfacts w JOIN kpi_record r
  ON r.attribution = w.attribution AND COALESCE(r.store_id, 0) = COALESCE(w.store_id, 0)
  AND COALESCE(r.agent_id, 0) = COALESCE(w.agent_id, 0)
{MEMBERSHIP}
WHERE w.monday = %s AND w.exceptions IS NOT NULL AND COALESCE(m.team_id, 0) = COALESCE(w.team_id, 0)
  AND {where} AND r.scope IN ('agent', 'rest', 'shop')
ORDER BY w.id
"""
    return sql, [week.monday, *params]
