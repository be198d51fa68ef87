"""People: the log-in, the person, grades, skills, and dated roles."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from staff.choices import EVER, STILL, AgentState, Line, Role, Theme
from staff.querysets import AgentQuerySet, DatedQuerySet


class SmallLetterMailField(models.EmailField):
    """A mail address kept in small letters, since the log-in library looks for it so."""

    def get_prep_value(self, value: Any) -> Any:
        """Small letters, in writes and in look-ups."""
        value = super().get_prep_value(value)
        return value.lower() if isinstance(value, str) else value


class User(AbstractUser):
    """A log-in; who the person is stands in Agent."""

    email = SmallLetterMailField(_("mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=5, blank=True, default="", choices=Theme.choices)

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"


class Grade(models.Model):
    """A step of the career ladder, with the time usually spent on it."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_en = models.CharField(_("English name"), max_length=60)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    step = models.PositiveSmallIntegerField(_("step"), unique=True)
    least_months = models.PositiveSmallIntegerField(_("least months in grade"), default=0)
    most_months = models.PositiveSmallIntegerField(_("most months in grade"), null=True, blank=True)

    class Meta:
        ordering = ["step"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Agent(TimeStampedModel):
    """Every member of the team, whatever the role. No field for gender, age or photo, on purpose."""

    user = models.OneToOneField("staff.User", models.SET_NULL, null=True, blank=True, related_name="agent")
    employee_no = models.CharField(_("employee number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    display_name = models.CharField(_("display name"), max_length=120, blank=True)
    line = models.CharField(_("line"), max_length=12, choices=Line.choices, blank=True, default="")
    grade = models.ForeignKey("staff.Grade", models.SET_NULL, null=True, blank=True, related_name="agents")
    grade_since = models.DateField(_("in grade since"), null=True, blank=True)
    hired_on = models.DateField(_("hired on"), default=EVER)
    left_on = models.DateField(_("last day"), default=STILL)
    state = models.CharField(_("state"), max_length=12, choices=AgentState.choices, default=AgentState.ACTIVE)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")

    objects = AgentQuerySet.as_manager()

    class Meta:
        ordering = ["name", "employee_no"]
        constraints = [
            models.CheckConstraint(condition=Q(left_on__gte=F("hired_on")), name="agent_leaves_after_hire"),
            models.CheckConstraint(condition=~Q(employee_no=""), name="agent_has_a_number"),
        ]
        indexes = [models.Index(fields=["name", "employee_no"], name="agent_by_name")]

    def __str__(self) -> str:
        return self.display_name or self.name


class Skill(models.Model):
    """One list of skills for people, quiz tags, inspection items and weak points."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class AgentSkill(models.Model):
    """How well a person has a skill, as found on a date."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="skills")
    skill = models.ForeignKey("staff.Skill", models.CASCADE, related_name="holders")
    level = models.PositiveSmallIntegerField(_("level, 1 to 5"))
    assessed_on = models.DateField(_("assessed on"))

    class Meta:
        ordering = ["skill__code", "-assessed_on"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "skill", "assessed_on"], name="one_level_a_day"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=5), name="level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} {self.level}"


class RoleGrant(models.Model):
    """A role held for a part of the tree (no team: the whole organisation), with dates."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    team = models.ForeignKey("staff.Team", models.CASCADE, null=True, blank=True, related_name="grants")
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["role", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="grant_ends_after_start"),
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())
