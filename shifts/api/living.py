"""API beside the own shifts: team, exchanges, changes, balances, papers; and what waits for who decides."""

import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shifts.access import requests as access
from shifts.models import Assignment, ShiftChange
from shifts.selectors import exchanges, mine, rosters
from shifts.selectors import leave as leave_reads
from shifts.services import leave, open_shifts, telling, wishes
from staff.access import visible_agents
from staff.services import idempotency

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)
_DAY = OpenApiParameter("day", str, required=True, description="2026-12-09")


def once(request: Request, work: Callable[[], tuple[int, Any]]) -> Response:
    """Do a write, or give the answer that the same request with the same Idempotency-Key got before."""

    def answer() -> idempotency.Answer:
        status, body = work()
        return idempotency.Answer(status, json.loads(json.dumps(body, cls=DjangoJSONEncoder)))

    body = json.dumps(request.data, cls=DjangoJSONEncoder, sort_keys=True)
    found = idempotency.once(
        user=request.user,  # type: ignore[arg-type]
        key=request.headers.get("Idempotency-Key", ""),
        path=request.path,
        body_hash=idempotency.digest([body]),
        work=answer,
    )
    return Response(found.body, status=found.status)


def asked_day(request: Request) -> Any:
    """The date that the address names; 400 for what is none."""
    return serializers.DateField().run_validation(request.query_params.get("day"))


class ColleagueOut(serializers.ModelSerializer):
    """A colleague's published shift."""

    agent = serializers.CharField(source="agent.employee_no")
    name = serializers.CharField(source="agent.name")
    shift = serializers.CharField(source="template.code_en")
    desk = serializers.CharField(source="desk.name", default=None)

    class Meta:
        model = Assignment
        fields = ("agent", "name", "shift", "desk", "start_at", "end_at")


class TeamDay(APIView):
    """Who of the own team works what; nobody's reasons for being away."""

    @extend_schema(operation_id="shifts_team_day", responses=ColleagueOut(many=True), parameters=[_DAY])
    def get(self, request: Request) -> Response:
        """By time and name."""
        rows = mine.team_day(access.me_of(request.user), asked_day(request))
        return Response(ColleagueOut(rows, many=True).data)


class PartnerOut(serializers.Serializer):
    """Somebody with whom every rule is kept; `day` is the own date of an exchange, null for a gift."""

    agent = serializers.CharField()
    name = serializers.CharField()
    day = serializers.DateField(allow_null=True)
    shift = serializers.CharField(allow_null=True)


class ExchangesOut(serializers.Serializer):
    """With whom a shift could be swapped, and who could take it; or why none is named."""

    partners = PartnerOut(many=True)
    takers = PartnerOut(many=True)
    note = serializers.CharField()


class Exchanges(APIView):
    """With whom an own shift could change hands under all rules."""

    @extend_schema(operation_id="shifts_exchanges", responses=ExchangesOut, parameters=[_DAY])
    def get(self, request: Request) -> Response:
        """By name; 404 for a date without a published shift."""
        day = asked_day(request)
        row = mine.shifts_of(access.me_of(request.user).pk, day, day).first()
        if row is None or row.start_at is None:
            raise NotFound
        found = exchanges.reasons(row, timezone.localdate())
        numbers = mine.numbers_of(each.agent_id for each in (*found.partners, *found.takers))
        kinds = rosters.templates(active=False)

        def line(each: Any) -> dict[str, Any]:
            kind = kinds.get(each.template_id)
            shift = kind.code_en if kind else None
            return {"agent": numbers[each.agent_id], "name": each.name, "day": each.day, "shift": shift}

        body = {
            "partners": [line(each) for each in found.partners],
            "takers": [line(each) for each in found.takers],
            "note": found.note,
        }
        return Response(ExchangesOut(body).data)


class ShiftChangeOut(serializers.ModelSerializer):
    """What one was told and did not acknowledge; cells are [date, template before, template after]."""

    month = serializers.DateField(source="roster.month")

    class Meta:
        model = ShiftChange
        fields = ("id", "month", "made_at", "cells")


class AcknowledgedOut(serializers.Serializer):
    """How many changes are acknowledged now."""

    acknowledged = serializers.IntegerField()


class Changes(APIView):
    """Changes of the own shifts that were not acknowledged."""

    @extend_schema(operation_id="shifts_changes_list", responses=ShiftChangeOut(many=True))
    def get(self, request: Request) -> Response:
        """The newest first."""
        return Response(ShiftChangeOut(mine.unseen(access.me_of(request.user).pk), many=True).data)

    @extend_schema(operation_id="shifts_changes_seen", request=None, responses=AcknowledgedOut)
    def post(self, request: Request) -> Response:
        """All of them are seen."""
        return Response({"acknowledged": telling.acknowledge(access.me_of(request.user))})


