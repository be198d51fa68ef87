"""Rules of teams, pairs of people, and edits of the public calendar."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.models import DatedQuerySet
from shifts.choices import DayKind, RuleKind
from staff.choices import EVER, STILL


class TeamRule(models.Model):
    """A rule of a team and the teams below it (no team: everybody), with dates, hard or with a weight.

    The nearest team's rule of a kind speaks; `params` hold the numbers that the kind asks for. `sentence`
    replaces the kind's own words where it is not empty.
    """

    team = models.ForeignKey("staff.Team", models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=RuleKind.choices)
    params = models.JSONField(_("numbers"), default=dict, blank=True)
    hard = models.BooleanField(_("must be kept"), default=True)
    weight = models.PositiveIntegerField(_("weight"), default=0)
    sentence = models.CharField(_("sentence"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "team__path", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="rule_ends_after_start"),
            models.CheckConstraint(condition=Q(hard=True) | Q(weight__gt=0), name="soft_rule_has_a_weight"),
            models.UniqueConstraint(fields=["team", "kind", "valid_from"], name="one_rule_begins_a_day"),
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                condition=Q(team__isnull=True),
                name="one_rule_of_everybody_begins_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class PairRule(models.Model):
    """Two people who should or should not work together, with dates. It has no reason, on purpose."""

    first = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    second = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    together = models.BooleanField(_("together"), default=False)
    hard = models.BooleanField(_("must be kept"), default=False)
    weight = models.PositiveIntegerField(_("weight"), default=20)
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["first", "second", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "valid_from"], name="one_pair_begins_a_day"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="pair_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class CalendarDay(models.Model):
    """What a date is, where the published calendar is wrong or not out yet."""

    day = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    name = models.CharField(_("name"), max_length=60, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
