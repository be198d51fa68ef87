"""Badges, honour certificates and titles, and who holds them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.praise import HonourKind


class Honour(TimeStampedModel):
    """An honour with criteria that everybody may read. Whoever meets them may have it: it is no contest.

    `counted` holds the criteria that records can show, a list of {"kind", "least"} and for weeks at target
    also {"metric", "of"}; the words say all of it.
    """

    code = models.SlugField(_("code"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=HonourKind.choices)
    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    criteria_en = models.TextField(_("criteria in English"), max_length=600)
    criteria_zh = models.TextField(_("criteria in Chinese"), max_length=600)
    counted = models.JSONField(_("counted criteria"), default=list, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(criteria_en="") & ~Q(criteria_zh=""), name="honour_has_open_criteria"
            )
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def criteria(self) -> str:
        """What it asks for, in the reader's language."""
        return self.criteria_zh if (get_language() or "").startswith("zh") else self.criteria_en


class Award(TimeStampedModel):
    """A person holds an honour, for a reason that cites facts; others see it only if the person wants.

    `shown` is the person's own choice. A title is held once at a time; badges and certificates may be won
    again on another date.
    """

    honour = models.ForeignKey(Honour, models.PROTECT, related_name="awards")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    awarded_on = models.DateField(_("awarded on"))
    awarded_by = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=400)
    shown = models.BooleanField(_("shown to others"), default=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        ordering = ["-awarded_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(agent=F("awarded_by")), name="nobody_honours_oneself"),
            models.CheckConstraint(condition=~Q(reason=""), name="award_says_what_for"),
            models.UniqueConstraint(fields=["honour", "agent", "awarded_on"], name="one_award_a_date"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("awarded_on")),
                name="award_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["agent", "awarded_on"], name="award_by_agent")]

    def __str__(self) -> str:
        return str(self.honour)
