"""The handover book: what is open, a new item, one item's trail."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_number
from shifts.access import handover as access
from shifts.choices import HandoverKind, HandoverState
from shifts.forms.living import HandoverForm, asked_day
from shifts.models import HandoverItem
from shifts.selectors import handover as reads
from shifts.services import handover
from shifts.views.living import form_page, me_of
from staff.access import agent_of

PAGE = 30


@require_GET
def handover_list(request: HttpRequest) -> HttpResponse:
    """The book, what is open first by what is due."""
    stores = list(access.stores_of(request.user))
    chosen = [store for store in stores if store.pk == asked_number(request.GET.get("store", ""))] or stores
    asked = {name: request.GET.get(name, "")[:120] for name in ("q", "kind", "state", "first", "last")}
    state = asked["state"] if "state" in request.GET else "standing"
    far = timezone.localdate().replace(year=1970)
    first, last = (asked_day(asked[name], far) for name in ("first", "last"))
    rows = reads.items(
        [store.pk for store in chosen],
        text=asked["q"],
        kind=asked["kind"],
        state=state,
        first=first if first != far else None,
        last=last if last != far else None,
    )
    context = {
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "stores": stores,
        "store": chosen[0] if len(chosen) == 1 and len(stores) > 1 else None,
        "asked": asked | {"state": state},
        "kinds": HandoverKind.choices,
        "states": HandoverState.choices,
        "now": timezone.now(),
        "nav_code": "handover",
    }
    return render(request, "shifts/handover_list.html", context)


@require_http_methods(["GET", "POST"])
def handover_new(request: HttpRequest) -> HttpResponse:
    """Hand something on."""
    me = me_of(request)
    form = HandoverForm(
        request.POST or None,
        stores=access.stores_of(request.user),
        initial={"store": request.GET.get("store")},
    )

    def save(said: dict[str, Any]) -> None:
        handover.write(said["store"], by=me, values=said, actor=request.user)

    page = {
        "title": _("Hand something over"),
        "action": _("Hand over"),
        "nav_code": "handover",
        "lead": _("The next shift is told and has to accept it."),
    }
    return form_page(
        request, form, save=save, page=page, done=_("Written into the book."), to="shifts:handover_list"
    )


@require_GET
def handover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One item with its trail."""
    return render(
        request, "shifts/handover_detail.html", _context(request, access.get_item(request.user, pk))
    )


def _context(request: HttpRequest, item: HandoverItem, problem: str = "") -> dict[str, Any]:
    me, now = agent_of(request.user), timezone.now()
    verdict = None
    if me is not None and item.state == HandoverState.OPEN:
        verdict = handover.may_accept(item, me, leads=access.leads(request.user, item), now=now)
    return {
        "item": item,
        "notes": reads.notes(item),
        "verdict": verdict,
        "late": item.state == HandoverState.OPEN and item.accept_by < now,
        "problem": problem,
        "nav_code": "handover",
    }


def _done(request: HttpRequest, item: HandoverItem, work: Any, done: str) -> HttpResponse:
    """Do it and show the item, with the reason why not where it was refused."""
    try:
        work()
    except DomainError as refused:
        context = _context(request, access.get_item(request.user, item.pk), str(refused))
        return render(request, "shifts/handover_detail.html", context, status=422)
    htmx.toast(request, done)
    return htmx.redirect(request, "shifts:handover_detail", pk=item.pk)


@require_POST
def handover_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The next shift takes it over."""
    item, me = access.get_item(request.user, pk), me_of(request)
    led = access.leads(request.user, item)
    return _done(
        request,
        item,
        lambda: handover.accept(item.pk, by=me, leads=led, actor=request.user),
        _("Accepted."),
    )


@require_POST
def handover_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A word."""
    item, me = access.get_item(request.user, pk), me_of(request)
    text = request.POST.get("text", "")
    return _done(
        request,
        item,
        lambda: handover.add_word(item.pk, by=me, text=text, actor=request.user),
        _("Added."),
    )


@require_POST
def handover_close(request: HttpRequest, pk: int) -> HttpResponse:
    """It is settled."""
    item, me = access.get_item(request.user, pk), me_of(request)
    text = request.POST.get("text", "")
    return _done(
        request,
        item,
        lambda: handover.close(item.pk, by=me, text=text, actor=request.user),
        _("Closed."),
    )
