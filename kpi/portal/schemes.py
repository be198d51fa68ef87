"""Navigation and shared panels of schemes and scorecards."""

from django.utils.translation import gettext_lazy as _

from cstm.portal import NavItem, register_nav

register_nav(
    NavItem("my_scorecard", _("My scorecard"), "kpi:my_scorecard", "scale", 21),
    NavItem("scorecards", _("Scorecards"), "kpi:scorecards", "list-check", 51),
    NavItem("schemes", _("Schemes"), "kpi:scheme_list", "stack-2", 94),
)
