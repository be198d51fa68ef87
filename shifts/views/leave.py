"""Leave: the own page, and where it is decided."""

import datetime as dt
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from shifts.access import requests as access
from shifts.forms.requests import BalanceForm, LeaveForm, asked_day
from shifts.selectors import leave as reads
from shifts.selectors.rosters import days_of, last_day
from shifts.services import leave
from shifts.views.answers import answered
from staff.access import agent_of, visible_agents


@require_http_methods(["GET", "POST"])
def my_leave(request: HttpRequest) -> HttpResponse:
    """Balances, requests, and the form to ask."""
    me = access.me_of(request.user)
    form = LeaveForm(request.POST or None, request.FILES or None, initial={"first": request.GET.get("day")})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            leave.ask(me, said.pop("type"), **said, actor=request.user)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("Your leave is asked for. You get a notice when it is decided."))
            return htmx.redirect(request, "shifts:my_leave")
    context = {
        "form": form,
        "balances": reads.balances(me),
        "rows": reads.requests([me.pk])[:40],
        "entries": reads.entries(me)[:40],
        "today": timezone.localdate(),
        "nav_code": "my_shifts",
    }
    return render(request, "shifts/my_leave.html", context, status=422 if form.errors else 200)


@require_POST
def leave_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take leave back."""
    row = access.get_leave(request.user, pk)
    mine = row.agent == agent_of(request.user)

    def work() -> None:
        leave.withdraw(row, actor=request.user, today=timezone.localdate())  # type: ignore[arg-type]

    return answered(request, work, _("Taken back."), "shifts:my_leave" if mine else "shifts:request_list")


@require_POST
def leave_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper."""
    row = access.get_leave(request.user, pk)
    mine = row.agent == agent_of(request.user)
    paper = request.FILES.get("paper")

    def work() -> None:
        if paper is None:
            raise DomainError(_("Choose a file first."))
        leave.attach(row, paper, actor=request.user)  # type: ignore[arg-type]

    return answered(
        request, work, _("The paper is attached."), "shifts:my_leave" if mine else "shifts:request_list"
    )


@require_GET
def leave_paper(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The paper, for the person and for who decides; always as a download."""
    row = access.get_leave(request.user, pk)
    if not row.paper:
        raise Http404
    name = f"{row.agent.employee_no}-{row.first}.{row.paper.name.rpartition('.')[2]}"
    response = FileResponse(row.paper.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def leave_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse."""
    row = access.get_leave(request.user, pk, decide=True)
    answer = request.POST.get("answer", "")

    def work() -> None:
        if "approve" in request.POST:
            leave.approve(row, actor=request.user, answer=answer)  # type: ignore[arg-type]
        else:
            leave.refuse(row, actor=request.user, answer=answer)  # type: ignore[arg-type]

    said = _("Approved.") if "approve" in request.POST else _("Refused, with your words.")
    return answered(request, work, said, "shifts:request_list")


@require_GET
def leave_calendar(request: HttpRequest) -> HttpResponse:
    """Who is away when, in a month; by name, without types where one does not decide."""
    today = timezone.localdate()
    month = asked_day(request.GET.get("month", ""), today).replace(day=1)
    people = visible_agents(request.user, access.DECIDE)
    rows = reads.away(people.values_list("pk", flat=True), month, last_day(month))
    by_person: dict[int, dict[str, Any]] = {}
    for row in rows:
        line = by_person.setdefault(row.agent_id, {"agent": row.agent, "leaves": []})
        line["leaves"].append(row)
    days = days_of(month)
    lines = [
        {
            "agent": line["agent"],
            "cells": [
                next((row for row in line["leaves"] if row.first <= day <= row.last), None) for day in days
            ],
        }
        for line in by_person.values()
    ]
    context = {
        "month": month,
        "days": days,
        "lines": lines,
        "before": month - dt.timedelta(days=1),
        "after": (month + dt.timedelta(days=32)).replace(day=1),
        "nav_code": "rosters",
    }
    return render(request, "shifts/leave_calendar.html", context)


@require_http_methods(["GET", "POST"])
def leave_balance(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's balances and their movements; set right with a reason."""
    agent = access.get_person(request.user, pk)
    form = BalanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            leave.set_right(
                agent, said["type"], half_days=said["half_days"], day=timezone.localdate(),
                reason=said["reason"], actor=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("The balance is set right."))
            return htmx.redirect(request, "shifts:leave_balance", pk=pk)
    context = {
        "agent": agent,
        "form": form,
        "balances": reads.balances(agent),
        "entries": reads.entries(agent)[:100],
        "nav_code": "rosters",
    }
    return render(request, "shifts/leave_balance.html", context, status=422 if form.errors else 200)
