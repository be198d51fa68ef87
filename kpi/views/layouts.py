"""Reports that CSTM does not know: columns mapped once, with a live preview, and remembered."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi import access
from kpi.forms.imports import LayoutForm
from kpi.models import ImportBatch
from kpi.selectors import import_words, imports
from kpi.services import files, layouts, preview

ROWS = 8


@require_http_methods(["GET", "POST"])
def layout_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for each column of a file what it is; saved, the file is read by it."""
    batch = access.get_batch(request.user, pk)
    headers = batch.understood.get("headers") or []
    if not any(headers):
        raise Http404
    posted = request.method == "POST"
    form = LayoutForm(
        request.POST if posted else None,
        headers=headers,
        targets=import_words.words().target_choices(),
        initial=initial_for(batch),
    )
    problem = ""
    if posted and form.is_valid() and not htmx.wants_fragment(request):
        try:
            saved = layouts.save(
                name=form.cleaned_data["name"], headers=headers, mapping=form.mapping(), actor=request.user
            )
            files.answer(batch, options={"layout": saved.code}, actor=request.user)
        except DomainError as fault:
            problem = str(fault)
        else:
            htmx.toast(request, _("The columns are remembered; files like this are read by themselves."))
            return htmx.redirect(request, "kpi:import_detail", pk=pk)
    context: dict[str, Any] = {"batch": batch, "form": form, "problem": problem, "nav_code": "imports"}
    context["columns"] = _columns(batch, form)
    context["tried"] = _try(batch, form) if posted and form.is_valid() else None
    template = "kpi/_layout_preview.html" if htmx.wants_fragment(request) else "kpi/layout_map.html"
    return render(request, template, context, status=422 if problem else 200)


def initial_for(batch: ImportBatch) -> dict[str, str]:
    """What the header says by itself, as a start."""
    known = layouts.guesses(batch.understood.get("headers") or [])
    return {f"column_{index}": target for index, target in known.items()}


def _columns(batch: ImportBatch, form: LayoutForm) -> list[dict[str, Any]]:
    """Header, choice and first values of each column."""
    samples = batch.understood.get("samples") or []
    return [
        {
            "header": head,
            "field": form[f"column_{index}"],
            "values": [row[index] for row in samples[:3] if index < len(row) and row[index]],
        }
        for index, head in enumerate(form.headers)
        if head
    ]


def _try(batch: ImportBatch, form: LayoutForm) -> dict[str, Any]:
    """The first rows by the mapping as it stands."""
    try:
        found = preview.try_mapping(batch, form.mapping(), limit=ROWS, today=timezone.localdate())
    except DomainError as fault:
        words = {
            "bad_mapping": _("Choose at least one figure, and each meaning once."),
            "unknown_layout": _("The header is not found with these columns."),
        }
        return {"problem": words.get(fault.code, str(fault)), "rows": [], "errors": [], "heads": []}
    names = dict(import_words.words().target_choices())
    columns = [code for code in found["columns"] if code not in ("row", "date", "agent", "last_date")]
    return {
        "problem": "",
        "heads": [names.get(code, code) for code in columns],
        "rows": [{**row, "figures": [row.get(code) for code in columns]} for row in found["rows"]],
        "errors": found["errors"],
    }


@require_GET
def layout_list(request: HttpRequest) -> HttpResponse:
    """The layouts that were mapped here, by name."""
    context = {
        "layouts": imports.saved_layouts(),
        "known": import_words.words().report_choices(),
        "nav_code": "imports",
    }
    return render(request, "kpi/layout_list.html", context)


@require_POST
def layout_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a layout; what was imported by it stays."""
    saved = imports.saved_layout(pk)
    if saved is None:
        raise Http404
    layouts.remove(saved, actor=request.user)
    htmx.toast(request, _("%(name)s is forgotten.") % {"name": saved.name})
    return htmx.redirect(request, "kpi:layout_list")
