"""What the pages of this subject share: who acts, which people, and one way to show and take a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url

from cstm import htmx
from cstm.errors import DomainError
from staff.access import agent_of, visible_agents
from staff.models import Agent


def me_of(request: HttpRequest) -> Agent:
    """The person who is signed in; 404 for a log-in behind which nobody stands."""
    found = agent_of(request.user)
    if found is None:
        raise Http404
    return found


def people_of(request: HttpRequest, right: str) -> Any:
    """The people whom a right reaches, by name."""
    return visible_agents(request.user, right).order_by("name", "employee_no")


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    save: Callable[[dict[str, Any]], object],
    page: dict[str, Any],
    done: str,
    to: str,
) -> HttpResponse:
    """Show a form; where it was sent and fits, do the work and go on. A refusal stands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            htmx.toast(request, done)
            return htmx.redirect(request, to)
    context = {
        "lead": "",
        **page,
        "form": form,
        "cancel": resolve_url(to),
        "nav_code": page.get("nav_code", "rosters"),
    }
    return render(request, "shifts/living_form.html", context, status=422 if form.errors else 200)
