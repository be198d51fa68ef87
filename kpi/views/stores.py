"""A store's week with its health panel, and typing in a value that the platform gives."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi.forms.settings import StoreValueForm
from kpi.selectors import store_page
from kpi.services import store_values
from kpi.views.weeks import switch, week_asked
from staff.access import get_store, visible_stores


@require_GET
def store_week(request: HttpRequest) -> HttpResponse:
    """A store's week: sums of agents and of what belongs to the store alone, health, products."""
    week = week_asked(request)
    stores, first = store_page.stores_of_week(visible_stores(request.user, "stores.view"), week)
    text = request.GET.get("store", "")
    number = asked_number(text)
    if text and number is None:
        raise Http404
    store = get_store(request.user, number) if number is not None else first
    context: dict[str, Any] = {**switch(week), "store": store, "stores": stores, "nav_code": "stores"}
    if store is not None:
        attribution = request.GET.get("attribution") or None
        context.update(store_page.store_page(store, week, attribution=attribution))
    return render(request, "kpi/store_week.html", context)


@require_http_methods(["GET", "POST"])
def store_value_new(request: HttpRequest) -> HttpResponse:
    """Type in a store's value with its date and source."""
    today = timezone.localdate()
    stores = [(str(store.pk), store.name) for store in visible_stores(request.user, "stores.edit")]
    initial = {"store": request.GET.get("store", ""), "date": today}
    form = StoreValueForm(request.POST if request.method == "POST" else None, initial=initial, stores=stores)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        store = get_store(request.user, int(data.pop("store")), "stores.edit")
        try:
            store_values.enter(store, today=today, actor=request.user, **data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The value is kept."))
            return htmx.redirect(request, "kpi:store_week")
    status = 422 if form.errors else 200
    return render(request, "kpi/store_value_new.html", {"form": form, "nav_code": "stores"}, status=status)
