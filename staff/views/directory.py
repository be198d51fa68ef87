"""The directory and the page of a person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx, portal
from cstm.access import require
from cstm.errors import DomainError
from staff import access
from staff.forms import AgentForm, DirectoryFilter, LeaveForm, MoveForm, NewAgentForm, ReturnForm
from staff.models import Agent
from staff.selectors import people, person_page
from staff.services import logins
from staff.services import people as writes
from staff.views.shared import actor_of, answer, bound, shown, since, teams_for, until

PAGE_SIZE = 50


@require_GET
def agent_list(request: HttpRequest) -> HttpResponse:
    """People by name, searched and filtered."""
    form = directory_filter(request)
    page = Paginator(found_people(request, form), PAGE_SIZE).get_page(request.GET.get("page"))
    values = {
        "form": form,
        "page_obj": page,
        "searching": any(request.GET.get(name) for name in form.fields),
        "may": {
            "add": bool(access.may(request.user, "people.edit")),
            "import": bool(access.may(request.user, "people.import")),
            "export": bool(access.may(request.user, "reports.export")),
        },
    }
    template = "staff/_agent_rows.html" if htmx.wants_fragment(request) else "staff/agent_list.html"
    return render(request, template, values)


def directory_filter(request: HttpRequest) -> DirectoryFilter:
    """The filter with the teams and stores that this person may see."""
    return DirectoryFilter(
        request.GET, teams=teams_for(request, "people.view"), stores=access.visible_stores(request.user)
    )


def found_people(request: HttpRequest, form: DirectoryFilter, right: str = "people.view") -> Any:
    """The people of the filter, within the reach of a right."""
    form.is_valid()
    asked = form.cleaned_data
    team, store = asked.get("team"), asked.get("store")
    return people.directory(
        access.visible_agents(request.user, right),
        day=timezone.localdate(),
        text=asked.get("q") or "",
        team_ids=people.team_subtree_ids(team.pk) if team else None,
        line=asked.get("line") or "",
        role=asked.get("role") or "",
        store_id=store.pk if store else None,
        state=asked.get("state") or "",
    )


@require_GET
def my_file(request: HttpRequest) -> HttpResponse:
    """The own page of who is signed in."""
    me = access.agent_of(request.user)
    if me is None:
        raise Http404
    return redirect("staff:agent_detail", pk=me.pk)


@require_GET
def agent_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: facts, history, roles and duties, accounts, stores, skills, and what other apps add."""
    return show(request, access.get_agent(request.user, pk))


