"""What the pages of cases share: who acts, the end of the day, and one way to show and take a form."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from kpi.access import cases as access
from staff.access import agent_of
from staff.models import Agent, User


def actor_of(request: HttpRequest) -> User:
    """The log-in that acts; the gate has let nobody else through."""
    user = request.user
    assert isinstance(user, User)
    return user


def me_of(request: HttpRequest) -> Agent:
    """The person who is signed in; 404 for a log-in behind which nobody stands."""
    found = agent_of(request.user)
    if found is None:
        raise Http404
    return found


def day_end(now: dt.datetime) -> dt.datetime:
    """The last moment of today where the organisation is."""
    local = timezone.localtime(now)
    return local.replace(hour=23, minute=59, second=59, microsecond=999999)


def tabs(request: HttpRequest, tab: str) -> dict[str, Any]:
    """Which of the sub-pages this log-in sees, and which is open."""
    rights = rights_of(request.user)
    return {
        "tab": tab,
        "nav_code": "cases",
        "may_report": access.VIEW in rights,
        "may_import": access.IMPORT in rights,
        "may_define": access.DEFINE in rights,
        "may_edit": access.EDIT in rights,
    }


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    save: Callable[[dict[str, Any]], object],
    page: dict[str, Any],
    done: str,
    to: tuple[str, dict[str, Any]],
) -> HttpResponse:
    """Show a form; where it was sent and fits, do the work and go on. A refusal stands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            htmx.toast(request, done)
            return htmx.redirect(request, to[0], **to[1])
    context = {"lead": "", "nav_code": "cases", **page, "form": form, "cancel": resolve_url(to[0], **to[1])}
    return render(request, "kpi/cases/form.html", context, status=422 if form.errors else 200)
