"""Sheets of needs, and volumes typed by hand or from a sheet."""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number
from shifts.access import demand as access
from shifts.forms.demand import SheetInForm, VolumesForm
from shifts.services import demand_files
from shifts.views.demand import asked_desk, desk_context, to
from staff.access import get_store


@require_http_methods(["GET", "POST"])
def demand_import(request: HttpRequest) -> HttpResponse:
    """A sheet of needs: taken whole, or refused with each place."""
    context = desk_context(request, "needs")
    form = SheetInForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        desk = asked_desk(request, access.EDIT)
        context["desk"] = desk
        if form.is_valid():
            try:
                sheet = _read(form.cleaned_data["file"], demand_files.read_needs)
                context["refused"] = sheet.refused
                number = demand_files.take_needs(desk, sheet, actor=request.user)  # type: ignore[arg-type]
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                htmx.toast(request, _taken(number))
                return to(request, "shifts:demand", desk)
    context["form"] = form
    return render(request, "shifts/demand_import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def demand_volumes(request: HttpRequest) -> HttpResponse:
    """Contacts of a store by hour of a date: typed, or from a sheet of dates and hours."""
    stores = list(access.stores_for(request.user, access.EDIT))
    number = asked_number(request.POST.get("store", "") or request.GET.get("store", ""))
    store = get_store(request.user, number, access.EDIT) if number else next(iter(stores), None)
    day = _day(request.POST.get("day", "") or request.GET.get("day", ""))
    context: dict[str, Any] = {"stores": stores, "store": store, "day": day, "part": "volumes"}
    context |= {"nav_code": "rosters", "sheet": SheetInForm(), "form": VolumesForm()}
    status = 200
    if store is not None:
        typed = demand_files.typed_hours(store, day)
        context["form"] = VolumesForm(initial={f"h{hour}": typed.get(hour) for hour in range(24)})
        if request.method == "POST":
            done = _store_volumes(request, store, day, context)
            if done is not None:
                htmx.toast(request, _taken(done))
                return redirect(f"{reverse('shifts:demand_volumes')}?store={store.pk}&day={day}")
            status = 422
    return render(request, "shifts/demand_volumes.html", context, status=status)


def _store_volumes(request: HttpRequest, store: Any, day: dt.date, context: dict[str, Any]) -> int | None:
    """Take the sheet or the typed hours; None where something was refused, which the page then says."""
    user: Any = request.user
    sheet = request.FILES.get("file") is not None or "sheet" in request.POST
    form = SheetInForm(request.POST, request.FILES) if sheet else VolumesForm(request.POST)
    context["sheet" if sheet else "form"] = form
    if not form.is_valid():
        return None
    try:
        if not isinstance(form, SheetInForm):
            return demand_files.type_volumes(store, day, form.by_hour, actor=user)
        found = _read(form.cleaned_data["file"], demand_files.read_volumes)
        context["refused"] = found.refused
        return demand_files.take_volumes(store, found, actor=user)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None


def _read(upload: Any, reader: Callable[[Path], Any]) -> Any:
    """Read an upload through the gate."""
    with tempfile.TemporaryDirectory(prefix="cstm-demand-") as folder:
        path = Path(folder) / "sheet"
        with path.open("wb") as target:
            for piece in upload.chunks():
                target.write(piece)
        return reader(path)


def _taken(number: int) -> str:
    return ngettext("%(n)s figure stored.", "%(n)s figures stored.", number) % {"n": number}


def _day(text: str) -> dt.date:
    """The date asked for, else yesterday."""
    return asked_date(text) or timezone.localdate() - dt.timedelta(days=1)
