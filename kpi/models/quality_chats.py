"""Chats: files of them, conversations, turns. Their texts are masked before they come here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi.choices.quality import ChatImportState, TurnRole


class ChatImport(models.Model):
    """One file of chats. `stage` is a file of the masked chats until they are taken in; nothing else is kept.

    `faults` are the refused rows (row, column, masked value, code; the first few hundred), `counts` how many
    chats are new, there already, without a holder, refused, and how many turns and rows there were.
    """

    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")
    job = models.ForeignKey("staff.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("file name"), max_length=255)
    stage = models.FileField(upload_to="chats/%Y/%m/", blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ChatImportState.choices, default=ChatImportState.STAGED
    )
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    taken_at = models.DateTimeField(_("taken in at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class Chat(models.Model):
    """One conversation of a store with the agent who held its account on its day (nobody: not yet bound)."""

    batch = models.ForeignKey("kpi.ChatImport", models.PROTECT, related_name="chats")
    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    account = models.ForeignKey("staff.PlatformAccount", models.PROTECT, related_name="+")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64)
    label = models.CharField(_("conversation"), max_length=60, blank=True, default="")
    day = models.DateField(_("day"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, blank=True)
    turn_count = models.PositiveIntegerField(_("turns"), default=0)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["store", "digest"], name="chat_once_a_store"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5), name="rating_1_to_5"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "-day"], name="chat_by_agent"),
            models.Index(fields=["account", "day"], name="chat_by_account"),
            models.Index(fields=["day"], name="chat_by_day"),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.pk}"


class Turn(models.Model):
    """What one side said, masked."""

    chat = models.ForeignKey("kpi.Chat", models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField(_("turn"))
    role = models.CharField(_("role"), max_length=10, choices=TurnRole.choices)
    at = models.DateTimeField(_("time"), null=True, blank=True)
    text = models.TextField(_("text"))

    class Meta:
        ordering = ["chat", "number"]
        constraints = [models.UniqueConstraint(fields=["chat", "number"], name="turn_once_a_chat")]

    def __str__(self) -> str:
        return f"{self.number}"
