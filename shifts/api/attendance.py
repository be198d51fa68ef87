"""API of clocking and attendance."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, Whole, page_of
from cstm.errors import DomainError
from shifts.choices import PunchKind
from shifts.models import AttendanceDay, Punch
from shifts.selectors import attendance as reads
from shifts.services import punches
from shifts.services.client import address_of
from staff.access import agent_of, visible_agents


class PunchOut(serializers.ModelSerializer):
    """A clocked time."""

    class Meta:
        model = Punch
        fields = ("id", "at", "kind", "source", "note")


class PunchIn(serializers.Serializer):
    """Come or go, at this moment."""

    kind = serializers.ChoiceField(choices=PunchKind.choices)


class ClockOut(serializers.Serializer):
    """The newest time, and what comes next."""

    last = PunchOut(allow_null=True)
    next = serializers.ChoiceField(choices=PunchKind.choices)


class DayOut(serializers.ModelSerializer):
    """Plan against fact of one person's date; null is not known."""

    name = serializers.CharField(source="agent.name")

    class Meta:
        model = AttendanceDay
        fields = (
            "id", "agent_id", "name", "day", "state", "plan_start", "plan_end", "start_at", "end_at",
            "planned_secs", "worked_secs", "inside_secs", "late_minutes", "early_minutes", "extended_to",
            "reason", "answer", "excused",
        )  # fmt: skip


class DaysIn(serializers.Serializer):
    """Which days, both ends included; one person, or all in reach."""

    first = serializers.DateField()
    last = serializers.DateField()
    agent = Whole(required=False)


class Clock(APIView):
    """The own clock."""

    @extend_schema(operation_id="shifts_clock_read", responses=ClockOut)
    def get(self, request: Request) -> Response:
        """The newest time of the last day and night, null where there is none, and what comes next."""
        me = agent_of(request.user)
        last = reads.last_punch(me, timezone.now()) if me is not None else None
        shown = PunchOut(last).data if last is not None else None
        return Response({"last": shown, "next": reads.next_kind(last)})

    @extend_schema(operation_id="shifts_clock_press", request=PunchIn, responses=PunchOut)
    def post(self, request: Request) -> Response:
        """Clock in or out; pressed twice is once."""
        form = PunchIn(data=request.data)
        form.is_valid(raise_exception=True)
        me = agent_of(request.user)
        if me is None:
            raise DomainError(_("No person belongs to this log-in."), code="nobody")
        row = punches.clock(me, kind=form.validated_data["kind"], address=address_of(request))
        return Response(PunchOut(row).data)


class Attendance(APIView):
    """Plan against fact."""

    @extend_schema(
        operation_id="shifts_attendance_list",
        responses=page_of(DayOut),
        parameters=[
            OpenApiParameter("first", str, required=True),
            OpenApiParameter("last", str, required=True),
            OpenApiParameter("agent", int),
        ],
    )
    def get(self, request: Request) -> Response:
        """By date and name; paged. Who leads sees the own people, everybody else the own dates."""
        form = DaysIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        people = visible_agents(request.user, "attendance.view").values("pk")
        me = agent_of(request.user)
        rows = AttendanceDay.objects.filter(day__gte=said["first"], day__lte=said["last"])
        rows = rows.filter(agent_id__in=people) | rows.filter(agent_id=me.pk if me else 0)
        if "agent" in said:
            rows = rows.filter(agent_id=said["agent"])
        paging = Paging()
        page = paging.paginate_queryset(
            rows.select_related("agent").order_by("day", "agent__name", "pk"), request
        )
        return paging.get_paginated_response(DayOut(page, many=True).data)
