"""API of evaluations; each part is read by whoever may read it by now."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.errors import DomainError
from kpi.access import growth as access
from kpi.models import Evaluation
from kpi.services.growth import evaluations
from staff.access import agent_of
from staff.models import Agent

_SELF = ("self_strengths", "self_weak", "self_wishes")
_LEAD = ("lead_strengths", "lead_weak")


class EvaluationOut(serializers.ModelSerializer):
    """An evaluation; words that the reader may not read yet are empty."""

    cycle = serializers.CharField(source="cycle.title")
    agent_name = serializers.CharField(source="agent.name")
    leader_name = serializers.CharField(source="leader.name")

    class Meta:
        model = Evaluation
        fields = (
            "id", "cycle", "agent", "agent_name", "leader", "leader_name", "state", *_SELF, "self_at", *_LEAD,
            "lead_at", "talk_on", "talk_notes", "next_goals", "agent_signed_at", "leader_signed_at",
        )  # fmt: skip

    def to_representation(self, instance: Evaluation) -> dict[str, Any]:
        """Blot out what is not handed in, and the leader's part before the talk."""
        shown = dict(super().to_representation(instance))
        reader = self.context.get("reader")
        if reader != instance.agent_id and instance.self_at is None:
            shown |= dict.fromkeys(_SELF, "")
        early = instance.talk_on is None if reader == instance.agent_id else instance.lead_at is None
        if reader != instance.leader_id and early:
            shown |= dict.fromkeys(_LEAD, "")
        return shown


class EvaluationPartIn(serializers.Serializer):
    """The own part; `hand_in` says that it is ready to be read."""

    self_strengths = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    self_weak = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    self_wishes = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    lead_strengths = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    lead_weak = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    hand_in = serializers.BooleanField(default=False)


class EvaluationTalkIn(serializers.Serializer):
    """The talk of an evaluation."""

    talk_on = serializers.DateField()
    notes = serializers.CharField(max_length=4000)
    next_goals = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


def _me(request: Request) -> Agent:
    me = agent_of(request.user)
    if me is None:
        raise DomainError(_("No person belongs to this log-in."), code="nobody")
    return me


def _answer(request: Request, row: Evaluation) -> Response:
    return Response(EvaluationOut(row, context={"reader": _me(request).pk}).data)


class Evaluations(APIView):
    """Evaluations."""

    @extend_schema(operation_id="kpi_evaluations", responses=page_of(EvaluationOut))
    def get(self, request: Request) -> Response:
        """Own ones, those that one writes, those of one's people; paged."""
        paging = Paging()
        rows = access.visible_evaluations(request.user)
        page = paging.paginate_queryset(
            rows.order_by("-cycle__first", "agent__name", "agent__employee_no", "pk"), request
        )
        context = {"reader": _me(request).pk}
        return paging.get_paginated_response(EvaluationOut(page, many=True, context=context).data)


class Part(APIView):
    """One's own part."""

    @extend_schema(operation_id="kpi_evaluation_part", request=EvaluationPartIn, responses=EvaluationOut)
    def post(self, request: Request, pk: int) -> Response:
        """Keep or hand in the self-assessment, or the leader's assessment."""
        row, me = access.get_evaluation(request.user, pk), _me(request)
        form = EvaluationPartIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)
        hand_in = said.pop("hand_in")
        if me.pk not in (row.agent_id, row.leader_id):
            raise DomainError(_("The two of the talk write here."), code="not_yours")
        part = "self" if row.agent_id == me.pk else "lead"
        row = evaluations.save_part(row, part, values=said, hand_in=hand_in, actor=request.user)
        return _answer(request, row)


class Talk(APIView):
    """The talk."""

    @extend_schema(operation_id="kpi_evaluation_talk", request=EvaluationTalkIn, responses=EvaluationOut)
    def post(self, request: Request, pk: int) -> Response:
        """The leader writes the talk down."""
        row, me = access.get_evaluation(request.user, pk), _me(request)
        form = EvaluationTalkIn(data=request.data)
        form.is_valid(raise_exception=True)
        if row.leader_id != me.pk:
            raise DomainError(_("The two of the talk write here."), code="not_yours")
        return _answer(request, evaluations.talk(row, actor=request.user, **form.validated_data))


class Sign(APIView):
    """Signatures."""

    @extend_schema(operation_id="kpi_evaluation_sign", request=None, responses=EvaluationOut)
    def post(self, request: Request, pk: int) -> Response:
        """One of the two signs; twice is once."""
        row, me = access.get_evaluation(request.user, pk), _me(request)
        return _answer(request, evaluations.sign(row, by=me, actor=request.user))
