"""API of appeals, deductions and pay plans."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.errors import DomainError
from kpi.access import pay as access
from kpi.choices.pay import AppealState, DeductionReason, DeductionState, LineCode, PlanState
from kpi.models import PayPlanVersion
from kpi.selectors.pay import lists, plans
from kpi.selectors.pay.month_asked import month_asked
from kpi.services.pay import appeals, deductions, plan_versions
from staff.access import agent_of, get_agent
from staff.models import Grade


class PayAppealOut(serializers.Serializer):
    """An appeal and its answer."""

    id = serializers.IntegerField()
    employee_no = serializers.CharField(source="agent.employee_no")
    month = serializers.DateField()
    line = serializers.ChoiceField(choices=LineCode.choices, source="code")
    ref = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=AppealState.choices)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    answer = serializers.CharField(allow_blank=True)


class PayAppealIn(serializers.Serializer):
    """A number of the own pay that is wrong."""

    month = serializers.CharField(max_length=7)
    line = serializers.ChoiceField(choices=LineCode.choices)
    ref = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    words = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class PayAppealAnswerIn(serializers.Serializer):
    """An answer with a reason."""

    grant = serializers.BooleanField()
    words = serializers.CharField(max_length=2000)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2, required=False, default=Decimal(0))


class DeductionOut(serializers.Serializer):
    """A deduction from proposal to decision."""

    id = serializers.IntegerField()
    employee_no = serializers.CharField(source="agent.employee_no")
    month = serializers.DateField()
    reason = serializers.ChoiceField(choices=DeductionReason.choices)
    happened_on = serializers.DateField()
    evidence = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    state = serializers.ChoiceField(choices=DeductionState.choices)
    answer = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_blank=True)


class DeductionIn(serializers.Serializer):
    """A proposal with evidence."""

    agent = serializers.IntegerField()
    month = serializers.CharField(max_length=7)
    reason = serializers.ChoiceField(choices=DeductionReason.choices)
    happened_on = serializers.DateField()
    evidence = serializers.CharField(max_length=2000)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)


class DeductionAnswerIn(serializers.Serializer):
    """Words of one's own."""

    words = serializers.CharField(max_length=2000)


class DeductionDecisionIn(DeductionAnswerIn):
    """A decision with its reason."""

    approve = serializers.BooleanField()


class PayPlanOut(serializers.Serializer):
    """A version of a pay plan; tables are lists of [from, value]."""

    id = serializers.IntegerField()
    plan = serializers.IntegerField(source="plan_id")
    name_en = serializers.CharField(source="plan.name_en")
    name_zh = serializers.CharField(source="plan.name_zh")
    grade = serializers.CharField(source="plan.grade.code", allow_null=True, default=None)
    state = serializers.ChoiceField(choices=PlanState.choices)
    content = serializers.SerializerMethodField()

    def get_content(self, version: PayPlanVersion) -> dict[str, Any]:
        """Amounts as text, tables, the rule of attribution."""
        return plans.terms_kept(version)


class PayPlanIn(serializers.Serializer):
    """A new plan; without a grade it is for everybody whose grade has none."""

    name_en = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    grade = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)


class PairField(serializers.ListField):
    """A row of a table: where it begins, and what it brings."""

    child = serializers.DecimalField(max_digits=14, decimal_places=4)
    min_length = 2
    max_length = 2


class PayPlanDraftIn(serializers.Serializer):
    """What a plan's draft pays."""

    valid_from = serializers.DateField()
    base = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal(0))
    performance_base = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=Decimal(0))
    coefficients = serializers.ListField(child=PairField(min_length=2, max_length=2), max_length=50)
    between = serializers.BooleanField(default=False)
    no_score = serializers.DecimalField(
        max_digits=6, decimal_places=4, min_value=Decimal(0), default=Decimal(1)
    )
    experience = serializers.ListField(
        child=PairField(min_length=2, max_length=2), max_length=50, default=list
    )
    tiers = serializers.ListField(child=PairField(min_length=2, max_length=2), max_length=50, default=list)
    whole_amount = serializers.BooleanField(default=False)
    attribution = serializers.CharField(max_length=40, default="", allow_blank=True)


class PayAppeals(APIView):
    """Appeals."""

    @extend_schema(responses=page_of(PayAppealOut), operation_id="kpi_pay_appeals_list")
    def get(self, request: Request) -> Response:
        """Own ones and those of one's part; paged."""
        paging = Paging()
        found = lists.appeals(access.people_of(request.user, "pay.appeals"), agent_of(request.user))
        rows = paging.paginate_queryset(found, request)
        return paging.get_paginated_response(PayAppealOut(rows, many=True).data)

    @extend_schema(request=PayAppealIn, responses={201: PayAppealOut})
    def post(self, request: Request) -> Response:
        """Say that a number of the own pay is wrong."""
        form = PayAppealIn(data=request.data)
        form.is_valid(raise_exception=True)
        data, me = form.validated_data, agent_of(request.user)
        if me is None:
            raise DomainError(_("This log-in belongs to no person."), code="nobody")
        row = appeals.appeal_seen(
            me,
            month=month_asked(data["month"]),
            code=data["line"],
            ref=data["ref"],
            words=data["words"],
            actor=request.user,
        )
        return Response(PayAppealOut(row).data, status=status.HTTP_201_CREATED)


