"""The own log-in: language, look, mail, API token; password, second factor and sessions are linked."""

from typing import Any

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cstm.errors import DomainError
from cstm.htmx import toast
from staff.access import agent_of
from staff.forms import MailForm, PreferencesForm
from staff.selectors.audit import sign_ins_of
from staff.selectors.logins import token_of
from staff.services import account


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    """The page with what a form that was sent has to say."""
    user = request.user
    values = {
        "agent": agent_of(user),
        "preferences": PreferencesForm(initial={"language": user.language, "theme": user.theme}),
        "mail": MailForm(initial={"email": user.email}),
        "token": token_of(user),
        "new_token": "",
        "sign_ins": sign_ins_of(user, count=5),
    }
    return render(request, "staff/my_account.html", values | more)


@require_http_methods(["GET", "POST"])
def my_account(request: HttpRequest) -> HttpResponse:
    """Show the log-in; take language and look."""
    if request.method == "GET":
        return _page(request)
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _page(request, preferences=form)
    account.save_preferences(request.user, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("staff:my_account")


@require_POST
def my_account_mail(request: HttpRequest) -> HttpResponse:
    """Take another mail address, from somebody who knows the password."""
    form = MailForm(request.POST)
    if form.is_valid():
        given = {"username": request.user.get_username(), "password": form.cleaned_data["password"]}
        if authenticate(request, **given) is None:
            form.add_error("password", _("This is not your password."))
        else:
            try:
                account.change_mail(request.user, email=form.cleaned_data["email"])
            except DomainError as refusal:
                form.add_error("email", str(refusal))
    if not form.is_valid():
        return _page(request, mail=form)
    toast(request, _("The mail address is changed."))
    return redirect("staff:my_account")


@require_POST
def my_account_token(request: HttpRequest) -> HttpResponse:
    """Make an API token, or another in its place; it is shown on this answer alone."""
    key = account.make_token(request.user)
    return _page(request, new_token=key, token=token_of(request.user))


@require_POST
def my_account_token_remove(request: HttpRequest) -> HttpResponse:
    """End the API token."""
    account.remove_token(request.user)
    toast(request, _("The token no longer opens anything."))
    return redirect("staff:my_account")
