"""Desks, what they require, who serves them, and what people are qualified for until when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from staff.choices import EVER, STILL, Line
from staff.querysets import DatedQuerySet


class Certificate(models.Model):
    """Something that a person must hold before serving a desk: a passed path, the red-line quiz."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    grace_days = models.PositiveSmallIntegerField(_("days of grace"), default=0)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Qualification(models.Model):
    """A person holds a certificate from a date to a date, both included; the grace comes after."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="qualifications")
    certificate = models.ForeignKey("staff.Certificate", models.PROTECT, related_name="holders")
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), default=STILL)
    source = models.CharField(_("source"), max_length=80, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["certificate__code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "certificate", "valid_from"], name="one_qualification_begins_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="qualification_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}"


class Desk(models.Model):
    """A line at one store or a group of stores: what demand, cover, skills and certificates are kept by."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    line = models.CharField(_("line"), max_length=12, choices=Line.choices, default=Line.BOTH)
    stores = models.ManyToManyField("staff.Store", related_name="desks", blank=True)
    certificates = models.ManyToManyField("staff.Certificate", related_name="desks", blank=True)
    skills = models.ManyToManyField("staff.Skill", related_name="desks", blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DeskAssignment(models.Model):
    """A person may be rostered to a desk from a date to a date, both included."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="desk_assignments")
    desk = models.ForeignKey("staff.Desk", models.CASCADE, related_name="assignments")
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["desk__name", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "desk", "valid_from"], name="one_desk_begins_a_day"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="desk_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.desk_id}"
