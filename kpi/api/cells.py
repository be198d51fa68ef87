"""Shapes that several endpoints share: a cell, and what is asked for in the address."""

import datetime as dt
from collections.abc import Mapping

from django.http import QueryDict
from rest_framework import serializers

from cstm.errors import DomainError
from cstm.formats import asked_number as read_number
from cstm.weeks import Week
from kpi.metrics import Metric
from kpi.selectors import metric_sets
from kpi.selectors.registry import all_metrics


class CellOut(serializers.Serializer):
    """A value with the count beside it. A percentage is a fraction; absent is null, never 0."""

    value = serializers.DecimalField(max_digits=30, decimal_places=10, allow_null=True, normalize_output=True)
    n = serializers.DecimalField(max_digits=30, decimal_places=6, allow_null=True, normalize_output=True)
    state = serializers.CharField()
    ripe_on = serializers.DateField(allow_null=True)


def cells_out(cells: Mapping[str, object]) -> dict[str, object]:
    """Cells by metric code."""
    return {code: CellOut(cell).data for code, cell in cells.items()}


def asked_week(params: QueryDict, today: dt.date) -> Week:
    """The week in the address, else the last full one; DomainError for no week."""
    text = params.get("week", "")
    return Week.parse(text) if text else Week.last_full(today)


def asked_metrics(params: QueryDict) -> list[Metric]:
    """The metrics in the address (with commas), else the first set; DomainError for an unknown one."""
    known = all_metrics()
    codes = [code for code in params.get("metrics", "").split(",") if code]
    if unknown := [code for code in codes if code not in known]:
        raise DomainError(f"There is no metric {', '.join(unknown)}.", code="unknown_metric")
    return [known[code] for code in codes] or metric_sets.metrics_of("service", known)


def asked_number(params: QueryDict, name: str) -> int | None:
    """A number in the address; DomainError for anything else."""
    text = params.get(name, "")
    number = read_number(text)
    if text and number is None:
        raise DomainError(f"{name} is a number, not {text!r}.", code="bad_number")
    return number
