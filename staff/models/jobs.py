"""Long work as rows that a person sees, and the worker's sign of life."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cstm.formats import told
from staff.choices import JobState

TITLE = "title"  # Where `params` keep a title's text and its words.


class Job(models.Model):
    """One piece of long work: state, progress, result, error, cancel.

    `kind` names the registered runner, `params` holds ids and plain values. The row is the queue: the
    broker only wakes a worker, and a sweep finds what the broker lost or a killed worker left.
    """

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=200, blank=True)
    owner = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="jobs")
    params = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("total"), default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    error = models.TextField(_("error"), blank=True)
    result = models.JSONField(default=dict, blank=True)
    file = models.FileField(_("file"), upload_to="jobs/%Y/%m/", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    cancel_asked = models.BooleanField(_("cancel asked"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(unique_key=""),
                name="one_open_job_a_key",
            )
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="job_by_state"),
            models.Index(fields=["owner", "-created_at"], name="job_by_owner"),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """The title in the reader's language, where it was given as a text with words; else as written."""
        said = self.params.get(TITLE) if isinstance(self.params, dict) else None
        if not said:
            return self.title or self.kind
        return gettext(said["text"]) % {name: told(word) for name, word in said["words"].items()}


class Heartbeat(models.Model):
    """When a worker last said that it lives."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """What a request was answered, for when it is sent again with the same key and the same body."""

    user = models.ForeignKey("staff.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_key")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_by_age")]

    def __str__(self) -> str:
        return self.key
