"""Inspections, calibrations, and the problems that repeated misses become."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kpi.choices.quality import Cause, ProblemState, ReviewState, RoundState

FIRST_LOOK, SECOND_LOOK = 1, 2


class Review(models.Model):
    """The inspection of a drawn chat. Its result outlives the chat, whose text is kept for a set time."""

    draw = models.ForeignKey("kpi.SampleDraw", models.PROTECT, related_name="reviews")
    chat = models.ForeignKey("kpi.Chat", models.SET_NULL, null=True, blank=True, related_name="reviews")
    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    store = models.ForeignKey("staff.Store", models.PROTECT, related_name="+")
    version = models.ForeignKey("kpi.FormVersion", models.PROTECT, related_name="+")
    reviewer = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING
    )
    day = models.DateField(_("day of the chat"))
    points = models.DecimalField(_("points"), max_digits=8, decimal_places=2, null=True, blank=True)
    most = models.DecimalField(_("points possible"), max_digits=8, decimal_places=2, null=True, blank=True)
    crossed = models.PositiveSmallIntegerField(_("red lines crossed"), default=0)
    coaching = models.TextField(_("coaching note"), blank=True, default="")
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    comment = models.TextField(_("the agent's words"), blank=True, default="")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decider = models.ForeignKey("staff.Agent", models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.TextField(_("reason of the decision"), blank=True, default="")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "chat"], name="chat_drawn_once"),
            models.CheckConstraint(condition=~Q(reviewer=F("agent")), name="nobody_reviews_oneself"),
            models.CheckConstraint(
                condition=Q(decider__isnull=True) | (~Q(decider=F("agent")) & ~Q(decider=F("reviewer"))),
                name="a_second_reviewer_decides",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting")
                | Q(points__isnull=False, most__gt=0, points__gte=0, points__lte=F("most")),
                name="review_has_its_points",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "changed"])
                | (Q(decider__isnull=False, decided_at__isnull=False) & ~Q(decision="")),
                name="decision_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="disputed") | ~Q(comment=""), name="dispute_has_a_comment"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "-day"], name="review_by_agent"),
            models.Index(fields=["reviewer", "state"], name="review_by_reviewer"),
            models.Index(fields=["day"], name="review_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.day}"


class ReviewMark(models.Model):
    """One item of a review: the first reviewer's look, and the second one's where the agent disputed."""

    review = models.ForeignKey("kpi.Review", models.CASCADE, related_name="marks")
    look = models.PositiveSmallIntegerField(default=FIRST_LOOK)
    item = models.SlugField(_("item"), max_length=60)
    option = models.SlugField(_("answer"), max_length=60)
    points = models.DecimalField(max_digits=8, decimal_places=2)
    most = models.DecimalField(max_digits=8, decimal_places=2)
    missed = models.BooleanField(default=False)
    crossed = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(_("turn"), null=True, blank=True)
    cause = models.CharField(_("root cause"), max_length=12, choices=Cause.choices, blank=True, default="")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")

    class Meta:
        ordering = ["review", "look", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "look", "item"], name="item_marked_once"),
            models.CheckConstraint(condition=Q(look__in=[1, 2]), name="first_or_second_look"),
            models.CheckConstraint(condition=Q(missed=False) | ~Q(cause=""), name="miss_has_a_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.option}"


class CalibrationRound(models.Model):
    """Several reviewers fill the same form for the same chats, blind to each other; no score comes of it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    version = models.ForeignKey("kpi.FormVersion", models.PROTECT, related_name="+")
    seed = models.CharField(_("seed"), max_length=32)
    state = models.CharField(_("state"), max_length=8, choices=RoundState.choices, default=RoundState.OPEN)
    reviewers = models.ManyToManyField("staff.Agent", related_name="+")
    chats = models.ManyToManyField("kpi.Chat", related_name="+")
    created_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name


class CalibrationSheet(models.Model):
    """One reviewer's answers for one chat of a round; the number stays when the chat's text is cleared."""

    round = models.ForeignKey("kpi.CalibrationRound", models.CASCADE, related_name="sheets")
    chat_number = models.PositiveBigIntegerField()
    reviewer = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    filled_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["round", "chat_number", "reviewer"]
        constraints = [
            models.UniqueConstraint(fields=["round", "chat_number", "reviewer"], name="one_sheet_a_reviewer")
        ]

    def __str__(self) -> str:
        return f"{self.chat_number} {self.reviewer_id}"


class QualityProblem(models.Model):
    """A miss that came again: tracked with cause, fix, owner and check date until it is solved."""

    agent = models.ForeignKey("staff.Agent", models.PROTECT, related_name="+")
    form = models.ForeignKey("kpi.InspectionForm", models.PROTECT, related_name="+")
    item = models.SlugField(_("item"), max_length=60)
    item_en = models.CharField(max_length=160)
    item_zh = models.CharField(max_length=160)
    state = models.CharField(
        _("state"), max_length=8, choices=ProblemState.choices, default=ProblemState.FOUND
    )
    root = models.CharField(_("root cause"), max_length=12, choices=Cause.choices, blank=True, default="")
    cause = models.TextField(_("cause"), blank=True, default="")
    fix = models.TextField(_("fix"), blank=True, default="")
    owner = models.ForeignKey("staff.Agent", models.PROTECT, null=True, blank=True, related_name="+")
    check_on = models.DateField(_("check on"))
    result = models.TextField(_("result"), blank=True, default="")
    misses = models.PositiveIntegerField(_("misses"), default=0)
    found_on = models.DateField(_("found on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["check_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "form", "item"],
                condition=Q(state__in=["found", "fixing"]),
                name="one_open_problem_an_item",
            ),
            models.CheckConstraint(
                condition=~Q(state="fixing") | (~Q(cause="") & ~Q(fix="") & Q(owner__isnull=False)),
                name="fixing_has_cause_fix_owner",
            ),
            models.CheckConstraint(condition=~Q(state="solved") | ~Q(result=""), name="solved_has_a_result"),
        ]
        indexes = [models.Index(fields=["state", "check_on"], name="problem_by_check")]

    def __str__(self) -> str:
        return f"{self.item_en}"


class ClinicCase(models.Model):
    """A problem that a week's case clinic talks about, and what was learnt."""

    monday = models.DateField(_("week"))
    problem = models.ForeignKey("kpi.QualityProblem", models.CASCADE, related_name="clinics")
    lesson = models.TextField(_("what we learn"), blank=True, default="")
    picked_by = models.ForeignKey("staff.User", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-monday", "id"]
        constraints = [models.UniqueConstraint(fields=["monday", "problem"], name="once_in_a_clinic")]

    def __str__(self) -> str:
        return f"{self.monday} {self.problem_id}"
