"""Sampling plans and their draws."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.access import quality as access
from kpi.forms.quality import PlanForm
from kpi.models import SamplingPlan
from kpi.selectors.quality import lists
from kpi.selectors.quality.people import reviewers
from kpi.services.quality import plans
from kpi.views.quality.common import NAV, answered, asked_week
from staff.access import get_team, teams_in_scope
from staff.models import Agent
from staff.selectors import people


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of one's part, and their newest draws with their seeds."""
    rows = access.visible_plans(request.user)
    context = {
        "plans": list(lists.plans(rows)),
        "draws": lists.draws(rows),
        "week": Week.last_full(timezone.localdate()),
        **NAV,
    }
    return render(request, "kpi/quality/plan_list.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan."""
    return _edit(request, access.get_plan(request.user, pk))


def _edit(request: HttpRequest, plan: SamplingPlan | None) -> HttpResponse:
    form = PlanForm(request.POST or None, initial=_initial(plan), **_choices(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            plans.save(
                plan,
                name=said["name"],
                team=get_team(request.user, int(said["team"]), access.REVIEW) if said["team"] else None,
                form=access.get_form(int(said["form"])),
                per_agent=said["per_agent"],
                reviewers=Agent.objects.filter(pk__in=[int(pk) for pk in said["reviewers"]]),
                active=said["active"],
                actor=request.user,  # type: ignore[arg-type]
                today=timezone.localdate(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("The plan is kept."))
            return htmx.redirect(request, "kpi:plan_list")
    context = {"form": form, "plan": plan, **NAV}
    return render(request, "kpi/quality/plan_edit.html", context, status=422 if form.errors else 200)


def _choices(request: HttpRequest) -> dict[str, Any]:
    """What may be chosen: parts within one's reach, forms in force, people who review."""
    scope = teams_in_scope(request.user, access.REVIEW)
    teams: list[tuple[Any, Any]] = [(str(team.pk), team.path) for team in people.teams(scope)]
    if scope is None:
        teams = [("", _("everybody")), *teams]
    versions = [(str(version.form_id), str(version.form)) for version in lists.published_versions()]
    able = [(str(agent.pk), str(agent)) for agent in reviewers_anywhere(request)]
    return {"teams": teams, "versions": versions, "people": able}


def reviewers_anywhere(request: HttpRequest) -> list[Agent]:
    """People who may review the whole of some part within one's reach; the service checks the very part."""
    return reviewers(None, timezone.localdate(), anywhere=True)


def _initial(plan: SamplingPlan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    return {
        "name": plan.name,
        "team": str(plan.team_id or ""),
        "form": str(plan.form_id),
        "per_agent": plan.per_agent,
        "reviewers": [str(agent.pk) for agent in plan.reviewers.all()],
        "active": plan.active,
    }


@require_POST
def plan_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a week's chats now; the clock does it by itself once they are there."""
    plan = access.get_plan(request.user, pk)
    today = timezone.localdate()
    week = asked_week(request.POST.get("week", "")) or Week.last_full(today)
    return answered(
        request,
        lambda: plans.draw(plan, week, actor=request.user, today=today),  # type: ignore[arg-type]
        _("Drawn. The reviewers are told."),
        "kpi:plan_list",
    )
