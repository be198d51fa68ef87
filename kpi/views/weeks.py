"""Weeks of people: the own one, another person's, a team's, and one day down to its source rows."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cstm import htmx
from cstm.access import may_open_name
from cstm.errors import DomainError
from cstm.formats import asked_number
from cstm.weeks import Week
from kpi.selectors import agent_page, day_page, team_page
from staff.access import agent_of, get_agent, get_team, teams_in_scope, visible_agents
from staff.models import Agent, Team
from staff.selectors import people

SCORES = "scores.view"


def week_asked(request: HttpRequest) -> Week:
    """The week in the address, else the last full one; 404 for no week or one to come."""
    today = timezone.localdate()
    text = request.GET.get("week", "")
    try:
        week = Week.parse(text) if text else Week.last_full(today)
    except DomainError as error:
        raise Http404(str(error)) from error
    if week.monday > today:
        raise Http404
    return week


def switch(week: Week) -> dict[str, Any]:
    """Values of the week switcher: no week to come is offered."""
    later = week.shift(1)
    known = later.monday <= timezone.localdate()
    return {
        "week": week,
        "week_text": str(week),
        "earlier": str(week.shift(-1)),
        "later": str(later) if known else "",
    }


@require_GET
def my_week(request: HttpRequest) -> HttpResponse:
    """The own week: own line of 13 weeks, own best, target, unnamed middle half of the team."""
    me = agent_of(request.user)
    if me is None:
        return render(request, "kpi/nobody.html")
    return _agent(request, me, own=True)


@require_GET
def agent_week(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of a person within scope; 404 for anybody else."""
    person = get_agent(request.user, pk, SCORES)
    me = agent_of(request.user)
    return _agent(request, person, own=me is not None and me.pk == person.pk)


def _agent(request: HttpRequest, person: Agent, *, own: bool) -> HttpResponse:
    week = week_asked(request)
    page = agent_page.agent_page(
        person,
        week,
        set_code=request.GET.get("set", ""),
        metric_code=request.GET.get("metric", ""),
        attribution=request.GET.get("attribution") or None,
        own=own,
    )
    context = {**page, **switch(week), "agent": person, "own": own}
    context["nav_code"] = "my_week" if own else "scores"
    return render(request, "kpi/my_week.html", context)


@require_GET
def agent_day(request: HttpRequest, pk: int, day: dt.date) -> HttpResponse:
    """One day of a person: its figures, and the source rows with the file each came from."""
    person = get_agent(request.user, pk, SCORES)
    me = agent_of(request.user)
    own = me is not None and me.pk == person.pk
    after = day + dt.timedelta(days=1)
    context = {
        **day_page.day_page(person, day),
        "may_open_file": may_open_name(request.user, "kpi:import_detail"),
        "agent": person,
        "own": own,
        "day": day,
        "week": Week.of(day),
        "before": day - dt.timedelta(days=1),
        "after": after if after <= timezone.localdate() else None,
        "nav_code": "my_week" if own else "scores",
    }
    return render(request, "kpi/agent_day.html", context)


@require_GET
def team_week(request: HttpRequest) -> HttpResponse:
    """A team's people by name: line, place, gap in words, counts; a filter finds who could use a hand."""
    week = week_asked(request)
    scope = teams_in_scope(request.user, SCORES)
    known = list(people.teams(scope, archived=True))
    teams = [team for team in known if team.archived_on is None]
    team = _team(request, teams)
    page = team_page.team_page(
        team,
        week,
        teams=known,
        visible=set(visible_agents(request.user, SCORES).values_list("pk", flat=True)),
        set_code=request.GET.get("set", ""),
        metric_code=request.GET.get("metric", ""),
        show=request.GET.get("show", ""),
        attribution=request.GET.get("attribution") or None,
    )
    context = {**page, **switch(week), "team": team, "teams": teams, "nav_code": "scores"}
    template = "kpi/_team_table.html" if htmx.wants_fragment(request) else "kpi/team_week.html"
    return render(request, template, context)


def _team(request: HttpRequest, teams: list[Team]) -> Team | None:
    """The team in the address (404 out of scope), else one that the person leads, else the widest."""
    text = request.GET.get("team", "")
    if text:
        number = asked_number(text)
        if number is None:
            raise Http404
        return get_team(request.user, number, SCORES)
    me = agent_of(request.user)
    led = next((team for team in teams if me is not None and team.leader_id == me.pk), None)
    paths = [team.path for team in teams]
    return led or max(
        teams, key=lambda team: sum(path.startswith(f"{team.path}/") for path in paths), default=None
    )
