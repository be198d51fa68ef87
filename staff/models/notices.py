"""Notices to people, and the outgoing webhook."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.choices import WebhookFormat


class Notice(models.Model):
    """A message to one person: in the app at once, by mail when due.

    `kind` names the words (a template), `params` fills them, `about` is the subject's key; the same kind
    about the same subject is said to a person once.
    """

    agent = models.ForeignKey("staff.Agent", models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=60)
    about = models.CharField(_("about"), max_length=120)
    params = models.JSONField(default=dict)
    url = models.CharField(_("link"), max_length=300, blank=True)
    by_mail = models.BooleanField(_("by mail"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["agent", "kind", "about"], name="notice_said_once")]
        indexes = [
            models.Index(fields=["agent", "read_at"], name="notice_unread"),
            models.Index(
                fields=["created_at"],
                condition=Q(by_mail=True, mailed_at__isnull=True),
                name="notice_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Webhook(models.Model):
    """An outgoing address for a group robot; every call is signed."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    format = models.CharField(_("format"), max_length=10, choices=WebhookFormat.choices)
    url = models.URLField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    kinds = models.JSONField(_("kinds of notice"), default=list)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One message on its way to a webhook; the row is the queue."""

    webhook = models.ForeignKey("staff.Webhook", models.CASCADE, related_name="deliveries")
    kind = models.CharField(_("kind"), max_length=60)
    about = models.CharField(_("about"), max_length=120)
    params = models.JSONField(default=dict)
    url = models.CharField(_("link"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    due_at = models.DateTimeField(_("due at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "kind", "about"], name="webhook_told_once")]
        indexes = [models.Index(fields=["sent_at", "due_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
