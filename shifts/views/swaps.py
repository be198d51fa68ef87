"""Swaps: the own ones, on behalf of somebody, and where they are approved."""

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number
from shifts.access import requests as access
from shifts.choices import RequestState
from shifts.selectors import exchanges, swap_words
from shifts.selectors import mine as reads
from shifts.services import swaps
from shifts.views.answers import answered
from staff.access import agent_of, get_agent
from staff.models import Agent


@require_GET
def my_swaps(request: HttpRequest) -> HttpResponse:
    """What one asked for, and what one is asked."""
    me = access.me_of(request.user)
    asked, asking = reads.swaps_of(me.pk)
    context = {
        "asked": swap_words.lines(asked),
        "asking": swap_words.lines(asking),
        "offered": RequestState.OFFERED,
        "open_states": swaps.OPEN,
        "nav_code": "my_shifts",
    }
    return render(request, "shifts/my_swaps.html", context)


@require_POST
def swap_offer(request: HttpRequest) -> HttpResponse:
    """Ask a colleague."""
    me = access.me_of(request.user)
    day, partner_day = (
        asked_date(request.POST.get("day", "")),
        asked_date(request.POST.get("partner_day", "")),
    )
    partner = Agent.objects.filter(pk=asked_number(request.POST.get("partner", "")) or 0).first()
    return _offer(request, me, day, partner, partner_day, back="shifts:my_swaps")


@require_POST
def swap_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner accepts or declines; the asker withdraws."""
    swap = access.get_swap(request.user, pk)
    me = agent_of(request.user)
    today = timezone.localdate()
    word = next((each for each in ("accept", "decline", "withdraw") if each in request.POST), "")

    def work() -> None:
        if not word:
            raise DomainError(_("Choose an answer."))
        access.check_answers(request.user, swap, word)
        if word == "accept":
            swaps.accept(swap, actor=request.user, today=today)  # type: ignore[arg-type]
        elif word == "decline":
            swaps.decline(swap, actor=request.user, answer=request.POST.get("answer", ""))  # type: ignore[arg-type]
        else:
            swaps.withdraw(swap, actor=request.user)  # type: ignore[arg-type]

    said = {"accept": _("Accepted."), "decline": _("Declined.")}.get(word, _("Taken back."))
    mine = me in (swap.asker, swap.partner)
    return answered(request, work, said, "shifts:my_swaps" if mine else "shifts:request_list")


@require_POST
def swap_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse what two agreed."""
    swap = access.get_swap(request.user, pk, decide=True)
    answer = request.POST.get("answer", "")

    def work() -> None:
        if "approve" in request.POST:
            swaps.approve(swap, actor=request.user, today=timezone.localdate(), answer=answer)  # type: ignore[arg-type]
        else:
            swaps.refuse(swap, actor=request.user, answer=answer)  # type: ignore[arg-type]

    said = _("Approved. Both have a notice.") if "approve" in request.POST else _("Refused, with your words.")
    return answered(request, work, said, "shifts:request_list")


@require_http_methods(["GET", "POST"])
def swap_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Find a partner on behalf of somebody who is absent."""
    agent = get_agent(request.user, pk, access.DECIDE)
    today = timezone.localdate()
    if request.method == "POST":
        day, partner_day = (
            asked_date(request.POST.get("day", "")),
            asked_date(request.POST.get("partner_day", "")),
        )
        partner = Agent.objects.filter(pk=asked_number(request.POST.get("partner", "")) or 0).first()
        return _offer(request, agent, day, partner, partner_day, back="shifts:request_list")
    day = asked_date(request.GET.get("day", "")) or today
    until = max(day, today + dt.timedelta(days=30))
    coming = [row for row in reads.shifts_of(agent.pk, min(day, today), until) if row.start_at]
    row = next((each for each in coming if each.day == day), None)
    context: dict[str, Any] = {"agent": agent, "found": {"day": day, "row": row, "works": row is not None}}
    fragment = htmx.wants_fragment(request)
    if row is not None and day >= today and (fragment or "more" in request.GET):
        context["reasons"] = exchanges.reasons(row, today)
    if fragment:
        return render(request, "shifts/_swap_for_more.html", context)
    context |= {
        "coming": [each for each in coming if each.day >= today],
        "nav_code": "rosters",
    }
    return render(request, "shifts/swap_for.html", context)


def _offer(
    request: HttpRequest,
    asker: Agent,
    day: dt.date | None,
    partner: Agent | None,
    partner_day: dt.date | None,
    *,
    back: str,
) -> HttpResponse:
    def work() -> None:
        if day is None or partner is None:
            raise DomainError(_("Choose a day and a colleague first."))
        swaps.offer(
            asker, day, partner, partner_day=partner_day, actor=request.user,  # type: ignore[arg-type]
            today=timezone.localdate(), note=request.POST.get("note", ""),
        )  # fmt: skip

    return answered(request, work, _("%(name)s is asked.") % {"name": partner}, back)
