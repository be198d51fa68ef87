"""The fairness ledger: the own balance opened with its numbers, and the team's in equal detail."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_number, number
from shifts.access import fairness as access
from shifts.choices import Burden, BurdenUnit
from shifts.forms.fairness import AdjustForm
from shifts.selectors import fairness as reads
from shifts.services import fairness
from staff.access import agent_of, get_team, teams_in_scope
from staff.models import Agent, Team


@require_GET
def fairness_page(request: HttpRequest) -> HttpResponse:
    """A month of a team's ledger; where none is named, the own team's newest."""
    teams = access.ledger_teams(request.user)
    team = asked_team(request, teams)
    months = reads.months_of_team(team) if team else []
    month = asked_month(request.GET.get("month", ""), months)
    people = reads.ledger(team, month) if team and month else []
    me = agent_of(request.user)
    own = next((each for each in people if me is not None and each.agent.pk == me.pk), None)
    scope = teams_in_scope(request.user, access.EDIT) if access.EDIT in rights_of(request.user) else []
    context: dict[str, Any] = {
        "teams": teams,
        "team": team,
        "months": months,
        "month": month,
        "people": people,
        "burdens": [(Burden(unit.value).label, unit.label) for unit in BurdenUnit],
        "own": own,
        "own_hours": number(own.present_minutes / 60, 1) if own else "",
        "adjustments": reads.adjustments([each.agent.pk for each in people], month) if month else [],
        "may_adjust": team is not None and (scope is None or team.pk in scope),
    }
    return render(request, "shifts/fairness.html", context)


@require_http_methods(["GET", "POST"])
def fairness_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Set somebody's balance of a team right, with a reason."""
    team = get_team(request.user, pk, access.EDIT)
    month = asked_month(request.GET.get("month", ""), reads.months_of_team(team))
    month = month or timezone.localdate().replace(day=1)
    people = Agent.objects.filter(pk__in=[each.agent.pk for each in reads.ledger(team, month)])
    form = AdjustForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            fairness.adjust(
                said["agent"],
                burden=said["burden"],
                month=month,
                hundredths=round(said["amount"] * 100),
                reason=said["reason"],
                actor=request.user,
            )
        except DomainError as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The balance is set right. The team sees the reason."))
            return htmx.redirect(request, "shifts:fairness")
    context = {"form": form, "team": team, "month": month}
    return render(request, "shifts/fairness_adjust.html", context, status=422 if form.errors else 200)


def asked_team(request: HttpRequest, teams: list[Team]) -> Team | None:
    """The team asked for (404 for another's), else the own newest, else the first."""
    text = request.GET.get("team", "")
    if text:
        number = asked_number(text)
        if number is None:
            raise Http404
        return access.get_ledger_team(request.user, number)
    me = agent_of(request.user)
    own = reads.newest_team(me) if me is not None else None
    return own or next(iter(teams), None)


def asked_month(text: str, months: list[dt.date]) -> dt.date | None:
    """The month asked for as 2026-11, else the newest that has begun; 404 for what is no month of the ledger.

    A month that is published ahead stands in the ledger too."""
    if not text:
        today = timezone.localdate()
        return next((month for month in months if month <= today), next(iter(months), None))
    found = next((month for month in months if f"{month:%Y-%m}" == text), None)
    if found is None:
        raise Http404
    return found
