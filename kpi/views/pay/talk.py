"""Appeals: the list, one of them, the answer."""

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from kpi.access import pay as access
from kpi.choices.pay import AppealState, LineCode
from kpi.forms.pay import AppealAnswerForm
from kpi.models import PayAppeal
from kpi.selectors.pay import lists, plans, words
from kpi.services.pay import appeals
from kpi.views.pay.shared import PAGE
from staff.access import agent_of


@require_GET
def pay_appeals(request: HttpRequest) -> HttpResponse:
    """Own appeals and those of one's part."""
    state = request.GET.get("state", "")
    state = state if state in AppealState.values else ""
    people = access.people_of(request.user, "pay.appeals")
    rows = lists.appeals(people, agent_of(request.user), state=state)
    context = {
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "state": state,
        "states": AppealState.choices,
    }
    return render(request, "kpi/pay/appeal_list.html", context)


@require_GET
def pay_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appeal: the number as it was seen, the words, the answer."""
    return render(request, "kpi/pay/appeal.html", _context(request, access.get_appeal(request.user, pk)))


def _context(request: HttpRequest, row: PayAppeal, form: AppealAnswerForm | None = None) -> dict[str, Any]:
    me = agent_of(request.user)
    own = me is not None and me.pk == row.agent_id
    waits = row.state == AppealState.OPEN
    currency = plans.settings().currency
    return {
        "row": row,
        "label": row.shown.get("label") or LineCode(row.code).label,
        "seen": words.amount(row.shown["amount"], currency) if row.shown.get("amount") else "",
        "currency": currency,
        "own": own,
        "may_answer": not own and waits and "pay.appeals" in rights_of(request.user),
        "may_add": own and waits,
        "amount": words.amount(row.amount, currency) if row.amount else "",
        "form": form or AppealAnswerForm(),
    }


@require_POST
def pay_appeal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a reason."""
    row = access.get_appeal(request.user, pk, "pay.appeals")
    form = AppealAnswerForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        grant = request.POST.get("decision") == "grant"
        amount = data["amount"] or Decimal(0)
        try:
            appeals.answer(row, grant=grant, words=data["words"], amount=amount, actor=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return htmx.redirect(request, "kpi:pay_appeal", pk=pk)
    return render(request, "kpi/pay/appeal.html", _context(request, row, form))
