"""Words of pay: plans, runs, lines, deductions, appeals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    """A version is written, then published; published, it never changes."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class RunKind(models.TextChoices):
    """A month's run, or one for people who left before differences of theirs were found."""

    REGULAR = "regular", _("pay run of the month")
    SUPPLEMENTARY = "supplementary", _("supplementary run")


class RunState(models.TextChoices):
    """How far a pay run is."""

    OPEN = "open", _("open")
    COMPUTED = "computed", _("computed")
    REVIEWED = "reviewed", _("reviewed")
    CLOSED = "closed", _("closed")


class LineCode(models.TextChoices):
    """What a line of a slip pays or takes, in the order of the slip."""

    BASE = "base", _("Base pay")
    EXPERIENCE = "experience", _("Experience")
    PERFORMANCE = "performance", _("Performance pay")
    COMMISSION = "commission", _("Commission")
    EVENT_BONUS = "event_bonus", _("Event bonus")
    OVERTIME = "overtime", _("Overtime")
    DEDUCTION = "deduction", _("Deduction")
    ADJUSTMENT = "adjustment", _("Granted appeal")
    DIFFERENCE = "difference", _("Difference to an earlier month")


class Share(models.TextChoices):
    """The open rule by which a pot is shared among those who worked in the event."""

    EQUAL = "equal", _("the same for everyone who was on shift")
    HOURS = "hours", _("by hours on shift")
    SALES = "sales", _("by net sales in the event")


class DeductionState(models.TextChoices):
    """From the proposal, over the person's answer, to the second person's decision."""

    ASKED = "asked", _("waits for the person's answer")
    ANSWERED = "answered", _("waits for a decision")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("taken back")


class DeductionReason(models.TextChoices):
    """What a deduction is for."""

    CONDUCT = "conduct", _("words or conduct towards a buyer")
    PROMISE = "promise", _("a promise that was not kept")
    PROCESS = "process", _("a step of the process left out")
    LOSS = "loss", _("a loss that could have been prevented")
    OTHER = "other", _("something else")


class AppealState(models.TextChoices):
    """What became of an appeal."""

    OPEN = "open", _("waits for an answer")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("not granted")
