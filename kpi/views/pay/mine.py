"""The own pay: on any day of the month, phone first; and an appeal by one tap."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.selectors.pay import lists, words
from kpi.selectors.pay.preview import Preview, preview
from kpi.services.pay import appeals
from kpi.views.pay.shared import asked_month, words_of_range
from staff.access import agent_of

_SLIPS = 12


@require_GET
def pay_mine(request: HttpRequest) -> HttpResponse:
    """Base and performance so far, each formula with own numbers, and how far the next step is."""
    me = agent_of(request.user)
    if me is None:
        return render(request, "kpi/nobody.html")
    now = timezone.localdate().replace(day=1)
    month = min(asked_month(request.GET.get("month", "")) or now, now)
    found = preview(me, month)
    context = {
        "found": found,
        "month": month,
        "before": (month - dt.timedelta(days=1)).replace(day=1),
        "after": None if month == now else (month + dt.timedelta(days=32)).replace(day=1),
        "rows": [
            {
                "line": row.line,
                "amount": words.amount(row.line.amount, found.currency),
                "appeal": row.appeal,
                "range": _range(row.line, found.currency),
            }
            for row in found.rows
        ],
        "total": words.amount(found.total, found.currency),
        "range": words_of_range(found.low, found.high, found.currency) if found.pending else "",
        "steps": _steps(found),
        "slips": list(lists.own_slips(me)[:_SLIPS]),
        "to_answer": lists.to_answer(me),
        "running": month == now,
    }
    return render(request, "kpi/pay/mine.html", context)


def _range(line: words.Shown, currency: str) -> str:
    if line.low is None:
        return ""
    return words_of_range(line.low, None if line.open_end else line.high, currency)


def _steps(found: Preview) -> list[dict[str, str]]:
    """The next step and what more brings, in words."""
    steps = found.steps
    if steps is None:
        return []
    said: list[dict[str, str]] = []

    def money(value: Any) -> str:
        return f"{words.amount(value, found.currency)} {found.currency}"

    if steps.points_away is not None:
        text = _("%(away)s points more, at %(at)s, the factor becomes %(factor)s")
        values = {
            "away": words.short(steps.points_away),
            "at": words.short(steps.points_at),
            "factor": words.short(steps.factor),
        }
        said.append({"label": text % values, "value": f"+{money(steps.step_brings)}"})
    elif steps.top:
        said.append({"label": _("You are on the top step of the score."), "value": ""})
    if steps.point_brings is not None:
        said.append({"label": _("One more point is worth"), "value": f"+{money(steps.point_brings)}"})
    if steps.sales_away is not None:
        text = _("%(away)s more net sales reach the tier of %(percent)s %%")
        values = {"away": money(steps.sales_away), "percent": words.short(steps.tier_percent)}
        said.append({"label": text % values, "value": ""})
    if steps.sales_bring is not None:
        label = _("%(n)s more net sales are worth") % {"n": money(1000)}
        said.append({"label": label, "value": f"+{money(steps.sales_bring)}"})
    return said


@require_POST
def pay_appeal_new(request: HttpRequest) -> HttpResponse:
    """Say that a number is wrong."""
    me = agent_of(request.user)
    month = asked_month(request.POST.get("month", ""))
    if me is None or month is None:
        messages.error(request, _("Write a month as 2026-10."))
        return htmx.redirect(request, "kpi:pay_mine")
    code, ref = request.POST.get("code", ""), request.POST.get("ref", "")[:60]
    said = request.POST.get("words", "")[:2000]
    try:
        row = appeals.appeal_seen(me, month=month, code=code, ref=ref, words=said, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return htmx.redirect(request, "kpi:pay_mine")
    htmx.toast(request, _("HR reads it and answers with a reason. You may add words."))
    return htmx.redirect(request, "kpi:pay_appeal", pk=row.pk)
