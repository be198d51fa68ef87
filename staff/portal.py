"""What this app shows on shared pages: entries of the navigation."""

from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, register_nav

register_nav(
    NavItem("team", _("Team"), "staff:agent_list", "users", 30, phone=True),
    NavItem("file", _("My file"), "staff:my_file", "id-badge", 95),
)
