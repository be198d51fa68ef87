"""What this app shows on shared pages: entries of the navigation."""

from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, register_nav
from staff.selectors.notices import unread_count

register_nav(
    NavItem("notices", _("Notices"), "staff:notice_list", "bell", 5, count=unread_count),
    NavItem("team", _("Team"), "staff:agent_list", "users", 30, phone=True),
    NavItem("file", _("My file"), "staff:my_file", "id-badge", 95),
    NavItem("webhooks", _("Group robots"), "staff:webhook_list", "robot", 102),
    NavItem("audit", _("Audit trail"), "staff:audit_list", "history", 110),
)
