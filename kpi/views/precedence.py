"""Which report counts where two give the same fact, and when late figures are ripe."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.forms.settings import PrecedenceForm, RipeForm
from kpi.selectors import decisions
from kpi.services import precedence
from staff.access import get_store, visible_stores


@require_GET
def fact_settings(request: HttpRequest) -> HttpResponse:
    """The orders of reports, and the ripe days of each platform."""
    return _page(request, _order_form(request), RipeForm())


@require_POST
def precedence_set(request: HttpRequest) -> HttpResponse:
    """Say which report counts first, for a store and a fact."""
    form = _order_form(request)
    if form.is_valid():
        data = form.cleaned_data
        store = get_store(request.user, int(data["store"]), "layouts.edit") if data["store"] else None
        try:
            precedence.set_order(store, fact=data["fact"], sources=form.sources(), actor=request.user)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The order is set; the weeks it touches are computed again."))
            return htmx.redirect(request, "kpi:fact_settings")
    return _page(request, form, RipeForm(), status=422)


@require_POST
def precedence_clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to the order that the layouts bring along."""
    row = next((row for row in decisions.precedences() if row.pk == pk), None)
    if row is None:
        raise Http404
    precedence.clear_order(row, actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("The usual order holds again."))
    return htmx.redirect(request, "kpi:fact_settings")


@require_POST
def ripe_set(request: HttpRequest) -> HttpResponse:
    """Set after how many days a platform's late figures are ripe."""
    form = RipeForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        precedence.set_ripe_days(data["platform"], days=data["days"], actor=request.user)  # type: ignore[arg-type]
        htmx.toast(request, _("The ripe days are set; files that come from now on use them."))
        return htmx.redirect(request, "kpi:fact_settings")
    return _page(request, _order_form(request), form, status=422)


def _order_form(request: HttpRequest) -> PrecedenceForm:
    stores = [("", _("every store"))]
    stores += [(str(store.pk), store.name) for store in visible_stores(request.user, "layouts.edit")]
    facts = sorted(decisions.fact_names().items(), key=lambda item: item[1])
    sources = sorted(decisions.source_names().items(), key=lambda item: item[1])
    is_order = request.method == "POST" and "source_0" in request.POST
    return PrecedenceForm(request.POST if is_order else None, stores=stores, facts=facts, sources=sources)


def _page(request: HttpRequest, order: PrecedenceForm, ripe: RipeForm, status: int = 200) -> HttpResponse:
    facts, reports = decisions.fact_names(), decisions.source_names()
    rows = [
        {
            "row": row,
            "fact": facts.get(row.fact, row.fact),
            "sources": [reports.get(source, source) for source in row.sources],
        }
        for row in decisions.precedences()
    ]
    context = {"order": order, "ripe": ripe, "rows": rows, "days": decisions.ripe_days()}
    return render(request, "kpi/fact_settings.html", context, status=status)
