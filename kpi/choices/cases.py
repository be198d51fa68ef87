"""Words that rows of cases, actions, process waste and script use may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseKind(models.TextChoices):
    """What a case is about; each kind has fields and a clock of its own."""

    COMPLAINT = "complaint", _("complaint")
    ESCALATION = "escalation", _("difficult buyer, passed up")
    DAMAGED = "damaged", _("damaged order")
    RETURN = "return", _("return or exchange")
    COURIER = "courier", _("courier claim")
    REVIEW = "review", _("negative review to follow up")
    CALL_BACK = "call_back", _("call-back")
    FAULT = "fault", _("fault of a product or listing")


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", _("being worked on")
    WAITING = "waiting", _("waits for another department")
    CLOSED = "closed", _("closed")


class CasePriority(models.TextChoices):
    """How pressing a case is."""

    URGENT = "urgent", _("urgent")
    HIGH = "high", _("high")
    NORMAL = "normal", _("normal")
    LOW = "low", _("low")


class CaseSource(models.TextChoices):
    """How a case came in."""

    CHAT = "chat", _("chat")
    PHONE = "phone", _("telephone")
    REVIEW = "review", _("product review")
    PLATFORM = "platform", _("the platform")
    AFTER_SALES = "after_sales", _("after-sales request")
    COURIER = "courier", _("courier")
    COLLEAGUE = "colleague", _("a colleague")
    FILE = "file", _("a file")
    OTHER = "other", _("other")


class Department(models.TextChoices):
    """Who outside the team has to do something for a case."""

    MERCHANT = "merchant", _("merchant")
    WAREHOUSE = "warehouse", _("warehouse")
    COURIER = "courier", _("courier")
    FINANCE = "finance", _("finance")
    PRODUCT = "product", _("product and listing")
    PLATFORM = "platform", _("the platform")
    OTHER = "other", _("another department")


class CheckResult(models.TextChoices):
    """What became of a fact that had to be checked."""

    OPEN = "open", _("not checked yet")
    TRUE = "true", _("it is so")
    FALSE = "false", _("it is not so")
    UNKNOWN = "unknown", _("cannot be found out")


class ActionKind(models.TextChoices):
    """Does an action mend what happened, or keep it from happening?"""

    CORRECTIVE = "corrective", _("corrective")
    PREVENTIVE = "preventive", _("preventive")


class ActionState(models.TextChoices):
    """How far an action is."""

    OPEN = "open", _("to do")
    DONE = "done", _("done, to be checked")
    CHECKED = "checked", _("checked")
    DROPPED = "dropped", _("dropped")


class Helped(models.TextChoices):
    """What the check of an action found."""

    YES = "yes", _("it helped")
    PARTLY = "partly", _("it helped in part")
    NO = "no", _("it did not help")


class CaseBatchState(models.TextChoices):
    """Where a sheet of cases stands."""

    STAGED = "staged", _("ready to take in")
    TAKEN = "taken", _("taken in")
    UNDONE = "undone", _("undone")
    LEFT = "left", _("discarded")


class SheetKind(models.TextChoices):
    """What the rows of a sheet are."""

    CASES = "cases", _("cases")
    SCRIPTS = "scripts", _("use of scripts")


class WasteState(models.TextChoices):
    """What became of a proposal to lose less time."""

    NEW = "new", _("new")
    TRIED = "tried", _("being tried")
    DONE = "done", _("in use")
    DECLINED = "declined", _("declined")


class UsedFor(models.TextChoices):
    """What time that was saved is used for."""

    URGING = "urging", _("reminding buyers to pay")
    ADVICE = "advice", _("advice on fitting goods")
    REVIEWS = "reviews", _("care for reviews")
    TRAINING = "training", _("training")
    REST = "rest", _("breaks")
    OTHER = "other", _("something else")
