"""Clocking, the own attendance, the week of plan against fact, and the talk about one date."""

import datetime as dt
from pathlib import PurePath
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from cstm.weeks import Week
from shifts.access import attendance as access
from shifts.choices import AttendanceState
from shifts.forms.living import AnswerForm, ExplainForm, asked_day
from shifts.models import AttendanceDay
from shifts.selectors import attendance as reads
from shifts.selectors import overtime as overtime_reads
from shifts.services import attendance_jobs, attendance_talk, punches
from shifts.services.client import address_of
from shifts.views.living import me_of, people_of
from staff.access import agent_of, teams_in_scope
from staff.models import Team
from staff.selectors.people import team_subtree_ids

PAGE = 40
_DAYS = 62


@require_http_methods(["GET", "POST"])
def clock(request: HttpRequest) -> HttpResponse:
    """One large button: come, or go."""
    me, now = me_of(request), timezone.now()
    address, problem = address_of(request), ""
    if request.method == "POST":
        try:
            row = punches.clock(me, kind=request.POST.get("kind", ""), address=address)
        except DomainError as refused:
            problem = str(refused)
        else:
            htmx.toast(request, _("Clocked in.") if row.kind == "in" else _("Clocked out."))
            return htmx.redirect(request, "shifts:clock")
    last = reads.last_punch(me, now)
    today = timezone.localdate(now)
    context = {
        "last": last,
        "next": reads.next_kind(last),
        "allowed": punches.may_clock_from(address),
        "problem": problem,
        "times": reads.punches_of(me, today - dt.timedelta(days=1), today),
        "now": now,
        "nav_code": "clock",
    }
    return render(request, "shifts/attendance_clock.html", context, status=422 if problem else 200)


@require_GET
def attendance_mine(request: HttpRequest) -> HttpResponse:
    """The own dates of plan against fact, and the own overtime."""
    me, today = me_of(request), timezone.localdate()
    first = today - dt.timedelta(days=_DAYS)
    context = {
        "days": reads.days_of(me, first, today),
        "overtime": overtime_reads.entries([me.pk], first, today),
        "first": first,
        "nav_code": "clock",
    }
    return render(request, "shifts/attendance_mine.html", context)


@require_GET
def attendance_list(request: HttpRequest) -> HttpResponse:
    """A week of plan against fact by name."""
    today = timezone.localdate()
    week = Week.of(asked_day(request.GET.get("week", ""), today))
    people = people_of(request, access.VIEW)
    scope = teams_in_scope(request.user, access.VIEW)
    teams = Team.objects.standing().order_by("path")
    teams = teams if scope is None else teams.filter(pk__in=scope)
    team = teams.filter(pk=asked_number(request.GET.get("team", "")) or 0).first()
    if team is not None:
        people = people.in_teams(team_subtree_ids(team.pk), week.sunday)
    text = request.GET.get("q", "").strip()[:120]
    if text:
        people = people.filter(reads.wanted(text))
    state = request.GET.get("state", "")
    page = Paginator(reads.people_of_week(people, week.monday, state=state), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page,
        "rows": reads.week(page.object_list, week.monday),
        "week": week,
        "days": week.days,
        "before": week.shift(-1).monday,
        "after": week.shift(1).monday,
        "teams": teams,
        "team": team,
        "state": state,
        "states": AttendanceState.choices,
        "q": text,
        "may_edit": access.EDIT in rights_of(request.user),
        "nav_code": "rosters",
    }
    return render(request, "shifts/attendance_list.html", context)


@require_GET
def attendance_day(request: HttpRequest, pk: int) -> HttpResponse:
    """One date of one person with everything that was said about it."""
    row = access.get_day(request.user, pk, f"{access.OWN}|{access.VIEW}")
    return render(request, "shifts/attendance_day.html", day_context(request, row))


