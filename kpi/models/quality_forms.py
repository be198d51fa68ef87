"""Inspection forms with their versions, hints beside a transcript, and plans of what is sampled."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.formats import is_chinese
from cstm.models import TimeStampedModel
from kpi.choices.quality import HintKind, VersionState


class InspectionForm(TimeStampedModel):
    """A form by name; what it asks stands in its versions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=120)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    archived_on = models.DateField(_("archived on"), null=True, blank=True)

    class Meta:
        ordering = ["name_en", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_zh=""), name="form_has_both_names")
        ]

    def __str__(self) -> str:
        return self.name_zh if is_chinese() else self.name_en


class FormVersion(models.Model):
    """What a form asks from a moment on. A published version never changes: a trigger refuses it.

    `content` holds sections, items and options in both languages, as `kpi.rules.quality_scores` reads them.
    """

    form = models.ForeignKey("kpi.InspectionForm", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    content = models.JSONField(default=dict)
    created_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        ordering = ["form", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),
            models.UniqueConstraint(fields=["form"], condition=Q(state="draft"), name="one_draft_a_form"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="form_published_with_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.number}"


class HintRule(TimeStampedModel):
    """Words that should not be said, or the seconds after which a reply is late; kept by a QA specialist."""

    kind = models.CharField(_("kind"), max_length=12, choices=HintKind.choices)
    name = models.CharField(_("name"), max_length=80, unique=True)
    words = models.JSONField(_("words"), default=list, blank=True)
    seconds = models.PositiveIntegerField(_("seconds"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="words") | Q(seconds__gte=1), name="late_after_some_seconds"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SamplingPlan(TimeStampedModel):
    """How many chats of each agent are inspected each week, by which form, and who reviews them."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="+")
    form = models.ForeignKey("kpi.InspectionForm", models.PROTECT, related_name="+")
    per_agent = models.PositiveSmallIntegerField(_("chats of each agent a week"), default=2)
    reviewers = models.ManyToManyField("staff.Agent", related_name="+")
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(per_agent__gte=1, per_agent__lte=50), name="plan_1_to_50_chats"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SampleDraw(models.Model):
    """One week's draw of a plan: its seed repeats it."""

    plan = models.ForeignKey("kpi.SamplingPlan", models.PROTECT, related_name="draws")
    monday = models.DateField(_("week"))
    seed = models.CharField(_("seed"), max_length=32)
    chats = models.PositiveIntegerField(_("chats to draw from"), default=0)
    drawn = models.PositiveIntegerField(_("chats drawn"), default=0)
    drawn_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(_("drawn at"), auto_now_add=True)

    class Meta:
        ordering = ["-monday", "plan__name"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "monday"], name="one_draw_a_plan_and_week"),
            models.CheckConstraint(condition=~Q(seed=""), name="draw_has_a_seed"),
            models.CheckConstraint(condition=Q(drawn__lte=F("chats")), name="draw_no_more_than_there_are"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.monday}"
