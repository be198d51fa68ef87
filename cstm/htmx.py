"""Small helpers for pages that HTMX refreshes in part."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect as plain_redirect
from django.shortcuts import resolve_url


def wants_fragment(request: HttpRequest) -> bool:
    """Did HTMX ask, and not for a whole page by history or boost?"""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not (htmx.boosted or htmx.history_restore_request)


def redirect(request: HttpRequest, to: str, **kwargs: Any) -> HttpResponse:
    """Send the browser on, whether HTMX or a plain form asked."""
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = resolve_url(to, **kwargs)
        return response
    back: HttpResponse = plain_redirect(to, **kwargs)
    return back


def toast(request: HttpRequest, text: object, response: HttpResponse | None = None) -> None:
    """Show a short result: on the next page, or at once where a fragment is the answer."""
    if response is None:
        messages.success(request, str(text))
    else:
        response["HX-Trigger"] = json.dumps({"cs:toast": {"text": str(text)}})
