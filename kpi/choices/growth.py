"""Words that rows of improvement plans, evaluations, talks, goals and proposals may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StepKind(models.TextChoices):
    """What a next step is."""

    LESSON = "lesson", _("lesson")
    TALK = "talk", _("coaching talk")
    SCRIPT = "script", pgettext_lazy("what to say", "script")


class GrowthPlanState(models.TextChoices):
    """How far an improvement plan is."""

    OPEN = "open", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("no longer needed")


class EvaluationState(models.TextChoices):
    """Whose turn it is in an evaluation."""

    SELF = "self", _("self-assessment")
    LEAD = "lead", _("leader's assessment")
    TALK = "talk", _("talk")
    SIGN = "sign", _("signatures")
    DONE = "done", _("signed by both")


class GoalLevel(models.TextChoices):
    """Whose goal it is."""

    COMPANY = "company", _("company")
    TEAM = "team", _("team")
    PERSONAL = "personal", _("personal")


class GoalState(models.TextChoices):
    """What became of a goal."""

    OPEN = "open", _("open")
    REACHED = "reached", _("reached")
    DROPPED = "dropped", _("given up")


class ProposalKind(models.TextChoices):
    """What a leader proposes."""

    REWARD = "reward", _("reward")
    DEDUCTION = "deduction", _("deduction")


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("waits for a decision")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FactKind(models.TextChoices):
    """Where a cited fact stands on record."""

    WEEK = "week", _("a week's figure")
    ATTENDANCE = "attendance", _("attendance")
    CASE = "case", _("case")
    HANDOVER = "handover", _("handover book")
    PRAISE = "praise", _("praise")
    CERTIFICATE = "certificate", _("certificate earned")
    PLAN = "plan", _("improvement plan")
