"""The registry of metrics with definitions, and what the shop adds: metrics and facts of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.forms.settings import FactForm, MetricForm
from kpi.selectors import decisions
from kpi.selectors import definitions as words
from kpi.selectors.registry import all_metrics
from kpi.services import definitions


@require_GET
def metric_list(request: HttpRequest) -> HttpResponse:
    """Every metric: both names, what it is made of, unit, direction; found by a word."""
    word = request.GET.get("q", "").strip()
    names = decisions.fact_names()
    rows = [words.definition(metric, names) for metric in all_metrics().values()]
    found = [row for row in rows if row.matches(word)]
    context = {"rows": found, "word": word, "total": len(rows), "facts": decisions.custom_facts()}
    return render(request, "kpi/metric_list.html", context)


@require_http_methods(["GET", "POST"])
def metric_new(request: HttpRequest) -> HttpResponse:
    """Define a metric as a fact, or a fact over a fact."""
    facts = sorted(decisions.fact_names().items(), key=lambda item: item[1])
    units = [(unit, words.unit_name(unit)) for unit in definitions.UNITS]
    data = request.POST if request.method == "POST" else None
    form = MetricForm(data, facts=facts, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            definitions.define_metric(
                form.cleaned_data.pop("code"),
                actor=request.user,  # type: ignore[arg-type]
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The metric is defined."))
            return htmx.redirect(request, "kpi:metric_list")
    return render(request, "kpi/metric_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def metric_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take a metric of the shop's own away."""
    metric = decisions.custom_metric(code)
    if metric is None:
        raise Http404
    definitions.remove_metric(metric, actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("The metric is removed; its facts stay."))
    return htmx.redirect(request, "kpi:metric_list")


@require_http_methods(["GET", "POST"])
def fact_new(request: HttpRequest) -> HttpResponse:
    """Add a fact of the shop's own; a layout may then map a column to it."""
    form = FactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            definitions.define_fact(
                form.cleaned_data.pop("code"),
                actor=request.user,  # type: ignore[arg-type]
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The fact is added; a layout may map a column to it."))
            return htmx.redirect(request, "kpi:metric_list")
    return render(request, "kpi/fact_new.html", {"form": form}, status=422 if form.errors else 200)
