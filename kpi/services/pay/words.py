"""What people are told of pay. No amount stands in a notice: it may be read over a shoulder."""

from django.utils.translation import gettext_lazy as _

from staff.services.notices import register_kind

register_kind(
    "kpi.pay_closed",
    title=_("Your pay slip of %(month)s is ready"),
    body=_("Every line shows how it was computed. If a number looks wrong, one tap says so."),
    name=_("Pay slip is ready"),
)
register_kind(
    "kpi.deduction_asked",
    title=_("A deduction is proposed for %(month)s; your answer comes first"),
    body=_("Read the evidence and write what you say to it. Nothing is taken before you have answered."),
    name=_("A deduction is proposed"),
)
register_kind(
    "kpi.deduction_answered",
    title=_("A proposed deduction waits for a decision"),
    body=_("The person has answered. A second person decides."),
    name=_("A deduction waits for a decision"),
)
register_kind(
    "kpi.deduction_decided",
    title=_("News of a proposed deduction for %(month)s"),
    body=_("Read the decision and its reason. You may appeal."),
    name=_("A deduction was decided"),
)
register_kind(
    "kpi.pay_appeal",
    title=_("%(name)s appeals against a number of %(month)s"),
    body=_("It waits for an answer with a reason."),
    name=_("Appeals against pay"),
)
register_kind(
    "kpi.pay_appeal_answered",
    title=_("Your appeal about %(month)s was answered"),
    body=_("The answer says why."),
    name=_("Answer to an appeal"),
)
