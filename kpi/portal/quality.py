"""Navigation and shared panels of inspection forms, chats and reviews."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, Panel, register_nav, register_panels
from kpi.selectors.quality import lists


def waits(request: HttpRequest) -> dict[str, Any] | None:
    """Inspections that wait for this person; nothing where none does."""
    found = lists.waiting(request.user)
    count = sum(found.values())
    return {**found, "count": count} if count else None


register_nav(NavItem("quality", _("Chat quality"), "kpi:review_list", "message-check", 57))
register_panels(
    Panel("kpi_quality", "home", "kpi/quality/_panel.html", waits, "own.view|quality.review", order=12)
)
