"""Imports: the batch with its file, the rows that stay with it, and layouts mapped in the browser."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpi.choices import BatchState, RowState


class ImportBatch(models.Model):
    """One file on its way in. The stored file is the stage: nothing else is written before the commit.

    `options` keeps what the person chose (layout, sheet, date, from, to, create_agents), `understood`
    what the reader found (layout, sheet, other sheets, header row, columns, dates, attribution),
    `counts` new, changed, same, refused, waiting, skipped, `sample` a bounded list of changes to show.
    """

    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")
    job = models.ForeignKey("staff.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=12, choices=BatchState.choices, default=BatchState.READING
    )
    layout = models.CharField(_("layout"), max_length=60, blank=True, default="")
    date_from = models.DateField(null=True, blank=True)
    date_to = models.DateField(null=True, blank=True)
    attribution = models.CharField(max_length=40, blank=True, default="")
    options = models.JSONField(default=dict)
    understood = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    sample = models.JSONField(default=dict)
    error_code = models.CharField(max_length=40, blank=True, default="")
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    committed_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["store", "-created_at"], name="batch_by_store"),
            models.Index(fields=["sha256"], name="batch_by_hash"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """A row that was refused, waits for a name, was skipped, or carries a remark.

    `code` and `params` name the sentence (worded when shown), `raw` the cells as read, so that refused
    rows can be downloaded and waiting rows taken up once the name is bound.
    """

    batch = models.ForeignKey("kpi.ImportBatch", models.CASCADE, related_name="rows")
    state = models.CharField(max_length=10, choices=RowState.choices)
    sheet = models.CharField(max_length=120, blank=True, default="")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=160, blank=True, default="")
    value = models.CharField(max_length=300, blank=True, default="")
    code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    account = models.CharField(max_length=160, blank=True, default="")
    draft = models.JSONField(null=True, blank=True)
    raw = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "row", "id"]
        indexes = [
            models.Index(fields=["batch", "state", "row"], name="import_row_by_state"),
            models.Index(fields=["state", "account"], name="import_row_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.code}"


class SavedLayout(models.Model):
    """A layout that somebody mapped in the browser; found again by its header."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    mapping = models.JSONField()
    signature = models.CharField(max_length=64, db_index=True)
    created_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
