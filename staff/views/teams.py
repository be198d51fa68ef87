"""The team tree and the page of a team."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from staff import access
from staff.forms import TeamForm
from staff.models import Team
from staff.selectors import people
from staff.services import teams
from staff.views.shared import actor_of, answer, bound, teams_for


@require_GET
def team_list(request: HttpRequest) -> HttpResponse:
    """The tree with leaders and the number of people."""
    nodes = people.team_tree(access.teams_in_scope(request.user, "people.view"), day=timezone.localdate())
    values = {"nodes": nodes, "may_edit": bool(access.may(request.user, "teams.edit"))}
    return render(request, "staff/team_list.html", values)


@require_GET
def team_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: leader, people, and what lies below."""
    return _show(request, access.get_team(request.user, pk))


def _show(request: HttpRequest, team: Team, problem: str = "") -> HttpResponse:
    day = timezone.localdate()
    edits = access.teams_in_scope(request.user, "teams.edit")
    values = {
        "nav_code": "team",
        "team": team,
        "problem": problem,
        "people": people.agents_of([team.pk], day=day)
        .select_related("grade")
        .order_by("name", "employee_no"),
        "below": people.team_tree(people.team_subtree_ids(team.pk), day=day)[1:],
        "may_edit": edits is None or team.pk in edits,
        "parent_open": team.parent is not None and _reaches(request, team.parent),
    }
    return render(request, "staff/team_detail.html", values, status=422 if problem else 200)


def _reaches(request: HttpRequest, team: Team) -> bool:
    reach = access.teams_in_scope(request.user, "people.view")
    return reach is None or team.pk in reach


def _form(request: HttpRequest, **kwargs: Any) -> TeamForm:
    form: TeamForm = bound(
        TeamForm,
        request,
        parents=teams_for(request, "teams.edit"),
        people=access.visible_agents(request.user, "people.view").employed_on(timezone.localdate()),
        **kwargs,
    )
    return form


@require_http_methods(["GET", "POST"])
def team_add(request: HttpRequest) -> HttpResponse:
    """Add a team."""
    form = _form(request, top=access.whole_organisation(request.user, "teams.edit"))
    actor = actor_of(request)

    def save(data: dict[str, Any]) -> None:
        teams.found(
            data["name"],
            parent=data["parent"],
            leader=data["leader"],
            on=timezone.localdate(),
            actor=actor,
        )

    page = {
        "title": _("Add a team"),
        "lead": _("Each team has one accountable leader."),
        "back": [("staff:team_list", _("Teams"))],
        "action": _("Add"),
    }
    to: tuple[str, dict[str, Any]] = ("staff:team_list", {})
    return answer(request, form=form, save=save, page=page, done=_("The team is added."), to=to)


@require_http_methods(["GET", "POST"])
def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a team, hang it elsewhere, or give it another leader."""
    team = access.get_team(request.user, pk, "teams.edit")
    stays = team.parent is None or not _may_choose(request, team.parent)
    form = _form(
        request,
        top=True if stays else access.whole_organisation(request.user, "teams.edit"),
        initial={"name": team.name, "parent": team.parent, "leader": team.leader},
    )
    if stays and not access.whole_organisation(request.user, "teams.edit"):
        # The place above lies outside this person's part: it stays as it is.
        del form.fields["parent"]

    def save(data: dict[str, Any]) -> None:
        teams.reshape(
            team,
            name=data["name"],
            parent=data.get("parent", team.parent) if "parent" in form.fields else team.parent,
            leader=data["leader"],
            on=timezone.localdate(),
            actor=actor_of(request),
        )

    page = {
        "title": _("Change the team"),
        "lead": _("Its past reports keep the people they had."),
        "back": [("staff:team_list", _("Teams"))],
    }
    to = ("staff:team_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The team is changed."), to=to)


def _may_choose(request: HttpRequest, team: Team) -> bool:
    reach = access.teams_in_scope(request.user, "teams.edit")
    return reach is None or team.pk in reach


@require_POST
def team_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a team that nobody belongs to."""
    team = access.get_team(request.user, pk, "teams.edit")
    try:
        teams.archive(team, on=timezone.localdate(), actor=actor_of(request))
    except DomainError as refused:
        return _show(request, team, problem=str(refused))
    htmx.toast(request, _("The team is archived."))
    return htmx.redirect(request, "staff:team_list")
