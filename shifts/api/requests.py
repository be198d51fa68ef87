"""API of one's own shifts, wishes, leave, swaps and open shifts."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.errors import DomainError
from shifts.access import requests as access
from shifts.api.living import KEY, once
from shifts.choices import WishKind
from shifts.models import Assignment, DayWish, LeaveRequest, LeaveType, OpenShift, ShiftTemplate, SwapRequest
from shifts.selectors import leave as leave_reads
from shifts.selectors import mine, open_shifts
from shifts.services import leave, swaps, wishes
from shifts.services import open_shifts as open_services
from staff.models import Agent

LONGEST_DAYS = 100


class ShiftOut(serializers.ModelSerializer):
    """A published shift; without times it is a day of rest."""

    shift = serializers.CharField(source="template.code_en")
    kind = serializers.CharField(source="template.kind")
    desk = serializers.CharField(source="desk.name", default=None)

    class Meta:
        model = Assignment
        fields = ("day", "shift", "kind", "desk", "start_at", "end_at", "meal_at", "paid_minutes")


class SpanIn(serializers.Serializer):
    """Days, both ends included; at most 100."""

    first = serializers.DateField()
    last = serializers.DateField()

    def validate(self, attrs: dict[str, dt.date]) -> dict[str, dt.date]:
        """Refuse a span that ends before it begins or is too long."""
        if not 0 <= (attrs["last"] - attrs["first"]).days < LONGEST_DAYS:
            raise serializers.ValidationError(_("Ask for 1 to 100 days."))
        return attrs


_SPAN = [OpenApiParameter("first", str, required=True), OpenApiParameter("last", str, required=True)]


class MyShifts(APIView):
    """The own published shifts."""

    @extend_schema(operation_id="shifts_mine_list", responses=ShiftOut(many=True), parameters=_SPAN)
    def get(self, request: Request) -> Response:
        """By date."""
        form = SpanIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        rows = mine.shifts_of(access.me_of(request.user).pk, **form.validated_data)
        return Response(ShiftOut(rows, many=True).data)


class WishIn(serializers.Serializer):
    """A day off or a shift on a date."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=WishKind.choices)
    shift = serializers.SlugRelatedField(
        slug_field="code_en",
        queryset=ShiftTemplate.objects.filter(active=True),
        required=False,
        allow_null=True,
    )
    weight = serializers.IntegerField(min_value=1, max_value=3, default=2)


class MonthIn(serializers.Serializer):
    """A month, by any of its days."""

    month = serializers.DateField()


class WishOut(serializers.ModelSerializer):
    """A wish; `met` is null until the month is published."""

    shift = serializers.CharField(source="template.code_en", default=None)

    class Meta:
        model = DayWish
        fields = ("day", "kind", "shift", "weight", "met")


class Wishes(APIView):
    """The own wishes of a month."""

    @extend_schema(
        operation_id="shifts_wishes_list",
        responses=WishOut(many=True),
        parameters=[OpenApiParameter("month", str, required=True, description="2026-12-01")],
    )
    def get(self, request: Request) -> Response:
        """By date."""
        form = MonthIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        month = form.validated_data["month"]
        return Response(
            WishOut(mine.wishes_of(access.me_of(request.user).pk, month.replace(day=1)), many=True).data
        )

    @extend_schema(operation_id="shifts_wishes_create", request=WishIn, responses={201: WishOut})
    def post(self, request: Request) -> Response:
        """Ask; the same date again replaces."""
        form = WishIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)
        row = wishes.wish(
            access.me_of(request.user), said["day"], said["kind"], template=said.get("shift"),
            weight=said["weight"], actor=request.user, today=timezone.localdate(),  # type: ignore[arg-type]
        )  # fmt: skip
        return Response(WishOut(row).data, status=201)


class LeaveOut(serializers.ModelSerializer):
    """Leave, in half days."""

    type = serializers.CharField(source="type.code")
    agent = serializers.CharField(source="agent.employee_no")

    class Meta:
        model = LeaveRequest
        fields = (
            "id",
            "agent",
            "type",
            "first",
            "last",
            "from_noon",
            "until_noon",
            "half_days",
            "state",
            "answer",
        )


