"""API of honours: open criteria, awards, and the holder's choice to show them."""

from django.db.models import Q
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of, results_of
from cstm.errors import DomainError
from kpi.access import praise as access
from kpi.api.praise.praise import me_of
from kpi.models import Award, Honour
from kpi.selectors.praise import honours as reads
from kpi.services.praise import honours
from staff.access import get_agent, rights_of, visible_agents


class HonourCriterionOut(serializers.Serializer):
    """A criterion that records can show."""

    kind = serializers.CharField()
    least = serializers.IntegerField()
    metric = serializers.CharField(required=False)
    of = serializers.IntegerField(required=False)


class HonourOut(serializers.ModelSerializer):
    """An honour with its open criteria."""

    counted = HonourCriterionOut(many=True)

    class Meta:
        model = Honour
        fields = ("id", "code", "kind", "name_en", "name_zh", "criteria_en", "criteria_zh", "counted")


class AwardOut(serializers.ModelSerializer):
    """Who holds an honour, since when, for what."""

    honour = serializers.CharField(source="honour.code")
    agent = serializers.IntegerField(source="agent_id")
    name = serializers.CharField(source="agent.name")

    class Meta:
        model = Award
        fields = ("id", "honour", "agent", "name", "awarded_on", "reason", "shown", "ended_on")


class AwardIn(serializers.Serializer):
    """An honour for somebody, for facts."""

    honour = serializers.SlugField(max_length=30)
    agent = serializers.IntegerField()
    reason = serializers.CharField(max_length=400)


class AwardShowIn(serializers.Serializer):
    """Shown to others, or not."""

    shown = serializers.BooleanField(default=True)


class AwardEndIn(serializers.Serializer):
    """Why it ends."""

    reason = serializers.CharField(max_length=300)


class Honours(APIView):
    """Honours and their criteria."""

    @extend_schema(operation_id="kpi_honours", responses=results_of(HonourOut))
    def get(self, request: Request) -> Response:
        """Every honour in use, with the criteria that anybody may meet."""
        return Response({"results": HonourOut(reads.honours(), many=True).data})


class Awards(APIView):
    """Awards: the own ones, those that holders show, and for leaders those of their people."""

    @extend_schema(operation_id="kpi_awards", responses=page_of(AwardOut))
    def get(self, request: Request) -> Response:
        """Awards by name of the holder; paged."""
        mine = Q(agent=me_of(request)) | Q(shown=True, ended_on__isnull=True)
        if access.AWARD in rights_of(request.user):
            mine |= Q(agent__in=visible_agents(request.user, access.AWARD).values("pk"))
        rows = Award.objects.filter(mine).select_related("honour", "agent")
        paging = Paging()
        page = paging.paginate_queryset(
            rows.order_by("agent__name", "agent__employee_no", "honour__code", "awarded_on"), request
        )
        return paging.get_paginated_response(AwardOut(page, many=True).data)

    @extend_schema(operation_id="kpi_award_give", request=AwardIn, responses={201: AwardOut})
    def post(self, request: Request) -> Response:
        """Give an honour to one of one's people."""
        form = AwardIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        honour = reads.honours().filter(code=said["honour"]).first()
        if honour is None:
            raise DomainError("No such honour.", code="honour")
        agent = get_agent(request.user, said["agent"], access.AWARD)
        by = me_of(request)
        row = honours.award(honour, agent=agent, by=by, reason=said["reason"], actor=request.user)
        return Response(AwardOut(row).data, status=status.HTTP_201_CREATED)


class AwardShow(APIView):
    """The holder's choice."""

    @extend_schema(operation_id="kpi_award_show", request=AwardShowIn, responses=AwardOut)
    def post(self, request: Request, pk: int) -> Response:
        """Show an own honour to others, or keep it."""
        row = access.get_own_award(request.user, pk)
        form = AwardShowIn(data=request.data)
        form.is_valid(raise_exception=True)
        row = honours.set_shown(row, shown=form.validated_data["shown"], actor=request.user)
        return Response(AwardOut(row).data)


class AwardEnd(APIView):
    """Ending an honour."""

    @extend_schema(operation_id="kpi_award_end", request=AwardEndIn, responses=AwardOut)
    def post(self, request: Request, pk: int) -> Response:
        """An honour ends, with a reason."""
        row = access.get_award(request.user, pk)
        form = AwardEndIn(data=request.data)
        form.is_valid(raise_exception=True)
        row = honours.end(
            row,
            reason=form.validated_data["reason"],
            actor=request.user,
            by=me_of(request),
        )
        return Response(AwardOut(row).data)
