"""What a store was asked, by half hour or hour of a day."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cstm.formats import asked_date, asked_number
from shifts.selectors import volumes as selectors
from staff.access import get_store, visible_stores
from staff.models import Store


@require_GET
def volume_list(request: HttpRequest) -> HttpResponse:
    """A day of a store; where none is named, the last day with volumes of the store with the newest."""
    stores = list(visible_stores(request.user, "stores.view"))
    store = asked_store(request, stores)
    context: dict[str, Any] = {"stores": stores, "store": store, "day": None, "span": None}
    context |= {"sources": [], "before": None, "after": None, "nav_code": "stores"}
    if store is not None:
        span = selectors.volume_span([store.pk])
        if span is not None:
            day = asked_day(request.GET.get("day", ""), span)
            one = dt.timedelta(days=1)
            context |= {
                "day": day,
                "span": span,
                "sources": selectors.volume_sources(store.pk, day),
                "before": day - one if day > span[0] else None,
                "after": day + one if day < span[1] else None,
            }
    return render(request, "shifts/volume_list.html", context)


def asked_store(request: HttpRequest, stores: list[Store]) -> Store | None:
    """The store asked for (404 out of scope), else the one with the newest volumes, else the first."""
    text = request.GET.get("store", "")
    number = asked_number(text)
    if number is not None:
        return get_store(request.user, number)
    if text:
        raise Http404
    newest = selectors.store_with_newest_volumes(store.pk for store in stores)
    return next((store for store in stores if store.pk == newest), next(iter(stores), None))


def asked_day(text: str, span: tuple[dt.date, dt.date]) -> dt.date:
    """The day asked for, else the last; 404 for what is no date."""
    if not text:
        return span[1]
    found = asked_date(text)
    if found is None:
        raise Http404
    return found
