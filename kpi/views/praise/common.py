"""What pages of praise, honours, plans and talks share: who acts, and one way to show and take a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cstm import htmx
from cstm.errors import DomainError
from staff.access import agent_of
from staff.models import Agent


def me_of(request: HttpRequest) -> Agent:
    """The person who is signed in; 404 for a log-in behind which nobody stands."""
    found = agent_of(request.user)
    if found is None:
        raise Http404
    return found


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    save: Callable[[], object],
    page: dict[str, Any],
    done: str,
    to: str,
    template: str = "kpi/praise/form.html",
) -> HttpResponse:
    """Show a form; where it was sent and fits, do the work and go on. A refusal stands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            htmx.toast(request, done)
            return htmx.redirect(request, to)
    context = {"lead": "", "nav_code": "praise", **page, "form": form, "cancel": to}
    return render(request, template, context, status=422 if form.errors else 200)
