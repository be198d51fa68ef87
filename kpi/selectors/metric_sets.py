"""Which metrics stand together on a page: what a buyer feels, selling, after-sales, hours and quality."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kpi.metrics import Metric, Registry
from staff.choices import Line


@dataclass(frozen=True, slots=True)
class MetricSet:
    """Metrics that are looked at together; the first is the one that stands first on a page."""

    code: str
    name: str | Promise
    codes: tuple[str, ...]


SETS: dict[str, MetricSet] = {
    item.code: item
    for item in (
        MetricSet(
            "service",
            _("Service"),
            ("frt_avg", "resp_3min_rate", "art", "reply_rate", "csat", "reception_users"),
        ),
        MetricSet(
            "sales",
            _("Sales"),
            ("inq_conv", "sales_amt", "aov", "items_per_buyer", "order_pay_rate", "inq_users"),
        ),
        MetricSet(
            "after_sales",
            _("After-sales"),
            ("fcr", "case_sla", "reopen_rate", "refund_rate", "aht", "complaint_rate"),
        ),
        MetricSet(
            "hours",
            _("Hours and quality"),
            ("users_per_hour", "adherence", "occupancy", "qa_score", "quiz_avg", "redline_n"),
        ),
    )
}
OWN = "own"
HEALTH = (
    "refund_rate",
    "return_rate",
    "quality_refund_rate",
    "dispute_rate",
    "platform_help_rate",
    "refund_hours",
    "svc_20min_rate",
    "neg_review_rate",
)
STORE = (
    "reception_users",
    "frt_avg",
    "resp_3min_rate",
    "csat",
    "inq_conv",
    "sales_amt",
    "sales_share",
    "aov",
)
HOME = ("frt_avg", "resp_3min_rate", "csat", "inq_conv")


def default_set(line: str) -> str:
    """The set that stands first for a line of work."""
    return "after_sales" if line == Line.AFTER_SALES else "service"


def metrics_of(code: str, registry: Registry) -> list[Metric]:
    """The metrics of a set; `own` holds the shop's own, an unknown code gives the first set."""
    if code == OWN:
        return [metric for metric in registry.values() if not metric.no]
    chosen = SETS.get(code, SETS["service"])
    return [registry[name] for name in chosen.codes if name in registry]


def pick(codes: tuple[str, ...], registry: Registry) -> list[Metric]:
    """The metrics with these codes, in this order."""
    return [registry[code] for code in codes if code in registry]
