"""What growth shows on shared pages: its navigation."""

from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, register_nav

register_nav(
    NavItem("growth", _("My growth"), "kpi:growth_mine", "stairs-up", 47),
    NavItem("growth_team", _("Growth"), "kpi:growth_team", "target", 48),
)
