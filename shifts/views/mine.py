"""An agent's phone: now and next, the week, the month, a day, the team, wishes, and the calendar feed."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_date
from shifts.access.requests import me_of
from shifts.forms.requests import WishForm, asked_day
from shifts.selectors import exchanges, feed, leave
from shifts.selectors import mine as reads
from shifts.selectors import telling as telling_reads
from shifts.services import calendar_links, telling
from shifts.services import wishes as wish_services

ONE = dt.timedelta(days=1)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Now, next, this week and a month; what changed and waits to be seen."""
    me, now = me_of(request.user), timezone.now()
    today = timezone.localdate(now)
    day = asked_day(request.GET.get("day", ""), today)
    month = day.replace(day=1)
    changes = reads.unseen(me.pk)
    dates, week = reads.month_and_week(me.pk, day, changes)
    context: dict[str, Any] = {
        "now": reads.now_and_next(me.pk, now),
        "moment": now,
        "today": today,
        "day": day,
        "week": week,
        "month": dates,
        "blanks": range(month.weekday()),
        "before": month - ONE,
        "after": (month + dt.timedelta(days=32)).replace(day=1),
        "unseen": telling_reads.in_words(changes),
        "link": feed.link_of(me.pk),
        "balances": leave.balances(me),
        "nav_code": "my_shifts",
    }
    return render(request, "shifts/mine.html", context)


@require_GET
def my_day(request: HttpRequest, day: str) -> HttpResponse:
    """One date: the shift, and who of the team is there; reasons and exchanges come once the page stands."""
    me, today = me_of(request.user), timezone.localdate()
    date = _date(day)
    fragment = htmx.wants_fragment(request)
    more = fragment or "more" in request.GET
    found, reasons = exchanges.one_day(me.pk, date, today, more=more)
    context: dict[str, Any] = {"found": found, "coming": date >= today, "reasons": reasons}
    if fragment:
        return render(request, "shifts/_my_day_more.html", context)
    context |= {
        "team": reads.team_day(me, date),
        "me": me,
        "before": date - ONE,
        "after": date + ONE,
        "nav_code": "my_shifts",
    }
    return render(request, "shifts/my_day.html", context)


@require_GET
def my_team(request: HttpRequest) -> HttpResponse:
    """Who of the own team works what on a date."""
    me = me_of(request.user)
    day = asked_day(request.GET.get("day", ""), timezone.localdate())
    context = {
        "day": day,
        "rows": reads.team_day(me, day),
        "team": reads.team_of(me, day),
        "before": day - ONE,
        "after": day + ONE,
        "nav_code": "my_shifts",
    }
    return render(request, "shifts/my_team.html", context)


@require_POST
def changes_seen(request: HttpRequest) -> HttpResponse:
    """The person saw what changed."""
    telling.acknowledge(me_of(request.user))
    htmx.toast(request, _("Thank you. Your leader can see that you saw it."))
    return htmx.redirect(request, "shifts:mine")


@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Days off and shifts asked of a month's roster."""
    me, today = me_of(request.user), timezone.localdate()
    month = asked_day(request.GET.get("month", ""), (today.replace(day=1) + dt.timedelta(days=32))).replace(
        day=1
    )
    form = WishForm(
        request.POST or None, templates=reads.worked_templates(), initial={"day": request.GET.get("day")}
    )
    if request.method == "POST":
        done = _drop_wish(request, me, today) if "drop" in request.POST else _wish(request, form, me, today)
        if done is not None:
            return done
    context = {
        "form": form,
        "month": month,
        "rows": reads.wishes_of(me.pk, month),
        "roster": reads.roster_for(me, month),
        "closed": wish_services.closed_words(me, month, today),
        "today": today,
        "before": month - ONE,
        "after": (month + dt.timedelta(days=32)).replace(day=1),
        "nav_code": "my_shifts",
    }
    return render(request, "shifts/wishes.html", context, status=422 if form.errors else 200)


def _wish(request: HttpRequest, form: WishForm, me: Any, today: dt.date) -> HttpResponse | None:
    if not form.is_valid():
        return None
    said = form.cleaned_data
    try:
        wish_services.wish(me, said.pop("day"), said.pop("kind"), **said, actor=request.user, today=today)  # type: ignore[arg-type]
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    htmx.toast(request, _("Your wish is noted."))
    return htmx.redirect(request, "shifts:wishes")


def _drop_wish(request: HttpRequest, me: Any, today: dt.date) -> HttpResponse:
    day = _date(request.POST["drop"])
    try:
        wish_services.take_back(me, day, actor=request.user, today=today)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return htmx.redirect(request, "shifts:wishes")


@require_POST
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Make a calendar address, shown once, or revoke it."""
    me = me_of(request.user)
    if "revoke" in request.POST:
        calendar_links.revoke(me, actor=request.user)  # type: ignore[arg-type]
        htmx.toast(request, _("The old address answers no more."))
        return htmx.redirect(request, "shifts:mine")
    token = calendar_links.make(me, actor=request.user)  # type: ignore[arg-type]
    address = request.build_absolute_uri(reverse("shifts:calendar_feed", args=[token]))
    return render(request, "shifts/calendar_link.html", {"address": address, "nav_code": "my_shifts"})


@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed behind a secret; 404 for any other."""
    now = timezone.now()
    agent = calendar_links.owner(token, now)
    if agent is None:
        raise Http404
    language = agent.language or settings.LANGUAGE_CODE
    body = feed.feed(agent, timezone.localdate(now), language=language)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    return response


def _date(text: str) -> dt.date:
    found = asked_date(text)
    if found is None:
        raise Http404
    return found
