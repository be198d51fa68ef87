"""Stores: the list, a new one, and its facts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from staff import access
from staff.forms import StoreForm
from staff.selectors import accounts, person_page
from staff.services import stores
from staff.views.shared import actor_of, answer, bound


@require_GET
def store_list(request: HttpRequest) -> HttpResponse:
    """The stores by name."""
    values = {
        "nav_code": "team",
        "stores": accounts.stores(access.visible_stores(request.user)),
        "may_edit": bool(access.may(request.user, "stores.edit")),
        "may_bind": bool(access.may(request.user, "accounts.bind")),
    }
    return render(request, "staff/store_list.html", values)


@require_http_methods(["GET", "POST"])
def store_add(request: HttpRequest) -> HttpResponse:
    """Add a store."""
    form = bound(StoreForm, request)
    del form.fields["active"]

    def save(data: dict[str, Any]) -> None:
        stores.add_store(actor=actor_of(request), **data)

    page = {
        "title": _("Add a store"),
        "lead": _("A shop on one platform; imports name it."),
        "back": [("staff:store_list", _("Stores"))],
        "action": _("Add"),
    }
    to: tuple[str, dict[str, Any]] = ("staff:store_list", {})
    return answer(request, form=form, save=save, page=page, done=_("The store is added."), to=to)


@require_http_methods(["GET", "POST"])
def store_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a store's facts."""
    store = access.get_store(request.user, pk, "stores.edit")
    form = bound(StoreForm, request, initial=person_page.store_facts(store))

    def save(data: dict[str, Any]) -> None:
        stores.change_store(store, actor=actor_of(request), **data)

    page = {
        "title": _("Change the store"),
        "lead": _("A new start of the business day counts for interactions imported from then on."),
        "back": [("staff:store_list", _("Stores"))],
    }
    to: tuple[str, dict[str, Any]] = ("staff:store_list", {})
    return answer(request, form=form, save=save, page=page, done=_("The store is changed."), to=to)
