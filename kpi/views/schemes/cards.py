"""Scorecards: the own one, another person's, a team's by name."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cstm import formats, portal
from cstm.errors import DomainError
from kpi.choices.schemes import PeriodKind
from kpi.selectors.growth import card_steps
from kpi.selectors.schemes import asked, card, specs, team_cards, words
from staff.access import agent_of, get_agent, get_team, rights_of, teams_in_scope, visible_agents
from staff.models import Agent, Team
from staff.selectors import people

SCORES = "scores.view"


def period_asked(request: HttpRequest) -> asked.Period:
    """The period in the address, else the running month; 404 for none, or one to come."""
    try:
        return asked.period(request.GET.get("period", ""), timezone.localdate(), request.GET.get("kind", ""))
    except DomainError as error:
        raise Http404(str(error)) from error


def switch(period: asked.Period) -> dict[str, Any]:
    """Values of the period switcher: no period to come is offered."""
    today = timezone.localdate()
    kinds = [
        {
            "kind": kind.value,
            "label": kind.label,
            "period": str(asked.Period.of(kind, min(period.last, today))),
        }
        for kind in PeriodKind
    ]
    return {
        "period": str(period),
        "period_name": words.period_name(period),
        "period_kind": period.kind,
        "first": period.first,
        "until": min(period.last, today),
        "running": period.last >= today,
        "kinds": kinds,
        "earlier": str(period.before),
        "later": str(period.after) if period.after.first <= today else "",
    }


@require_GET
def my_scorecard(request: HttpRequest) -> HttpResponse:
    """The own scorecard."""
    me = agent_of(request.user)
    if me is None:
        return render(request, "kpi/nobody.html")
    return _card(request, me, own=True)


@require_GET
def agent_scorecard(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of a person within scope; 404 for anybody else."""
    person = get_agent(request.user, pk, SCORES)
    me = agent_of(request.user)
    return _card(request, person, own=me is not None and me.pk == person.pk)


def _card(request: HttpRequest, agent: Agent, *, own: bool) -> HttpResponse:
    period = period_asked(request)
    found = card.card(specs.person_of(agent), period)
    # Who reads a scorecard for another reason (QA, HR) has no part in the person's next steps.
    may_accept = own or "growth.lead" in rights_of(request.user)
    context = {
        **switch(period),
        "card": found,
        "scheme": words.spec_name(found.spec) if found else "",
        "agent": agent,
        "own": own,
        "next_steps": card_steps.next_steps(agent.pk, found, period) if may_accept else [],
        "may_accept": may_accept,
        "panels": _panels(request, agent, period),
        "nav_code": "my_scorecard" if own else "scorecards",
    }
    return render(request, "kpi/schemes/card.html", context)


def _panels(request: HttpRequest, agent: Agent, period: asked.Period) -> list[dict[str, Any]]:
    """What other subjects say beside a scorecard."""
    drawn = []
    for panel in portal.panels_for("scorecard", request.user):
        data = portal.draw(panel, request, agent=agent, period=str(period))
        if data is not None:
            drawn.append({"panel": panel, "data": data})
    return drawn


@require_GET
def scorecards(request: HttpRequest) -> HttpResponse:
    """The scores of a team's people in a period, by name."""
    period = period_asked(request)
    teams = list(people.teams(teams_in_scope(request.user, SCORES)))
    team = _team(request, teams)
    agents: list[Agent] = []
    if team is not None:
        below = [each.pk for each in teams if each.path == team.path or each.path.startswith(f"{team.path}/")]
        seen = visible_agents(request.user, SCORES)
        day = min(period.last, timezone.localdate())
        agents = list(seen.in_teams(below, day).order_by("name", "employee_no"))
    context = {
        **switch(period),
        "rows": team_cards.scores(agents, period),
        "team": team,
        "teams": teams,
        "nav_code": "scorecards",
    }
    return render(request, "kpi/schemes/scorecards.html", context)


def _team(request: HttpRequest, teams: list[Team]) -> Team | None:
    """The team in the address (404 out of scope), else one that the person leads, else the first."""
    text = request.GET.get("team", "")
    if text:
        number = formats.asked_number(text)
        if number is None:
            raise Http404
        return get_team(request.user, number, SCORES)
    me = agent_of(request.user)
    led = next((team for team in teams if me is not None and team.leader_id == me.pk), None)
    return led or next(iter(teams), None)
