"""Praise: the feed, two taps to praise anyone, one's own, taking back and taking out of the feed."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi.access import praise as access
from kpi.forms.praise import PraiseForm
from kpi.selectors.praise import feed as reads
from kpi.selectors.praise import honours
from kpi.services.praise import praises
from kpi.views.praise.common import me_of
from staff.models import Agent

PAGE = 30
FOUND = 30


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """What people thanked each other for, the newest first."""
    page = Paginator(reads.feed(), PAGE).get_page(request.GET.get("page"))
    return render(request, "kpi/praise/feed.html", {"page_obj": page, "tab": "feed"})


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """First tap a person, then the words; own words instead where none of the ready ones fits."""
    me, today = me_of(request), timezone.localdate()
    to = _person(request, me)
    word = request.GET.get("q", "")[:60]
    form = PraiseForm(request.POST or None)
    problem = ""
    if request.method == "POST":
        if to is None or not form.is_valid():
            problem = _("Choose whom you praise.") if to is None else _("Look at the fields again.")
        else:
            try:
                row = praises.give(giver=me, receiver=to, actor=request.user, **form.given())  # type: ignore[arg-type]
            except DomainError as refused:
                problem = str(refused)
            else:
                back = reverse("kpi:praise_take_back", args=[row.pk])
                text = _("Praise sent to %(name)s.") % {"name": to}
                messages.success(request, text, extra_tags=f"undo:{back}")
                return htmx.redirect(request, "kpi:praise")
    context = {
        "to": to,
        "form": form,
        "problem": problem,
        "word": word,
        "mates": [] if to or word else reads.team_mates(me, day=today),
        "found": list(reads.colleagues(me, day=today, text=word)[:FOUND]) if word and not to else [],
        "ready": reads.ready_words() if to else [],
        "values": reads.values() if to else [],
        "key": uuid.uuid4().hex,
        "nav_code": "praise",
    }
    return render(request, "kpi/praise/give.html", context, status=422 if problem else 200)


def _person(request: HttpRequest, me: Agent) -> Agent | None:
    """The person in the address or the form; 404 for nobody that one may praise."""
    text = request.POST.get("to", "") or request.GET.get("to", "")
    if not text:
        return None
    number = asked_number(text)
    rows = reads.colleagues(me, day=timezone.localdate()).select_related("user")
    found = rows.filter(pk=number).first() if number else None
    if found is None:
        raise Http404
    return found


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one was told, what one told others, and the own honours."""
    me = me_of(request)
    context = {
        "page_obj": Paginator(reads.received(me.pk), PAGE).get_page(request.GET.get("page")),
        "given": list(reads.given(me.pk)[:PAGE]),
        "awards": list(honours.awards_of(me.pk)),
        "tab": "mine",
        "nav_code": "praise",
    }
    return render(request, "kpi/praise/mine.html", context)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The giver takes a praise back."""
    row = access.get_given(request.user, pk)
    try:
        praises.take_back(row, actor=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        htmx.toast(request, _("Taken back."))
    queue = "queue" in request.headers.get("referer", "")
    return htmx.redirect(request, "kpi:praise_queue" if queue else "kpi:praise")


@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever was praised takes it out of the feed, or lets it back in."""
    row = access.get_received(request.user, pk)
    hidden = request.POST.get("hidden", "1") == "1"
    praises.set_hidden(row, hidden=hidden, actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("Out of the feed.") if hidden else _("Back in the feed."))
    return htmx.redirect(request, "kpi:praise_mine")
