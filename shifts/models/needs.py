"""Heads needed, promotion events, and plans that were tried."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel


class Need(models.Model):
    """Heads that a desk needs on a date: for a shift template, or for an interval that begins at `start`.

    `start` is minutes after the midnight that begins the date; beyond 1440 it lies in the night after.
    `basis` says where the figure comes from (typed, or forecast with its volume, handling time and
    target).
    """

    desk = models.ForeignKey("staff.Desk", models.CASCADE, related_name="+")
    day = models.DateField(_("date"))
    template = models.ForeignKey(
        "shifts.ShiftTemplate", models.CASCADE, null=True, blank=True, related_name="+"
    )
    start = models.PositiveSmallIntegerField(_("start"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    heads = models.PositiveSmallIntegerField(_("heads"))
    basis = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["day", "desk", "start"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "template"], name="need_once_a_template"),
            models.UniqueConstraint(fields=["desk", "day", "start"], name="need_once_an_interval"),
            models.CheckConstraint(
                condition=Q(template__isnull=False, start__isnull=True)
                | Q(template__isnull=True, start__isnull=False),
                name="need_of_template_or_interval",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(start__lt=2880), name="need_within_the_night_after"
            ),
        ]
        indexes = [models.Index(fields=["day", "desk"], name="need_by_day")]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day} {self.heads}"


class NeedPattern(models.Model):
    """Heads that a desk needs for a template on a weekday (0 is Monday) unless a date says otherwise."""

    desk = models.ForeignKey("staff.Desk", models.CASCADE, related_name="+")
    template = models.ForeignKey("shifts.ShiftTemplate", models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    heads = models.PositiveSmallIntegerField(_("heads"))

    class Meta:
        ordering = ["desk", "weekday", "template"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "template", "weekday"], name="pattern_once_a_weekday"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="pattern_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.weekday} {self.heads}"


class PromotionEvent(models.Model):
    """A sales event that lifts volumes: for each of its days a factor, or one for each hour.

    `lifts` holds for each date of the span either one factor or 24 of them; `kind` ties it to past ones.
    """

    name = models.CharField(_("name"), max_length=80)
    kind = models.SlugField(_("kind"), max_length=40)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    stores = models.ManyToManyField("staff.Store", related_name="+", blank=True)
    lifts = models.JSONField(_("factors"), default=list, blank=True)

    class Meta:
        ordering = ["first", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "first"], name="event_once_a_day"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="event_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class Scenario(TimeStampedModel):
    """A what-if that was saved: its assumptions, and the heads, gaps and hours that came of them."""

    name = models.CharField(_("name"), max_length=80)
    desk = models.ForeignKey("staff.Desk", models.CASCADE, related_name="+")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    inputs = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "name"], name="scenario_once_a_desk"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="scenario_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name
