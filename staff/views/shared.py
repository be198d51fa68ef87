"""What the forms of this app's pages share: one way to show, refuse and take them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from cstm import htmx
from cstm.errors import DomainError
from staff import access
from staff.choices import EVER, STILL
from staff.models import User
from staff.selectors import people


def actor_of(request: HttpRequest) -> User:
    """The log-in that acts; the gate has let nobody else through."""
    user = request.user
    assert isinstance(user, User)
    return user


def answer(
    request: HttpRequest,
    *,
    form: forms.Form,
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
    back = page.get("back", [])
    if back == "person":
        back = [("staff:agent_list", _("People"))] if access.may(request.user, "people.view") else []
    values = {
        "nav_code": "team",
        "action": _("Save"),
        "agent": None,
        "about": None,
        **page,
        "crumbs": [(resolve_url(name), text) for name, text in back],
        "cancel": resolve_url(to[0], **to[1]),
        "form": form,
    }
    return render(request, "staff/agent_form.html", values, status=422 if form.errors else 200)


def bound(form: Callable[..., Any], request: HttpRequest, **kwargs: Any) -> Any:
    """The form with what was sent, or fresh."""
    return form(request.POST if request.method == "POST" else None, **kwargs)


def teams_for(request: HttpRequest, right: str) -> Any:
    """The teams that this person may choose among."""
    return people.teams(access.teams_in_scope(request.user, right))


def since(day: Any) -> Any:
    """An empty first day means since ever."""
    return day or EVER


def until(day: Any) -> Any:
    """An empty last day means still."""
    return day or STILL


def shown(day: Any) -> Any:
    """The day for a form; since ever and still are empty."""
    return None if day in (EVER, STILL) else day
