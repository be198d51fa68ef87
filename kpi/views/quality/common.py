"""What the pages of chat quality have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from cstm import htmx
from cstm.errors import DomainError
from cstm.formats import asked_number
from cstm.weeks import Week
from kpi.services.quality.reviews import Said
from staff.access import agent_of
from staff.models import Agent

ROWS = 30
NAV = {"nav_code": "quality"}


def answered(
    request: HttpRequest, work: Callable[[], object], said: str, back: str, **where: Any
) -> HttpResponse:
    """Do the work and go back with its result in words: a toast, or the refusal's sentence."""
    try:
        work()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        htmx.toast(request, said)
    return htmx.redirect(request, back, **where)


def page_of(request: HttpRequest, rows: Any) -> Page:
    """The asked page of a list."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def me_of(request: HttpRequest) -> Agent:
    """The person behind the log-in; 404 for a log-in that is nobody."""
    me = agent_of(request.user)
    if me is None:
        raise Http404
    return me


def asked_week(text: str) -> Week | None:
    """A week out of an address, None for what is none."""
    try:
        return Week.parse(text) if text else None
    except DomainError:
        return None


def said_of(post: QueryDict, codes: list[str]) -> dict[str, Said]:
    """What a reviewer's form says of each item."""
    return {
        code: Said(
            post.get(f"item_{code}", ""),
            asked_number(post.get(f"turn_{code}", "")),
            post.get(f"cause_{code}", ""),
            post.get(f"note_{code}", ""),
        )
        for code in codes
    }
