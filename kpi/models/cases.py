"""Cases: what a buyer or a colleague brought up, who settles it until when, and each step of its life."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cstm.models import TimeStampedModel
from kpi.choices.cases import CaseKind, CasePriority, CaseSource, CaseState, CheckResult, Department


class CaseCategory(models.Model):
    """A branch of the tree of categories, named in both languages. `quality`: the goods themselves failed."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name_en = models.CharField(_("English name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    quality = models.BooleanField(_("the goods failed"), default=False)
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name_en"], name="case_category_once_en"),
            models.UniqueConstraint(fields=["parent", "name_zh"], name="case_category_once_zh"),
            models.UniqueConstraint(
                fields=["name_en"], condition=Q(parent__isnull=True), name="case_category_top_once_en"
            ),
            models.UniqueConstraint(
                fields=["name_zh"], condition=Q(parent__isnull=True), name="case_category_top_once_zh"
            ),
            models.CheckConstraint(
                condition=~Q(name_en="") & ~Q(name_zh=""), name="case_category_has_both_names"
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class Case(TimeStampedModel):
    """One case. `day` is the store's business date on which it was opened.

    `due_at` is empty where the store never opens. `in_time`, `first_closed_at` and `open_secs` (time that the
    store was open while the case was) are set by closing; `about` is whom a complaint concerns.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=CaseKind.choices)
    state = models.CharField(_("state"), max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    priority = models.CharField(
        _("priority"), max_length=8, choices=CasePriority.choices, default=CasePriority.NORMAL
    )
    source = models.CharField(
        _("came in by"), max_length=12, choices=CaseSource.choices, default=CaseSource.CHAT
    )
    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    category = models.ForeignKey(
        "kpi.CaseCategory", models.PROTECT, null=True, blank=True, related_name="cases"
    )
    title = models.CharField(_("what it is about"), max_length=160)
    text = models.TextField(_("details"), max_length=4000, blank=True)
    buyer = models.CharField(_("buyer"), max_length=80, blank=True)
    order_no = models.CharField(_("order number"), max_length=60, blank=True)
    product_no = models.CharField(_("product number"), max_length=60, blank=True)
    product = models.CharField(_("product"), max_length=200, blank=True)
    owner = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    about = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    day = models.DateField(_("business date"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    leader_due_at = models.DateTimeField(_("leader is told at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first step at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    first_closed_at = models.DateTimeField(_("first closed at"), null=True, blank=True)
    in_time = models.BooleanField(_("closed in time"), null=True, blank=True)
    open_secs = models.PositiveBigIntegerField(_("open seconds"), default=0)
    first_contact = models.BooleanField(_("settled at the first contact"), default=False)
    outcome = models.CharField(_("how it was settled"), max_length=1000, blank=True)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    reopened_at = models.DateTimeField(_("reopened at"), null=True, blank=True)
    fields = models.JSONField(_("fields of the kind"), default=dict, blank=True)
    refund_amount = models.DecimalField(_("refund"), max_digits=12, decimal_places=2, null=True, blank=True)
    platform_help = models.BooleanField(_("the platform stepped in"), default=False)
    dispute = models.BooleanField(_("refund in dispute"), default=False)
    owner_reminded_at = models.DateTimeField(null=True, blank=True)
    leader_reminded_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey("kpi.CaseBatch", models.PROTECT, null=True, blank=True, related_name="cases")
    row = models.PositiveIntegerField(_("row in the file"), null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="case_says_what"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, first_closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="case_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(refund_amount__isnull=True) | Q(refund_amount__gte=0),
                name="case_refund_not_below_nothing",
            ),
            models.UniqueConstraint(
                fields=["batch", "row"], condition=Q(batch__isnull=False), name="case_once_a_row"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "state", "due_at"], name="case_by_owner"),
            models.Index(fields=["store", "day"], name="case_by_store"),
            models.Index(fields=["day"], name="case_by_day"),
            models.Index(fields=["made_by"], name="case_by_maker"),
            models.Index(fields=["due_at"], condition=~Q(state="closed"), name="case_due"),
            models.Index(fields=["order_no"], name="case_by_order"),
        ]

    def __str__(self) -> str:
        return self.title


class CaseCheck(models.Model):
    """A fact that is checked for a case, and what was found."""

    case = models.ForeignKey("kpi.Case", models.CASCADE, related_name="checks")
    what = models.CharField(_("what is checked"), max_length=200)
    result = models.CharField(
        _("result"), max_length=8, choices=CheckResult.choices, default=CheckResult.OPEN
    )
    found = models.CharField(_("what was found"), max_length=500, blank=True)
    by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="case_check_says_what")]

    def __str__(self) -> str:
        return self.what


class CaseStep(models.Model):
    """What another department is asked to do; the case waits while one is not answered."""

    case = models.ForeignKey("kpi.Case", models.CASCADE, related_name="steps")
    department = models.CharField(_("department"), max_length=10, choices=Department.choices)
    ask = models.CharField(_("what is asked"), max_length=500)
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    asked_by = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(ask=""), name="case_step_says_what"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="case_step_answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return self.ask


class CaseNote(models.Model):
    """A line in the trail of a case: what was done, by whom, when, and a word about it."""

    case = models.ForeignKey("kpi.Case", models.CASCADE, related_name="notes")
    agent = models.ForeignKey("staff.Agent", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"))
    step = models.CharField(_("step"), max_length=12)
    text = models.CharField(_("words"), max_length=2000, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class CaseRating(models.Model):
    """The question how content a buyer is with a closing: asked by a signed link, answered once, or expired.

    `closing` counts the closings of the case, so that each has one question.
    """

    case = models.ForeignKey("kpi.Case", models.CASCADE, related_name="ratings")
    closing = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("open until"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("score, 1 to 5"), null=True, blank=True)
    words = models.CharField(_("words"), max_length=300, blank=True)

    class Meta:
        ordering = ["case", "closing"]
        constraints = [
            models.UniqueConstraint(fields=["case", "closing"], name="case_rated_once_a_closing"),
            models.CheckConstraint(
                condition=Q(score__isnull=True, answered_at__isnull=True)
                | Q(score__gte=1, score__lte=5, answered_at__isnull=False),
                name="case_rating_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}.{self.closing}: {self.score or '-'}"
