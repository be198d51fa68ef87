"""Roles: the catalogue with duties, and who gets which for what part of the tree."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import require
from cstm.errors import DomainError
from staff import access
from staff.forms import GrantForm
from staff.selectors import duties, person_page
from staff.services import roles
from staff.views.directory import show
from staff.views.shared import actor_of, answer, bound, teams_for, until


@require_GET
def role_list(request: HttpRequest) -> HttpResponse:
    """Every role with its duties; how many hold it, for those who may see people."""
    sees = access.may(request.user, "people.view") and access.whole_organisation(request.user, "people.view")
    counts = person_page.role_counts(today=timezone.localdate()) if sees else {}
    values = {"roles": duties.catalogue(counts), "sees": bool(sees)}
    return render(request, "staff/role_list.html", values)


@require_http_methods(["GET", "POST"])
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person a role."""
    agent = access.get_agent(request.user, pk, "roles.grant")
    require(access.can_change_roles(request.user, agent))
    form = bound(
        GrantForm,
        request,
        roles=access.grantable_roles(request.user),
        teams=teams_for(request, "roles.grant"),
        whole=access.whole_organisation(request.user, "roles.grant"),
        initial={"valid_from": timezone.localdate()},
    )

    def save(data: dict[str, Any]) -> None:
        values = {"nav_code": "team", **data, "valid_to": until(data["valid_to"])}
        roles.grant(agent, actor=actor_of(request), **values)

    page = {
        "title": _("Give a role"),
        "lead": _("For a part of the tree and what lies below it, with dates."),
        "agent": agent,
        "back": "person",
        "action": _("Give"),
    }
    to = ("staff:agent_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The role is given."), to=to)


@require_POST
def role_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role as of yesterday: it opens nothing at the next request."""
    held = access.get_grant(request.user, pk)
    require(access.can_change_roles(request.user, held.agent))
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    try:
        roles.revoke(held, after=yesterday, actor=actor_of(request))
    except DomainError as refused:
        return show(request, held.agent, problem=str(refused))
    htmx.toast(request, _("The role has ended."))
    return htmx.redirect(request, "staff:agent_detail", pk=held.agent_id)
