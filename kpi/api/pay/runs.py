"""API of pay runs, slips and the own pay. Amounts are text, so that no cent is lost."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.errors import DomainError
from kpi.access import pay as access
from kpi.choices.pay import LineCode, RunKind, RunState
from kpi.models import PayRun, PaySlip
from kpi.selectors.pay import lists, words
from kpi.selectors.pay.month_asked import month_asked
from kpi.selectors.pay.preview import preview
from kpi.services.pay import runs
from staff.access import agent_of

MONTH = OpenApiParameter("month", str, description="A month such as 2026-10; the running one if left out.")


class PayRunOut(serializers.Serializer):
    """A pay run; two people review and close it."""

    id = serializers.IntegerField()
    run = serializers.CharField(source="__str__")
    month = serializers.DateField()
    kind = serializers.ChoiceField(choices=RunKind.choices)
    state = serializers.ChoiceField(choices=RunState.choices)
    currency = serializers.CharField()
    computed_at = serializers.DateTimeField(allow_null=True)
    reviewed_by = serializers.CharField(allow_null=True, source="reviewed_by.username", default=None)
    closed_by = serializers.CharField(allow_null=True, source="closed_by.username", default=None)
    remarks = serializers.SerializerMethodField()

    def get_remarks(self, run: PayRun) -> list[str]:
        """What has to be looked at, in words."""
        return [words.remark(each) for each in run.remarks]


class PayRunIn(serializers.Serializer):
    """The month, and whether the run is for people who have left."""

    month = serializers.CharField(max_length=7)
    supplementary = serializers.BooleanField(default=False)


class PayLineOut(serializers.Serializer):
    """A line with its formula in words."""

    code = serializers.ChoiceField(choices=LineCode.choices)
    ref = serializers.CharField(allow_blank=True)
    label = serializers.CharField()  # type: ignore[assignment]
    formula = serializers.CharField()
    notes = serializers.ListField(child=serializers.CharField())
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    low = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    high = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class PaySlipOut(serializers.Serializer):
    """One person of a run."""

    id = serializers.IntegerField()
    employee_no = serializers.CharField()
    name = serializers.CharField()
    team = serializers.CharField(source="team.path", allow_null=True, default=None)
    total = serializers.DecimalField(max_digits=14, decimal_places=2)
    pending = serializers.BooleanField()
    low = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    high = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class OnePaySlipOut(PaySlipOut):
    """One person of a run, with lines, and every input as it was kept."""

    lines = serializers.SerializerMethodField()
    facts = serializers.DictField()

    @extend_schema(responses=PayLineOut(many=True))
    def get_lines(self, slip: PaySlip) -> list[dict[str, Any]]:
        """Lines in order."""
        found = lists.in_words(lists.lines_of([slip])[slip.pk], slip.run.currency)
        return [dict(row) for row in PayLineOut(found, many=True).data]


class PayMineOut(serializers.Serializer):
    """The own pay of a month, closed or so far."""

    month = serializers.DateField()
    currency = serializers.CharField()
    plan = serializers.CharField(allow_null=True)
    closed = serializers.BooleanField()
    total = serializers.DecimalField(max_digits=14, decimal_places=2)
    pending = serializers.BooleanField()
    low = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    high = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    lines = PayLineOut(many=True)


class PayJobOut(serializers.Serializer):
    """The job that computes."""

    job = serializers.IntegerField(source="pk")
    state = serializers.CharField()


class PayMine(APIView):
    """The own pay."""

    @extend_schema(parameters=[MONTH], responses=PayMineOut)
    def get(self, request: Request) -> Response:
        """A month's pay with formulas; 400 for somebody without a person."""
        me = agent_of(request.user)
        if me is None:
            raise DomainError(_("This log-in belongs to no person."), code="nobody")
        today = timezone.localdate()
        asked = request.query_params.get("month", "")
        month = month_asked(asked) if asked else today.replace(day=1)
        found = preview(me, min(month, today.replace(day=1)))
        data = {
            "month": found.month,
            "currency": found.currency,
            "plan": found.plan,
            "closed": found.slip is not None,
            "total": found.total,
            "pending": found.pending,
            "low": found.low,
            "high": found.high,
            "lines": [row.line for row in found.rows],
        }
        return Response(PayMineOut(data).data)


class PayRuns(APIView):
    """Pay runs."""

    @extend_schema(responses=page_of(PayRunOut), operation_id="kpi_pay_runs_list")
    def get(self, request: Request) -> Response:
        """Newest first; paged."""
        paging = Paging()
        rows = paging.paginate_queryset(lists.run_list(), request)
        return paging.get_paginated_response(PayRunOut(rows, many=True).data)

    @extend_schema(request=PayRunIn, responses={201: PayRunOut})
    def post(self, request: Request) -> Response:
        """Open a run and have it computed."""
        form = PayRunIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        run = runs.open_run(
            month_asked(data["month"]),
            actor=request.user,
            today=timezone.localdate(),
            supplementary=data["supplementary"],
        )
        runs.request(run, actor=request.user)
        return Response(PayRunOut(access.get_run(run.pk)).data, status=status.HTTP_201_CREATED)


class OnePayRun(APIView):
    """One run."""

    @extend_schema(responses=PayRunOut)
    def get(self, request: Request, pk: int) -> Response:
        """State, who reviewed and closed, remarks."""
        return Response(PayRunOut(access.get_run(pk)).data)


class PayRunCompute(APIView):
    """Computing a run."""

    @extend_schema(request=None, responses={202: PayJobOut})
    def post(self, request: Request, pk: int) -> Response:
        """Start the job; a review falls."""
        job = runs.request(access.get_run(pk), actor=request.user)
        return Response(PayJobOut(job).data, status=status.HTTP_202_ACCEPTED)


class PayRunReview(APIView):
    """Reviewing a run."""

    @extend_schema(request=None, responses=PayRunOut)
    def post(self, request: Request, pk: int) -> Response:
        """Say that it was looked through."""
        runs.review(access.get_run(pk), actor=request.user)
        return Response(PayRunOut(access.get_run(pk)).data)


class PayRunClose(APIView):
    """Closing a run."""

    @extend_schema(request=None, responses=PayRunOut)
    def post(self, request: Request, pk: int) -> Response:
        """Close it for good; 400 for whoever reviewed it."""
        runs.close(access.get_run(pk), actor=request.user, today=timezone.localdate())
        return Response(PayRunOut(access.get_run(pk)).data)


class PaySlips(APIView):
    """Slips of a run."""

    @extend_schema(responses=page_of(PaySlipOut), operation_id="kpi_pay_slips_list")
    def get(self, request: Request, pk: int) -> Response:
        """The people in scope, by name; paged."""
        paging = Paging()
        slips = lists.slips_of(access.get_run(pk), access.people_of(request.user, "pay.view"))
        rows = paging.paginate_queryset(slips, request)
        return paging.get_paginated_response(PaySlipOut(rows, many=True).data)


class OnePaySlip(APIView):
    """One slip."""

    @extend_schema(responses=OnePaySlipOut)
    def get(self, request: Request, pk: int) -> Response:
        """Lines, formulas, inputs; the own one once its run is closed."""
        return Response(OnePaySlipOut(access.get_slip(request.user, pk)).data)
