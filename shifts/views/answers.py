"""What posts have in common: do it, say what came of it, go back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cstm import htmx
from cstm.errors import DomainError


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
