"""Settings: the calendar of workdays, rest days and holidays."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shifts.forms.living import asked_day
from shifts.forms.settings import DayForm
from shifts.models import CalendarDay
from shifts.selectors import settings as reads
from shifts.services import calendar_days as writes
from shifts.views.setting_parts import actor_of, setting_form

_LONGEST_MONTH = dt.timedelta(days=31)


@require_GET
def calendar_month(request: HttpRequest) -> HttpResponse:
    """A month of dates: workdays, rest days, statutory holidays and make-up workdays."""
    text = request.GET.get("month", "")
    month = asked_day(f"{text}-01", timezone.localdate().replace(day=1))
    if not 2000 <= month.year <= 2100:
        month = timezone.localdate().replace(day=1)
    weeks = reads.month_weeks(month)
    context = {
        "month": month,
        "weeks": weeks,
        "published": reads.published(month),
        "edits": sum(1 for week in weeks for each in week if each is not None and each.edited),
        "before": month - dt.timedelta(days=1),
        "after": (month + _LONGEST_MONTH).replace(day=1),
        "nav_code": "rosters",
    }
    return render(request, "shifts/calendar_month.html", context)


@require_http_methods(["GET", "POST"])
def calendar_day(request: HttpRequest) -> HttpResponse:
    """Say what a date is, or let the published calendar speak again."""
    day = asked_day(request.GET.get("day", ""), timezone.localdate())
    known = CalendarDay.objects.filter(day=day).first()
    initial = {"day": day, "kind": known.kind if known else "", "name": known.name if known else ""}
    form = DayForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> None:
        if data["kind"]:
            writes.set_day(data["day"], data["kind"], name=data["name"], actor=actor_of(request))
        else:
            writes.clear_day(data["day"], actor=actor_of(request))

    page = {
        "title": _("Change a day"),
        "action": _("Save"),
        "lead": _("What the house says goes before the published calendar; pay and rest follow it."),
    }
    to = f"{resolve_url('shifts:calendar_month')}?month={day:%Y-%m}"
    return setting_form(request, form, save=save, page=page, done=_("The day is changed."), to=to)
