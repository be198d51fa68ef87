"""Rewards and deductions that stand on cited facts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import growth as access
from kpi.forms.growth import ProposalForm
from kpi.selectors.growth.facts import facts_on_record
from kpi.services.growth import proposals
from kpi.views.praise.common import form_page, me_of


@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose, by citing facts on record."""
    agent, me = access.get_led(request.user, pk), me_of(request)
    facts = facts_on_record(agent, timezone.localdate())
    form = ProposalForm(request.POST or None, facts=[(fact.key, fact.text) for fact in facts])
    return form_page(
        request,
        form,
        save=lambda: proposals.propose(
            kind=form.cleaned_data["kind"],
            agent=agent,
            by=me,
            what=form.cleaned_data["what"],
            cited=form.cleaned_data["facts"],
            actor=request.user,  # type: ignore[arg-type]
        ),
        page={
            "title": _("A proposal for %(name)s") % {"name": agent},
            "lead": _("It stands on facts of the last 90 days; somebody else decides."),
            "action": _("Propose"),
            "nav_code": "growth_team",
        },
        done=_("Proposed."),
        to=reverse("kpi:growth_agent", args=[agent.pk]),
    )


@require_GET
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with its facts."""
    row, me = access.get_proposal(request.user, pk), me_of(request)
    context = {"row": row, "mine": row.proposed_by_id == me.pk, "nav_code": "growth_team"}
    return render(request, "kpi/growth/proposal.html", context)


@require_POST
def proposal_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, decline, or (who proposed it) take it back."""
    row, me = access.get_proposal(request.user, pk), me_of(request)
    word = request.POST.get("decision", "")
    try:
        if word == "withdraw":
            proposals.withdraw(row, by=me, actor=request.user)  # type: ignore[arg-type]
        else:
            proposals.decide(
                row,
                agreed=word == "agree",
                answer=request.POST.get("answer", ""),
                by=me,
                actor=request.user,  # type: ignore[arg-type]
            )
    except DomainError as refused:
        context = {
            "row": row,
            "mine": row.proposed_by_id == me.pk,
            "problem": str(refused),
            "nav_code": "growth_team",
        }
        return render(request, "kpi/growth/proposal.html", context, status=422)
    htmx.toast(request, _("Saved."))
    return htmx.redirect(request, "kpi:proposal_detail", pk=row.pk)
