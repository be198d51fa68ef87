"""Words that rows of praise and honours may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReasonKind(models.TextChoices):
    """From which fact a reason to praise was drawn; empty where somebody used own words."""

    OWN_BEST = "own_best", _("own best")
    FIRST_ABOVE = "first_above", _("first full week at target")
    HANDOVER = "handover", _("kept handover")
    PASSED = "passed", _("passed")
    CASE = "case", _("solved case")
    BUYER = "buyer", _("praised by buyers")
    ON_TIME = "on_time", _("on time")
    STEPPED_IN = "stepped_in", _("stepped in for a colleague")


class HonourKind(models.TextChoices):
    """What an honour is."""

    BADGE = "badge", _("badge")
    CERTIFICATE = "certificate", _("honour certificate")
    TITLE = "title", _("title")


class CriterionKind(models.TextChoices):
    """What a criterion of an honour counts; whoever meets all of them may have it, however many those are."""

    SERVICE_MONTHS = "service_months", _("months of service")
    TARGET_WEEKS = "target_weeks", _("weeks at target")
    PRAISED_BY = "praised_by", _("colleagues who praised")
    CLEAN_DAYS = "clean_days", _("days without a red line")


class Evidence(models.TextChoices):
    """By which kind of record somebody is known to have worked on a date."""

    ATTENDANCE = "attendance", _("attendance")
    ROSTER = "roster", _("published roster")
    RECORD = "record", _("a record with facts")
