"""Evaluations: a round, each person's two assessments, the talk, the signatures."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import growth as access
from kpi.forms.growth import CycleForm, EvaluationTalkForm
from kpi.models import Evaluation
from kpi.services.growth import evaluations
from kpi.views.praise.common import form_page, me_of
from staff.access import teams_in_scope
from staff.selectors import people


@require_http_methods(["GET", "POST"])
def cycle_new(request: HttpRequest) -> HttpResponse:
    """Begin a round for a part of the tree."""
    teams = people.teams(teams_in_scope(request.user, access.LEAD))
    form = CycleForm(request.POST or None, teams=teams)
    return form_page(
        request,
        form,
        save=lambda: evaluations.open_cycle(actor=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        page={
            "title": _("A round of evaluations"),
            "lead": _("Everybody of the team writes first, then the leader; then the two talk and sign."),
            "action": _("Begin"),
            "nav_code": "growth_team",
        },
        done=_("The round has begun; everybody has a notice."),
        to=reverse("kpi:growth_team"),
    )


def _page(request: HttpRequest, row: Evaluation, problem: str = "") -> HttpResponse:
    me = me_of(request)
    own, leads = row.agent_id == me.pk, row.leader_id == me.pk
    talk = EvaluationTalkForm(
        request.POST if problem and "notes" in request.POST else None,
        initial={
            "talk_on": row.talk_on or timezone.localdate(),
            "notes": row.talk_notes,
            "next_goals": row.next_goals,
        },
    )
    context = {
        "row": row,
        "own": own,
        "leads": leads,
        "sees_self": own or row.self_at is not None,
        # The person reads the leader's part from the talk on, where it is said in person first.
        "sees_lead": leads or row.talk_on is not None or (not own and row.lead_at is not None),
        "signed": row.agent_signed_at if own else row.leader_signed_at if leads else None,
        "talk_form": talk,
        "problem": problem,
        "nav_code": "growth" if own else "growth_team",
    }
    return render(request, "kpi/growth/evaluation.html", context, status=422 if problem else 200)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One evaluation, as far as it may be read by now."""
    return _page(request, access.get_evaluation(request.user, pk))


def _done(request: HttpRequest, row: Evaluation, work: Callable[[], object], said: str) -> HttpResponse:
    try:
        work()
    except DomainError as refused:
        return _page(request, access.get_evaluation(request.user, row.pk), str(refused))
    htmx.toast(request, said)
    return htmx.redirect(request, "kpi:evaluation_detail", pk=row.pk)


def _not_yours() -> None:
    raise DomainError(_("The two of the talk write here."), code="not_yours")


@require_POST
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep or hand in the own part."""
    row, me = access.get_evaluation(request.user, pk), me_of(request)
    whose = "self" if row.agent_id == me.pk else "lead" if row.leader_id == me.pk else ""
    hand_in = "hand_in" in request.POST

    def work() -> None:
        if not whose:
            _not_yours()
        evaluations.save_part(row, whose, values=request.POST, hand_in=hand_in, actor=request.user)  # type: ignore[arg-type]

    return _done(request, row, work, _("Handed in.") if hand_in else _("Kept."))


@require_POST
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """The leader writes the talk down."""
    row, me = access.get_evaluation(request.user, pk), me_of(request)
    form = EvaluationTalkForm(request.POST)

    def work() -> None:
        if row.leader_id != me.pk:
            _not_yours()
        if not form.is_valid():
            raise DomainError(_("Fill in the date and what was said."), code="form")
        evaluations.talk(row, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]

    return _done(request, row, work, _("Kept. Both sign now."))


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the two signs."""
    row, me = access.get_evaluation(request.user, pk), me_of(request)
    return _done(request, row, lambda: evaluations.sign(row, by=me, actor=request.user), _("Signed."))  # type: ignore[arg-type]
