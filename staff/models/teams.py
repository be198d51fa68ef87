"""The team tree and who belongs where, when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from staff.choices import EVER, STILL
from staff.querysets import DatedQuerySet, TeamQuerySet


class Team(models.Model):
    """A part of the tree with one accountable leader; `path` is written A/B/C and kept by the service."""

    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    leader = models.ForeignKey(
        "staff.Agent", models.SET_NULL, null=True, blank=True, related_name="led_teams"
    )
    path = models.CharField(_("path"), max_length=400, unique=True)
    archived_on = models.DateField(_("archived on"), null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [models.CheckConstraint(condition=~Q(name__contains="/"), name="team_name_no_slash")]

    def __str__(self) -> str:
        return self.path


class Membership(models.Model):
    """A person belongs to a team from a date to a date, both included."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="memberships")
    team = models.ForeignKey("staff.Team", models.PROTECT, related_name="memberships")
    valid_from = models.DateField(_("from"), default=EVER)
    valid_to = models.DateField(_("to"), default=STILL)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["agent", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "valid_from"], name="one_team_begins_a_day"),
            models.UniqueConstraint(fields=["agent", "valid_to"], name="one_team_ends_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="membership_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["team", "valid_from"], name="membership_by_team")]

    def __str__(self) -> str:
        return f"{self.agent_id} in {self.team_id}"