class PayAppealAnswer(APIView):
    """Answering an appeal."""

    @extend_schema(request=PayAppealAnswerIn, responses=PayAppealOut)
    def post(self, request: Request, pk: int) -> Response:
        """Grant it or not, with a reason."""
        row = access.get_appeal(request.user, pk, "pay.appeals")
        form = PayAppealAnswerIn(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(PayAppealOut(appeals.answer(row, **form.validated_data, actor=request.user)).data)


class Deductions(APIView):
    """Deductions, never a peer's."""

    @extend_schema(responses=page_of(DeductionOut), operation_id="kpi_deductions_list")
    def get(self, request: Request) -> Response:
        """Own ones, one's proposals, and those of one's part; paged."""
        paging = Paging()
        people = access.people_of(request.user, "deductions.propose", "deductions.approve")
        found = lists.deductions(people, agent_of(request.user), request.user)
        rows = paging.paginate_queryset(found, request)
        return paging.get_paginated_response(DeductionOut(rows, many=True).data)

    @extend_schema(request=DeductionIn, responses={201: DeductionOut})
    def post(self, request: Request) -> Response:
        """Propose one, with evidence."""
        form = DeductionIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        agent = get_agent(request.user, data.pop("agent"), "deductions.propose")
        data["month"] = month_asked(data["month"])
        row = deductions.propose(agent, **data, actor=request.user, today=timezone.localdate())
        return Response(DeductionOut(row).data, status=status.HTTP_201_CREATED)


class OneDeduction(APIView):
    """One deduction."""

    @extend_schema(responses=DeductionOut)
    def get(self, request: Request, pk: int) -> Response:
        """Evidence, answer, decision."""
        return Response(DeductionOut(access.get_deduction(request.user, pk)).data)


class DeductionAnswer(APIView):
    """Answering a proposed deduction."""

    @extend_schema(request=DeductionAnswerIn, responses=DeductionOut)
    def post(self, request: Request, pk: int) -> Response:
        """What the person says to it."""
        row = access.get_deduction(request.user, pk, "own.view")
        form = DeductionAnswerIn(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(DeductionOut(deductions.answer(row, **form.validated_data, actor=request.user)).data)


class DeductionDecide(APIView):
    """Deciding as the second person."""

    @extend_schema(request=DeductionDecisionIn, responses=DeductionOut)
    def post(self, request: Request, pk: int) -> Response:
        """Approve or refuse, with a reason."""
        row = access.get_deduction(request.user, pk, "deductions.approve")
        form = DeductionDecisionIn(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(DeductionOut(deductions.decide(row, **form.validated_data, actor=request.user)).data)


class PayPlans(APIView):
    """Pay plans."""

    @extend_schema(responses=page_of(PayPlanOut), operation_id="kpi_pay_plans_list")
    def get(self, request: Request) -> Response:
        """Every version; paged."""
        paging = Paging()
        rows = PayPlanVersion.objects.select_related("plan__grade").order_by("plan", "-number")
        return paging.get_paginated_response(
            PayPlanOut(paging.paginate_queryset(rows, request), many=True).data
        )

    @extend_schema(request=PayPlanIn, responses={201: PayPlanOut})
    def post(self, request: Request) -> Response:
        """Add a plan; its first draft pays nothing yet."""
        form = PayPlanIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        code = data.pop("grade")
        grade = Grade.objects.filter(code=code).first() if code else None
        if code and grade is None:
            raise DomainError(_("There is no grade of this code."), code="grade")
        plan = plan_versions.make_plan(**data, grade=grade, actor=request.user)
        first = {"valid_from": timezone.localdate(), "coefficients": [(0, 1)]}
        version = plan_versions.draft(plan, first, actor=request.user)
        return Response(PayPlanOut(version).data, status=status.HTTP_201_CREATED)


class PayPlanDraft(APIView):
    """The draft of a plan, named by any of its versions."""

    @extend_schema(request=PayPlanDraftIn, responses=PayPlanOut)
    def put(self, request: Request, pk: int) -> Response:
        """Write the draft; of a published version a new one begins."""
        version = access.get_version(pk)
        form = PayPlanDraftIn(data=request.data)
        form.is_valid(raise_exception=True)
        row = plan_versions.draft(version.plan, form.validated_data, actor=request.user)
        return Response(PayPlanOut(row).data)


class PayPlanPublish(APIView):
    """Publishing a draft."""

    @extend_schema(request=None, responses=PayPlanOut)
    def post(self, request: Request, pk: int) -> Response:
        """From its month on it holds, and never changes again."""
        return Response(PayPlanOut(plan_versions.publish(access.get_version(pk), actor=request.user)).data)
