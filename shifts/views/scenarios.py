"""What-if: try, save, compare, offer the gaps as open shifts."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from shifts.access import demand as access
from shifts.access.rosters import get_roster
from shifts.forms.plan import FACTORS, CalculatorForm, WhatIfForm
from shifts.models import Scenario
from shifts.selectors import desk_forecast, scenario_page
from shifts.selectors import scenarios as reads
from shifts.services import scenarios
from shifts.views.answers import answered
from shifts.views.demand import desk_context
from staff.access import agent_of, teams_in_scope, visible_agents

MOST_COMPARED = 3


@require_http_methods(["GET", "POST"])
def demand_whatif(request: HttpRequest) -> HttpResponse:
    """Try other volumes, times or absences on a desk's days; a POST keeps it under its name."""
    context = desk_context(request, "whatif")
    desk = context["desk"]
    found = desk_forecast.latest(desk) if desk else None
    if desk is None or found is None:
        return render(request, "shifts/demand_whatif.html", context | {"found": None})
    said = request.POST if request.method == "POST" else request.GET
    last = min(found.last, found.first + dt.timedelta(days=6))
    # Where no log tells how long a contact takes, the calculator's figure stands there to be changed.
    aht = None if found.times_known else CalculatorForm.base_fields["aht"].initial
    initial = {"first": found.first, "last": last, "aht": aht}
    form = WhatIfForm(
        said if "first" in said else None, initial=initial, keep=request.method == "POST",
        people=reads.people_of(desk, found.first, found.last).filter(
            pk__in=visible_agents(request.user, access.VIEW).values("pk")
        ),
    )  # fmt: skip
    context |= {"found": found, "form": form, "asked": said}
    if "first" in said and form.is_valid():
        try:
            row = _try(request, form, desk, found, context)
        except DomainError as refusal:
            form.add_error("aht" if refusal.code == "aht" else None, str(refusal))
        else:
            if row is not None:
                htmx.toast(request, _("Stored."))
                return redirect("shifts:scenario_detail", pk=row.pk)
    return render(request, "shifts/demand_whatif.html", context, status=422 if form.errors else 200)


def _try(
    request: HttpRequest, form: WhatIfForm, desk: Any, found: Any, context: dict[str, Any]
) -> Scenario | None:
    """Work it out into the page; on a POST keep it."""
    said = form.cleaned_data
    tried = reads.Tried(
        1.0 if said["lift"] is None else said["lift"],
        said["new_aht"],
        FACTORS.get(said["new_chats"]),
        said["away"] or 0,
        said["overtime"],
        tuple(each.pk for each in said["who"]),
    )
    plan = form.plan
    result = reads.work_out(desk, found, plan, tried, said["first"], said["last"])
    if request.method == "POST":
        access.get_desk(request.user, desk.pk, access.EDIT)
        return scenarios.save(
            desk, said["name"], plan=plan, tried=tried, first=said["first"], last=said["last"],
            result=result, found=found, made_by=agent_of(request.user),
            actor=request.user,  # type: ignore[arg-type]
        )  # fmt: skip
    context["page"] = scenario_page.page(result, pay=desk.pk in access.priced_desks(request.user))
    return None


@require_GET
def scenario_list(request: HttpRequest) -> HttpResponse:
    """Saved scenarios; those chosen stand side by side."""
    rows = list(access.visible_scenarios(request.user)[:100])
    chosen = {asked_number(text) for text in request.GET.getlist("with")}
    picked = [row for row in rows if row.pk in chosen]
    if len(picked) > MOST_COMPARED:
        messages.warning(request, _("Three scenarios fit side by side; the first three are shown."))
        picked = picked[:MOST_COMPARED]
    priced = access.priced_desks(request.user)
    context = {
        "rows": rows,
        "picked": picked,
        "compared": scenario_page.compared(picked, priced=priced) if len(picked) > 1 else None,
        "part": "scenarios",
        "nav_code": "rosters",
    }
    return render(request, "shifts/scenario_list.html", context)


@require_GET
def scenario_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One scenario, as it was worked out; its gaps may become open shifts."""
    row = access.get_scenario(request.user, pk)
    rights = rights_of(request.user)
    context: dict[str, Any] = {
        "scenario": row,
        "page": scenario_page.page(row.result, pay=row.desk_id in access.priced_desks(request.user)),
        "assumed": scenario_page.assumed(row.inputs),
        "may_edit": access.EDIT in rights,
        "part": "scenarios",
        "nav_code": "rosters",
    }
    if access.EDIT in rights and access.ROSTERS in rights:
        context["openings"] = scenario_page.openings(row, timezone.localdate())
        context["rosters"] = reads.rosters_for(row, teams_in_scope(request.user, access.ROSTERS))
    return render(request, "shifts/scenario_detail.html", context)


@require_POST
def scenario_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a scenario away."""
    row = access.get_scenario(request.user, pk, access.EDIT)
    return answered(
        request,
        lambda: scenarios.remove(row, actor=request.user),
        _("Removed."),
        "shifts:scenario_list",  # type: ignore[arg-type]
    )


@require_POST
def scenario_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the gaps of the chosen days as open shifts."""
    row = access.get_scenario(request.user, pk, access.EDIT)
    number = asked_number(request.POST.get("roster", ""))
    if number is None:
        messages.error(request, _("Choose the month on which the shifts are offered."))
        return htmx.redirect(request, "shifts:scenario_detail", pk=pk)
    roster = get_roster(request.user, number, access.ROSTERS)
    days = []
    for text in request.POST.getlist("day"):
        try:
            days.append(dt.date.fromisoformat(text))
        except ValueError:
            continue
    try:
        heads = scenarios.open_gaps(row, roster, days=days, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext("%(n)s open shift offered.", "%(n)s open shifts offered.", heads)
        htmx.toast(request, text % {"n": heads})
    return htmx.redirect(request, "shifts:scenario_detail", pk=pk)
