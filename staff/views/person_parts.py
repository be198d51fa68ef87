"""Parts of a person's file that are dated rows of their own: skills and stores."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cstm.access import require
from staff import access
from staff.forms import ServeForm, SkillForm
from staff.services import people, stores
from staff.views.shared import actor_of, answer, bound, since, until


@require_http_methods(["GET", "POST"])
def agent_skill(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down how well a person has a skill."""
    agent = access.get_agent(request.user, pk, "people.edit")
    require(access.can_manage(request.user, agent))
    form = bound(SkillForm, request, initial={"on": timezone.localdate()})

    def save(data: dict[str, Any]) -> None:
        people.assess(agent, actor=actor_of(request), **data)

    page = {
        "title": _("Assess a skill"),
        "lead": _("The newest date holds; earlier ones are kept."),
        "agent": agent,
        "back": "person",
    }
    to = ("staff:agent_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The skill is written down."), to=to)


@require_http_methods(["GET", "POST"])
def agent_store(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person serve a store."""
    agent = access.get_agent(request.user, pk, "people.edit")
    require(access.can_manage(request.user, agent))
    form = bound(ServeForm, request, stores=access.visible_stores(request.user))

    def save(data: dict[str, Any]) -> None:
        first, last = since(data["valid_from"]), until(data["valid_to"])
        actor = actor_of(request)
        stores.assign(agent, store=data["store"], valid_from=first, valid_to=last, actor=actor)

    page = {
        "title": _("Add a store"),
        "lead": _("The stores that this person serves, with dates."),
        "agent": agent,
        "back": "person",
        "action": _("Add"),
    }
    to = ("staff:agent_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The store is added."), to=to)
