"""The lines of a draft: one more, one changed, one taken away."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import schemes as access
from kpi.choices.schemes import Shape
from kpi.forms.schemes import LineForm, initial_of
from kpi.models import SchemeLine, SchemeVersion
from kpi.selectors.schemes import pages
from kpi.services.schemes import versions


@require_http_methods(["GET", "POST"])
def scheme_line_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a metric in the shape that the address names."""
    version = access.get_draft(request.user, pk)
    shape = request.GET.get("shape") or Shape.LINEAR
    if shape not in Shape.values:
        raise Http404
    return _form_page(request, version, shape, None)


@require_http_methods(["GET", "POST"])
def scheme_line_edit(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Change a line, its shape too where the address names another."""
    version = access.get_draft(request.user, pk)
    row = version.lines.filter(position=place).first()
    shape = request.GET.get("shape") or (row.shape if row else "")
    if row is None or shape not in Shape.values:
        raise Http404
    return _form_page(request, version, shape, row)


def _form_page(
    request: HttpRequest, version: SchemeVersion, shape: str, row: SchemeLine | None
) -> HttpResponse:
    form = _form(request, shape, row)
    if request.method == "POST" and form.is_valid():
        try:
            versions.set_line(
                version,
                row.position if row else None,
                form.values(),
                actor=request.user,  # type: ignore[arg-type]
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The line is saved."))
            return htmx.redirect(request, "kpi:scheme_version", pk=version.pk)
    context = {
        "form": form,
        "version": version,
        "row": row,
        "shape": shape,
        "shapes": Shape.choices,
        "nav_code": "schemes",
    }
    return render(request, "kpi/schemes/line.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, shape: str, row: SchemeLine | None) -> LineForm:
    metrics = pages.metrics_for(shape)
    initial: dict[str, Any] = {}
    if row is not None and row.metric in metrics:
        initial = initial_of(row, metrics[row.metric])
    return LineForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        shape=shape,
        metrics=metrics,
        names=pages.metric_names(metrics),
    )


@require_POST
def scheme_line_remove(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Take a line away."""
    version = access.get_draft(request.user, pk)
    versions.remove_line(version, place, actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("The line is removed."))
    return htmx.redirect(request, "kpi:scheme_version", pk=pk)
