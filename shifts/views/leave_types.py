"""Settings of leave: the types, and granting a year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from shifts.access import requests as access
from shifts.forms.leave_types import GrantForm, LeaveTypeForm
from shifts.models import LeaveType
from shifts.selectors import leave as reads
from shifts.services import leave_types as services


@require_GET
def leave_type_list(request: HttpRequest) -> HttpResponse:
    """Every type with what it earns and asks."""
    context = {
        "rows": reads.all_types(),
        "form": GrantForm(initial={"year": timezone.localdate().year}),
        "nav_code": "rosters",
    }
    return render(request, "shifts/leave_type_list.html", context)


@require_http_methods(["GET", "POST"])
def leave_type_new(request: HttpRequest) -> HttpResponse:
    """A new type."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def leave_type_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a type; balances and requests that stand keep what they hold."""
    return _form(request, access.get_leave_type(pk))


@require_POST
def leave_grant(request: HttpRequest) -> HttpResponse:
    """Grant a year now."""
    form = GrantForm(request.POST)
    today = timezone.localdate()
    try:
        if not form.is_valid():
            raise DomainError(_("Give the year as a number, such as 2027."))
        count = services.grant(form.cleaned_data["year"], today=today, actor=request.user)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        htmx.toast(request, ngettext("%(n)s balance moved.", "%(n)s balances moved.", count) % {"n": count})
    return htmx.redirect(request, "shifts:leave_type_list")


def _form(request: HttpRequest, kind: LeaveType | None) -> HttpResponse:
    usual = {name: getattr(kind, name) for name in services.FIELDS} if kind else {}
    form = LeaveTypeForm(request.POST or None, initial=usual, fixed_code=kind is not None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save(kind, form.cleaned_data, actor=request.user)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("Saved."))
            return htmx.redirect(request, "shifts:leave_type_list")
    context = {
        "form": form,
        "title": str(kind) if kind else _("A new type of leave"),
        "lead": _("It holds for the whole organisation."),
        "action": _("Save"),
        "cancel": reverse("shifts:leave_type_list"),
        "nav_code": "rosters",
    }
    return render(request, "shifts/living_form.html", context, status=422 if form.errors else 200)
