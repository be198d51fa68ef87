"""Coming and going, plan against fact, and overtime."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from shifts.choices import AttendanceState, DayKind, OvertimeState, PunchKind


class PunchSheet(models.Model):
    """A sheet of clocked times that was taken in, so that all of it can be taken back."""

    name = models.CharField(_("name"), max_length=120)
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    new = models.PositiveIntegerField(_("new times"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Punch(models.Model):
    """Somebody came or went; `source` is "browser", "hand" or "file", which names its `sheet`."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    at = models.DateTimeField(_("at"))
    kind = models.CharField(_("kind"), max_length=3, choices=PunchKind.choices)
    source = models.CharField(_("source"), max_length=60)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    sheet = models.ForeignKey(PunchSheet, models.SET_NULL, null=True, blank=True, related_name="punches")

    class Meta:
        ordering = ["agent", "at"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "at", "kind", "source"], name="punch_once"),
        ]
        indexes = [models.Index(fields=["agent", "at"], name="punch_by_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.kind} {self.at}"


class Presence(models.Model):
    """What one source says of one person's date: first and last sign, seconds online, serving, hung up.

    `source` names the report and its batch; an import that is taken back takes its rows back.
    """

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    day = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=60)
    first_at = models.DateTimeField(_("first sign"), null=True, blank=True)
    last_at = models.DateTimeField(_("last sign"), null=True, blank=True)
    online_secs = models.PositiveIntegerField(_("seconds online"), null=True, blank=True)
    busy_secs = models.PositiveIntegerField(_("seconds serving"), null=True, blank=True)
    hang_secs = models.PositiveIntegerField(_("seconds hung up"), null=True, blank=True)
    contacts = models.PositiveIntegerField(_("contacts"), null=True, blank=True)

    class Meta:
        ordering = ["agent", "day"]
        constraints = [models.UniqueConstraint(fields=["agent", "day", "source"], name="presence_once")]
        indexes = [models.Index(fields=["day", "agent"], name="presence_by_day")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.day}"


class AttendanceDay(TimeStampedModel):
    """Plan against fact of one person's date. Without a roster there is no fault and no adherence figure.

    Minutes are whole minutes; None is not known. `reason`, `evidence` and `answer` belong to the talk
    about it.
    """

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    day = models.DateField(_("date"))
    plan_start = models.DateTimeField(_("planned start"), null=True, blank=True)
    plan_end = models.DateTimeField(_("planned end"), null=True, blank=True)
    start_at = models.DateTimeField(_("start"), null=True, blank=True)
    end_at = models.DateTimeField(_("end"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AttendanceState.choices)
    planned_secs = models.PositiveIntegerField(_("planned seconds"), null=True, blank=True)
    worked_secs = models.PositiveIntegerField(_("worked seconds"), null=True, blank=True)
    inside_secs = models.PositiveIntegerField(_("seconds inside the plan"), null=True, blank=True)
    late_minutes = models.PositiveSmallIntegerField(_("minutes late"), null=True, blank=True)
    early_minutes = models.PositiveSmallIntegerField(_("minutes early"), null=True, blank=True)
    extended_to = models.DateTimeField(_("extended to"), null=True, blank=True)
    beyond_curfew = models.CharField(_("reason beyond the curfew"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    evidence = models.FileField(_("evidence"), upload_to="attendance/", blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    answered_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    excused = models.BooleanField(_("excused"), null=True, blank=True)

    class Meta:
        ordering = ["day", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "day"], name="one_attendance_a_date"),
            models.CheckConstraint(
                condition=Q(plan_start__isnull=False)
                | Q(late_minutes__isnull=True, early_minutes__isnull=True),
                name="no_plan_no_fault",
            ),
        ]
        indexes = [models.Index(fields=["day", "state"], name="attendance_by_day")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.day} {self.state}"


class OvertimeEntry(TimeStampedModel):
    """Minutes beyond the plan on a date: paid or taken as time in lieu, decided once.

    `paid_by` names the pay run that paid it. A correction after that is a row of its own (`corrects`), whose
    minutes may be below zero. `by_hand` (on the first of a chain of computed entries) is by how many minutes
    somebody set the computed figure right: the chain adds up to what attendance says and this.
    """

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    day = models.DateField(_("date"))
    minutes = models.IntegerField(_("minutes"))
    day_kind = models.CharField(_("kind of day"), max_length=10, choices=DayKind.choices)
    source = models.CharField(_("source"), max_length=60)
    state = models.CharField(
        _("state"), max_length=8, choices=OvertimeState.choices, default=OvertimeState.OPEN
    )
    decided_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    paid_by = models.CharField(_("pay run"), max_length=60, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    by_hand = models.IntegerField(_("set right by minutes"), default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["day", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "day", "day_kind", "source"], name="overtime_once"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False) | Q(minutes__gt=0), name="overtime_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(paid_by="") | Q(state=OvertimeState.PAID), name="overtime_paid_where_decided"
            ),
        ]
        indexes = [models.Index(fields=["state", "day"], name="overtime_by_state")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.day} {self.minutes}"


class DispatchMove(models.Model):
    """A person serves another desk for a part of a day."""

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="+")
    day = models.DateField(_("date"))
    desk = models.ForeignKey("staff.Desk", models.CASCADE, related_name="+")
    start_at = models.DateTimeField(_("start"))
    end_at = models.DateTimeField(_("end"))
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.CharField(_("what for"), max_length=120, blank=True)

    class Meta:
        ordering = ["day", "start_at"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "start_at"], name="one_move_begins_a_moment"),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="move_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.day}"
