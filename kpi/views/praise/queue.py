"""A leader's queue: who is due, true reasons, and one press to send what the leader means."""

import json
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi.access.praise import LEAD
from kpi.forms.praise import PraiseForm
from kpi.selectors.praise import feed
from kpi.selectors.praise import queue as reads
from kpi.services.praise import praises
from kpi.views.praise.common import me_of
from staff.access import get_agent, teams_in_scope
from staff.models import Agent

PAGE = 10


def _group(request: HttpRequest, me: Agent) -> reads.Group:
    """The people whom the right reaches, without oneself."""
    return reads.group(teams_in_scope(request.user, LEAD), giver_id=me.pk, now=timezone.now())


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Who worked in the last seven days and heard no praise; for leaders and those above alone."""
    me, today = me_of(request), timezone.localdate()
    group = _group(request, me)
    page = Paginator(group.due, PAGE).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "page_obj": page,
        "rows": reads.waiting(list(page), today=today),
        "values": list(feed.values()),
        "key": uuid.uuid4().hex,
        "tab": "queue",
        "nav_code": "praise",
    }
    return render(request, "kpi/praise/queue.html", context)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Send what the leader chose; the item leaves the queue, and the count of the group is new."""
    me = me_of(request)
    number = asked_number(request.POST.get("to", ""))
    if number is None:
        return _refused(request, me, None, _("Choose whom you praise."))
    try:
        to = get_agent(request.user, number, LEAD)
    except Http404:
        return _refused(request, me, None, _("This person is not of your group now."))
    form = PraiseForm(request.POST)
    if not form.is_valid():
        return _refused(request, me, to, _("Keep the words under 400 characters, and choose a value."))
    try:
        row = praises.give(giver=me, receiver=to, actor=request.user, **form.given())  # type: ignore[arg-type]
    except DomainError as refused:
        return _refused(request, me, to, str(refused))
    text = _("Praise sent to %(name)s.") % {"name": to}
    back = reverse("kpi:praise_take_back", args=[row.pk])
    if not htmx.wants_fragment(request):
        htmx.toast(request, text)
        return htmx.redirect(request, "kpi:praise_queue")
    answer = render(request, "kpi/praise/_sent.html", {"group": _group(request, me)})
    answer["HX-Trigger"] = json.dumps({"cs:toast": {"text": text, "undo_url": back}})
    return answer


def _refused(request: HttpRequest, me: Agent, to: Agent | None, problem: str) -> HttpResponse:
    """The item again with the sentence that says what to do; without a person, the queue."""
    today = timezone.localdate()
    group = _group(request, me)
    rows = [row for row in group.due if to is not None and row.agent.pk == to.pk]
    context: dict[str, Any] = {
        "group": group,
        "values": list(feed.values()),
        "key": uuid.uuid4().hex,
        "problem": problem,
        "tab": "queue",
        "nav_code": "praise",
    }
    if htmx.wants_fragment(request) and rows:
        context["row"] = reads.waiting(rows, today=today)[0]
        said = {name: request.POST.get(name, "") for name in ("text", "reason")}
        context |= {"said": said, "item_problem": problem}
        # The library swaps no answer that is an error, so the refused item comes as a plain one.
        return render(request, "kpi/praise/_item.html", context)
    page = Paginator(group.due, PAGE).get_page(1)
    context |= {"page_obj": page, "rows": reads.waiting(list(page), today=today)}
    return render(request, "kpi/praise/queue.html", context, status=422)
