"""When a store serves: hours by weekday, and special dates."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cstm import htmx
from staff import access
from staff.forms.store_hours import StoreDayForm, WeekHoursForm
from staff.models import Store
from staff.selectors import store_hours as reads
from staff.services import store_hours
from staff.views.shared import actor_of


def _page(request: HttpRequest, store: Store, **forms: Any) -> HttpResponse:
    """The page with both forms, of which one may have been refused."""
    week = reads.week_of(store)
    times = {f"opens_{day}": opens for day, (opens, _closes) in week.items()}
    times |= {f"closes_{day}": closes for day, (_opens, closes) in week.items()}
    may_all = access.whole_organisation(request.user, "stores.edit")
    values = {
        "nav_code": "team",
        "store": store,
        "always": not week,
        "form": forms.get("form") or WeekHoursForm(initial=times),
        "day_form": forms.get("day_form") or StoreDayForm(may_set_all=may_all),
        "days": reads.days_of(store, since=timezone.localdate()),
        "may_all": may_all,
    }
    return render(request, "staff/store_hours.html", values, status=422 if forms else 200)


@require_http_methods(["GET", "POST"])
def store_hours_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours of the week; sent, they are set."""
    store = access.get_store(request.user, pk, "stores.edit")
    if request.method != "POST":
        return _page(request, store)
    form = WeekHoursForm(request.POST)
    if not form.is_valid():
        return _page(request, store, form=form)
    store_hours.set_week(store, form.week(), actor=actor_of(request))
    htmx.toast(request, _("The hours are set."))
    return htmx.redirect(request, "staff:store_hours", pk=store.pk)


@require_POST
def store_day_set(request: HttpRequest, pk: int) -> HttpResponse:
    """A date with other times."""
    store = access.get_store(request.user, pk, "stores.edit")
    form = StoreDayForm(request.POST, may_set_all=access.whole_organisation(request.user, "stores.edit"))
    if not form.is_valid():
        return _page(request, store, day_form=form)
    said = form.cleaned_data
    where = None if said.get("everywhere") else store
    store_hours.set_day(where, said["day"], times=form.times(), name=said["name"], actor=actor_of(request))
    htmx.toast(request, _("The date is set."))
    return htmx.redirect(request, "staff:store_hours", pk=store.pk)


@require_POST
def store_day_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The date named by `day` is a day like others again."""
    store = access.get_store(request.user, pk, "stores.edit")
    row = reads.day_row(store, request.POST.get("day", ""))
    if row is not None:
        if row.store_id is None and not access.whole_organisation(request.user, "stores.edit"):
            raise Http404
        store_hours.remove_day(row, actor=actor_of(request))
        htmx.toast(request, _("The date is a day like others again."))
    return htmx.redirect(request, "staff:store_hours", pk=store.pk)
