"""A day as it is split: moves to other desks, training and meetings, heads before and after."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from shifts.access import attendance as access
from shifts.forms.living import MeetForm, MoveForm, asked_day
from shifts.selectors import dispatch as reads
from shifts.services import dispatch
from shifts.views.living import form_page, people_of
from staff.access import agent_of, teams_in_scope
from staff.models import Desk


@require_GET
def dispatch_day(request: HttpRequest) -> HttpResponse:
    """Who serves which desk when, and the heads of each desk by hour."""
    day = asked_day(request.GET.get("day", ""), timezone.localdate())
    scope = teams_in_scope(request.user, access.SEE_ROSTER)
    people = None if scope is None else people_of(request, access.SEE_ROSTER).values_list("pk", flat=True)
    one = dt.timedelta(days=1)
    context = {
        "day": day,
        "found": reads.day_of(people, day),
        "before": day - one,
        "after": day + one,
        "may_send": access.SEND in rights_of(request.user),
        "nav_code": "rosters",
    }
    return render(request, "shifts/dispatch_day.html", context)


@require_http_methods(["GET", "POST"])
def dispatch_move(request: HttpRequest) -> HttpResponse:
    """Send somebody to another desk for a part of a day."""
    form = MoveForm(
        request.POST or None,
        people=people_of(request, access.SEND),
        desks=Desk.objects.filter(active=True),
        initial={"agent": request.GET.get("agent"), "day": request.GET.get("day")},
    )

    def save(said: dict[str, Any]) -> None:
        dispatch.move(said.pop("agent"), **said, by=agent_of(request.user), actor=request.user)

    page = {"title": _("Send to another desk"), "tab": "rosters", "action": _("Send")}
    return form_page(
        request, form, save=save, page=page, done=_("The person is told."), to="shifts:dispatch_day"
    )


@require_POST
def dispatch_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a move back."""
    row = access.get_move(request.user, pk)
    dispatch.take_back(row, actor=request.user)
    htmx.toast(request, _("Taken back."))
    return htmx.redirect(request, "shifts:dispatch_day")


@require_http_methods(["GET", "POST"])
def dispatch_meet(request: HttpRequest) -> HttpResponse:
    """Put a training or a meeting on the roster."""
    form = MeetForm(request.POST or None, people=people_of(request, access.SEND))

    def save(said: dict[str, Any]) -> None:
        dispatch.meet(list(said.pop("agents")), **said, actor=request.user)

    page = {"title": _("Training or meeting"), "tab": "rosters", "action": _("Write down")}
    return form_page(
        request, form, save=save, page=page, done=_("It is on the roster."), to="shifts:dispatch_day"
    )


@require_POST
def dispatch_unmeet(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a training or meeting off one person's roster."""
    block = access.get_meeting(request.user, pk)
    dispatch.unmeet(block.pk, actor=request.user)
    htmx.toast(request, _("Taken back."))
    return htmx.redirect(request, "shifts:dispatch_day")
