"""Chats to read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cstm.access import rights_of
from cstm.formats import asked_number
from kpi.access import quality as access
from kpi.selectors.quality import lists, reading
from kpi.views.quality.common import NAV, asked_week, page_of
from staff.access import visible_agents


@require_GET
def chat_list(request: HttpRequest) -> HttpResponse:
    """Chats that one may read, newest first."""
    asked = request.GET
    agent_id, week = asked_number(asked.get("agent", "")), asked_week(asked.get("week", ""))
    rights = rights_of(request.user)
    people = visible_agents(request.user, access.READ).order_by("name") if access.READ in rights else []
    context = {
        "page_obj": page_of(request, lists.chats(request.user, agent_id=agent_id, week=week)),
        "people": [(person.pk, str(person)) for person in people],
        "agent_id": agent_id,
        "week": asked.get("week", "") if week else "",
        "imports": access.REVIEW in rights,
        **NAV,
    }
    return render(request, "kpi/quality/chat_list.html", context)


@require_GET
def chat(request: HttpRequest, pk: int) -> HttpResponse:
    """One transcript."""
    row = access.get_chat(request.user, pk)
    seen = access.visible_reviews(request.user).filter(chat=row).select_related("reviewer")
    context = {"chat": row, "lines": reading.transcript(row), "reviews": list(seen), **NAV}
    return render(request, "kpi/quality/chat.html", context)