class OneWish(APIView):
    """The own wish of a date."""

    @extend_schema(operation_id="shifts_wishes_remove", responses={204: None})
    def delete(self, request: Request, day: str) -> Response:
        """Take it back, until the closing date."""
        date = serializers.DateField().run_validation(day)
        wishes.take_back(
            access.me_of(request.user), date, actor=request.user, today=timezone.localdate()  # type: ignore[arg-type]
        )  # fmt: skip
        return Response(status=204)


class BalanceOut(serializers.Serializer):
    """A balance in half days; `waiting` is asked for and not decided. Of time in lieu `minutes` are all that
    were granted, and `a_half` the minutes of half a day; both are 0 for other types."""

    type = serializers.CharField(source="type.code")
    half_days = serializers.IntegerField()
    waiting = serializers.IntegerField()
    minutes = serializers.IntegerField()
    a_half = serializers.IntegerField()


class Balances(APIView):
    """The own balances of leave."""

    @extend_schema(operation_id="shifts_leave_balances", responses=BalanceOut(many=True))
    def get(self, request: Request) -> Response:
        """By type."""
        return Response(BalanceOut(leave_reads.balances(access.me_of(request.user)), many=True).data)


class PaperIn(serializers.Serializer):
    """A paper: PDF, PNG or JPEG, at most 5 MB."""

    paper = serializers.FileField()


class Paper(APIView):
    """The paper of a leave."""

    parser_classes = (MultiPartParser, FormParser)

    @extend_schema(
        operation_id="shifts_leave_attach", request={"multipart/form-data": PaperIn}, responses={204: None}
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add or replace it while the leave stands."""
        row = access.get_leave(request.user, pk)
        form = PaperIn(data=request.data)
        form.is_valid(raise_exception=True)
        leave.attach(row, form.validated_data["paper"], actor=request.user)  # type: ignore[arg-type]
        return Response(status=204)


class ClaimTaken(APIView):
    """An own claim."""

    @extend_schema(operation_id="shifts_claim_withdraw", request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """No longer want it, while it is not given."""
        open_shifts.withdraw_claim(access.get_claim(request.user, pk), actor=request.user)  # type: ignore[arg-type]
        return Response(status=204)


class ImpactOut(serializers.Serializer):
    """A date with a shift in the leave: hours that would be short (hour, heads left, heads needed)."""

    day = serializers.DateField()
    shift = serializers.CharField()
    short = serializers.ListField(child=serializers.ListField())
    known = serializers.BooleanField()


class WaitingLeaveOut(serializers.Serializer):
    """Leave that waits, with what it does to the cover."""

    id = serializers.IntegerField()
    agent = serializers.CharField()
    type = serializers.CharField()
    first = serializers.DateField()
    last = serializers.DateField()
    half_days = serializers.IntegerField()
    impact = ImpactOut(many=True)


class WaitingSwapOut(serializers.Serializer):
    """A swap that two agreed and that waits for approval."""

    id = serializers.IntegerField()
    asker = serializers.CharField()
    partner = serializers.CharField()
    day = serializers.DateField()
    partner_day = serializers.DateField(allow_null=True)


class WaitingOut(serializers.Serializer):
    """What waits for a decision."""

    leaves = WaitingLeaveOut(many=True)
    swaps = WaitingSwapOut(many=True)


class Waiting(APIView):
    """Leave and swaps of people on whom one decides."""

    @extend_schema(operation_id="shifts_requests_list", responses=WaitingOut)
    def get(self, request: Request) -> Response:
        """By date; at most 40 of each."""
        people = visible_agents(request.user, access.DECIDE)
        rows, standing = leave_reads.deciding(people, timezone.localdate())
        hits = leave_reads.impacts(rows, rosters.templates(active=False), standing)
        body = {
            "leaves": [
                {
                    "id": row.pk, "agent": row.agent.employee_no, "type": row.type.code, "first": row.first,
                    "last": row.last, "half_days": row.half_days, "impact": hits[row.pk],
                }
                for row in rows
            ],
            "swaps": [
                {
                    "id": swap.pk, "asker": swap.asker.employee_no, "day": swap.day,
                    "partner": swap.partner.employee_no if swap.partner else "",
                    "partner_day": swap.partner_day,
                }
                for swap in mine.waiting_swaps(people)[:40]
            ],
        }  # fmt: skip
        return Response(WaitingOut(body).data)
