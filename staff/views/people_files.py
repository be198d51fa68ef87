"""Sheets of people: upload, look, take in; and download."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from staff import access
from staff.forms import SheetForm
from staff.services import exports, import_uploads, imports
from staff.views.directory import directory_filter, found_people
from staff.views.shared import actor_of, bound

_KEY = "people_sheet"
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "POST"])
def agent_import(request: HttpRequest) -> HttpResponse:
    """Upload a sheet and see what it would do; nothing is written yet."""
    form = bound(SheetForm, request, **({"files": request.FILES} if request.method == "POST" else {}))
    summary = None
    if request.method == "POST" and form.is_valid():
        import_uploads.drop(request.session.pop(_KEY, {}).get("kept", ""))
        upload = form.cleaned_data["file"]
        kept = import_uploads.keep(upload)
        try:
            summary = _run(request, kept, upload.name, dry_run=True)
            request.session[_KEY] = {"kept": kept, "name": upload.name}
        except DomainError as refused:
            import_uploads.drop(kept)
            form.add_error("file", str(refused))
    status = 422 if form.errors else 200
    return render(request, "staff/agent_import.html", {"form": form, "summary": summary}, status=status)


@require_POST
def agent_import_take(request: HttpRequest) -> HttpResponse:
    """Take the sheet in that was looked at."""
    sheet = request.session.pop(_KEY, {})
    form = SheetForm()
    try:
        summary = _run(request, sheet.get("kept", ""), sheet.get("name", ""), dry_run=False)
    except DomainError as refused:
        values = {"form": form, "summary": None, "problem": str(refused)}
        return render(request, "staff/agent_import.html", values, status=422)
    finally:
        import_uploads.drop(sheet.get("kept", ""))
    if summary.faults:
        return render(request, "staff/agent_import.html", {"form": form, "summary": summary})
    words = _("%(new)d new, %(changed)d changed, %(same)d unchanged.")
    counts = {"new": summary.created, "changed": summary.changed, "same": summary.unchanged}
    htmx.toast(request, words % counts)
    return htmx.redirect(request, "staff:agent_list")


def _run(request: HttpRequest, kept: str, name: str, *, dry_run: bool) -> imports.Summary:
    return imports.import_people(
        import_uploads.path_of(kept),
        actor=actor_of(request),
        parts=access.paths_in_scope(request.user, "people.import"),
        dry_run=dry_run,
        name=name,
    )


@require_GET
def agent_export(request: HttpRequest) -> HttpResponse:
    """The people of the filter as a sheet."""
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    people = found_people(request, directory_filter(request), "reports.export")
    name = f"people-{timezone.localdate().isoformat()}.{kind}"
    with tempfile.TemporaryDirectory(prefix="cstm-people-") as folder:
        target = Path(folder) / name
        exports.write_people(people, target=target, kind=kind, actor=actor_of(request))
        response = HttpResponse(target.read_bytes(), content_type=_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
