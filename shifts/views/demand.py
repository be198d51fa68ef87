"""Heads needed: a desk's weekdays and month, one date, a copied week."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number
from shifts.access import demand as access
from shifts.forms.demand import CopyForm, DayForm, PatternForm, SpreadForm
from shifts.selectors import desk_forecast
from shifts.selectors import needs as reads
from shifts.services import needs
from staff.choices import JobState
from staff.models import Desk
from staff.selectors.jobs import job_progress

WEEKDAYS = [dt.date(2024, 1, day) for day in range(1, 8)]


@require_GET
def demand(request: HttpRequest) -> HttpResponse:
    """A desk's weekdays and month."""
    context = desk_context(request, "needs")
    desk = context["desk"]
    if desk is not None:
        month = asked_month(request.GET.get("month", ""))
        found = reads.month_needs(desk, month)
        initial = {f"t{pk}_{weekday}": heads for (pk, weekday), heads in found.pattern.items()}
        one = dt.timedelta(days=1)
        context |= {
            "found": found,
            "month": month,
            "before": (month - one).replace(day=1),
            "after": (month + 31 * one).replace(day=1),
            "form": PatternForm(templates=found.templates, initial=initial),
            "copy": CopyForm(initial={"week": month, "month": f"{month:%Y-%m}"}),
            "weekdays": WEEKDAYS,
            **job_context(desk, desk_forecast.NEEDS_KIND),
        }
    return render(request, "shifts/demand.html", context)


@require_POST
def demand_pattern(request: HttpRequest) -> HttpResponse:
    """Store the weekdays' figures."""
    desk = asked_desk(request, access.EDIT)
    form = PatternForm(request.POST, templates=reads.asked_templates())
    if not form.is_valid():
        first = next(iter(form.errors.values()))[0]
        messages.error(request, _("A figure was not taken, so nothing is stored: %s") % first)
    else:
        _told(request, lambda: needs.set_pattern(desk, form.heads, actor=request.user), _("Stored."))  # type: ignore[arg-type]
    return to(request, "shifts:demand", desk)


@require_http_methods(["GET", "POST"])
def demand_day(request: HttpRequest, day: dt.date) -> HttpResponse:
    """One date: heads by template and by interval, each with what it rests on."""
    post = request.method == "POST"
    desk = asked_desk(request, access.EDIT) if post else desk_context(request, "needs")["desk"]
    if desk is None:
        raise Http404
    found = reads.day_needs(desk, day)
    initial: dict[str, Any] = {f"t{each.template.pk}": each.heads for each in found.templates if each.own}
    initial |= {f"i{row.start}": row.heads for row in found.intervals}
    form = DayForm(
        request.POST if post else None,
        templates=[each.template for each in found.templates],
        intervals=found.intervals,
        initial=initial,
    )
    if post and form.is_valid():
        try:
            needs.set_day(
                desk, day, templates=form.by_template, intervals=form.by_start,
                actor=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("Stored."))
            return to(request, "shifts:demand_day", desk, day=day)
    return render(request, "shifts/demand_day.html", _day_context(request, desk, found, form),
                  status=422 if form.errors else 200)  # fmt: skip


def _day_context(request: HttpRequest, desk: Desk, found: reads.DayNeeds, form: DayForm) -> dict[str, Any]:
    """What the page of a date shows."""
    one = dt.timedelta(days=1)
    lines = [
        (
            f"{reads.clock(row.start or 0)}–{reads.clock((row.start or 0) + row.minutes)}",
            form[f"i{row.start}"],
            row,
            reads.basis_words(row.basis, row.heads),
        )
        for row in found.intervals
    ]
    return {
        "desk": desk,
        "day": found.day,
        "before": found.day - one,
        "after": found.day + one,
        "found": found,
        "form": form,
        "templates": [(each, form[f"t{each.template.pk}"]) for each in found.templates],
        "lines": lines,
        "spread": SpreadForm(),
        "may_edit": access.EDIT in rights_of(request.user),
    }


@require_POST
def demand_spread(request: HttpRequest, day: dt.date) -> HttpResponse:
    """The same heads for a stretch of a date."""
    desk = asked_desk(request, access.EDIT)
    form = SpreadForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
    else:
        _told(
            request,
            lambda: needs.spread(desk, day, actor=request.user, **form.cleaned_data),  # type: ignore[arg-type]
            _("Stored."),
        )
    return to(request, "shifts:demand_day", desk, day=day)


@require_POST
def demand_copy(request: HttpRequest) -> HttpResponse:
    """Copy a week's figures into a month."""
    desk = asked_desk(request, access.EDIT)
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return to(request, "shifts:demand", desk)
    said = form.cleaned_data
    days = reads.month_days(said["month"])
    try:
        done = needs.copy_week(
            desk, form.monday, days[0], days[-1], replace=said["replace"],
            actor=request.user,  # type: ignore[arg-type]
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("%(n)s figures copied; %(kept)s dates kept their own.")
        htmx.toast(request, text % {"n": done.written, "kept": done.kept})
    return to(request, "shifts:demand", desk, month=f"{said['month']:%Y-%m}")


def desk_context(request: HttpRequest, part: str) -> dict[str, Any]:
    """Desks in scope, the one asked for (404 out of scope) or the first, and what every demand page knows."""
    desks = list(access.visible_desks(request.user))
    text = request.GET.get("desk", "")
    number = asked_number(text)
    desk = next(iter(desks), None)
    if text:
        desk = next((each for each in desks if each.pk == number), None)
        if desk is None:
            raise Http404
    return {
        "desks": desks,
        "desk": desk,
        "part": part,
        "may_edit": access.EDIT in rights_of(request.user),
        "nav_code": "rosters",
    }


def job_context(desk: Desk, kind: str = desk_forecast.KIND) -> dict[str, Any]:
    """A desk's job that waits, runs or failed, and what it told when it ended."""
    job = desk_forecast.newest_job(desk, kind)
    ended = job is None or job.state in (JobState.DONE, JobState.CANCELLED)
    return {
        "running": None if job is None or ended else job_progress(job),
        "told": job.result if job is not None and job.state == JobState.DONE else {},
        "of": "needs" if kind == desk_forecast.NEEDS_KIND else "",
    }


def asked_desk(request: HttpRequest, right: str = access.VIEW) -> Desk:
    """The desk that a form or address names; 404 out of scope or where none is named."""
    number = asked_number(request.POST.get("desk", "") or request.GET.get("desk", ""))
    if number is None:
        raise Http404
    return access.get_desk(request.user, number, right)


def asked_month(text: str) -> dt.date:
    """The month asked for as 2026-11, else this one; 404 for what is no month."""
    if not text:
        return timezone.localdate().replace(day=1)
    found = asked_date(f"{text}-01")
    if found is None:
        raise Http404
    return found


def to(request: HttpRequest, name: str, desk: Desk, day: dt.date | None = None, **query: Any) -> HttpResponse:
    """Back to a page of a desk."""
    url = reverse(name, kwargs={"day": day} if day else None)
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return redirect(f"{url}?desk={desk.pk}{more}")


def _told(request: HttpRequest, work: Any, said: str) -> None:
    """Do the work; say what came of it."""
    try:
        work()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        htmx.toast(request, said)
