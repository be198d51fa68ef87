"""Words that schemes and their versions may hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shape(models.TextChoices):
    """How a metric's value becomes points."""

    STEPS = "steps", _("steps")
    LINEAR = "linear", _("straight line")
    BAND = "band", _("inside a range")
    GATE = "gate", _("gate")


class VersionState(models.TextChoices):
    """How far a version of a scheme is."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class PeriodKind(models.TextChoices):
    """How long a scorecard's period is."""

    WEEK = "week", _("week")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
