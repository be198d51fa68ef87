"""Navigation and shared panels of cases, actions and process waste."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, Panel, register_nav, register_panels
from kpi.selectors.cases import cases
from staff.access import agent_of


def _tonight() -> Any:
    return timezone.localtime().replace(hour=23, minute=59, second=59, microsecond=999999)


def my_cases(request: HttpRequest) -> dict[str, Any] | None:
    """The own open cases, and what of them is late or due today; nothing where none is open."""
    me = agent_of(request.user)
    if me is None:
        return None
    return cases.mine(me.pk, now=timezone.now(), day_end=_tonight())


register_nav(NavItem("cases", _("Cases"), "kpi:case_list", "inbox", 35))
register_panels(Panel("kpi_my_cases", "home", "kpi/cases/_panel.html", my_cases, "own.view", order=15))
