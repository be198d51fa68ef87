"""Words of the notices about cases and actions."""

from django.utils.translation import gettext_lazy as _

from staff.services.notices import register_kind

register_kind(
    "kpi.action_given",
    title=_("An action is yours: %(title)s"),
    body=_("It is due on %(due)s."),
    name=_("Actions given to you"),
)
