"""The case report of a week or month, counts by product, and the report as a workbook."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from cstm.errors import DomainError
from kpi.access import cases as access
from kpi.selectors.cases import report as reads
from kpi.selectors.cases.periods import Period
from kpi.services.cases import export
from kpi.views.cases.shared import actor_of, tabs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 50


def asked_period(text: str) -> Period:
    """The week or month of an address; this week for nothing and for what is none."""
    try:
        found = Period.parse(text)
    except DomainError:
        return Period.week(timezone.localdate())
    return found


def _report(request: HttpRequest, period: Period) -> reads.CaseReport:
    before = period.before
    return reads.report(
        access.led_cases(request.user),
        period.first,
        period.last,
        before=(before.first, before.last),
        now=timezone.now(),
    )


def _around(period: Period) -> dict[str, Any]:
    """The period, its neighbours, and the same days by the other measure."""
    return {
        "period": period,
        "name": str(period),
        "before": str(period.before),
        "after": str(period.after) if period.last < timezone.localdate() else "",
        "week": str(Period.week(period.last)),
        "month": str(Period.month(period.last)),
    }


@require_GET
def case_report(request: HttpRequest) -> HttpResponse:
    """Sums by store and category, beside the period before."""
    period = asked_period(request.GET.get("period", ""))
    context = {**tabs(request, "report"), **_around(period), "report": _report(request, period)}
    return render(request, "kpi/cases/report.html", context)


@require_GET
def case_products(request: HttpRequest) -> HttpResponse:
    """Cases by product."""
    period = asked_period(request.GET.get("period", ""))
    rows = reads.by_product(access.led_cases(request.user), period.first, period.last)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {**tabs(request, "products"), **_around(period), "page_obj": page}
    return render(request, "kpi/cases/products.html", context)


@require_POST
def case_report_export(request: HttpRequest) -> HttpResponse:
    """The report as a workbook."""
    period = asked_period(request.POST.get("period", ""))
    products = reads.by_product(access.led_cases(request.user), period.first, period.last)
    name = f"cases-{period}.xlsx"
    with tempfile.TemporaryDirectory(prefix="cstm-export-") as folder:
        target = Path(folder) / name
        export.write(_report(request, period), products, target=target, actor=actor_of(request))
        response = HttpResponse(target.read_bytes(), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