class LeaveIn(serializers.Serializer):
    """Leave to ask for."""

    type = serializers.SlugRelatedField(slug_field="code", queryset=LeaveType.objects.filter(active=True))
    first = serializers.DateField()
    last = serializers.DateField()
    from_noon = serializers.BooleanField(default=False)
    until_noon = serializers.BooleanField(default=False)
    note = serializers.CharField(default="", allow_blank=True, max_length=300)


class Leaves(APIView):
    """The own leave."""

    @extend_schema(operation_id="shifts_leave_list", responses=page_of(LeaveOut))
    def get(self, request: Request) -> Response:
        """The newest dates first; paged."""
        paging = Paging()
        page = paging.paginate_queryset(leave_reads.requests([access.me_of(request.user).pk]), request)
        return paging.get_paginated_response(LeaveOut(page, many=True).data)

    @extend_schema(
        operation_id="shifts_leave_create", request=LeaveIn, responses={201: LeaveOut}, parameters=[KEY]
    )
    def post(self, request: Request) -> Response:
        """Ask for leave."""
        form = LeaveIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)

        def work() -> tuple[int, Any]:
            row = leave.ask(access.me_of(request.user), said.pop("type"), **said, actor=request.user)  # type: ignore[arg-type]
            return 201, LeaveOut(row).data

        return once(request, work)


class AnswerIn(serializers.Serializer):
    """What to do with a request, and words for it."""

    do = serializers.ChoiceField(choices=["approve", "refuse", "withdraw", "accept", "decline"])
    answer = serializers.CharField(default="", allow_blank=True, max_length=300)


class OneLeave(APIView):
    """One leave: see it, decide it, take it back."""

    @extend_schema(operation_id="shifts_leave_get", responses=LeaveOut)
    def get(self, request: Request, pk: int) -> Response:
        """The own, or of somebody on whom one decides."""
        return Response(LeaveOut(access.get_leave(request.user, pk)).data)

    @extend_schema(operation_id="shifts_leave_answer", request=AnswerIn, responses=LeaveOut)
    def post(self, request: Request, pk: int) -> Response:
        """Approve or refuse (who decides), withdraw (the person, or who decides)."""
        standing = access.get_leave(request.user, pk)
        form = AnswerIn(data=request.data)
        form.is_valid(raise_exception=True)
        word, answer = form.validated_data["do"], form.validated_data["answer"]
        actor = request.user
        if word == "withdraw":
            row = leave.withdraw(
                standing,
                actor=actor,
                today=timezone.localdate(),
                answer=answer,  # type: ignore[arg-type]
            )
        elif word == "approve":
            row = leave.approve(access.get_leave(request.user, pk, decide=True), actor=actor, answer=answer)  # type: ignore[arg-type]
        elif word == "refuse":
            row = leave.refuse(access.get_leave(request.user, pk, decide=True), actor=actor, answer=answer)  # type: ignore[arg-type]
        else:
            raise DomainError(_("Choose an answer."))
        return Response(LeaveOut(row).data)


class SwapOut(serializers.ModelSerializer):
    """A swap; cells are [agent, date, template, desk]."""

    asker = serializers.CharField(source="asker.employee_no")
    partner = serializers.CharField(source="partner.employee_no", default=None)
    answer = serializers.CharField(source="said", read_only=True)

    class Meta:
        model = SwapRequest
        fields = ("id", "kind", "asker", "day", "partner", "partner_day", "state", "note", "answer")


class SwapIn(serializers.Serializer):
    """A shift to give, to whom, and for which day of theirs (none: for nothing)."""

    day = serializers.DateField()
    partner = serializers.SlugRelatedField(slug_field="employee_no", queryset=Agent.objects.all())
    partner_day = serializers.DateField(required=False, allow_null=True, default=None)
    asker = serializers.SlugRelatedField(
        slug_field="employee_no", queryset=Agent.objects.all(), required=False, allow_null=True, default=None
    )
    note = serializers.CharField(default="", allow_blank=True, max_length=200)


