"""What a report is asked for, checked once for every door that asks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.metrics import METRICS, Metric
from kpi.selectors.registry import all_metrics

By = Literal["agent", "team", "store", "whole"]
Period = Literal["day", "week", "month"]
# What a person may ask for; "whole" (all chosen people together) is for pages that show a total.
BYS: tuple[By, ...] = ("agent", "team", "store")
PERIODS: tuple[Period, ...] = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """One question: from when to when (both included), a row for what, which metrics, of whom.

    No metrics means all of them. `store_id` narrows to one store. `attribution` chooses the rule of sales
    (None: none chosen; "": reports that state none). `team_ids` and `agent_ids` narrow to those teams of
    the day and those people (None: everybody). Rows always come by period, team and employee number;
    there is no other order. `periods` is filled in when the report is asked: whether there are records
    over several days in the span.
    """

    first: dt.date
    last: dt.date
    by: By = "agent"
    period: Period = "week"
    metrics: tuple[str, ...] = ()
    store_id: int | None = None
    attribution: str | None = None
    team_ids: tuple[int, ...] | None = None
    agent_ids: tuple[int, ...] | None = None
    with_states: bool = False
    periods: bool | None = None


def chosen_metrics(query: ReportQuery) -> list[Metric]:
    """The metrics of a report, in the order asked for.

    Raises DomainError for an unknown code, and for one that is read in item analysis or survey results.
    """
    registered = query.metrics and all(code in METRICS for code in query.metrics)
    known = METRICS if registered else all_metrics()
    if not query.metrics:
        return [metric for metric in known.values() if metric.kind != "elsewhere"]
    if unknown := [code for code in query.metrics if code not in known]:
        raise DomainError(
            _("There is no metric “%(code)s”.") % {"code": ", ".join(unknown)}, code="unknown_metric"
        )
    metrics = [known[code] for code in dict.fromkeys(query.metrics)]
    for metric in metrics:
        if metric.kind == "elsewhere":
            raise DomainError(_elsewhere(metric), code="not_by_agent")
    return metrics


def _elsewhere(metric: Metric) -> str:
    if metric.home == "surveys":
        return _(
            "“%(code)s” stands in the results of a survey only, so that no answer can be traced to a person. "
            "It is not exported by agent, team, store, day or week."
        ) % {"code": metric.code}
    if metric.home == "recognition":
        return _(
            "“%(code)s” is for leaders and those above them alone and stands on their praise pages. "
            "It is not exported, since its holes would say who went without."
        ) % {"code": metric.code}
    return _(
        "“%(code)s” describes a question, not a person, and stands in the item analysis of its quiz. "
        "It is not exported by agent, team, store, day or week."
    ) % {"code": metric.code}


def check(query: ReportQuery) -> None:
    """Raises DomainError where the question makes no sense."""
    if query.first > query.last:
        raise DomainError(_("The report ends before it begins."), code="bad_span")
    if query.by not in (*BYS, "whole"):
        raise DomainError(_("A report has a row for each agent, team or store."), code="bad_grouping")
    if query.period not in PERIODS:
        raise DomainError(_("A report is by day, week or month."), code="bad_period")
    chosen_metrics(query)


def needs_attribution(metrics: Sequence[Metric]) -> bool:
    """Does any of these metrics depend on an attribution rule?"""
    return any(metric.is_sales for metric in metrics)
