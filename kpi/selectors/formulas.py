"""The formulas page of the documentation, written from the registry."""

from kpi.facts import FACTS
from kpi.metrics import METRICS, Metric
from kpi.selectors.export_sheet import formula

_HEAD = """# KPI formulas

Written from the registry by `manage.py kpi_formulas > docs/kpi_formulas.md`; a test holds the two together.

A ratio is the sum of its numerator over the sum of its denominator, over agent-days that hold all its facts.
Absent is never 0. `n` beside a value is the denominator where it counts events or persons, else the number of
agent-days. Percentages are fractions in CSV files.

Store totals: where a shop's own report gives a fact, the day counts as that report says; otherwise it is the
sum of its agents and of rows that belong to nobody. Months and free ranges are summed from daily records.
A record over several days counts in a week or month that holds it wholly, where no daily record of the same
account has the fact; it stands in the team of its first day.

| No. | Code | English | 中文 | Formula | Unit | Direction | Kept in | Remarks |
|--:|---|---|---|---|---|---|---|---|
"""
_FACTS = """
## Facts

`sales` facts stand in records of their own per attribution rule; `own` facts come from our own apps.

| Fact | English | 中文 | Kind | Keyed |
|---|---|---|---|---|
"""


def document() -> str:
    """The page."""
    lines = [_metric_line(metric) for metric in METRICS.values()]
    facts = [
        f"| `{fact.code}` | {fact.en} | {fact.zh} | {fact.kind} |"
        f" {'sales' if fact.sales else 'own' if fact.own else ''} |"
        for fact in FACTS.values()
    ]
    return _HEAD + "\n".join(lines) + "\n" + _FACTS + "\n".join(facts) + "\n"


def _metric_line(metric: Metric) -> str:
    cells = [
        str(metric.no),
        f"`{metric.code}`",
        metric.en,
        metric.zh,
        formula(metric, chinese=False),
        metric.unit,
        metric.direction,
        metric.home,
        _remarks(metric),
    ]
    return f"| {' | '.join(cells)} |"


def _remarks(metric: Metric) -> str:
    remarks = []
    if metric.least:
        remarks.append(f"few data under {metric.least}")
    if metric.windowed:
        remarks.append("platform window")
    if metric.ripens:
        remarks.append("ripens")
    if metric.store_only:
        remarks.append("stores only")
    if metric.instead:
        remarks.append(f"without sessions: over {FACTS[metric.instead].en}, estimated")
    return "; ".join(remarks)
