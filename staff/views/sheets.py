"""One way for every sheet of staff: upload, look, take in; a large one is read by a worker."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cstm import htmx
from cstm.errors import DomainError
from staff.forms import SheetForm
from staff.models import Job
from staff.selectors.jobs import jobs_of
from staff.services import import_sheet_jobs, import_uploads
from staff.services.import_files import Summary
from staff.services.import_sheet_jobs import What
from staff.views.desk import job_values
from staff.views.shared import actor_of, bound


@dataclass(frozen=True, slots=True)
class Sheets:
    """The pages and words of one kind of sheet."""

    what: What
    page: str
    take: str
    back: str
    title: Promise
    crumb: Promise
    columns: Promise
    file_label: Promise
    file_help: Promise

    @property
    def key(self) -> str:
        """Where the session keeps the sheet that was looked at."""
        return f"{self.what}_sheet"


def look(request: HttpRequest, sheets: Sheets) -> HttpResponse:
    """Upload a sheet and see what it would do; nothing is written yet."""
    form = bound(SheetForm, request, **({"files": request.FILES} if request.method == "POST" else {}))
    if request.method == "GET":
        return _standing(request, sheets, form)
    if not form.is_valid():
        return _page(request, sheets, form, status=422)
    import_uploads.drop(request.session.pop(sheets.key, {}).get("kept", ""))
    upload = form.cleaned_data["file"]
    sheet: dict[str, Any] = {"kept": import_uploads.keep(upload), "name": upload.name}
    try:
        answer = _run(request, sheets, sheet, dry_run=True)
    except DomainError as refused:
        import_uploads.drop(sheet["kept"])
        form.add_error("file", str(refused))
        return _page(request, sheets, form, status=422)
    request.session[sheets.key] = sheet
    if answer is None:
        return redirect(sheets.page)
    return _page(request, sheets, form, summary=answer)


def take(request: HttpRequest, sheets: Sheets) -> HttpResponse:
    """Take the sheet in that was looked at."""
    sheet = request.session.pop(sheets.key, {})
    answer: Summary | None = None
    try:
        answer = _run(request, sheets, sheet, dry_run=False)
    except DomainError as refused:
        import_uploads.drop(sheet.get("kept", ""))
        return _page(request, sheets, SheetForm(), problem=str(refused), status=422)
    if answer is None:
        request.session[sheets.key] = sheet
        return redirect(sheets.page)
    import_uploads.drop(sheet.get("kept", ""))
    if answer.faults:
        return _page(request, sheets, SheetForm(), summary=answer)
    words = _("%(new)d new, %(changed)d changed, %(same)d unchanged.")
    htmx.toast(request, words % {"new": answer.created, "changed": answer.changed, "same": answer.unchanged})
    return htmx.redirect(request, sheets.back)


def _run(request: HttpRequest, sheets: Sheets, sheet: dict[str, Any], *, dry_run: bool) -> Summary | None:
    """What came of the sheet; None where a worker reads it, whose job the sheet then names."""
    kept, name, actor = sheet.get("kept", ""), sheet.get("name", ""), actor_of(request)
    path = import_uploads.path_of(kept)
    if import_sheet_jobs.is_large(kept):
        job = import_sheet_jobs.take_in_later(sheets.what, kept, actor=actor, dry_run=dry_run, name=name)
        sheet["job"] = job.pk
        return None
    return import_sheet_jobs.take_in(sheets.what, path, actor=actor, dry_run=dry_run, name=name)


def _standing(request: HttpRequest, sheets: Sheets, form: SheetForm) -> HttpResponse:
    """The page with the job that reads a large sheet, or with what came of it."""
    number = request.session.get(sheets.key, {}).get("job")
    job: Job | None = jobs_of(actor_of(request)).filter(pk=number).first() if number else None
    summary = import_sheet_jobs.outcome(job) if job is not None else None
    if summary is not None and not summary.dry_run:
        del request.session[sheets.key]
    more = job_values(job) if job is not None and summary is None else {}
    return _page(request, sheets, form, summary=summary, **more)


def _page(
    request: HttpRequest,
    sheets: Sheets,
    form: SheetForm,
    *,
    summary: Summary | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    form.fields["file"].label = str(sheets.file_label)
    form.fields["file"].help_text = str(sheets.file_help)
    values = {"form": form, "sheets": sheets, "summary": summary, "nav_code": "team", "job": None, **more}
    values.setdefault("problem", "")
    part = htmx.wants_fragment(request) and request.method == "GET"
    template = "staff/_sheet.html" if part else "staff/agent_import.html"
    return render(request, template, values, status=status)
