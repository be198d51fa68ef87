"""Navigation and shared panels of pay plans, pay runs and the preview."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cstm.access import rights_of
from cstm.portal import NavItem, Panel, register_nav, register_panels
from kpi.access import pay as access
from kpi.selectors.pay import lists
from staff.access import agent_of


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """Own deductions to answer, appeals and deductions to decide; nothing where nothing waits."""
    user: Any = request.user
    rights, me = rights_of(user), agent_of(user)
    to_answer = lists.to_answer(me) if me is not None else []
    appeals = deductions = 0
    if "pay.appeals" in rights:
        appeals = lists.open_appeals(access.people_of(user, "pay.appeals"))
    if "deductions.approve" in rights:
        deductions = lists.open_deductions(access.people_of(user, "deductions.approve"))
    count = len(to_answer) + appeals + deductions
    if not count:
        return None
    return {"to_answer": to_answer, "appeals": appeals, "deductions": deductions, "count": count}


register_nav(
    NavItem("pay_mine", _("My pay"), "kpi:pay_mine", "coins", 25),
    NavItem("pay", _("Pay runs"), "kpi:pay_runs", "report-money", 92),
)
register_panels(
    Panel("kpi_pay", "home", "kpi/pay/_panel_pay.html", waiting, "own.view|pay.appeals", order=15),
)
