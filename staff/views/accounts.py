"""Platform accounts: the list, who held one when, and passing it on."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cstm import htmx
from cstm.access import require
from cstm.formats import asked_number
from staff import access
from staff.forms import BindForm
from staff.selectors import accounts, person_page
from staff.services import accounts as writes
from staff.views.shared import actor_of, answer, bound, since, until

PAGE_SIZE = 50


@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    """Account names by store, searched."""
    stores = access.visible_stores(request.user, "accounts.bind")
    chosen = request.GET.get("store", "")
    rows = accounts.accounts(
        stores,
        store_id=asked_number(chosen),
        text=request.GET.get("q", ""),
        unbound=request.GET.get("unbound") == "1",
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    shown = [
        {
            "account": account,
            "holder": next(
                (row.agent for row in account.holdings.all() if row.valid_from <= today <= row.valid_to), None
            ),
        }
        for account in page.object_list
    ]
    values = {
        "nav_code": "team",
        "page_obj": page,
        "rows": shown,
        "stores": stores,
        "chosen": chosen,
        "q": request.GET.get("q", ""),
        "unbound": request.GET.get("unbound") == "1",
    }
    template = "staff/_account_rows.html" if htmx.wants_fragment(request) else "staff/account_list.html"
    return render(request, template, values)


@require_GET
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who held an account when."""
    account = access.get_account(request.user, pk)
    today = timezone.localdate()
    rows = accounts.holding_history(account)
    held = [person_page.dated(r.agent, r.valid_from, r.valid_to, today=today, pk=r.pk) for r in rows]
    values = {"nav_code": "team", "account": account, "held": held}
    return render(request, "staff/account_detail.html", values)


@require_http_methods(["GET", "POST"])
def account_bind(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who holds an account from a date on; the past stays with who held it."""
    account = access.get_account(request.user, pk)
    passing = accounts.holder_on(account, day=timezone.localdate()) is not None
    people = access.visible_agents(request.user, "accounts.bind")
    initial = {"valid_from": timezone.localdate()} if passing else {}
    form = bound(BindForm, request, people=people, initial=initial)
    if passing:
        form.fields["valid_from"].required = True
        form.fields["valid_from"].help_text = _("Days before it stay with who held the account.")

    def save(data: dict[str, Any]) -> None:
        first, last = since(data["valid_from"]), until(data["valid_to"])
        require(access.can_take_over(request.user, account.store, account.name, first=first, last=last))
        writes.bind(account, agent=data["agent"], valid_from=first, valid_to=last, actor=actor_of(request))

    page = {
        "title": _("Pass the account on") if passing else _("Bind the account"),
        "lead": _("Rows imported before and after follow who held the account on their day."),
        "back": [("staff:account_list", _("Accounts"))],
        "action": _("Bind"),
        "about": account,
    }
    to = ("staff:account_detail", {"pk": pk})
    return answer(request, form=form, save=save, page=page, done=_("The account is bound."), to=to)
