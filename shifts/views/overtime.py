"""The overtime ledger, entries by hand, and times by hand or from a sheet."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from cstm.weeks import month_of
from shifts.access import attendance as access
from shifts.choices import OvertimeState
from shifts.forms.living import OvertimeForm, PunchForm, TimesFileForm, asked_day
from shifts.selectors import attendance as attendance_reads
from shifts.selectors import overtime as reads
from shifts.services import overtime, overtime_export, punch_files, punches
from shifts.views.living import form_page, people_of
from staff.access import agent_of, teams_in_scope

PAGE = 50
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _asked(request: HttpRequest, right: str) -> tuple[Any, dt.date, str]:
    """The entries, month and state that are asked for."""
    first, last = month_of(asked_day(request.GET.get("month", "") + "-01", timezone.localdate()))
    state = request.GET.get("state", "")
    state = state if state in OvertimeState.values else ""
    scope = teams_in_scope(request.user, right)
    people = None if scope is None else people_of(request, right).values("pk")
    return reads.entries(people, first, last, state=state), first, state


@require_GET
def overtime_list(request: HttpRequest) -> HttpResponse:
    """A month's entries, to be decided."""
    return render(request, "shifts/overtime_list.html", _list_context(request))


def _list_context(request: HttpRequest, problem: str = "") -> dict[str, Any]:
    entries, month, state = _asked(request, access.VIEW)
    return {
        "page_obj": Paginator(entries, PAGE).get_page(request.GET.get("page")),
        "month": month,
        "state": state,
        "states": OvertimeState.choices,
        "may_decide": access.DECIDE in rights_of(request.user),
        "problem": problem,
        "me": agent_of(request.user),
        "nav_code": "rosters",
    }


def _done(request: HttpRequest, work: Any, done: str) -> HttpResponse:
    """Do it and go back to the list, or show the list with the reason why not."""
    try:
        work()
    except DomainError as refused:
        context = _list_context(request, str(refused))
        return render(request, "shifts/overtime_list.html", context, status=422)
    htmx.toast(request, done)
    return htmx.redirect(request, "shifts:overtime_list")


@require_POST
def overtime_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay, time in lieu, or not recognised."""
    row, me = access.get_overtime(request.user, pk), agent_of(request.user)
    state, reason = request.POST.get("state", ""), request.POST.get("reason", "")

    def work() -> None:
        overtime.decide(row.pk, state=state, actor=request.user, by=me, reason=reason)

    return _done(request, work, _("Decided."))


@require_POST
def overtime_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Set minutes right by a row of difference."""
    row = access.get_overtime(request.user, pk)
    minutes = asked_number(request.POST.get("minutes", ""))

    def work() -> None:
        if minutes is None:
            raise DomainError(_("Write the minutes as a whole number."), code="minutes")
        overtime.correct(row.pk, minutes=minutes, reason=request.POST.get("reason", ""), actor=request.user)

    return _done(request, work, _("Set right."))


@require_http_methods(["GET", "POST"])
def overtime_new(request: HttpRequest) -> HttpResponse:
    """Write overtime down by hand."""
    form = OvertimeForm(request.POST or None, people=people_of(request, access.DECIDE))

    def save(said: dict[str, Any]) -> None:
        overtime.enter(
            said["agent"],
            day=said["day"],
            minutes=said["minutes"],
            day_kind=said["day_kind"],
            reason=said["reason"],
            actor=request.user,
        )

    page = {"title": _("Overtime by hand"), "tab": "attendance", "action": _("Write down")}
    return form_page(request, form, save=save, page=page, done=_("Written down."), to="shifts:overtime_list")


@require_GET
def overtime_export_file(request: HttpRequest) -> HttpResponse:
    """The ledger of the filter as a sheet."""
    entries, month, _state = _asked(request, access.DECIDE)
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    name = f"overtime-{month:%Y-%m}.{kind}"
    with tempfile.TemporaryDirectory(prefix="cstm-overtime-") as folder:
        target = Path(folder) / name
        overtime_export.write(entries, target=target, kind=kind, actor=request.user)
        response = HttpResponse(target.read_bytes(), content_type=_TYPES[kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_http_methods(["GET", "POST"])
def punch_add(request: HttpRequest) -> HttpResponse:
    """Write down by hand when somebody came or went."""
    form = PunchForm(
        request.POST or None,
        people=people_of(request, access.EDIT),
        initial={"agent": request.GET.get("agent"), "at": request.GET.get("at")},
    )

    def save(said: dict[str, Any]) -> None:
        punches.enter(
            said["agent"], at=said["at"], kind=said["kind"], reason=said["reason"], actor=request.user
        )

    page = {"title": _("Time by hand"), "tab": "attendance", "action": _("Write down")}
    return form_page(
        request, form, save=save, page=page, done=_("Written down."), to="shifts:attendance_list"
    )


@require_POST
def punch_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a wrong time back."""
    row = access.get_punch(request.user, pk)
    try:
        punches.take_back(row, reason=request.POST.get("reason", ""), actor=request.user)
    except DomainError as refused:
        context = _list_context(request, str(refused))
        return render(request, "shifts/overtime_list.html", context, status=422)
    htmx.toast(request, _("Taken back."))
    return htmx.redirect(request, "shifts:attendance_list")


@require_http_methods(["GET", "POST"])
def punch_import(request: HttpRequest) -> HttpResponse:
    """Take a sheet of clocked times in."""
    form, taken = TimesFileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        scope = teams_in_scope(request.user, access.EDIT)
        people = None if scope is None else list(people_of(request, access.EDIT).values_list("pk", flat=True))
        with tempfile.TemporaryDirectory(prefix="cstm-times-") as folder:
            path = Path(folder) / "sheet"
            with path.open("wb") as kept:
                for chunk in upload.chunks():
                    kept.write(chunk)
            try:
                taken = punch_files.take_file(path, name=upload.name, agent_ids=people, actor=request.user)
            except DomainError as refused:
                form.add_error("file", str(refused))
    reach = people_of(request, access.EDIT).order_by().values("pk")
    sheets = attendance_reads.sheets(reach, agent_of(request.user))
    context: dict[str, Any] = {"form": form, "taken": taken, "shown": punch_files.SHOWN, "sheets": sheets}
    context["nav_code"] = "rosters"
    return render(request, "shifts/attendance_import.html", context, status=422 if form.errors else 200)


@require_POST
def punch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back all times of a sheet."""
    sheet = access.get_punch_sheet(request.user, pk)
    try:
        count = punches.undo(sheet, actor=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        messages.info(request, str(refused))
    else:
        done = ngettext("%(n)s time is taken back.", "%(n)s times are taken back.", count)
        htmx.toast(request, done % {"n": count})
    return htmx.redirect(request, "shifts:punch_import")
