"""Pay runs for HR: the list, a run with its slips, its steps and its files."""

import datetime as dt
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from kpi.access import pay as access
from kpi.choices.pay import LineCode, RunState
from kpi.models import PayRun
from kpi.selectors.pay import lists, words
from kpi.services.pay import files, runs
from kpi.views.pay.shared import PAGE, asked_month, attachment, words_of_range
from staff.choices import JobState
from staff.selectors.jobs import job_progress

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def pay_runs(request: HttpRequest) -> HttpResponse:
    """Runs, the newest first, and opening the next one."""
    before = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    context = {
        "nav_code": "pay",
        "page_obj": Paginator(lists.run_list(), PAGE).get_page(request.GET.get("page")),
        "may_run": "pay.run" in rights_of(request.user),
        "month": f"{before:%Y-%m}",
    }
    return render(request, "kpi/pay/run_list.html", context)


@require_POST
def pay_run_open(request: HttpRequest) -> HttpResponse:
    """Open a run and compute it at once."""
    extra = bool(request.POST.get("supplementary"))
    try:
        month = asked_month(request.POST.get("month", ""))
        if month is None:
            raise DomainError(_("Write a month as 2026-10."), code="month")
        run = runs.open_run(month, actor=request.user, today=timezone.localdate(), supplementary=extra)
        runs.request(run, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return htmx.redirect(request, "kpi:pay_runs")
    return htmx.redirect(request, "kpi:pay_run", pk=run.pk)


@require_GET
def pay_run(request: HttpRequest, pk: int) -> HttpResponse:
    """A run: where it stands, what to look at, its slips by name."""
    run = access.get_run(pk)
    text = request.GET.get("q", "").strip()[:60]
    slips = lists.slips_of(run, access.people_of(request.user, "pay.view"), text)
    page = Paginator(slips, PAGE).get_page(request.GET.get("page"))
    context = {
        "nav_code": "pay",
        "run": run,
        "page_obj": page,
        "q": text,
        "rows": [
            {"slip": slip, "total": words.amount(slip.total, run.currency)} for slip in page.object_list
        ],
        "remarks": [words.remark(each) for each in run.remarks],
        "leavers": any(each["code"] == "leavers" for each in run.remarks),
        **_sums(run, slips),
        **_where_it_stands(request, run),
    }
    template = "kpi/pay/_run_state.html" if htmx.wants_fragment(request) else "kpi/pay/run.html"
    return render(request, template, context)


def _sums(run: PayRun, slips: Any) -> dict[str, Any]:
    sums = lists.sums_of(slips)
    rows = [
        {"label": LineCode(code).label, "amount": words.amount(sums[code], run.currency)}
        for code in LineCode.values
        if code in sums
    ]
    return {"sums": rows, "total": words.amount(sum(sums.values(), Decimal(0)), run.currency)}


def _where_it_stands(request: HttpRequest, run: PayRun) -> dict[str, Any]:
    job, rights = run.job, rights_of(request.user)
    working = job is not None and job.state in (JobState.QUEUED, JobState.RUNNING)
    mine = run.reviewed_by_id == request.user.pk
    return {
        "progress": job_progress(job) if job and working else None,
        "job_error": job.error if job and job.state == JobState.FAILED else "",
        "may_run": "pay.run" in rights and run.state != RunState.CLOSED and not working,
        "may_close": "pay.close" in rights and run.state == RunState.REVIEWED and not mine,
        "same_person": run.state == RunState.REVIEWED and mine,
        "steps": _progress(run),
    }


def _progress(run: PayRun) -> list[dict[str, Any]]:
    """The four steps and which are done."""
    order = list(RunState.values)
    at = order.index(run.state)
    return [
        {"label": RunState(code).label, "done": place <= at, "number": place + 1}
        for place, code in enumerate(order)
    ]


@require_POST
def pay_run_compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute it anew."""
    return _step(request, pk, lambda run: runs.request(run, actor=request.user))


@require_POST
def pay_run_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it was looked through."""
    return _step(request, pk, lambda run: runs.review(run, actor=request.user))


@require_POST
def pay_run_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it for good."""
    today = timezone.localdate()
    return _step(request, pk, lambda run: runs.close(run, actor=request.user, today=today))


def _step(request: HttpRequest, pk: int, deed: Callable[[PayRun], Any]) -> HttpResponse:
    try:
        deed(access.get_run(pk))
    except DomainError as error:
        messages.error(request, str(error))
    return htmx.redirect(request, "kpi:pay_run", pk=pk)


@require_GET
def pay_run_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The pay sheet as XLSX, of the people in scope."""
    run = access.get_run(pk)
    slips = lists.slips_of(run, access.people_of(request.user, "pay.view"))
    with tempfile.TemporaryDirectory(prefix="cstm-pay-") as folder:
        path = Path(folder) / "pay.xlsx"
        files.write_sheet(run, slips, target=path, actor=request.user)
        content = path.read_bytes()
    return attachment(content, files.file_name(run, "xlsx"), _XLSX)


@require_GET
def pay_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip with every formula."""
    slip = access.get_slip(request.user, pk)
    currency = slip.run.currency
    lines = lists.in_words(lists.lines_of([slip])[slip.pk], currency)
    context = {
        "nav_code": "pay" if "pay.view" in rights_of(request.user) else "pay_mine",
        "slip": slip,
        "lines": [{"line": each, "amount": words.amount(each.amount, currency)} for each in lines],
        "total": words.amount(slip.total, currency),
        "range": words_of_range(slip.low, slip.high, currency) if slip.pending else "",
        "may_list": "pay.view" in rights_of(request.user),
    }
    return render(request, "kpi/pay/slip.html", context)


@require_GET
def pay_slip_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip as PDF in the reader's language."""
    slip = access.get_slip(request.user, pk)
    content = files.slip_file(slip, lists.lines_of([slip])[slip.pk], actor=request.user)
    return attachment(content, files.file_name(slip.run, "pdf", slip.employee_no), "application/pdf")
