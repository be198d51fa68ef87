"""A desk's forecast, needs computed from it, and the calculator."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from shifts.access import demand as access
from shifts.forms.plan import FACTORS, CalculatorForm, ComputeForm, SpanForm
from shifts.selectors import desk_forecast, forecast_page
from shifts.selectors import needs as need_reads
from shifts.selectors.desk_forecast import KIND, NEEDS_KIND
from shifts.services import forecasts
from shifts.services.staffing import Asked, heads
from shifts.views.demand import WEEKDAYS, asked_desk, desk_context, job_context, to
from staff.services import jobs


@require_GET
def demand_forecast(request: HttpRequest) -> HttpResponse:
    """The newest forecast of a desk: picture, table, what it rests on and how far to trust it."""
    context = desk_context(request, "forecast")
    desk = context["desk"]
    if desk is not None:
        found = desk_forecast.latest(desk)
        first = timezone.localdate() + dt.timedelta(days=1)
        context |= {
            "found": found,
            "page": forecast_page.page(found) if found else None,
            "span": SpanForm(initial={"first": first, "last": first + dt.timedelta(days=27)}),
            "stores": list(desk.stores.order_by("name")),
            "weekdays": WEEKDAYS,
            **job_context(desk),
        }
    return render(request, "shifts/demand_forecast.html", context)


@require_POST
def demand_forecast_start(request: HttpRequest) -> HttpResponse:
    """Forecast a desk."""
    desk = asked_desk(request, access.EDIT)
    form = SpanForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(next(iter(form.errors.values()))[0])
        forecasts.request(desk, form.cleaned_data["first"], form.cleaned_data["last"], actor=request.user)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        htmx.toast(request, _("The forecast has started. You can go on working."))
    return to(request, "shifts:demand_forecast", desk)


@require_GET
def demand_forecast_job(request: HttpRequest) -> HttpResponse:
    """How far the forecast is, or the needs computed from it (`?of=needs`)."""
    context = desk_context(request, "forecast")
    kind = _kind(request.GET.get("of", ""))
    context |= job_context(context["desk"], kind) if context["desk"] else {"running": None, "of": ""}
    name = "_demand_job" if htmx.wants_fragment(request) else "demand_job"
    return render(request, f"shifts/{name}.html", context)


@require_POST
def demand_forecast_cancel(request: HttpRequest) -> HttpResponse:
    """Call the forecast or the computing of needs off."""
    desk = asked_desk(request, access.EDIT)
    kind = _kind(request.POST.get("of", ""))
    job = desk_forecast.under_way(desk, kind)
    if job is not None:
        jobs.cancel(job)
    return to(request, "shifts:demand" if kind == NEEDS_KIND else "shifts:demand_forecast", desk)


def _kind(text: str) -> str:
    return NEEDS_KIND if text == "needs" else KIND


@require_http_methods(["GET", "POST"])
def demand_compute(request: HttpRequest) -> HttpResponse:
    """Heads of each interval from the forecast: what is assumed, then computed in the background."""
    context = desk_context(request, "forecast") if request.method == "GET" else {}
    desk = context["desk"] if context else asked_desk(request, access.EDIT)
    found = desk_forecast.latest(desk) if desk else None
    if desk is None or found is None:
        messages.error(request, _("There is no forecast of this desk yet. Start one first."))
        if desk is None:
            return htmx.redirect(request, "shifts:demand")
        return to(request, "shifts:demand_forecast", desk)
    form = ComputeForm(request.POST or None, initial={"first": found.first, "last": found.last})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            forecasts.request_needs(
                desk, found, form.plan, first=said["first"], last=said["last"],
                replace_typed=said["replace_typed"], actor=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("The needs are being computed. You can go on working."))
            return to(request, "shifts:demand", desk, month=f"{said['first']:%Y-%m}")
    context |= {
        "desk": desk, "found": found, "form": form, "factors": FACTORS,
        "typed": need_reads.typed_in(desk, found.first, found.last),
    }  # fmt: skip
    return render(request, "shifts/demand_compute.html", context, status=422 if form.errors else 200)


@require_GET
def demand_calculator(request: HttpRequest) -> HttpResponse:
    """Heads for one interval, as the command tells them."""
    asked = "volume" in request.GET
    form = CalculatorForm(request.GET if asked else None)
    context: dict[str, Any] = desk_context(request, "calculator") | {"form": form, "factors": FACTORS}
    if asked and form.is_valid():
        try:
            context["answer"] = heads(asked_of(form.cleaned_data))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "shifts/demand_calculator.html", context, status=422 if form.errors else 200)


def asked_of(said: dict[str, Any]) -> Asked:
    """What a form says, as the command asks it."""
    target = ""
    within = 20.0 if said["within"] is None else said["within"]
    if said["agents"] is None and said["level"] is not None:
        if said["wait"] is not None:
            raise DomainError(_("Name a service level or an average wait, not both."))
        target = f"{said['level'] / 100:.6g}/{within:g}"
    elif said["agents"] is None and said["wait"] is not None:
        target = f"asa/{said['wait']:g}"
    return Asked(
        volume=said["volume"],
        interval=said["interval"],
        aht=said["aht"],
        target=target,
        agents=said["agents"],
        threshold=within if said["agents"] is not None else None,
        patience=said["patience"],
        concurrency=FACTORS[said["chats"]],
        max_occupancy=None if said["occupancy"] is None else said["occupancy"] / 100,
        shrinkage=(said["shrinkage"] or 0) / 100,
    )
