"""SQL text of the weekly sums: the one statement that writes a week, and the reads that complete it."""

from collections.abc import Container, Sequence

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

# What one group of records shares where plain sums say all there is to say.
_UNIFORM = ("source", "holes", "pending", "estimated")
_KEY = "r.agent_id, m.team_id, r.store_id, r.attribution"


def insert_week(week: Week) -> tuple[str, Params]:
    """The statement that sums a week's records into rows of agent × team of the day × store × attribution.

    A row whose days do not all hold the same facts gets an empty `exceptions`, to be filled afterwards.
    """
    where, params = counted_sql(None, week.monday, week.sunday)
    facts = list(FACTS)
    texts = {name: text_order(f"r.{name}") for name in _UNIFORM}
    differ = [f"MIN({text}) <> MAX({text})" for text in texts.values()]
    differ.append("MIN(COALESCE(r.account_id, 0)) <> MAX(COALESCE(r.account_id, 0))")
    mixed = " OR ".join([*differ, "COUNT(r.given) > 0", "COUNT(r.extra) > 0", "r.agent_id IS NULL"])
    empty = "'{}'::jsonb" if is_postgres() else "'{}'"
    sql = f"""
INSERT INTO kpi_weeklyfacts (monday, agent_id, team_id, store_id, attribution, days, sources, estimated,
  pending, ripe_on, holes, exceptions, {", ".join(facts)})
SELECT {_day_literal()}, {_KEY}, COUNT(*), MIN({texts["source"]}), MIN({texts["estimated"]}),
  MIN({texts["pending"]}), MAX(r.ripe_on), MIN({texts["holes"]}), CASE WHEN {mixed} THEN {empty} END,
  {", ".join(f"SUM(r.{fact})" for fact in facts)}
FROM kpi_record r {MEMBERSHIP}
WHERE {where} AND r.scope IN ('agent', 'rest', 'shop')
GROUP BY {_KEY}
"""
    return sql, [week.monday, *params]


def _day_literal() -> str:
    return "%s::date" if is_postgres() else "%s"


def present_facts(week: Week) -> tuple[str, Params]:
    """How many rows wait for their exceptions, how many of them are nobody's, and how many hold each fact."""
    counts = ", ".join(f"COUNT({code})" for code in FACTS)
    sql = (
        f"SELECT COUNT(*), COUNT(*) - COUNT(agent_id), {counts} FROM kpi_weeklyfacts"
        " WHERE monday = %s AND exceptions IS NOT NULL"
    )
    return sql, [week.monday]


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


def _waiting(week: Week) -> tuple[str, Params]:
    """The rows that wait, joined with their records: those of people by person, nobody's by store."""
    where, params = counted_sql(None, week.monday, week.sunday)
    sql = f"""
  FROM kpi_weeklyfacts w JOIN kpi_record r ON {{who}} AND r.attribution = w.attribution
  {MEMBERSHIP}
  WHERE w.monday = %s AND w.exceptions IS NOT NULL AND COALESCE(m.team_id, 0) = COALESCE(w.team_id, 0)
    AND {where} AND r.scope IN ('agent', 'rest', 'shop')
"""
    return sql, [week.monday, *params]


_PEOPLE, _NOBODY = (
    "r.agent_id = w.agent_id AND COALESCE(r.store_id, 0) = COALESCE(w.store_id, 0)",
    "w.agent_id IS NULL AND r.agent_id IS NULL AND r.store_id = w.store_id",
)


def _branches(nobody: bool) -> tuple[str, ...]:
    """Whose rows are read; nobody's rows only where there are some."""
    return (_PEOPLE, _NOBODY) if nobody else (_PEOPLE,)


def exact_week(week: Week, facts: Sequence[str], *, nobody: bool) -> tuple[str, Params]:
    """For each row that waits for its exceptions: agent-days in all and with each fact, and each metric's
    sums over complete agent-days. Columns: id, days, facts, then (num, den, days, guessed) of each metric.
    """
    waiting, params = _waiting(week)
    pairs = []
    for metric in paired_metrics(facts):
        pair = pair_sql(metric, lambda code: column(code) if code in facts else "NULL")
        pairs += [f"SUM({pair.num})", f"SUM({pair.den})" if pair.den else "NULL", f"COUNT({pair.num})"]
        pairs.append(f"MAX({pair.guess or '0'})")
    sums = ", ".join(f"SUM({fact_sql(code)}) AS {column(code)}" for code in facts)
    unit = " UNION ALL ".join(
        f"SELECT w.id AS row_id, r.date, {sums} {waiting.format(who=who)} GROUP BY w.id, r.date"
        for who in _branches(nobody)
    )
    counts = [f"COUNT({column(code)})" for code in facts]
    sql = f"""
WITH unit AS ({unit})
SELECT {", ".join(["row_id", "COUNT(*)", *counts, *pairs])}
FROM unit GROUP BY row_id ORDER BY row_id
"""
    return sql, params * len(_branches(nobody))


def remarks_of_week(week: Week, *, nobody: bool) -> tuple[str, Params]:
    """For each such row its distinct sources, remarks and ripe dates, and the shop's own facts."""
    waiting, params = _waiting(week)
    names = "w.id, r.source, r.estimated, r.pending, r.holes, r.ripe_on, r.extra"
    sql = " UNION ALL ".join(f"SELECT {names} {waiting.format(who=who)}" for who in _branches(nobody))
    return f"{sql} ORDER BY 1", params * len(_branches(nobody))
