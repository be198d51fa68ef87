"""Every metric there is: the registry's and those that the shop defined itself."""

from kpi.metrics import METRICS, Metric, own_metric
from kpi.models import CustomMetric


def all_metrics() -> dict[str, Metric]:
    """By code: the catalogue in its order, then the shop's own by code."""
    return {**METRICS, **own_metrics()}


def own_metrics() -> dict[str, Metric]:
    """The metrics that the shop defined itself."""
    return {
        row.code: own_metric(
            row.code,
            en=row.name_en,
            zh=row.name_zh,
            numerator=row.numerator,
            denominator=row.denominator,
            unit=row.unit,
            direction=row.direction,
        )
        for row in CustomMetric.objects.all()
    }