class Swaps(APIView):
    """Swaps that one asked for or is asked about."""

    @extend_schema(operation_id="shifts_swaps_list", responses=SwapOut(many=True))
    def get(self, request: Request) -> Response:
        """The newest first."""
        asked, asking = mine.swaps_of(access.me_of(request.user).pk)
        return Response(SwapOut([*asked, *asking], many=True).data)

    @extend_schema(
        operation_id="shifts_swaps_create", request=SwapIn, responses={201: SwapOut}, parameters=[KEY]
    )
    def post(self, request: Request) -> Response:
        """Ask a colleague whom every rule allows; `asker` is somebody absent on whom one decides."""
        form = SwapIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        asker = said["asker"] or access.me_of(request.user)
        if asker != access.me_of(request.user) and not access.decides_on(request.user, asker.pk):
            raise NotFound

        def work() -> tuple[int, Any]:
            row = swaps.offer(
                asker, said["day"], said["partner"], partner_day=said["partner_day"], note=said["note"],
                actor=request.user, today=timezone.localdate(),  # type: ignore[arg-type]
            )  # fmt: skip
            return 201, SwapOut(row).data

        return once(request, work)


class OneSwap(APIView):
    """One swap: see it, answer it."""

    @extend_schema(operation_id="shifts_swaps_get", responses=SwapOut)
    def get(self, request: Request, pk: int) -> Response:
        """One's own, or of somebody on whom one decides."""
        return Response(SwapOut(access.get_swap(request.user, pk)).data)

    @extend_schema(operation_id="shifts_swaps_answer", request=AnswerIn, responses=SwapOut)
    def post(self, request: Request, pk: int) -> Response:
        """Accept or decline (the partner), withdraw (the asker), approve or refuse (who decides)."""
        swap = access.get_swap(request.user, pk)
        form = AnswerIn(data=request.data)
        form.is_valid(raise_exception=True)
        word, answer, today = form.validated_data["do"], form.validated_data["answer"], timezone.localdate()
        if word in ("approve", "refuse"):
            swap = access.get_swap(request.user, pk, decide=True)
        actor = request.user
        if word in ("accept", "decline", "withdraw"):
            access.check_answers(request.user, swap, word)
        if word == "accept":
            swap = swaps.accept(swap, actor=actor, today=today)  # type: ignore[arg-type]
        elif word == "decline":
            swap = swaps.decline(swap, actor=actor, answer=answer)  # type: ignore[arg-type]
        elif word == "withdraw":
            swap = swaps.withdraw(swap, actor=actor)  # type: ignore[arg-type]
        elif word == "approve":
            swap = swaps.approve(swap, actor=actor, today=today, answer=answer)  # type: ignore[arg-type]
        else:
            swap = swaps.refuse(swap, actor=actor, answer=answer)  # type: ignore[arg-type]
        return Response(SwapOut(swap).data)


class OpenShiftOut(serializers.ModelSerializer):
    """A shift to claim."""

    shift = serializers.CharField(source="template.code_en")
    desk = serializers.CharField(source="desk.name", default=None)

    class Meta:
        model = OpenShift
        fields = ("id", "day", "shift", "desk", "heads", "mode", "until")


class OpenShifts(APIView):
    """Open shifts of the own team's rosters."""

    @extend_schema(operation_id="shifts_open_list", responses=OpenShiftOut(many=True))
    def get(self, request: Request) -> Response:
        """By date."""
        me, today = access.me_of(request.user), timezone.localdate()
        teams = mine.open_teams(me, today)
        return Response(OpenShiftOut(open_shifts.offered(teams, today), many=True).data)


class ClaimOne(APIView):
    """Claim an open shift."""

    @extend_schema(operation_id="shifts_open_claim", request=None, responses=OpenShiftOut)
    def post(self, request: Request, pk: int) -> Response:
        """First come is given at once; by fairness waits for the closing time."""
        shift, me = access.get_open_shift(request.user, pk), access.me_of(request.user)
        claim = open_services.claim(shift, me, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
        return Response({**OpenShiftOut(claim.shift).data, "state": claim.state})
