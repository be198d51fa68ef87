"""Shapes of chats, forms, reviews, calibrations and problems."""

from typing import Any

from rest_framework import serializers

from kpi.choices.quality import Cause, ChatImportState, HintKind, ProblemState, ReviewState, TurnRole
from kpi.selectors.quality import files


class ChatOut(serializers.Serializer):
    """A chat without its text."""

    id = serializers.IntegerField(source="pk")
    conversation = serializers.CharField(source="label")
    store = serializers.CharField(source="store.name")
    account = serializers.CharField(source="account.name")
    agent = serializers.IntegerField(source="agent_id", allow_null=True)
    day = serializers.DateField()
    started_at = serializers.DateTimeField(allow_null=True)
    rating = serializers.IntegerField(allow_null=True)
    turns = serializers.IntegerField(source="turn_count")


class TurnOut(serializers.Serializer):
    """A masked turn with the hints of the rules in force."""

    number = serializers.IntegerField()
    role = serializers.ChoiceField(choices=TurnRole.choices)
    at = serializers.DateTimeField(allow_null=True)
    text = serializers.SerializerMethodField()
    hints = serializers.ListField(child=serializers.CharField())

    def get_text(self, line: Any) -> str:
        """The text with its marks."""
        return "".join(f"[{part.text}]" if part.kind else part.text for part in line.parts)


class TranscriptOut(serializers.Serializer):
    """A chat with its turns."""

    chat = ChatOut()
    turns = TurnOut(many=True)


class RefusedChatRowOut(serializers.Serializer):
    """A refused row."""

    file = serializers.CharField()
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    why = serializers.CharField()


class ChatImportOut(serializers.Serializer):
    """A file of chats: counts, and the refused rows."""

    id = serializers.IntegerField(source="pk")
    file = serializers.CharField(source="file_name")
    store = serializers.CharField(source="store.name")
    state = serializers.ChoiceField(choices=ChatImportState.choices)
    counts = serializers.DictField()
    refused = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    def get_refused(self, batch: Any) -> list[dict[str, Any]]:
        """The refused rows that were kept, with what to do."""
        return [dict(RefusedChatRowOut(row).data) for row in files.refused(batch)]


class ChatFileIn(serializers.Serializer):
    """A file, and what holds for the whole of it."""

    file = serializers.FileField()
    store = serializers.IntegerField()
    account = serializers.CharField(max_length=160, required=False, default="", allow_blank=True)
    day = serializers.DateField(required=False, allow_null=True, default=None)


class ChatImportActIn(serializers.Serializer):
    """What to do with a file."""

    act = serializers.ChoiceField(choices=["take", "discard", "undo"])


class InspectionFormOut(serializers.Serializer):
    """A published version of a form."""

    version = serializers.IntegerField(source="pk")
    form = serializers.CharField(source="form.code")
    name_en = serializers.CharField(source="form.name_en")
    name_zh = serializers.CharField(source="form.name_zh")
    number = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)
    content = serializers.DictField()


class InspectionFormIn(serializers.Serializer):
    """A new form with its content as a draft, or a ready-made one by its code."""

    ready = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    name_en = serializers.CharField(max_length=120, required=False, default="")
    name_zh = serializers.CharField(max_length=120, required=False, default="")
    content = serializers.DictField(required=False, default=dict)


class HintRuleOut(serializers.Serializer):
    """A rule of hints."""

    id = serializers.IntegerField(source="pk", read_only=True)
    kind = serializers.ChoiceField(choices=HintKind.choices)
    name = serializers.CharField(max_length=80)
    words = serializers.ListField(child=serializers.CharField(max_length=60), required=False, default=list)
    seconds = serializers.IntegerField(min_value=0, max_value=86_400, required=False, default=0)
    active = serializers.BooleanField(required=False, default=True)


