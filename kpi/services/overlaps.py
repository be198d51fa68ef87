"""Figures that another report gives too: shown with the difference and with what decides."""

from typing import Any

from kpi.choices import Scope
from kpi.selectors import precedence
from kpi.services import records, stage_table
from kpi.services.compare import reported
from kpi.services.stage_table import TABLE, StageTable, run
from kpi.services.steps import Phase, nobody
from staff.models import Store

SLICE = 5000


def sample(
    stage: StageTable, store: Store, source: str, limit: int, *, phase: Phase | None = None
) -> dict[str, Any]:
    """How many rows another report speaks of too, and some of the figures that differ.

    Each difference names who, day, fact, both reports with their figures, and the one that counts.
    """
    if not stage.facts:
        return {"rows": 0, "figures": []}
    where = (
        f"FROM {TABLE} AS s JOIN kpi_record AS r ON r.store_id = %s AND r.source <> %s AND r.scope = s.scope "
        "AND r.date = s.date AND r.last_date = s.last_date AND r.attribution = s.attribution "
        'AND r.account_id = s.account_id AND s.scope = %s AND s."row" BETWEEN %s AND %s '
        "AND r.date BETWEEN %s AND %s"
    )
    phase = phase or nobody()
    total = 0
    rows: list[tuple[Any, ...]] = []
    for first, last in records.slices(SLICE):
        days = run(f'SELECT MIN(date), MAX(date) FROM {TABLE} WHERE "row" BETWEEN %s AND %s', [first, last])[
            0
        ]
        params = [store.pk, source, Scope.AGENT, first, last, *days]
        found = int(run(f'SELECT COUNT(DISTINCT s."row") {where}', params)[0][0])
        phase.on()
        if found and len(rows) < limit:
            rows += _some(stage, where, params, limit - len(rows))
        total += found
        phase.on()
    return {"rows": total, "figures": _figures(stage, store, source, rows)[:limit]}


def _some(stage: StageTable, where: str, params: list[Any], limit: int) -> list[tuple[Any, ...]]:
    """Rows of the file beside what the other report says."""
    columns = ", ".join(f"s.{code}, {reported(code)}" for code in stage.facts)
    name = "(SELECT g.name FROM staff_agent AS g WHERE g.id = s.agent_id)"
    return run(
        f'SELECT s.account, {name}, s.date, r.source, {columns} {where} ORDER BY s."row" LIMIT {limit}',
        params,
    )


def _figures(
    stage: StageTable, store: Store, source: str, rows: list[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    """Both reports' figures, and which of them counts."""
    order = precedence.order_of(store.pk)
    figures: list[dict[str, Any]] = []
    for account, who, day, other, *values in rows:
        for code, ours, theirs in zip(stage.facts, values[::2], values[1::2], strict=True):
            if ours is None or theirs is None:
                continue
            figures.append(
                {
                    "who": who or account,
                    "date": str(day)[:10],
                    "fact": code,
                    "ours": stage_table.figure(ours),
                    "other": other,
                    "theirs": stage_table.figure(theirs),
                    "counts": order.sorted([source, other], code)[0],
                }
            )
    return figures
