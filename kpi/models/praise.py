"""Praise from one person to another, with what it values, and words that are ready to be sent."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.praise import ReasonKind


class PraiseValue(models.Model):
    """What a team values, as a tag beside praise; one that is out of use stays with the praise it marked."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_en = models.CharField(_("English name"), max_length=60)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("place"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class ReadyPraise(models.Model):
    """Words that one tap sends."""

    value = models.ForeignKey(PraiseValue, models.CASCADE, related_name="ready")
    text_en = models.CharField(_("English words"), max_length=160)
    text_zh = models.CharField(_("Chinese words"), max_length=160)
    order = models.PositiveSmallIntegerField(_("place"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_zh=""), name="ready_praise_in_both_languages"
            )
        ]

    def __str__(self) -> str:
        return self.text_zh if (get_language() or "").startswith("zh") else self.text_en


class Praise(TimeStampedModel):
    """One person thanks another. Nobody praises oneself; taken back it counts no more.

    `day` is the date of the organisation's zone. `key` names one press of a button, so that a press sent
    twice is one praise. `kind` says from which fact the reason was drawn. The giver chooses whether all may
    read it (`in_feed`), and who receives it may take it out of the feed (`hidden_at`).
    """

    giver = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    value = models.ForeignKey(PraiseValue, models.PROTECT, related_name="+")
    text = models.CharField(_("reason"), max_length=400)
    kind = models.CharField(
        _("drawn from"), max_length=12, choices=ReasonKind.choices, blank=True, default=""
    )
    day = models.DateField(_("date"))
    in_feed = models.BooleanField(_("in the feed"), default=True)
    hidden_at = models.DateTimeField(_("taken out of the feed"), null=True, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    key = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="nobody_praises_oneself"),
            models.CheckConstraint(condition=~Q(text=""), name="praise_says_what_for"),
            models.UniqueConstraint(fields=["giver", "key"], condition=~Q(key=""), name="one_praise_a_press"),
        ]
        indexes = [
            models.Index(fields=["receiver", "day"], name="praise_by_receiver"),
            models.Index(fields=["giver", "day"], name="praise_by_giver"),
            models.Index(fields=["day"], name="praise_by_day"),
        ]

    def __str__(self) -> str:
        return self.text


class PraiseDue(models.Model):
    """Who was due on a date, as the daily computation found it. For leaders and those above them alone."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    team = models.ForeignKey("staff.Team", models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateField(_("date"))

    class Meta:
        ordering = ["day", "agent"]
        constraints = [models.UniqueConstraint(fields=["agent", "day"], name="due_once_a_date")]
        indexes = [models.Index(fields=["day", "team"], name="due_by_day")]

    def __str__(self) -> str:
        return f"{self.day}"