def day_context(request: HttpRequest, row: AttendanceDay, **more: Any) -> dict[str, Any]:
    """The values of one date's page."""
    me = agent_of(request.user)
    mine = me is not None and me.pk == row.agent_id
    edits = not mine and access.EDIT in rights_of(request.user)
    fault = row.state in attendance_talk.FAULTS
    return {
        "row": row,
        "mine": mine,
        "edits": edits,
        "punches": reads.punches_of(row.agent, row.day, row.day),
        "signs": reads.signs_of(row.agent_id, row.day),
        "beyond": attendance_talk.beyond_minutes(row),
        "explain": ExplainForm() if mine and fault and row.excused is None else None,
        "answer": AnswerForm() if edits and fault else None,
        "overtime": overtime_reads.entries([row.agent_id], row.day, row.day),
        "problem": "",
        "nav_code": "clock" if mine else "rosters",
        **more,
    }


def _said(request: HttpRequest, row: AttendanceDay, form: Any, work: Any, done: str) -> HttpResponse:
    """Do what a small form asks for, or show the date again with the reason why not."""
    problem = ""
    if form is None or form.is_valid():
        try:
            work(form.cleaned_data if form is not None else {})
        except DomainError as refused:
            problem = str(refused)
        else:
            htmx.toast(request, done)
            return htmx.redirect(request, "shifts:attendance_day", pk=row.pk)
    else:
        problem = " ".join(text for texts in form.errors.values() for text in texts)
    context = day_context(request, row, problem=problem)
    return render(request, "shifts/attendance_day.html", context, status=422)


@require_POST
def attendance_explain(request: HttpRequest, pk: int) -> HttpResponse:
    """The person says why."""
    row = access.get_day(request.user, pk, access.OWN)

    def work(said: dict[str, Any]) -> None:
        attendance_talk.explain(row.pk, reason=said["reason"], upload=said.get("paper"), actor=request.user)

    return _said(request, row, ExplainForm(request.POST, request.FILES), work, _("Sent to your leader."))


@require_POST
def attendance_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader answers."""
    row, me = access.get_day(request.user, pk, access.EDIT), agent_of(request.user)

    def work(said: dict[str, Any]) -> None:
        attendance_talk.answer(
            row.pk, excused=said["excused"], words=said["words"], by=me, actor=request.user
        )

    return _said(request, row, AnswerForm(request.POST), work, _("Answered."))


@require_POST
def attendance_beyond(request: HttpRequest, pk: int) -> HttpResponse:
    """Why somebody served past the curfew."""
    row = access.get_day(request.user, pk, f"{access.OWN}|{access.EDIT}")
    reason = request.POST.get("reason", "")
    work = lambda _said: attendance_talk.say_beyond(row.pk, reason=reason, actor=request.user)  # noqa: E731
    return _said(request, row, None, work, _("The reason waits to be checked."))


@require_POST
def attendance_beyond_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else checks that reason."""
    row, me = access.get_day(request.user, pk, access.EDIT), agent_of(request.user)
    accepted = request.POST.get("accepted") == "yes"

    def work(_said: dict[str, Any]) -> None:
        attendance_talk.check_beyond(row.pk, accepted=accepted, by=me, actor=request.user)

    return _said(request, row, None, work, _("Checked."))


@require_GET
def attendance_paper(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The paper of one date, as a download."""
    row = access.get_day(request.user, pk, f"{access.OWN}|{access.VIEW}")
    if not row.evidence or not row.evidence.storage.exists(row.evidence.name):
        raise Http404
    name = f"{row.agent.employee_no}-{row.day.isoformat()}{PurePath(row.evidence.name).suffix}"
    return FileResponse(row.evidence.open("rb"), as_attachment=True, filename=name)


@require_POST
def attendance_recompute(request: HttpRequest) -> HttpResponse:
    """Have a month computed again by a job."""
    day = asked_day(request.POST.get("day", ""), timezone.localdate())
    people = list(people_of(request, access.EDIT).values_list("pk", flat=True))
    attendance_jobs.request(people, day.replace(day=1), actor=request.user)
    htmx.toast(request, _("The month is computed again; it takes a moment."))
    return htmx.redirect(request, "shifts:attendance_list")
