"""The registry of metrics: every number on a page or in a file comes through it. Pure data."""

from kpi.metrics.aftersales import AFTER_SALES
from kpi.metrics.base import COLLECTED_HOMES, Linear, Metric, Registry, by_code, own_metric
from kpi.metrics.people import PEOPLE
from kpi.metrics.sales import SALES
from kpi.metrics.service import SERVICE

METRICS: dict[str, Metric] = by_code(
    sorted([*SERVICE, *SALES, *AFTER_SALES, *PEOPLE], key=lambda metric: metric.no)
)

__all__ = ["COLLECTED_HOMES", "METRICS", "Linear", "Metric", "Registry", "by_code", "own_metric"]
