"""Sheets of people: upload, look, take in; and download."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from staff.services import exports
from staff.views import sheets
from staff.views.directory import directory_filter, found_people
from staff.views.shared import actor_of

_PEOPLE = sheets.Sheets(
    what="people",
    page="staff:agent_import",
    take="staff:agent_import_take",
    back="staff:agent_list",
    title=_("Import people"),
    crumb=_("People"),
    columns=_(
        "employee_no and name are needed; the others may be left out: "
        "team (written A/B, made where missing), roles (split by a bar), line, grade, hired_on, left_on, "
        "email, phone, team_from (the day of a move)."
    ),
    file_label=_("Sheet of people"),
    file_help=_("CSV, TSV, XLSX or XLS with the columns employee_no and name."),
)
_ACCOUNTS = sheets.Sheets(
    what="accounts",
    page="staff:account_import",
    take="staff:account_import_take",
    back="staff:account_list",
    title=_("Import accounts"),
    crumb=_("Accounts"),
    columns=_(
        "employee_no, store and account are needed; the others may be left out: platform, valid_from and "
        "valid_to (the first and the last day of the holder; empty means since ever and still)."
    ),
    file_label=_("Sheet of accounts"),
    file_help=_("CSV, TSV, XLSX or XLS with the columns employee_no, store and account."),
)
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_http_methods(["GET", "POST"])
def agent_import(request: HttpRequest) -> HttpResponse:
    """Upload a sheet and see what it would do; nothing is written yet."""
    return sheets.look(request, _PEOPLE)


@require_POST
def agent_import_take(request: HttpRequest) -> HttpResponse:
    """Take the sheet in that was looked at."""
    return sheets.take(request, _PEOPLE)


@require_http_methods(["GET", "POST"])
def account_import(request: HttpRequest) -> HttpResponse:
    """The same for a sheet of platform accounts and who holds them."""
    return sheets.look(request, _ACCOUNTS)


@require_POST
def account_import_take(request: HttpRequest) -> HttpResponse:
    """Take the sheet of accounts in that was looked at."""
    return sheets.take(request, _ACCOUNTS)


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
