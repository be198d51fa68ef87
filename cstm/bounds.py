"""The first look at a request: how much it brings, and whether its address can be text at all."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

_MEGABYTE = 1_000_000


class BoundsMiddleware:
    """Refuse what is too much by its own word, before a byte of the body is read, and an address with NUL.

    No database stores that sign; PostgreSQL refuses a query that carries it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if brings(request) > settings.REQUEST_MAX_BYTES:
            return _too_large(request)
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest("The address holds a sign that no text has.")
        return self.get_response(request)


def brings(request: HttpRequest) -> int:
    """How many bytes the body has by its header; without one the server reads none."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _too_large(request: HttpRequest) -> HttpResponse:
    sizes = {"size": -(-brings(request) // _MEGABYTE), "limit": settings.REQUEST_MAX_BYTES // _MEGABYTE}
    sentence = _("The file has %(size)d MB; at most %(limit)d MB are taken.") % sizes
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "too_large", "message": sentence}}, status=413)
    return render(request, "413.html", {"sentence": sentence}, status=413)
