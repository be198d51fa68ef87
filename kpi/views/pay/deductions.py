"""Deductions: the list without any peer's, a proposal, the answer, the decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from kpi.access import pay as access
from kpi.choices.pay import DeductionState
from kpi.forms.pay import DeductionForm, WordsForm
from kpi.models import Deduction
from kpi.selectors.pay import lists, plans, words
from kpi.services.pay import deductions
from kpi.views.pay.shared import PAGE
from staff.access import agent_of, get_agent

_WAITS = (DeductionState.ASKED, DeductionState.ANSWERED)


@require_GET
def deduction_list(request: HttpRequest) -> HttpResponse:
    """Own deductions and those that one may see; never a peer's."""
    state = request.GET.get("state", "")
    state = state if state in DeductionState.values else ""
    people = access.people_of(request.user, "deductions.propose", "deductions.approve")
    rows = lists.deductions(people, agent_of(request.user), request.user, state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    settings = plans.settings()
    context = {
        "page_obj": page,
        "rows": [
            {"row": row, "amount": words.amount(row.amount, settings.currency)} for row in page.object_list
        ],
        "state": state,
        "states": DeductionState.choices,
        "may_propose": "deductions.propose" in rights_of(request.user),
        "settings": settings,
    }
    return render(request, "kpi/pay/deduction_list.html", context)


@require_http_methods(["GET", "POST"])
def deduction_new(request: HttpRequest) -> HttpResponse:
    """Propose a deduction, with evidence."""
    me = agent_of(request.user)
    people = access.people_of(request.user, "deductions.propose").exclude(pk=me.pk if me else 0)
    choices = [(each.pk, f"{each} · {each.employee_no}") for each in people.order_by("name", "employee_no")]
    month = f"{timezone.localdate():%Y-%m}"
    form = DeductionForm(request.POST or None, people=choices, initial={"month": month})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        agent = get_agent(request.user, int(data.pop("agent")), "deductions.propose")
        try:
            row = deductions.propose(agent, **data, actor=request.user, today=timezone.localdate())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return htmx.redirect(request, "kpi:deduction", pk=row.pk)
    return render(request, "kpi/pay/deduction_new.html", {"form": form, "settings": plans.settings()})


@require_GET
def deduction(request: HttpRequest, pk: int) -> HttpResponse:
    """One deduction: evidence, answer, decision."""
    row = access.get_deduction(request.user, pk)
    return render(request, "kpi/pay/deduction.html", _context(request, row))


def _context(request: HttpRequest, row: Deduction, form: WordsForm | None = None) -> dict[str, Any]:
    me, rights = agent_of(request.user), rights_of(request.user)
    own = me is not None and me.pk == row.agent_id
    waits = row.state in _WAITS
    proposer = row.proposed_by_id == request.user.pk
    reach = access.people_of(request.user, "deductions.approve").filter(pk=row.agent_id)
    decides = waits and not own and not proposer and "deductions.approve" in rights
    settings = plans.settings()
    return {
        "row": row,
        "settings": settings,
        "amount": words.amount(row.amount, settings.currency),
        "own": own,
        "may_answer": own and waits,
        "may_decide": decides and reach.exists(),
        "may_approve": row.state == DeductionState.ANSWERED,
        "may_withdraw": waits and proposer,
        "may_appeal": own and row.state == DeductionState.APPROVED,
        "form": form or WordsForm(),
    }


@require_POST
def deduction_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person says to it."""
    row = access.get_deduction(request.user, pk, "own.view")
    return _said(request, row, lambda text: deductions.answer(row, words=text, actor=request.user))


@require_POST
def deduction_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person decides."""
    row = access.get_deduction(request.user, pk, "deductions.approve")
    approve = request.POST.get("decision") == "approve"
    return _said(
        request, row, lambda text: deductions.decide(row, approve=approve, words=text, actor=request.user)
    )


@require_POST
def deduction_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposer takes it back."""
    row = access.get_deduction(request.user, pk, "deductions.propose")
    return _said(request, row, lambda text: deductions.withdraw(row, words=text, actor=request.user))


def _said(request: HttpRequest, row: Deduction, deed: Callable[[str], Any]) -> HttpResponse:
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            deed(form.cleaned_data["words"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted."))
            return htmx.redirect(request, "kpi:deduction", pk=row.pk)
    return render(request, "kpi/pay/deduction.html", _context(request, row, form))
