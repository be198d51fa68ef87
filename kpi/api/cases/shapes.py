"""Shapes of cases, actions, process waste and script use at the machine door."""

from typing import Any

from rest_framework import serializers

from cstm.api import Whole
from kpi.choices.cases import (
    ActionKind,
    CaseKind,
    CasePriority,
    CaseSource,
    CaseState,
    Department,
)
from kpi.models import Case, CaseAction, CaseCategory, ProcessWaste


class CaseOut(serializers.ModelSerializer):
    """A case; `overdue` says that it is open past its time."""

    store = serializers.CharField(source="store.name")
    owner = serializers.CharField(source="owner.employee_no")
    category = serializers.CharField(default=None, allow_null=True)
    overdue = serializers.SerializerMethodField()
    fields = serializers.DictField(child=serializers.CharField())  # type: ignore[assignment]

    class Meta:
        model = Case
        fields = (
            "id", "kind", "state", "priority", "source", "store", "category", "title", "text", "buyer",
            "order_no", "product_no", "product", "owner", "opened_at", "day", "due_at", "overdue",
            "answered_at", "closed_at", "first_closed_at", "in_time", "open_secs", "first_contact",
            "outcome", "reopened", "fields", "refund_amount", "platform_help", "dispute",
        )  # fmt: skip

    def get_overdue(self, case: Case) -> bool:
        """Open past its time."""
        now = self.context["now"]
        return case.state != CaseState.CLOSED and case.due_at is not None and case.due_at <= now


class _Facts(serializers.Serializer):
    """What a case may say."""

    text = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    buyer = serializers.CharField(max_length=80, required=False, allow_blank=True)
    order_no = serializers.CharField(max_length=60, required=False, allow_blank=True)
    product_no = serializers.CharField(max_length=60, required=False, allow_blank=True)
    product = serializers.CharField(max_length=200, required=False, allow_blank=True)
    category_id = Whole(required=False, allow_null=True)
    priority = serializers.ChoiceField(choices=CasePriority.choices, required=False)
    source = serializers.ChoiceField(choices=CaseSource.choices, required=False)  # type: ignore[assignment]
    refund_amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    platform_help = serializers.BooleanField(required=False)
    dispute = serializers.BooleanField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """`fields` (those of the kind) is a name of the framework's own, so it is added here."""
        named: dict[str, Any] = super().get_fields()
        named["fields"] = serializers.DictField(
            child=serializers.CharField(allow_blank=True, max_length=300), required=False
        )
        return named


class NewCase(_Facts):
    """A new case; without an owner it is the caller's."""

    kind = serializers.ChoiceField(choices=CaseKind.choices)
    store = Whole()
    title = serializers.CharField(max_length=160)
    owner = serializers.CharField(max_length=40, required=False, help_text="Employee number.")


class ChangedCase(_Facts):
    """What a case says from now on; what is left out stays."""

    kind = serializers.ChoiceField(choices=CaseKind.choices, required=False)
    title = serializers.CharField(max_length=160, required=False)


DEEDS = ("word", "close", "reopen", "give", "ask", "answer")


class DeedIn(serializers.Serializer):
    """What is done to a case: `word`, `close`, `reopen`, `give`, `ask` or `answer`, with its words."""

    deed = serializers.ChoiceField(choices=[(deed, deed) for deed in DEEDS])
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    first_contact = serializers.BooleanField(required=False, default=False)
    owner = serializers.CharField(max_length=40, required=False, help_text="Employee number.")
    department = serializers.ChoiceField(choices=Department.choices, required=False)
    step = Whole(required=False)


class CategoryOut(serializers.ModelSerializer):
    """A category in both languages."""

    class Meta:
        model = CaseCategory
        fields = ("id", "parent", "name_en", "name_zh", "quality", "active")


class SumsOut(serializers.Serializer):
    """Sums of cases; a share is null where there is nothing to divide by."""

    cases = serializers.IntegerField()
    before = serializers.IntegerField(allow_null=True)
    standing = serializers.IntegerField()
    late = serializers.IntegerField()
    decided = serializers.IntegerField()
    in_time = serializers.IntegerField()
    closed = serializers.IntegerField()
    first_contact = serializers.IntegerField()
    reopened = serializers.IntegerField()
    refund = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    rated = serializers.IntegerField()
    satisfied = serializers.IntegerField()


class LineOut(serializers.Serializer):
    """One store and category."""

    store = serializers.CharField()
    category = serializers.CharField()
    sums = SumsOut()


class CaseReportOut(serializers.Serializer):
    """The report of a period."""

    first = serializers.DateField()
    last = serializers.DateField()
    lines = LineOut(many=True)
    whole = SumsOut()


class ActionOut(serializers.ModelSerializer):
    """A corrective or preventive action."""

    owner = serializers.CharField(source="owner.employee_no")

    class Meta:
        model = CaseAction
        fields = (
            "id", "kind", "title", "cause", "owner", "due", "source", "state", "result", "done_on",
            "helped", "check_words", "checked_on",
        )  # fmt: skip


class ActionIn(serializers.Serializer):
    """A new action."""

    kind = serializers.ChoiceField(choices=ActionKind.choices)
    title = serializers.CharField(max_length=160)
    cause = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    owner = serializers.CharField(max_length=40, help_text="Employee number.")
    due = serializers.DateField()
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=80, required=False, allow_blank=True, default=""
    )


class ActionDeedIn(serializers.Serializer):
    """What is done to an action: `finish` with a result, `check` with `helped`, `drop` with a reason."""

    deed = serializers.ChoiceField(choices=[(deed, deed) for deed in ("finish", "check", "drop")])
    text = serializers.CharField(max_length=1000)
    helped = serializers.CharField(max_length=8, required=False, default="", help_text="yes, partly or no")


class WasteOut(serializers.ModelSerializer):
    """A step that costs time."""

    written_by = serializers.CharField(source="written_by.employee_no")
    store = serializers.CharField(source="store.name", default=None, allow_null=True)

    class Meta:
        model = ProcessWaste
        fields = (
            "id", "step", "store", "written_by", "minutes_lost", "cases_a_week", "proposal", "state",
            "minutes_saved", "used_for", "used_words", "answer", "decided_on", "created_at",
        )  # fmt: skip


class WasteIn(serializers.Serializer):
    """A new line of the log."""

    step = serializers.CharField(max_length=160)
    proposal = serializers.CharField(max_length=1000)
    minutes_lost = serializers.DecimalField(max_digits=6, decimal_places=1, min_value=0)
    cases_a_week = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False, allow_null=True)


class ScriptLineOut(serializers.Serializer):
    """Use of canned replies by a person, beside the mark of inspections; never a target."""

    employee_no = serializers.CharField(source="agent.employee_no")
    used = serializers.IntegerField()
    edited = serializers.IntegerField(allow_null=True)
    messages = serializers.IntegerField(allow_null=True)
    share = serializers.DecimalField(max_digits=6, decimal_places=4, allow_null=True)
    checks = serializers.IntegerField()
    mark = serializers.DecimalField(max_digits=6, decimal_places=4, allow_null=True)
