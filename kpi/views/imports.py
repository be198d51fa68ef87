"""Files on their way in: upload, preview, taking in, undoing, and their history."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from kpi import access
from kpi.choices import BatchState, RowState
from kpi.forms.imports import AnswerForm, UploadForm
from kpi.models import ImportBatch
from kpi.selectors import import_words, imports, waiting
from kpi.services import files, refused, undo
from staff.access import visible_agents, visible_stores
from staff.selectors.jobs import job_progress
from staff.services import jobs

HISTORY, ROWS = 30, 50


@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    """The history: file, state, by whom, what came of it."""
    stores = visible_stores(request.user, "imports.run")
    state = request.GET.get("state", "")
    rows = imports.batches(stores, state=state if state in BatchState.values else "")
    page = Paginator(rows, HISTORY).get_page(request.GET.get("page"))
    lines = imports.history_lines(page.object_list)
    context = {
        "page_obj": page,
        "lines": lines,
        "states": BatchState.choices,
        "state": state,
        "waiting": waiting.count_names(stores),
        "working": any(imports.is_working(line.batch) for line in lines),
    }
    template = "kpi/_import_rows.html" if htmx.wants_fragment(request) else "kpi/import_list.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def import_new(request: HttpRequest) -> HttpResponse:
    """Drop one file, several, or a ZIP of them."""
    stores = visible_stores(request.user, "imports.run")
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"store": request.GET.get("store", "")},
        stores=[(str(store.pk), store.name) for store in stores],
        layouts=import_words.words().report_choices(),
        may_make_people="people.edit" in rights_of(request.user),
        max_bytes=settings.IMPORT_MAX_BYTES,
    )
    if posted and form.is_valid():
        batches = _receive(request, form)
        if len(batches) == 1:
            return htmx.redirect(request, "kpi:import_detail", pk=batches[0].pk)
        if batches:
            return htmx.redirect(request, "kpi:import_list")
    status = 413 if form.is_bound and form.too_large else (422 if form.is_bound else 200)
    return render(request, "kpi/import_new.html", {"form": form, "stores": stores}, status=status)


def _receive(request: HttpRequest, form: UploadForm) -> list[ImportBatch]:
    """Keep every file that can be opened; the others are told at the field."""
    store = access.get_import_store(request.user, int(form.cleaned_data["store"]))
    found: list[ImportBatch] = []
    for upload in form.cleaned_data["upload"]:
        try:
            found += files.receive_upload(upload, store=store, actor=request.user, options=form.options())
        except DomainError as fault:
            form.add_error("upload", f"{upload.name}: {fault}")
    if form.errors:
        for batch in found:
            files.discard(batch, actor=request.user)
        return []
    files.submit(found, actor=request.user)
    return found


@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what was understood, what is new, what changes, what is refused and why."""
    batch = access.get_batch(request.user, pk)
    context = detail_context(request, batch)
    return render(request, "kpi/import_detail.html", context)


def detail_context(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """What the preview shows."""
    rows = imports.rows_of(batch, RowState.REFUSED)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    counts = imports.counts_of(batch)
    skipped = imports.rows_of(batch, RowState.SKIPPED)[:ROWS]
    headers = batch.understood.get("headers", [])
    words = import_words.words()
    stores = visible_stores(request.user, "imports.run").filter(pk=batch.store_id)
    people = visible_agents(request.user, "people.view")
    take = (
        counts["new"]
        + counts["changed"]
        + counts.get("hours", 0)
        + counts.get("products", 0)
        + counts.get("values", 0)
    )
    return {
        "batch": batch,
        "state": imports.standing(batch),
        "working": job_progress(batch.job) if imports.is_working(batch) and batch.job else None,
        "counts": counts,
        "take": take,
        "page_obj": page,
        "refused": imports.refused_view(page.object_list, headers),
        "skipped": imports.refused_view(skipped, headers),
        "columns": imports.columns_view(batch, words),
        "layout": words.report(batch.layout),
        "changes": imports.changes_view(batch, words),
        "overlaps": imports.overlaps_view(batch, words),
        "missing": imports.missing_view(batch),
        "names": imports.waiting_names(stores, batch=batch, people=people),
        **imports.people_to_choose(people),
        "same": imports.same_file(batch),
        "may_make_people": "people.edit" in rights_of(request.user),
        "answer": AnswerForm(layouts=words.report_choices(), sheets=batch.understood.get("other_sheets", [])),
        "mapping_url": batch.error_code in ("unknown_layout", "ambiguous_layout", "swapped_columns"),
    }


@require_GET
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the worker is; when it is done the page is shown anew."""
    batch = access.get_batch(request.user, pk)
    if not imports.is_working(batch) or batch.job is None:
        return htmx.redirect(request, "kpi:import_detail", pk=pk)
    return render(request, "kpi/_import_progress.html", {"batch": batch, "working": job_progress(batch.job)})


@require_POST
def import_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which day, which report, which sheet, or that the columns are right: the file is read again."""
    batch = access.get_batch(request.user, pk)
    form = AnswerForm(
        request.POST,
        layouts=import_words.words().report_choices(),
        sheets=[*batch.understood.get("other_sheets", []), batch.understood.get("sheet", "")],
    )
    if not form.is_valid():
        context = {**detail_context(request, batch), "answer": form}
        return render(request, "kpi/import_detail.html", context, status=422)
    return _done(request, batch, lambda: files.answer(batch, options=form.options(), actor=request.user), "")


@require_POST
def import_commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it in."""
    batch = access.get_batch(request.user, pk)
    return _done(request, batch, lambda: files.commit_later(batch, actor=request.user), "")


@require_POST
def import_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off what the worker does; nothing of it stays."""
    batch = access.get_batch(request.user, pk)
    if batch.job is not None:
        jobs.cancel(batch.job)
    return htmx.redirect(request, "kpi:import_detail", pk=pk)


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a previewed file away."""
    batch = access.get_batch(request.user, pk)
    words = _("%(name)s is put away. Nothing of it was taken in.") % {"name": batch.file_name}
    return _done(
        request, batch, lambda: files.discard(batch, actor=request.user), words, to="kpi:import_list"
    )


@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import back as a whole."""
    batch = access.get_batch(request.user, pk)
    return _done(request, batch, lambda: files.undo_later(batch, actor=request.user), "")


@require_POST
def import_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the rows that the corrected file no longer has."""
    batch = access.get_batch(request.user, pk)
    n = int(batch.counts.get("missing", 0))
    words = ngettext("%(n)d row is removed.", "%(n)d rows are removed.", n) % {"n": n}
    return _done(request, batch, lambda: undo.remove_missing(batch, actor=request.user), words)


@require_GET
def import_refused(request: HttpRequest, pk: int) -> FileResponse:
    """The refused rows as a workbook to mend."""
    batch = access.get_batch(request.user, pk)
    target = tempfile.NamedTemporaryFile(prefix="cstm-refused-", suffix=".xlsx")  # noqa: SIM115 - closed with the response
    refused.write(batch, Path(target.name))
    return FileResponse(target, as_attachment=True, filename=refused.name_for(batch))


def _done(
    request: HttpRequest, batch: ImportBatch, act: Any, words: str, *, to: str = "kpi:import_detail"
) -> HttpResponse:
    """Do it and go on; a refusal is shown on the import's page."""
    try:
        act()
    except DomainError as fault:
        context = {**detail_context(request, batch), "problem": str(fault)}
        return render(request, "kpi/import_detail.html", context, status=422)
    if words:
        htmx.toast(request, words)
    return htmx.redirect(request, to, **({"pk": batch.pk} if to == "kpi:import_detail" else {}))
