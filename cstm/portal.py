"""Registry of what apps show on shared pages: panels, and entries of the navigation.

An app's `portal.py` registers at start; the ground floor imports nobody.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cstm import access

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the side navigation: opens `url_name` for those whom the access table lets in.

    `order` places it (tens, in the order of the design language); `count` gives how many things wait.
    """

    code: str
    label: Any
    url_name: str
    icon: str
    order: int
    count: Callable[[Any], int] | None = None
    phone: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A block of a shared page (`slot` is "home", "person" or "scorecard").

    `data` gets the request (for "person" also the agent, for "scorecard" also agent and period) and returns
    the template's values, or None to stay away. A `lazy` panel is fetched by HTMX after the page stands.
    """

    code: str
    slot: str
    template: str
    data: Callable[..., dict[str, Any] | None]
    right: str = access.SIGNED_IN
    order: int = 50
    lazy: bool = False
    side: bool = False


_nav: dict[str, NavItem] = {}
_panels: dict[str, Panel] = {}


def register_nav(*items: NavItem) -> None:
    """Add entries; the same code again replaces."""
    _nav.update({item.code: item for item in items})


def register_panels(*panels: Panel) -> None:
    """Add panels; the same code again replaces."""
    _panels.update({panel.code: panel for panel in panels})


def nav_for(user: Any) -> list[NavItem]:
    """The entries that this log-in may open, in order."""
    return sorted(
        (item for item in _nav.values() if access.may_open_name(user, item.url_name)),
        key=lambda item: item.order,
    )


def panels_for(slot: str, user: Any) -> list[Panel]:
    """The panels of a page that this log-in may see, in order."""
    rights = access.rights_of(user)
    return sorted(
        (
            panel
            for panel in _panels.values()
            if panel.slot == slot
            and (panel.right == access.SIGNED_IN or rights & set(panel.right.split("|")))
        ),
        key=lambda panel: panel.order,
    )


def panel(code: str) -> Panel | None:
    """One panel by its code."""
    return _panels.get(code)


def draw(panel: Panel, request: HttpRequest, **about: Any) -> dict[str, Any] | None:
    """A panel's values; None where it stays away, `{"failed": True}` where it broke (and was logged)."""
    try:
        return panel.data(request, **about)
    except Exception:
        log.exception("panel %s failed", panel.code)
        return {"failed": True}
