"""A month as a workbook: out, and in with a preview."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cstm import htmx
from cstm.errors import DomainError
from shifts.access import rosters as access
from shifts.forms.rosters import SheetForm
from shifts.models import Roster
from shifts.services import roster_files

MOST_SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def roster_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook."""
    roster = access.get_roster(request.user, pk)
    target = BytesIO()
    roster_files.export(roster, target, actor=request.user)  # type: ignore[arg-type]
    answer = HttpResponse(target.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="roster-{roster.month:%Y-%m}-{roster.pk}.xlsx"'
    return answer


@require_http_methods(["GET", "POST"])
def roster_import(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet in: first what it would change and what is refused, then, on a second yes, as one edit."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    context: dict[str, Any] = {"roster": roster}
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["sealed"]:
                roster_files.apply(roster, said["sealed"], revision=said["revision"] or 0, actor=request.user)  # type: ignore[arg-type]
                htmx.toast(request, _("Stored."))
                return htmx.redirect(request, "shifts:roster_detail", pk=pk)
            context |= _preview(roster, said["file"], empty_is_rest=said["empty_is_rest"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context["form"] = form
    return render(request, "shifts/roster_import.html", context, status=422 if form.errors else 200)


def _preview(roster: Roster, upload: Any, *, empty_is_rest: bool) -> dict[str, Any]:
    """What a file would do."""
    with tempfile.TemporaryDirectory(prefix="cstm-roster-") as folder:
        path = Path(folder) / "sheet"
        with path.open("wb") as target:
            for piece in upload.chunks():
                target.write(piece)
        found = roster_files.read(roster, path, empty_is_rest=empty_is_rest)
    wanted = roster_files.changed(roster, found)
    words = ngettext("%(n)s cell would change", "%(n)s cells would change", len(wanted)) % {"n": len(wanted)}
    return {
        "read": found,
        "file": " · ".join(part for part in (upload.name, found.sheet) if part),
        "words": words,
        "cut": len(wanted) > MOST_SHOWN,
        "changes": roster_files.shown(roster, wanted)[:MOST_SHOWN],
        "cleared": sum(1 for cell in wanted if cell[2] is None),
        "sealed": roster_files.seal(roster, wanted) if wanted else "",
    }
