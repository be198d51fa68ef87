"""The first look at a request: how much it brings, and whether its address can be text at all."""

import logging
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found, server_error

log = logging.getLogger(__name__)
_MEGABYTE = 1_000_000
_GONE = (OperationalError, InterfaceError)


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

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A database that is busy or gone is no fault of the page: 503, and when to try again."""
        return _gone(request) if isinstance(error, _GONE) else None


def fault(request: HttpRequest) -> HttpResponse:
    """The site's answer to what nobody caught: also where the session or the person could not be read."""
    if isinstance(sys.exc_info()[1], _GONE):
        return _gone(request)
    if request.path.startswith("/api/"):
        return _say(request, _("A fault on our side"), code="fault", status=500)
    return server_error(request)


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's answer to an address that is not there; a program gets it in the shape of the API."""
    if request.path.startswith("/api/"):
        return _say(request, _("Not found"), code="not_found", status=404)
    return page_not_found(request, exception)


def _gone(request: HttpRequest) -> HttpResponse:
    """503 and when to try again; the page is drawn without the person, whom nobody can look up now."""
    log.warning("the database did not answer", exc_info=True)
    sentence = _("The database did not answer in time.")
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"error": {"code": "busy", "message": sentence}}, status=503)
    else:
        answer = HttpResponse(render_to_string("413.html", {"sentence": sentence}), status=503)
    answer.headers["Retry-After"] = "5"
    return answer


def brings(request: HttpRequest) -> int:
    """How many bytes the body has by its header; without one the server reads none."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _too_large(request: HttpRequest) -> HttpResponse:
    sizes = {"size": -(-brings(request) // _MEGABYTE), "limit": settings.REQUEST_MAX_BYTES // _MEGABYTE}
    sentence = _("The file has %(size)d MB; at most %(limit)d MB are taken.") % sizes
    return _say(request, sentence, code="too_large", status=413)


def _say(request: HttpRequest, sentence: str, *, code: str, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": code, "message": sentence}}, status=status)
    return render(request, "413.html", {"sentence": sentence}, status=status)
