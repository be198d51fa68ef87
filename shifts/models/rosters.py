"""Rosters of teams by month, their cells, versions and edits."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from shifts.choices import RosterState, VersionKind


class Roster(TimeStampedModel):
    """A team's month. Agents see it once it is published; locked, it changes no more.

    `revision` grows with every edit, so that two editors never overwrite each other unseen.
    """

    team = models.ForeignKey("staff.Team", models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    state = models.CharField(
        _("state"), max_length=10, choices=RosterState.choices, default=RosterState.DRAFT
    )
    revision = models.PositiveIntegerField(default=0)
    requests_until = models.DateField(_("requests until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    job = models.ForeignKey("staff.Job", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-month", "team__path"]
        constraints = [
            models.UniqueConstraint(fields=["team", "month"], name="one_roster_a_team_and_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="roster_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(state=RosterState.DRAFT) | Q(published_at__isnull=False),
                name="roster_published_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.month:%Y-%m}"


class Assignment(models.Model):
    """A person works a template on a date at a desk; rest is a row without times.

    `start_at` and `end_at` are the moments that template and date give; the database lets no two rows of one
    person overlap, whatever roster they belong to.
    """

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="assignments")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    day = models.DateField(_("date"))
    template = models.ForeignKey("shifts.ShiftTemplate", models.PROTECT, related_name="+")
    desk = models.ForeignKey("staff.Desk", models.PROTECT, null=True, blank=True, related_name="+")
    start_at = models.DateTimeField(_("start"), null=True, blank=True)
    end_at = models.DateTimeField(_("end"), null=True, blank=True)
    paid_minutes = models.PositiveSmallIntegerField(_("paid minutes"), default=0)
    meal_at = models.DateTimeField(_("meal"), null=True, blank=True)
    pinned = models.BooleanField(_("pinned"), default=False)

    class Meta:
        ordering = ["day", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "day"], name="one_assignment_a_person_and_date"),
            models.CheckConstraint(
                condition=Q(start_at__isnull=True, end_at__isnull=True) | Q(end_at__gt=F("start_at")),
                name="assignment_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["roster", "day"], name="assignment_by_roster"),
            models.Index(fields=["day", "desk"], name="assignment_by_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.day} {self.template_id}"


class RosterVersion(models.Model):
    """A picture of all cells of a roster at a moment: what was solved, saved, published or left behind.

    `cells` is a list of [agent id, date, template id, desk id or null, pinned].
    """

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=VersionKind.choices)
    label = models.CharField(_("label"), max_length=80, blank=True)
    cells = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        ordering = ["roster", "-number"]
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="one_version_a_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class RosterEdit(models.Model):
    """One change of cells as it can be undone; each cell is [agent, date, template, desk, pinned]."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField(_("revision"))
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    why = models.CharField(_("what for"), max_length=120, blank=True)
    undone = models.BooleanField(_("undone"), default=False)
    # Empty for what is part of something else, such as a swap or leave: that has its own way back.
    undo_by = models.ForeignKey(
        "staff.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("may be undone by"),
    )

    class Meta:
        ordering = ["roster", "-revision"]
        constraints = [models.UniqueConstraint(fields=["roster", "revision"], name="one_edit_a_revision")]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.revision}"


class ShiftChange(models.Model):
    """What a person is told of a published roster, and when the person said that it was seen.

    One row a person and publication or later change; `cells` are [date, template id or null before, after].
    """

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="changes")
    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField(_("revision"))
    cells = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["roster", "agent", "revision"], name="told_once_a_revision")
        ]
        indexes = [models.Index(fields=["agent", "seen_at"], name="change_unseen")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.roster_id} {self.revision}"
