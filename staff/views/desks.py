"""Desks: what they are, what they require, and who may be rostered to them."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import Verdict, require
from cstm.errors import DomainError
from staff import access
from staff.forms.work import DeskForm, ServeDeskForm
from staff.models import Desk, DeskAssignment
from staff.selectors import work as reads
from staff.services import desks as writes
from staff.views.shared import actor_of, answer, bound, since, until

EDIT = "shift_rules.edit"


@require_GET
def desk_list(request: HttpRequest) -> HttpResponse:
    """Desks by name with what they require, and how many people serve them."""
    rows = reads.desk_rows(timezone.localdate())
    return render(request, "staff/desk_list.html", {"rows": rows, "nav_code": "rosters"})


@require_GET
def desk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A desk and the people in reach who serve it."""
    desk = get_object_or_404(Desk.objects.prefetch_related("stores", "certificates", "skills"), pk=pk)
    reach = access.visible_agents(request.user, EDIT)
    values = {
        "desk": desk,
        "may_change": access.can_change_desk(request.user, desk),
        "people": reads.serving(desk, reach, timezone.localdate()),
        "nav_code": "rosters",
    }
    return render(request, "staff/desk_detail.html", values)


def _refuse(verdict: Verdict) -> None:
    """What the chosen stores forbid, as a sentence beside the form."""
    if not verdict.ok:
        raise DomainError(verdict.reason, code="stores")


def _stores(request: HttpRequest, desk: Desk | None) -> Any:
    return reads.stores_for(access.visible_stores(request.user, EDIT), desk)


@require_http_methods(["GET", "POST"])
def desk_add(request: HttpRequest) -> HttpResponse:
    """Add a desk."""
    form = bound(DeskForm, request, stores=_stores(request, None))
    del form.fields["active"]

    def save(data: dict[str, Any]) -> None:
        _refuse(access.can_change_desk(request.user, None, data["stores"]))
        writes.add_desk(actor=actor_of(request), **data)

    page = {
        "title": _("Add a desk"),
        "lead": _("A line at one store or a group of stores; heads are needed and people rostered by desk."),
        "back": [("staff:desk_list", _("Desks"))],
        "action": _("Add"),
        "nav_code": "rosters",
    }
    done = _("The desk is added.")
    return answer(request, form=form, save=save, page=page, done=done, to=("staff:desk_list", {}))


@require_http_methods(["GET", "POST"])
def desk_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a desk."""
    desk = get_object_or_404(Desk, pk=pk)
    require(access.can_change_desk(request.user, desk))
    form = bound(DeskForm, request, stores=_stores(request, desk), initial=reads.desk_facts(desk))

    def save(data: dict[str, Any]) -> None:
        _refuse(access.can_change_desk(request.user, desk, data["stores"]))
        writes.change_desk(desk, actor=actor_of(request), **data)

    page = {
        "title": _("Change the desk"),
        "lead": _("What it requires counts for rosters from now on."),
        "back": [("staff:desk_list", _("Desks"))],
        "about": desk.name,
        "nav_code": "rosters",
    }
    to: tuple[str, dict[str, Any]] = ("staff:desk_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The desk is changed."), to=to)


@require_http_methods(["GET", "POST"])
def desk_serve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people be rostered to a desk."""
    desk = get_object_or_404(Desk, pk=pk)
    people = access.visible_agents(request.user, EDIT).employed_on(timezone.localdate())
    form = bound(ServeDeskForm, request, people=people.order_by("name", "employee_no"))

    @transaction.atomic
    def save(data: dict[str, Any]) -> None:
        span = {"valid_from": since(data["valid_from"]), "valid_to": until(data["valid_to"])}
        for person in data["people"]:
            writes.assign(person, desk=desk, actor=actor_of(request), **span)

    page = {
        "title": _("Add people"),
        "lead": _("They may be rostered to this desk on these days; other desks stay open to them."),
        "back": [("staff:desk_list", _("Desks"))],
        "about": desk.name,
        "action": _("Add"),
        "nav_code": "rosters",
    }
    count = len(request.POST.getlist("people"))
    done = ngettext("%(n)s person is added.", "%(n)s people are added.", count) % {"n": count}
    return answer(request, form=form, save=save, page=page, done=done, to=("staff:desk_detail", {"pk": pk}))


@require_POST
def desk_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person off a desk from today on; past days stay."""
    row = access.part_of_person(request.user, DeskAssignment, pk, EDIT)
    first = max(row.valid_from, timezone.localdate())
    writes.unassign(
        row.agent, desk=row.desk, valid_from=first, valid_to=row.valid_to, actor=actor_of(request)
    )
    htmx.toast(request, _("The person no longer serves the desk."))
    return htmx.redirect(request, "staff:desk_detail", pk=row.desk_id)
