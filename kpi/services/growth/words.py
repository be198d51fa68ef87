"""The words of notices about plans, evaluations, talks, goals and proposals. Private matters stay unsaid."""

from django.utils.translation import gettext_lazy as _

from staff.services.notices import register_kind

PLAN = "kpi.plan_opened"
MEASURED = "kpi.plan_measured"
REVIEW = "kpi.plan_review"
EVALUATION = "kpi.evaluation_turn"
TALK = "kpi.talk_next"
PROPOSAL = "kpi.proposal_decided"

register_kind(PLAN, title=_("A next step for you: %(title)s"), body=_("%(owner)s looks after it with you."))
register_kind(
    MEASURED,
    title=_("%(metric)s was measured again"),
    body=_("%(title)s: %(before)s before, %(after)s after %(days)s days."),
    name=_("An improvement plan was measured again"),
)
register_kind(REVIEW, title=_("Look at a next step again: %(title)s"), body=_("With %(name)s."))
register_kind(EVALUATION, title=_("Evaluation: %(cycle)s"), body=_("It is your turn: %(turn)s."))
register_kind(
    TALK,
    title=_("A talk on %(day)s"),
    body=_("With %(name)s."),
    name=_("The next one-to-one talk"),
)
register_kind(
    PROPOSAL,
    title=_("A proposal was answered: %(state)s"),
    body="%(answer)s",
    name=_("A proposal was answered"),
)