def show(request: HttpRequest, agent: Agent, problem: str = "") -> HttpResponse:
    """Draw the page of a person, with the reason why something was refused."""
    user = request.user
    me = access.agent_of(user)
    mine = me is not None and me.pk == agent.pk
    edits = bool(access.may(user, "people.edit")) and agent in access.visible_agents(user, "people.edit")
    manages = bool(access.can_manage(user, agent))
    panels = []
    for panel in portal.panels_for("person", user):
        data = portal.draw(panel, request, agent=agent)
        if data is not None:
            panels.append({"panel": panel, "data": data})
    values = {
        "person": person_page.page(agent, today=timezone.localdate(), contact=mine or edits),
        "nav_code": "file" if mine else "team",
        "problem": problem,
        "mine": mine,
        "may_edit": edits and manages,
        "may_grant": bool(access.may(user, "roles.grant")) and manages and not mine,
        "grantable": access.grantable_roles(user),
        "may_open_accounts": bool(access.may(user, "accounts.bind")),
        "may_open_team": bool(access.may(user, "people.view")),
        "panels": panels,
    }
    return render(request, "staff/agent_detail.html", values, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def agent_add(request: HttpRequest) -> HttpResponse:
    """Add a person."""
    form = bound(
        NewAgentForm,
        request,
        teams=teams_for(request, "people.edit"),
        may_be_without=access.whole_organisation(request.user, "people.edit"),
        initial={"state": "active", "hired_on": timezone.localdate()},
    )

    def save(data: dict[str, Any]) -> None:
        facts = {**data, "hired_on": since(data["hired_on"])}
        writes.add_agent(actor=actor_of(request), **facts)

    page = {
        "title": _("Add a person"),
        "lead": _("The log-in is made closed; an invitation opens it."),
        "back": [("staff:agent_list", _("People"))],
        "action": _("Add"),
    }
    done = _("The person is added.")
    return answer(request, form=form, save=save, page=page, done=done, to=("staff:agent_list", {}))


def _manageable(request: HttpRequest, pk: int) -> Agent:
    """The person of a form, or 404 outside the reach, or 403 with the reason."""
    agent = access.get_agent(request.user, pk, "people.edit")
    require(access.can_manage(request.user, agent))
    return agent


def _page(agent: Agent, title: str, lead: str, action: str) -> dict[str, Any]:
    return {"title": title, "lead": lead, "action": action, "agent": agent, "back": "person"}


@require_http_methods(["GET", "POST"])
def agent_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's facts."""
    agent = _manageable(request, pk)
    names = ("employee_no", "name", "display_name", "line", "grade", "grade_since", "state")
    initial = {name: getattr(agent, name) for name in (*names, "email", "phone", "language")}
    form = bound(AgentForm, request, initial={**initial, "hired_on": shown(agent.hired_on)})
    if agent.left_on < timezone.localdate():
        del form.fields["state"]

    def save(data: dict[str, Any]) -> None:
        writes.change_agent(agent, actor=actor_of(request), **{**data, "hired_on": since(data["hired_on"])})

    page = _page(
        agent, _("Change the file"), _("Team, roles and the last day have pages of their own."), _("Save")
    )
    to = ("staff:agent_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The file is changed."), to=to)


@require_http_methods(["GET", "POST"])
def agent_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a person to another team on a date."""
    agent = _manageable(request, pk)
    initial = {"on": timezone.localdate()}
    form = bound(MoveForm, request, teams=teams_for(request, "people.edit"), initial=initial)

    def save(data: dict[str, Any]) -> None:
        last = until(data["until"])
        writes.move(agent, team=data["team"], on=data["on"], until=last, actor=actor_of(request))

    lead = _("Days before the move stay with the former team, in every report.")
    page = _page(agent, _("Move to another team"), lead, _("Move"))
    to = ("staff:agent_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The move is written down."), to=to)


@require_http_methods(["GET", "POST"])
def agent_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a person's last day."""
    agent = _manageable(request, pk)
    form = bound(LeaveForm, request, initial={"on": timezone.localdate()})

    def save(data: dict[str, Any]) -> None:
        writes.leave(agent, on=data["on"], reason=data["reason"], actor=actor_of(request))

    lead = _("Team, roles and stores end with that day and the log-in closes; the history is kept.")
    page = _page(agent, _("Write down the last day"), lead, _("Save the last day"))
    to = ("staff:agent_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The last day is written down."), to=to)


@require_http_methods(["GET", "POST"])
def agent_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person back who left."""
    agent = _manageable(request, pk)
    form = bound(
        ReturnForm, request, teams=teams_for(request, "people.edit"), initial={"on": timezone.localdate()}
    )

    def save(data: dict[str, Any]) -> None:
        writes.come_back(agent, on=data["on"], team=data["team"], actor=actor_of(request))

    lead = _("The person starts as an online agent; the log-in is opened by an invitation.")
    page = _page(agent, _("Take back"), lead, _("Take back"))
    to = ("staff:agent_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The person is back."), to=to)


@require_POST
def agent_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the log-in and send the mail with the link to choose a password."""
    agent = _manageable(request, pk)
    try:
        logins.invite(agent, actor=actor_of(request))
    except DomainError as refused:
        return show(request, agent, problem=str(refused))
    htmx.toast(request, _("The invitation is on its way."))
    return htmx.redirect(request, "staff:agent_detail", pk=pk)


@require_POST
def agent_login_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the log-in and end its sessions."""
    agent = _manageable(request, pk)
    logins.close(agent, actor=actor_of(request))
    htmx.toast(request, _("The log-in is closed."))
    return htmx.redirect(request, "staff:agent_detail", pk=pk)
