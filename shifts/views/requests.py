"""What waits for a decision, and open shifts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from shifts.access import requests as access
from shifts.access.rosters import get_roster
from shifts.forms.requests import OpenShiftForm
from shifts.selectors import leave as leave_reads
from shifts.selectors import mine, open_shifts, swap_words
from shifts.selectors.rosters import rosters_of, templates
from shifts.services import open_shifts as services
from shifts.views.answers import answered
from staff.access import teams_in_scope, visible_agents


@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """Leave and swaps that wait, each with what it does; open shifts and their claims."""
    today = timezone.localdate()
    people, known = visible_agents(request.user, access.DECIDE), templates(active=False)
    waiting, standing = leave_reads.deciding(people, today)
    hits = leave_reads.impacts(waiting, known, standing)
    scope = teams_in_scope(request.user, access.DECIDE)
    context = {
        "leaves": [{"row": row, "impact": hits[row.pk]} for row in waiting],
        "swaps": swap_words.lines(mine.waiting_swaps(people)[:40], known),
        "offers": open_shifts.offered(scope, today)[:60],
        "may_open": access.EDIT in rights_of(request.user),
        "rosters": rosters_of(scope).filter(month__gte=today.replace(day=1)).exclude(state="draft")[:12],
        "nav_code": "rosters",
    }
    return render(request, "shifts/request_list.html", context)


@require_GET
def open_list(request: HttpRequest) -> HttpResponse:
    """Open shifts of the own team's rosters."""
    me, today = access.me_of(request.user), timezone.localdate()
    teams = mine.open_teams(me, today)
    context = {"offers": open_shifts.offered_to(me.pk, teams, today), "me": me, "nav_code": "my_shifts"}
    return render(request, "shifts/open_shifts.html", context)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Want an open shift."""
    shift, me = access.get_open_shift(request.user, pk), access.me_of(request.user)

    def work() -> None:
        services.claim(shift, me, actor=request.user, now=timezone.now())  # type: ignore[arg-type]

    said = (
        _("It is yours.") if shift.mode == "first" else _("Noted. You get a notice when claims are closed.")
    )
    return answered(request, work, said, "shifts:open_shifts")


@require_POST
def claim_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer want it."""
    row = access.get_claim(request.user, pk)

    def work() -> None:
        services.withdraw_claim(row, actor=request.user)  # type: ignore[arg-type]

    return answered(request, work, _("Taken back."), "shifts:open_shifts")


@require_http_methods(["GET", "POST"])
def open_shift_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a shift of a published month."""
    roster = get_roster(request.user, pk, access.EDIT)
    usual = {"day": max(timezone.localdate(), roster.month), **request.GET.dict()}
    form = OpenShiftForm(request.POST or None, templates=mine.worked_templates(), initial=usual)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            services.open_shift(
                roster, said.pop("day"), said.pop("template"), said.pop("desk"), **said,
                actor=request.user, now=timezone.now(),  # type: ignore[arg-type]
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("The open shift is offered. Those who may take it have a notice."))
            return htmx.redirect(request, "shifts:request_list")
    context = {
        "form": form,
        "title": _("Offer an open shift"),
        "lead": str(roster),
        "action": _("Offer"),
        "cancel": reverse("shifts:request_list"),
        "nav_code": "rosters",
    }
    return render(request, "shifts/living_form.html", context, status=422 if form.errors else 200)


@require_POST
def open_shift_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no longer."""
    shift = access.get_open_shift(request.user, pk, access.EDIT)

    def work() -> None:
        services.take_back(shift, actor=request.user)  # type: ignore[arg-type]

    return answered(request, work, _("It is offered no longer."), "shifts:request_list")
