"""What this app shows on shared pages: entries of the navigation."""

from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, register_nav

register_nav(
    NavItem("team", _("Team"), "staff:agent_list", "users", 30, phone=True),
    NavItem("teams", _("Team tree"), "staff:team_list", "hierarchy", 32),
    NavItem("shops", _("Stores and accounts"), "staff:store_list", "building-store", 57),
)
