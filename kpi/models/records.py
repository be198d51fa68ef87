"""Records: facts of one business date, store, attribution rule, source report and account."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kpi.choices import Scope
from kpi.facts import FACTS


class FactRow(models.Model):
    """A column for every base fact; NULL is absent. Facts that a shop adds stand in `extra`."""

    extra = models.JSONField(_("facts of the shop's own"), null=True, blank=True)

    class Meta:
        abstract = True


for _code in FACTS:
    FactRow.add_to_class(_code, models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True))


class Record(FactRow):
    """One row of facts. The fact columns hold **what counts**; `given` holds what the report said where
    another report's figure counts instead (precedence), or where a shop's total was reduced by its
    agents' rows so that every total is a plain sum.

    `date` to `last_date` is one day for daily records; a longer span is a period record. Facts of sales
    stand in a record of their own per attribution rule; all other facts in the one with an empty rule.
    `estimated`, `pending` and `holes` are fact codes, each in commas (",a,b,"), sorted.
    """

    store = models.ForeignKey("staff.Store", models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey(
        "staff.PlatformAccount", models.PROTECT, null=True, blank=True, related_name="+"
    )
    agent = models.ForeignKey("staff.Agent", models.PROTECT, null=True, blank=True, related_name="+")
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.AGENT)
    date = models.DateField(_("date"))
    last_date = models.DateField(_("last date"))
    attribution = models.CharField(_("attribution rule"), max_length=40, blank=True, default="")
    source = models.CharField(_("source report"), max_length=60)
    batch = models.ForeignKey(
        "kpi.ImportBatch", models.PROTECT, null=True, blank=True, related_name="records"
    )
    row = models.PositiveIntegerField(_("row in the file"), null=True, blank=True)
    estimated = models.CharField(max_length=600, blank=True, default="")
    pending = models.CharField(max_length=600, blank=True, default="")
    ripe_on = models.DateField(_("ripe on"), null=True, blank=True)
    holes = models.CharField(max_length=1500, blank=True, default="")
    given = models.JSONField(null=True, blank=True)
    shown = models.JSONField(_("values for display only"), null=True, blank=True)

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(
                "scope",
                Coalesce(F("store"), Value(0)),
                Coalesce(F("account"), Value(0)),
                F("date"),
                F("last_date"),
                F("attribution"),
                F("source"),
                Coalesce(F("agent"), Value(0)),
                name="record_once",
            ),
            models.CheckConstraint(condition=Q(last_date__gte=F("date")), name="record_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["date", "agent"], name="record_by_day"),
            models.Index(fields=["agent", "date"], name="record_by_agent"),
            models.Index(fields=["store", "date"], name="record_by_store"),
            models.Index(fields=["account", "date"], name="record_by_account"),
            models.Index(fields=["batch"], name="record_by_batch"),
            models.Index(fields=["date"], condition=Q(last_date__gt=F("date")), name="record_periods"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.date}"


class FactBucket(models.Model):
    """A bucket of a response-time histogram of a record: a known sketch, merged by adding counts."""

    record = models.ForeignKey("kpi.Record", models.CASCADE, related_name="buckets")
    fact = models.CharField(max_length=40)
    bucket = models.SmallIntegerField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "fact", "bucket"], name="bucket_once")]

    def __str__(self) -> str:
        return f"{self.fact}[{self.bucket}] {self.n}"


class SupersededRecord(models.Model):
    """A record as it stood before a later import replaced or removed it, so that the import can be undone."""

    batch = models.ForeignKey("kpi.ImportBatch", models.CASCADE, null=True, related_name="+")
    replaced_by = models.ForeignKey("kpi.ImportBatch", models.CASCADE, related_name="superseded")
    record_key = models.CharField(max_length=200, db_index=True)
    data = models.JSONField()
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.record_key


class Benchmark(models.Model):
    """A report's summary or peer row, kept as given and never summed."""

    store = models.ForeignKey("staff.Store", models.CASCADE, related_name="+")
    date = models.DateField()
    last_date = models.DateField()
    source = models.CharField(max_length=60)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    label = models.CharField(max_length=60)
    values = models.JSONField()
    batch = models.ForeignKey("kpi.ImportBatch", models.CASCADE, related_name="benchmarks")

    class Meta:
        ordering = ["-date", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "date", "last_date", "source", "label", "batch"], name="benchmark_once"
            )
        ]

    def __str__(self) -> str:
        return self.label


class ProductRecord(models.Model):
    """Facts of one product on a date, where a report has them."""

    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    date = models.DateField()
    last_date = models.DateField()
    product_no = models.CharField(_("product number"), max_length=60)
    name = models.CharField(_("product"), max_length=300)
    source = models.CharField(max_length=60)
    values = models.JSONField()
    batch = models.ForeignKey("kpi.ImportBatch", models.CASCADE, related_name="products")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "date", "last_date", "product_no", "source"], name="product_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
