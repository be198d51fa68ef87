"""SQL text of what stands beside a report's sums: rules in use, response-time buckets, remarks of records."""

from dataclasses import replace

from kpi.facts import FACTS
from kpi.selectors.report_query import ReportQuery
from kpi.selectors.report_sql import Statement, filters
from kpi.selectors.sums import MEMBERSHIP, period_sql, text_order

_IDS = {
    "agent": "m.team_id, r.agent_id, NULL",
    "team": "m.team_id, NULL, NULL",
    "store": "NULL, NULL, r.store_id",
    "whole": "NULL, NULL, NULL",
}
_GROUPS = {"agent": ["m.team_id", "r.agent_id"], "team": ["m.team_id"], "store": ["r.store_id"], "whole": []}


def rules_by_store(query: ReportQuery) -> Statement:
    """Every attribution rule under which a store holds sales in the span: (store id, rule)."""
    held = ", ".join(f"r.{code}" for code, fact in FACTS.items() if fact.sales)
    where, params = filters(
        replace(query, by="store", attribution=None, team_ids=None, agent_ids=None), shops=True
    )
    return Statement(
        f"SELECT DISTINCT r.store_id, r.attribution FROM kpi_record r"
        f" WHERE {where} AND COALESCE({held}) IS NOT NULL ORDER BY r.store_id, r.attribution",
        params,
    )


def size(query: ReportQuery) -> Statement:
    """How many rows the report will have."""
    where, params = filters(query, shops=query.by == "store")
    group = ", ".join([period_sql(query.period, "r.date"), *_GROUPS[query.by]])
    joins = "" if query.by == "store" else MEMBERSHIP
    return Statement(
        f"SELECT COUNT(*) FROM (SELECT 1 FROM kpi_record r {joins} WHERE {where} GROUP BY {group}) lines",
        params,
    )


def buckets(query: ReportQuery) -> Statement:
    """Response-time buckets in the order of the report's rows: the keys, then bucket and count."""
    shops = query.by == "store"
    where, params = filters(query, shops=shops)
    p = period_sql(query.period, "r.date")
    names = {"agent": ["COALESCE(t.path, '')", "a.employee_no"], "team": ["COALESCE(t.path, '')"]}
    names.update(store=["s.name"], whole=[])
    order = names[query.by]
    group = [p, *_GROUPS[query.by], *order, "b.bucket"]
    joins = (
        "JOIN staff_store s ON s.id = r.store_id"
        if shops
        else f"{MEMBERSHIP} LEFT JOIN staff_team t ON t.id = m.team_id"
        " JOIN staff_agent a ON a.id = r.agent_id"
    )
    sql = (
        f"SELECT {p}, {_IDS[query.by]}, b.bucket, SUM(b.n) FROM kpi_record r"
        f" JOIN kpi_factbucket b ON b.record_id = r.id AND b.fact = 'first_resp' {joins}"
        f" WHERE {where} AND r.first_resp_n IS NOT NULL"
        f" GROUP BY {', '.join(group)}"
        f" ORDER BY {', '.join([p, *map(text_order, order)])}, b.bucket"
    )
    return Statement(sql, params)


def remarks(query: ReportQuery) -> Statement:
    """What records of the span say of themselves: the keys, then estimated, pending and ripe dates."""
    where, params = filters(query, shops=query.by == "store")
    p = period_sql(query.period, "r.date")
    sql = (
        f"SELECT {p}, {_IDS[query.by]}, r.estimated, r.pending, MAX(r.ripe_on) FROM kpi_record r"
        f" {'' if query.by == 'store' else MEMBERSHIP}"
        f" WHERE {where} AND (r.estimated <> '' OR r.pending <> '')"
        f" GROUP BY {', '.join([p, *_GROUPS[query.by]])}, r.estimated, r.pending"
    )
    return Statement(sql, params)
