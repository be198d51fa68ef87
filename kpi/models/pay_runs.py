"""Pay runs, slips and lines. Closed, the database refuses every change of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.pay import LineCode, RunKind, RunState


class PayRun(TimeStampedModel):
    """The pay of a month. `number` is 0 for the month's own run, 1, 2, … for supplementary ones.

    `settings` keeps what held when it was computed; `remarks` says what HR has to look at.
    """

    month = models.DateField(_("month"))
    kind = models.CharField(_("kind"), max_length=14, choices=RunKind.choices, default=RunKind.REGULAR)
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.OPEN)
    currency = models.CharField(_("currency"), max_length=3)
    settings = models.JSONField(default=dict, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    job = models.ForeignKey("staff.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)
    reviewed_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    closed_by = models.ForeignKey("staff.User", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-month", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["month", "number"], name="pay_run_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="pay_run_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(kind="regular", number=0) | Q(kind="supplementary", number__gt=0),
                name="pay_run_number_says_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["computed", "reviewed", "closed"]) | Q(computed_at__isnull=False),
                name="pay_run_computed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reviewed", "closed"])
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="pay_run_reviewed_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="pay_run_closed_by",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("reviewed_by")),
                name="pay_run_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}" + (f"/{self.number}" if self.number else "")


class PaySlip(models.Model):
    """One person in a run: who and where the person was then, by which plan, and the sum of the lines.

    `low` and `high` are what the sum may become once pending facts are known; None where there is no range
    (`high` also where nobody knows the upper end). `facts` keeps every input.
    """

    run = models.ForeignKey(PayRun, models.CASCADE, related_name="slips")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    employee_no = models.CharField(_("employee number"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    team = models.ForeignKey("staff.Team", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey("kpi.PayPlanVersion", models.PROTECT, null=True, blank=True, related_name="+")
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2)
    pending = models.BooleanField(_("facts are pending"), default=False)
    low = models.DecimalField(_("at least"), max_digits=14, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=14, decimal_places=2, null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name", "employee_no"]
        constraints = [models.UniqueConstraint(fields=["run", "agent"], name="one_slip_a_person_and_run")]
        indexes = [
            models.Index(fields=["agent", "run"], name="slip_by_agent"),
            models.Index(fields=["run", "name", "employee_no"], name="slip_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.name}"


class PayLine(models.Model):
    """A line of a slip with what it was computed from; `month` is the month that a difference is about."""

    slip = models.ForeignKey(PaySlip, models.CASCADE, related_name="lines")
    run = models.ForeignKey(PayRun, models.CASCADE, related_name="lines")
    code = models.CharField(_("line"), max_length=12, choices=LineCode.choices)
    ref = models.CharField(max_length=60, blank=True, default="")
    month = models.DateField(_("month"))
    about = models.CharField(max_length=12, choices=LineCode.choices)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    low = models.DecimalField(_("at least"), max_digits=14, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("at most"), max_digits=14, decimal_places=2, null=True, blank=True)
    inputs = models.JSONField(default=dict, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["slip", "place"]
        constraints = [
            models.UniqueConstraint(fields=["slip", "code", "ref"], name="pay_line_once"),
        ]
        indexes = [models.Index(fields=["run", "code"], name="pay_line_by_run")]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"
