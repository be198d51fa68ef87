"""What every page needs: navigation, language, theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from cstm import portal


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values of the frame around each page."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    match = request.resolver_match
    here = match.view_name if match else ""
    return {
        "nav_items": portal.nav_for(user) if signed_in else [],
        "nav_here": here,
        "languages": settings.LANGUAGES,
        "demo_mode": settings.DEMO,
        "theme": getattr(user, "theme", "") if signed_in else "",
    }
