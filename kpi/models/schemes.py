"""Schemes: what is scored for whom, in versions that never change once they are published."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cstm.models import DatedQuerySet, TimeStampedModel
from kpi.choices.schemes import Shape, VersionState
from staff.choices import STILL, Line, Role

_GATE = Q(shape=Shape.GATE)


class Scheme(TimeStampedModel):
    """What people of a role, a line (empty: any) and a grade (none: any) are scored by."""

    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    role = models.CharField(_("role"), max_length=24, choices=Role.choices, default=Role.AGENT)
    line = models.CharField(_("line"), max_length=12, choices=Line.choices, blank=True, default="")
    grade = models.ForeignKey("staff.Grade", models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["role", "line", "grade__step", "pk"]
        constraints = [
            models.UniqueConstraint(F("role"), F("line"), Coalesce(F("grade"), Value(0)), name="scheme_once"),
            models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_zh=""), name="scheme_has_names"),
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class SchemeVersion(TimeStampedModel):
    """One version of a scheme; a draft until it is published.

    The database lets a published one change no more, but for its last day, which only comes earlier: when the
    next version begins. The dates of published versions of one scheme do not overlap, and their weights add
    up to 100. `attribution` is the rule under which sales count (empty: the only one there is). `sample` says
    from which ready-made scheme the figures still are.
    """

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    note = models.CharField(_("what is new"), max_length=200, blank=True, default="")
    attribution = models.CharField(_("attribution rule"), max_length=40, blank=True, default="")
    sample = models.CharField(_("ready-made scheme"), max_length=30, blank=True, default="")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), default=STILL)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["scheme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_once"),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT)
                | Q(published_at__isnull=False, valid_from__isnull=False, valid_from__day=1),
                name="scheme_published_when",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="scheme_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"

    @property
    def is_published(self) -> bool:
        """May it change no more?"""
        return self.state == VersionState.PUBLISHED


class SchemeLine(models.Model):
    """A metric of a version, in the metric's own scale (a percentage is a fraction).

    What the fields mean by shape stands at `kpi.rules.scoring.Line`. `steps` are pairs of texts: limit and
    points. `least` is the minimum sample (none: the metric's own).
    """

    version = models.ForeignKey(SchemeVersion, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("position"))
    metric = models.CharField(_("metric"), max_length=40)
    weight = models.DecimalField(_("weight"), max_digits=5, decimal_places=2, default=Decimal(0))
    shape = models.CharField(_("shape"), max_length=8, choices=Shape.choices)
    target = models.DecimalField(_("target"), max_digits=20, decimal_places=6, null=True, blank=True)
    worst = models.DecimalField(_("0 points at"), max_digits=20, decimal_places=6, null=True, blank=True)
    best = models.DecimalField(_("100 points at"), max_digits=20, decimal_places=6, null=True, blank=True)
    low = models.DecimalField(_("low end"), max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("high end"), max_digits=20, decimal_places=6, null=True, blank=True)
    fall = models.DecimalField(_("distance to 0"), max_digits=20, decimal_places=6, null=True, blank=True)
    steps = models.JSONField(_("steps"), default=list, blank=True)
    cap = models.DecimalField(_("total at most"), max_digits=5, decimal_places=2, null=True, blank=True)
    least = models.PositiveIntegerField(_("minimum sample"), null=True, blank=True)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="scheme_line_place"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, weight__lte=100), name="scheme_weight_in_range"
            ),
            models.CheckConstraint(condition=~_GATE | Q(weight=0), name="scheme_gate_without_weight"),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gte=0, cap__lt=100), name="scheme_cap_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.weight}"