class SamplingPlanOut(serializers.Serializer):
    """A sampling plan."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    team = serializers.CharField(source="team.path", default="")
    form = serializers.CharField(source="form.code")
    per_agent = serializers.IntegerField()
    reviewers = serializers.SerializerMethodField()
    active = serializers.BooleanField()

    def get_reviewers(self, plan: Any) -> list[int]:
        """Keys of the people who review."""
        return [agent.pk for agent in plan.reviewers.all()]


class SamplingPlanIn(serializers.Serializer):
    """A new plan; without team it holds for everybody."""

    name = serializers.CharField(max_length=80)
    team = serializers.IntegerField(required=False, allow_null=True, default=None)
    form = serializers.CharField(max_length=40)
    per_agent = serializers.IntegerField(min_value=1, max_value=50)
    reviewers = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=50)
    active = serializers.BooleanField(required=False, default=True)


class SamplingDrawIn(serializers.Serializer):
    """The week to draw."""

    week = serializers.CharField(max_length=8)


class SamplingDrawOut(serializers.Serializer):
    """A draw with its seed."""

    id = serializers.IntegerField(source="pk")
    plan = serializers.IntegerField(source="plan_id")
    monday = serializers.DateField()
    seed = serializers.CharField()
    chats = serializers.IntegerField()
    drawn = serializers.IntegerField()


class ReviewOut(serializers.Serializer):
    """An inspection."""

    id = serializers.IntegerField(source="pk")
    agent = serializers.IntegerField(source="agent_id")
    chat = serializers.IntegerField(source="chat_id", allow_null=True)
    store = serializers.CharField(source="store.name")
    version = serializers.IntegerField(source="version_id")
    reviewer = serializers.IntegerField(source="reviewer_id")
    state = serializers.ChoiceField(choices=ReviewState.choices)
    day = serializers.DateField()
    points = serializers.DecimalField(8, 2, allow_null=True)
    most = serializers.DecimalField(8, 2, allow_null=True)
    crossed = serializers.IntegerField()
    coaching = serializers.CharField()
    comment = serializers.CharField()
    decider = serializers.IntegerField(source="decider_id", allow_null=True)
    decision = serializers.CharField()


class ReviewMarkOut(serializers.Serializer):
    """An item of a review; look 2 is that of the second reviewer."""

    look = serializers.IntegerField()
    item = serializers.CharField()
    option = serializers.CharField()
    points = serializers.DecimalField(8, 2)
    most = serializers.DecimalField(8, 2)
    missed = serializers.BooleanField()
    crossed = serializers.BooleanField()
    turn = serializers.IntegerField(allow_null=True)
    cause = serializers.CharField()
    note = serializers.CharField()


class ReviewMarksOut(serializers.Serializer):
    """An inspection with its marks."""

    review = ReviewOut()
    marks = ReviewMarkOut(many=True)


class ReviewMarkIn(serializers.Serializer):
    """What is said of one item."""

    item = serializers.CharField(max_length=60)
    answer = serializers.CharField(max_length=60)
    turn = serializers.IntegerField(required=False, allow_null=True, default=None)
    cause = serializers.ChoiceField(choices=Cause.choices, required=False, default="", allow_blank=True)
    note = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ReviewIn(serializers.Serializer):
    """A filled form."""

    marks = ReviewMarkIn(many=True)
    coaching = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class ReviewAnswerIn(serializers.Serializer):
    """The agent's answer."""

    answer = serializers.ChoiceField(choices=["acknowledge", "dispute"])
    comment = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class ReviewDecisionIn(serializers.Serializer):
    """The second look: with marks they hold from now on, without them it stays as it was."""

    reason = serializers.CharField(max_length=2000)
    marks = ReviewMarkIn(many=True, required=False, default=list)


class CalibrationIn(serializers.Serializer):
    """A calibration to open."""

    name = serializers.CharField(max_length=80)
    version = serializers.IntegerField()
    reviewers = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=20)
    count = serializers.IntegerField(min_value=1, max_value=50)


class CalibrationOut(serializers.Serializer):
    """A calibration."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    version = serializers.IntegerField(source="version_id")
    seed = serializers.CharField()
    state = serializers.CharField()


class AgreementOut(serializers.Serializer):
    """How far reviewers agree; null where a figure has no value."""

    subjects = serializers.IntegerField()
    raters = serializers.IntegerField()
    exact = serializers.DecimalField(5, 4, allow_null=True)
    kappa = serializers.DecimalField(5, 4, allow_null=True)
    method = serializers.CharField()


class ItemAgreementOut(serializers.Serializer):
    """The same of one item."""

    code = serializers.CharField()
    name = serializers.CharField()
    found = AgreementOut()


class CalibrationOutcomeOut(serializers.Serializer):
    """A calibration with its chats, and once it is closed with its figures."""

    round = CalibrationOut()
    chats = serializers.ListField(child=serializers.IntegerField())
    overall = AgreementOut(allow_null=True)
    items = ItemAgreementOut(many=True)
    left_out = serializers.IntegerField()


class CalibrationSheetIn(serializers.Serializer):
    """One's answers for a chat of a calibration, by item."""

    chat = serializers.IntegerField()
    answers = serializers.DictField(child=serializers.CharField(max_length=60))


class QualityProblemOut(serializers.Serializer):
    """A tracked problem."""

    id = serializers.IntegerField(source="pk")
    agent = serializers.IntegerField(source="agent_id")
    form = serializers.CharField(source="form.code")
    item = serializers.CharField()
    item_en = serializers.CharField()
    item_zh = serializers.CharField()
    state = serializers.ChoiceField(choices=ProblemState.choices)
    root = serializers.CharField()  # type: ignore[assignment]
    cause = serializers.CharField()
    fix = serializers.CharField()
    owner = serializers.IntegerField(source="owner_id", allow_null=True)
    check_on = serializers.DateField()
    misses = serializers.IntegerField()
    result = serializers.CharField()


class QualityProblemIn(serializers.Serializer):
    """Cause, fix, owner and day; or with a result, the end."""

    root = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Cause.choices, required=False, default="", allow_blank=True
    )
    cause = serializers.CharField(max_length=2000, required=False, default="")
    fix = serializers.CharField(max_length=2000, required=False, default="")
    owner = serializers.IntegerField(required=False, allow_null=True, default=None)
    check_on = serializers.DateField(required=False, allow_null=True, default=None)
    result = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    solved = serializers.BooleanField(required=False, default=True)


class ClinicOut(serializers.Serializer):
    """A problem on a week's clinic."""

    monday = serializers.DateField()
    problem = QualityProblemOut()
    lesson = serializers.CharField()


class ClinicIn(serializers.Serializer):
    """A problem to put on a week's clinic, or to take off; with a lesson, what was learnt of it."""

    week = serializers.CharField(max_length=8)
    problem = serializers.IntegerField()
    lesson = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
