"""Whom a failed log-in counts against: the name that was tried, and the address that tried it."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest


def name_tried(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The log-in's name; its mail address counts as the same name, so that no one gets two rows of tries."""
    given = credentials or {}
    word = next((str(given[key]) for key in ("username", "email", "login") if given.get(key)), "")
    if not word and request is not None:
        word = request.POST.get("login", "")
    word = word.strip()
    if "@" in word:
        users = get_user_model()._default_manager.filter(email__iexact=word)
        word = users.values_list("username", flat=True).first() or word
    return word.casefold()[:150]


def address_of(request: HttpRequest) -> str:
    """The caller's address: what the outermost of our own proxies saw, never what the caller wrote itself."""
    proxies: int = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return str(seen[-proxies])
    return str(request.META.get("REMOTE_ADDR") or "")
