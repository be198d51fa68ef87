"""Shift templates and rotation patterns."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shifts.choices import Look, ShiftKind
from staff.choices import EVER, STILL

_REST = Q(kind=ShiftKind.REST)


class ShiftTemplate(models.Model):
    """A kind of shift: its times, meal, paid minutes, letter and look.

    Times are minutes after the midnight that begins the shift's date, wall clock; an end beyond 1440 runs
    into the next day (17:00-02:00 is 1020 to 1560). A split shift has a break in which the person is free
    and unpaid. Rest has no times.
    """

    name_en = models.CharField(_("English name"), max_length=40)
    name_zh = models.CharField(_("Chinese name"), max_length=40)
    code_en = models.CharField(_("English letter"), max_length=2, unique=True)
    code_zh = models.CharField(_("Chinese letter"), max_length=2, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ShiftKind.choices)
    look = models.CharField(_("look"), max_length=1, choices=Look.choices)
    start = models.PositiveSmallIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveSmallIntegerField(_("end"), null=True, blank=True)
    break_start = models.PositiveSmallIntegerField(_("break begins"), null=True, blank=True)
    break_end = models.PositiveSmallIntegerField(_("break ends"), null=True, blank=True)
    meal_start = models.PositiveSmallIntegerField(_("meals from"), null=True, blank=True)
    meal_end = models.PositiveSmallIntegerField(_("meals until"), null=True, blank=True)
    meal_minutes = models.PositiveSmallIntegerField(_("minutes of a meal"), default=0)
    paid_minutes = models.PositiveSmallIntegerField(_("paid minutes"), default=0)
    curfew = models.PositiveSmallIntegerField(_("curfew"), null=True, blank=True)
    skills = models.ManyToManyField("staff.Skill", related_name="+", blank=True)
    certificates = models.ManyToManyField("staff.Certificate", related_name="+", blank=True)
    active = models.BooleanField(_("active"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "code_en"]
        constraints = [
            models.CheckConstraint(
                condition=(_REST & Q(start__isnull=True, end__isnull=True, paid_minutes=0))
                | (~_REST & Q(start__isnull=False, end__isnull=False)),
                name="template_times_but_for_rest",
            ),
            models.CheckConstraint(
                condition=_REST | Q(start__lt=1440, end__gt=F("start"), end__lte=F("start") + 1440),
                name="template_ends_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(break_start__isnull=True, break_end__isnull=True)
                | Q(break_start__gt=F("start"), break_end__gt=F("break_start"), break_end__lt=F("end")),
                name="template_break_inside",
            ),
            models.CheckConstraint(
                condition=Q(meal_start__isnull=True, meal_end__isnull=True)
                | Q(meal_start__gte=F("start"), meal_end__gt=F("meal_start"), meal_end__lte=F("end")),
                name="template_meals_inside",
            ),
            models.CheckConstraint(
                condition=Q(curfew__isnull=True) | Q(curfew__gte=F("end")), name="template_curfew_after_end"
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def code(self) -> str:
        """The letter in the reader's language."""
        return self.code_zh if (get_language() or "").startswith("zh") else self.code_en


class Rotation(models.Model):
    """A cycle of template letters (English ones) that repeats from a date on, such as D D E E N N - -."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    cycle = models.JSONField(_("cycle"), default=list)
    anchor = models.DateField(_("first day of the cycle"))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RotationMember(models.Model):
    """A person follows a rotation, so many days ahead of its anchor, from a date to a date."""

    rotation = models.ForeignKey(Rotation, models.CASCADE, related_name="members")
    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    offset = models.PositiveSmallIntegerField(_("days ahead"), default=0)
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    class Meta:
        ordering = ["rotation", "offset", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "valid_from"], name="one_rotation_begins_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="rotation_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} +{self.offset}"
