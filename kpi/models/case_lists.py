"""What stands around cases: their times, sheets that were taken in, process waste, and use of scripts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.cases import CaseBatchState, CaseKind, CasePriority, SheetKind, UsedFor, WasteState


class CaseLimit(models.Model):
    """How many minutes of open time a kind of case may take at a priority, where it is not the usual."""

    kind = models.CharField(_("kind"), max_length=12, choices=CaseKind.choices)
    priority = models.CharField(_("priority"), max_length=8, choices=CasePriority.choices)
    minutes = models.PositiveIntegerField(_("minutes"))

    class Meta:
        ordering = ["kind", "priority"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "priority"], name="case_limit_once"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=86400), name="case_limit_fits"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.priority}: {self.minutes}"


class CaseBatch(TimeStampedModel):
    """A sheet of cases or of script use: read, looked at, taken in, perhaps undone.

    `drafts` are its clean rows and `faults` its refused ones; nothing is written before it is taken in.
    """

    sheet = models.CharField(_("sheet of"), max_length=8, choices=SheetKind.choices, default=SheetKind.CASES)
    file_name = models.CharField(_("file"), max_length=200)
    uploaded_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="+")
    state = models.CharField(
        _("state"), max_length=8, choices=CaseBatchState.choices, default=CaseBatchState.STAGED
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    drafts = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    taken = models.PositiveIntegerField(_("taken in"), default=0)
    taken_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class ProcessWaste(TimeStampedModel):
    """A step that costs time and helps nobody: what is proposed, and what time saved is used for."""

    step = models.CharField(_("step"), max_length=160)
    store = models.ForeignKey("staff.Store", models.SET_NULL, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    minutes_lost = models.DecimalField(_("minutes lost a case"), max_digits=6, decimal_places=1)
    cases_a_week = models.PositiveIntegerField(_("cases a week"), null=True, blank=True)
    proposal = models.CharField(_("proposal"), max_length=1000)
    state = models.CharField(_("state"), max_length=8, choices=WasteState.choices, default=WasteState.NEW)
    minutes_saved = models.DecimalField(
        _("minutes saved a case"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    used_for = models.CharField(
        _("the time is now used for"), max_length=10, choices=UsedFor.choices, blank=True
    )
    used_words = models.CharField(_("in words"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(step="") & ~Q(proposal=""), name="waste_says_what"),
            models.CheckConstraint(condition=Q(minutes_lost__gt=0), name="waste_costs_time"),
            models.CheckConstraint(
                condition=Q(minutes_saved__isnull=True)
                | (Q(minutes_saved__gte=0) & Q(minutes_saved__lte=models.F("minutes_lost"))),
                name="waste_saves_no_more_than_lost",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(minutes_saved__isnull=False) & ~Q(used_for="")),
                name="waste_done_says_what_for",
            ),
        ]

    def __str__(self) -> str:
        return self.step


class ScriptUse(models.Model):
    """How many canned replies a person sent at a store on a date, of how many messages.

    It stands beside the marks of inspections. It is no fact of the registry, so that no target, scheme or
    pay can be built on it.
    """

    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    day = models.DateField(_("date"))
    used = models.PositiveIntegerField(_("canned replies sent"))
    edited = models.PositiveIntegerField(_("of them changed before sending"), null=True, blank=True)
    messages = models.PositiveIntegerField(_("messages sent"), null=True, blank=True)
    batch = models.ForeignKey("kpi.CaseBatch", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["day", "agent"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "store", "day"], name="script_use_once_a_day"),
            models.CheckConstraint(
                condition=Q(edited__isnull=True) | Q(edited__lte=models.F("used")),
                name="script_use_edits_no_more_than_used",
            ),
            models.CheckConstraint(
                condition=Q(messages__isnull=True) | Q(messages__gte=models.F("used")),
                name="script_use_within_messages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.day}: {self.used}"
