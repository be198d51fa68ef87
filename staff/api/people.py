"""Machine door to people: the directory, one person, moves, leaving and coming back."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from cstm.access import require
from cstm.formats import asked_number
from staff import access
from staff.api import serializers_people as shapes
from staff.choices import EVER, STILL, AgentState, Line, Role
from staff.models import Agent
from staff.selectors import people as reads
from staff.services import people

FILTERS = [
    OpenApiParameter("q", str, description="Part of a name, number or account name."),
    OpenApiParameter("team", int, description="A team; those below count too."),
    OpenApiParameter("line", str, enum=Line.values),
    OpenApiParameter("role", str, enum=Role.values),
    OpenApiParameter("store", int, description="A store that the person serves or holds an account of."),
    OpenApiParameter("state", str, enum=AgentState.values, description="Without it those who left stay out."),
]


def data_of(shape: type[Serializer[Any]], request: Request, **kwargs: Any) -> dict[str, Any]:
    """The input once it fits; raises ValidationError, which is 400."""
    given = shape(data=request.data, **kwargs)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def context_of(request: Request) -> dict[str, Any]:
    """What decides whether telephone and mail are covered."""
    me = access.agent_of(request.user)
    return {
        "edits": access.teams_in_scope(request.user, "people.edit"),
        "me": me.pk if me else 0,
    }


def shown(request: Request, agent: Agent) -> dict[str, Any]:
    """One person as the API shows it."""
    rows = reads.with_now(Agent.objects.filter(pk=agent.pk).select_related("grade"), day=timezone.localdate())
    return shapes.AgentSerializer(rows.get(), context=context_of(request)).data


def manageable(request: Request, pk: int) -> Agent:
    """The person to change: 404 out of reach, 403 for one who stands as high."""
    agent = access.get_agent(request.user, pk, "people.edit")
    require(access.can_manage(request.user, agent))
    return agent


class AgentList(ListAPIView):
    """People by name."""

    serializer_class = shapes.AgentSerializer

    def get_queryset(self) -> Any:
        """Those in reach that fit the filters."""
        if getattr(self, "swagger_fake_view", False):
            return Agent.objects.none()
        asked = self.request.query_params
        team, store = asked_number(asked.get("team", "")), asked_number(asked.get("store", ""))
        return reads.directory(
            access.visible_agents(self.request.user),
            day=timezone.localdate(),
            text=asked.get("q", ""),
            team_ids=None if team is None else reads.team_subtree_ids(team),
            line=asked.get("line", ""),
            role=asked.get("role", ""),
            store_id=store,
            state=asked.get("state", ""),
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """With what decides about telephone and mail."""
        if getattr(self, "swagger_fake_view", False):
            return {**super().get_serializer_context(), "edits": [], "me": 0}
        return {**super().get_serializer_context(), **context_of(self.request)}

    @extend_schema(parameters=FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The people of the filter."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.NewAgentSerializer, responses={201: shapes.AgentSerializer})
    def post(self, request: Request) -> Response:
        """Add a person; the log-in is made closed."""
        data = data_of(shapes.NewAgentSerializer, request)
        key = data.pop("team", None)
        team = access.get_team(request.user, key, "people.edit") if key is not None else None
        if team is None:
            require(access.can_leave_out_team(request.user, "people.edit"))
        agent = people.add_agent(actor=request.user, team=team, **data)
        return Response(shown(request, agent), status=201)


class AgentDetail(APIView):
    """One person."""

    @extend_schema(responses=shapes.AgentSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The file."""
        return Response(shown(request, access.get_agent(request.user, pk)))

    @extend_schema(request=shapes.AgentFactsSerializer, responses=shapes.AgentSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change facts; team, roles and leaving have addresses of their own."""
        agent = manageable(request, pk)
        people.change_agent(agent, actor=request.user, **data_of(shapes.AgentFactsSerializer, request))
        return Response(shown(request, agent))


class AgentMove(APIView):
    """Moving to another team."""

    @extend_schema(request=shapes.MoveSerializer, responses=shapes.AgentSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Move from a date on; the days before stay with the former team."""
        agent = manageable(request, pk)
        data = data_of(shapes.MoveSerializer, request)
        team = access.get_team(request.user, data["team"], "people.edit")
        people.move(agent, team=team, on=data["on"], until=data.get("until") or STILL, actor=request.user)
        return Response(shown(request, agent))


class AgentLeave(APIView):
    """Leaving."""

    @extend_schema(request=shapes.LeaveSerializer, responses=shapes.AgentSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Write down the last day; the history stays."""
        agent = manageable(request, pk)
        people.leave(agent, actor=request.user, **data_of(shapes.LeaveSerializer, request))
        return Response(shown(request, agent))


class AgentReturn(APIView):
    """Coming back."""

    @extend_schema(request=shapes.ReturnSerializer, responses=shapes.AgentSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take back one who left, as an online agent of a team."""
        agent = manageable(request, pk)
        data = data_of(shapes.ReturnSerializer, request)
        team = access.get_team(request.user, data["team"], "people.edit")
        people.come_back(agent, on=data["on"], team=team, actor=request.user)
        return Response(shown(request, agent))


def first_day(data: dict[str, Any]) -> Any:
    """The first day of a span; null means since ever."""
    return data.get("valid_from") or EVER


def last_day(data: dict[str, Any]) -> Any:
    """The last day of a span; null means still."""
    return data.get("valid_to") or STILL
