"""Words of the notices about cases and actions."""

from django.utils.translation import gettext_lazy as _

from staff.services.notices import register_kind

register_kind(
    "kpi.action_given",
    title=_("An action is yours: %(title)s"),
    body=_("It is due on %(due)s."),
    name=_("Actions given to you"),
)
register_kind(
    "kpi.case_given",
    title=_("A case is yours: %(title)s"),
    body=_("%(store)s, due %(due)s."),
    name=_("Cases given to you"),
)
register_kind(
    "kpi.case_overdue",
    title=_("A case is past its time: %(title)s"),
    body=_("%(store)s, it was due %(due)s. Take the next step, or ask your leader for help."),
    name=_("Your cases past their time"),
)
register_kind(
    "kpi.case_overdue_leader",
    title=_("A case of your team is past its time: %(title)s"),
    body=_("%(store)s, with %(owner)s, it was due %(due)s. See whether help is needed."),
    name=_("Cases of your team past their time"),
)
register_kind(
    "kpi.waste_decided",
    title=_("Your proposal was answered: %(step)s"),
    body=_("See in the log of process waste what became of it."),
    name=_("Answers to your proposals about process waste"),
)
