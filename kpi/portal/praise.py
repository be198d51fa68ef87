"""What praise shows on shared pages: the navigation, who waits for a kind word, a leader's cover."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, Panel, register_nav, register_panels
from kpi.access.praise import LEAD
from kpi.selectors.praise import feed, queue
from staff.access import agent_of, teams_in_scope, visible_agents
from staff.models import Agent


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """The way to the queue, where the daily computation found somebody whom nobody praised since."""
    me = agent_of(request.user)
    scope = teams_in_scope(request.user, LEAD)
    count = feed.due_count(scope, day=timezone.localdate(), but=me.pk if me else None)
    return {"count": count} if count else None


def leader_card(request: HttpRequest, agent: Agent, **_about: Any) -> dict[str, Any] | None:
    """Metric 74 and the giver's own cover on a leader's card: for the leader and those above."""
    me = agent_of(request.user)
    own = me is not None and me.pk == agent.pk
    if not queue.leads(agent) or not (own or visible_agents(request.user, LEAD).filter(pk=agent.pk).exists()):
        return None
    card = queue.leader_card(agent, now=timezone.now())
    return {"card": card} if card else None


register_nav(
    NavItem("praise", _("Praise"), "kpi:praise", "heart-handshake", 45, phone=True),
    NavItem("praise_queue", _("To be praised"), "kpi:praise_queue", "message-2", 46),
)
register_panels(
    Panel("kpi_praise", "home", "kpi/praise/_panel_queue.html", waiting, LEAD, order=14),
    Panel(
        "kpi_praise_card", "person", "kpi/praise/_panel_leader.html", leader_card, LEAD, order=40, side=True
    ),
    Panel("kpi_praise_score", "scorecard", "kpi/praise/_panel_leader.html", leader_card, LEAD, order=40),
)
