"""Sheets of cases and of script use: sent, looked at, taken in, put aside, undone."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import cases as access
from kpi.forms.cases import SheetForm
from kpi.models import CaseBatch
from kpi.selectors.cases import lists
from kpi.services.cases import sheets
from kpi.views.cases.shared import actor_of, tabs
from staff.access import teams_in_scope, visible_agents, visible_stores

PAGE, SHOWN = 30, 100


@require_http_methods(["GET", "POST"])
def case_import_list(request: HttpRequest) -> HttpResponse:
    """Sheets that were sent, and one more."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = _received(request, form.cleaned_data["file"], form.cleaned_data["sheet"])
        except DomainError as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("kpi:case_import", pk=batch.pk)
    rows = access.visible_case_batches(request.user)
    page = Paginator(lists.batches(rows), PAGE).get_page(request.GET.get("page"))
    context = {**tabs(request, "import"), "form": form, "page_obj": page}
    return render(request, "kpi/cases/import_list.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, upload: Any, sheet: str) -> CaseBatch:
    """Read what was sent, out of a working copy."""
    everybody = teams_in_scope(request.user, access.IMPORT) is None
    people = None if everybody else visible_agents(request.user, access.IMPORT).values_list("pk", flat=True)
    stores = visible_stores(request.user, access.IMPORT).values_list("pk", flat=True)
    with tempfile.TemporaryDirectory(prefix="cstm-upload-") as folder:
        path = Path(folder) / f"sheet{Path(str(upload.name)).suffix.lower()[:8]}"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        return sheets.read_sheet(
            path,
            name=str(upload.name),
            sheet=sheet,
            agent_ids=people,
            store_ids=stores,
            actor=actor_of(request),
        )


def _page(request: HttpRequest, batch: CaseBatch, problem: str = "") -> HttpResponse:
    context = {
        **tabs(request, "import"),
        "batch": batch,
        "drafts": batch.drafts[:SHOWN],
        "draft_count": len(batch.drafts),
        "faults": batch.faults[:SHOWN],
        "fault_count": len(batch.faults),
        "shown": SHOWN,
        "problem": problem,
    }
    return render(request, "kpi/cases/import.html", context, status=422 if problem else 200)


@require_GET
def case_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What a sheet says, before or after it is taken in."""
    return _page(request, access.get_case_batch(request.user, pk))


def _done(request: HttpRequest, pk: int, work: Any) -> HttpResponse:
    batch = access.get_case_batch(request.user, pk)
    try:
        words = work(batch.pk)
    except DomainError as refused:
        return _page(request, access.get_case_batch(request.user, pk), str(refused))
    htmx.toast(request, words)
    return htmx.redirect(request, "kpi:case_import", pk=pk)


@require_POST
def case_import_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the clean rows in."""

    def work(batch_id: int) -> str:
        n = sheets.take(batch_id, actor=actor_of(request)).taken
        return ngettext("%(n)s row is taken in.", "%(n)s rows are taken in.", n) % {"n": n}

    return _done(request, pk, work)


@require_POST
def case_import_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the sheet aside."""

    def work(batch_id: int) -> str:
        sheets.leave(batch_id, actor=actor_of(request))
        return _("The sheet is put aside.")

    return _done(request, pk, work)


@require_POST
def case_import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the rows out again."""

    def work(batch_id: int) -> str:
        stay = sheets.undo(batch_id, actor=actor_of(request))
        if not stay:
            return _("Undone.")
        words = ngettext(
            "Undone, but for %(n)s case that somebody worked on since.",
            "Undone, but for %(n)s cases that somebody worked on since.",
            stay,
        )
        return words % {"n": stay}

    return _done(request, pk, work)
