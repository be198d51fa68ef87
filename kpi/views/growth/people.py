"""One person's growth, a leader's people, goals, and what somebody would be glad of."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import require, rights_of
from cstm.errors import DomainError
from kpi.access import growth as access
from kpi.choices.growth import GoalLevel
from kpi.forms.growth import GoalForm, WishForm
from kpi.selectors import definitions
from kpi.selectors.growth import pages as reads
from kpi.selectors.growth import steps
from kpi.selectors.registry import all_metrics
from kpi.services.growth import goals
from kpi.views.praise.common import form_page, me_of
from staff.access import may, teams_in_scope, visible_agents
from staff.models import Agent
from staff.selectors import people

PAGE = 50


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The own next steps, plans, goals, evaluations and talks."""
    return _person(request, me_of(request))


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """The same of one of one's people."""
    return _person(request, access.get_person(request.user, pk))


def _person(request: HttpRequest, agent: Agent) -> HttpResponse:
    me, today = me_of(request), timezone.localdate()
    leads = access.LEAD in rights_of(request.user) and me.pk != agent.pk
    context: dict[str, Any] = {
        "agent": agent,
        "own": me.pk == agent.pk,
        "leads": leads,
        "points": steps.weak_points(agent, today),
        "plans": list(steps.plans_of(agent.pk)),
        "goals": list(reads.goals_of_person(agent.pk)),
        "evaluations": list(access.visible_evaluations(request.user).filter(agent=agent)),
        "talks": access.visible_talks(request.user, agent),
        "may_read_wish": access.may_read_wish(request.user, agent),
        "wish": reads.wish_of(agent.pk) if access.may_read_wish(request.user, agent) else None,
        "proposals": list(access.visible_proposals(request.user).filter(agent=agent)) if leads else [],
        "rewards": list(access.agreed_for(agent)) if me.pk == agent.pk else [],
        "nav_code": "growth" if me.pk == agent.pk else "growth_team",
    }
    return render(request, "kpi/growth/person.html", context)


@require_GET
def team(request: HttpRequest) -> HttpResponse:
    """A leader's people by name: plans, goals, evaluation, next talk."""
    me, today = me_of(request), timezone.localdate()
    rows = visible_agents(request.user, access.LEAD, today).employed_on(today).exclude(pk=me.pk)
    page = Paginator(rows.order_by("name", "employee_no"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": reads.lines(page, leader_id=me.pk),
        "nav_code": "growth_team",
    }
    return render(request, "kpi/growth/team.html", context)


@require_GET
def goal_list(request: HttpRequest) -> HttpResponse:
    """Goals of the company, of teams, and the personal ones that one may see, each with what it serves."""
    rows = access.visible_goals(request.user).order_by("closed_on", "due_on", "title")
    by_level = [(str(level.label), [goal for goal in rows if goal.level == level]) for level in GoalLevel]
    settable = {
        goal.pk
        for goal in rows
        if access.may_set_goal(request.user, goal.level, team_id=goal.team_id, agent_id=goal.agent_id)
    }
    context = {"levels": by_level, "settable": settable, "nav_code": "growth"}
    return render(request, "kpi/growth/goals.html", context)


@require_http_methods(["GET", "POST"])
def goal_new(request: HttpRequest) -> HttpResponse:
    """A goal of oneself; for leaders also of their people and teams."""
    me = me_of(request)
    scope = teams_in_scope(request.user, access.LEAD) if access.LEAD in rights_of(request.user) else []
    levels = [GoalLevel.PERSONAL.value]
    levels += [GoalLevel.TEAM.value] if scope is None or scope else []
    levels += [GoalLevel.COMPANY.value] if scope is None else []
    metrics = [(code, definitions.name(metric)) for code, metric in all_metrics().items()]
    form = GoalForm(
        request.POST or None,
        initial={"agent": request.GET.get("agent") or me.pk, "level": GoalLevel.PERSONAL},
        levels=levels,
        teams=people.teams(scope),
        people=access.reach(request.user).order_by("name", "employee_no"),
        goals=access.visible_goals(request.user).filter(state="open").exclude(level=GoalLevel.PERSONAL),
        metrics=metrics,
    )

    def save() -> None:
        said = form.cleaned_data
        if said["level"] == GoalLevel.PERSONAL and said["agent"] is None:
            said["agent"] = me
        goals.save_goal(None, values=said, actor=request.user)  # type: ignore[arg-type]

    return form_page(
        request,
        form,
        save=save,
        page={
            "title": _("A new goal"),
            "lead": _("A goal that serves a larger one says why it matters."),
            "action": _("Set"),
            "nav_code": "growth",
        },
        done=_("The goal is set."),
        to=reverse("kpi:goal_list"),
    )


@require_POST
def goal_close(request: HttpRequest, pk: int) -> HttpResponse:
    """A goal is reached or given up."""
    goal = access.get_goal(request.user, pk)
    try:
        goals.close_goal(goal, state=request.POST.get("state", ""), actor=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        context = {"title": goal.title, "problem": str(refused), "nav_code": "growth"}
        return render(request, "kpi/praise/refused.html", context, status=422)
    htmx.toast(request, _("Saved."))
    return htmx.redirect(request, "kpi:goal_list")


@require_http_methods(["GET", "POST"])
def incentives(request: HttpRequest) -> HttpResponse:
    """What one would be glad of, in own words."""
    require(may(request.user, "own.view"))
    me = me_of(request)
    wish = reads.wish_of(me.pk)
    form = WishForm(request.POST or None, initial={"text": wish.text if wish else ""})
    return form_page(
        request,
        form,
        save=lambda: goals.say_incentives(me, text=form.cleaned_data["text"], actor=request.user),  # type: ignore[arg-type]
        page={
            "title": _("What I would be glad of"),
            "lead": _(
                "People like to be rewarded in different ways. Your leader asks you, not the other way."
            ),
            "action": _("Save"),
            "nav_code": "growth",
        },
        done=_("Saved."),
        to=reverse("kpi:growth_mine"),
    )
