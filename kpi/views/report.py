"""The report: choose, look at it, take it as a file."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.forms.report import FORMATS, ExportForm, ReportForm
from kpi.selectors import decisions, metric_sets, report_scope, shown
from kpi.selectors import definitions as words
from kpi.selectors import report as reads
from kpi.selectors.registry import all_metrics
from kpi.selectors.report_query import ReportQuery
from kpi.services import export_jobs
from staff.access import teams_in_scope, visible_agents, visible_stores
from staff.selectors import people

_PAGE = 50
MOST_SHOWN = 1000
_KEYS = {"agent": ("team", "employee_no", "agent"), "team": ("team",), "store": ("store",)}


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The form, and below it the first thousand rows, in the order of the file."""
    asked = bool(request.GET.get("first"))
    form = _form(request, asked=asked)
    context: dict[str, Any] = {"form": form, "page_obj": None, "formats": FORMATS, "notes": []}
    if asked and form.is_valid():
        try:
            context.update(_preview(request, _query(request, form)))
        except DomainError as error:
            form.add_error(None, str(error))
    return render(request, "kpi/report.html", context, status=422 if form.errors else 200)


@require_POST
def report_export(request: HttpRequest) -> HttpResponse:
    """The same report as a file, made by a job and kept in the person's own downloads."""
    form, chosen = _form(request, asked=True), ExportForm(request.POST)
    if not form.is_valid() or not chosen.is_valid():
        messages.info(request, _("Choose days, grouping and metrics first."))
        return htmx.redirect(request, "kpi:report")
    try:
        query = _query(request, form)
        job = export_jobs.request(query, file_format=chosen.cleaned_data["format"], actor=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.info(request, str(error))
        return htmx.redirect(request, "kpi:report")
    htmx.toast(request, _("%(title)s is being made; it will stand here.") % {"title": job.heading})
    return htmx.redirect(request, "staff:download_list")


def _form(request: HttpRequest, *, asked: bool) -> ReportForm:
    user = request.user
    known = all_metrics()
    week = Week.last_full(timezone.localdate())
    initial = {
        "first": week.shift(-3).monday,
        "last": week.sunday,
        "metrics": [metric.code for metric in metric_sets.metrics_of("service", known)],
    }
    whole = (("", _("all")),)
    scope = teams_in_scope(user, report_scope.RIGHT)
    agents = visible_agents(user, report_scope.RIGHT)
    return ReportForm(
        request.GET if asked else None,
        initial=initial,
        metrics=[(code, words.name(metric)) for code, metric in known.items() if metric.kind != "elsewhere"],
        teams=[*whole, *((str(team.pk), team.path) for team in people.teams(scope, archived=True))],
        people=[(str(agent.pk), f"{agent.name} {agent.employee_no}") for agent in agents],
        stores=[*whole, *((str(s.pk), s.name) for s in visible_stores(user, report_scope.RIGHT))],
        attributions=[("", _("none chosen")), *decisions.attributions_in_use()],
    )


def _query(request: HttpRequest, form: ReportForm) -> ReportQuery:
    data = form.cleaned_data
    query = ReportQuery(
        data["first"],
        data["last"],
        data["by"],
        data["period"],
        tuple(data["metrics"]),
        attribution=data["attribution"] or None,
        with_states=True,
    )
    return report_scope.narrowed(
        request.user,
        query,
        team_id=_number(data["team"]),
        store_id=_number(data["store"]),
        agent_ids=[int(pk) for pk in data["people"]],
    )


def _preview(request: HttpRequest, query: ReportQuery) -> dict[str, Any]:
    found = reads.report(query)
    rows = list(islice(found.rows, MOST_SHOWN + 1))
    notes = []
    if len(rows) > MOST_SHOWN:
        notes.append(_("The first %(most)s rows; the file has them all.") % {"most": MOST_SHOWN})
    if found.mixed_stores:
        stores = ", ".join(found.mixed_stores)
        notes.append(
            _("Sales of %(stores)s stand under several attribution rules; choose one to see them.")
            % {"stores": stores}
        )
    page = Paginator(rows[:MOST_SHOWN], _PAGE).get_page(request.GET.get("page"))
    return {
        "page_obj": page,
        "lines": [_line(row, query, found) for row in page.object_list],
        "keys": [_head(key) for key in _KEYS[query.by]],
        "heads": [words.name(metric) for metric in found.metrics],
        "notes": notes,
    }


def _line(row: reads.ReportRow, query: ReportQuery, found: reads.Report) -> dict[str, Any]:
    cells: Iterable[shown.Shown] = [shown.show(metric, row.cells[metric.code]) for metric in found.metrics]
    return {
        "period": row.period,
        "keys": [getattr(row, key) for key in _KEYS[query.by]],
        "cells": list(cells),
    }


def _head(key: str) -> str:
    heads = {"team": _("Team"), "employee_no": _("Number"), "agent": _("Agent"), "store": _("Store")}
    return heads[key]


def _number(text: str) -> int | None:
    return int(text) if text else None
