"""Machine door to teams, roles, grades and skills."""

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.access import require
from cstm.formats import asked_number
from staff import access
from staff.api import serializers_people as shapes
from staff.api.people import data_of, last_day
from staff.models import Agent, Team
from staff.selectors import duties
from staff.selectors import people as reads
from staff.services import roles, skills, teams


def _team(request: Request, key: int | None) -> Team | None:
    return None if key is None else access.get_team(request.user, key, "teams.edit")


def _leader(request: Request, key: int | None) -> Agent | None:
    return None if key is None else access.get_agent(request.user, key)


class TeamList(ListAPIView):
    """Teams by path."""

    serializer_class = shapes.TeamSerializer

    def get_queryset(self) -> Any:
        """Those in reach."""
        if getattr(self, "swagger_fake_view", False):
            return Team.objects.none()
        return reads.teams(access.teams_in_scope(self.request.user, "people.view"))

    @extend_schema(request=shapes.NewTeamSerializer, responses={201: shapes.TeamSerializer})
    def post(self, request: Request) -> Response:
        """Add a team."""
        data = data_of(shapes.NewTeamSerializer, request)
        parent = _team(request, data.get("parent"))
        if parent is None:
            require(access.can_leave_out_team(request.user, "teams.edit"))
        team = teams.found(
            data["name"],
            parent=parent,
            leader=_leader(request, data.get("leader")),
            on=timezone.localdate(),
            actor=request.user,
        )
        return Response(shapes.TeamSerializer(team).data, status=201)


class TeamDetail(APIView):
    """One team."""

    @extend_schema(responses=shapes.TeamSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Name, place and leader."""
        return Response(shapes.TeamSerializer(access.get_team(request.user, pk)).data)

    @extend_schema(request=shapes.TeamFactsSerializer, responses=shapes.TeamSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Rename, hang elsewhere, give another leader."""
        team = access.get_team(request.user, pk, "teams.edit")
        data = data_of(shapes.TeamFactsSerializer, request)
        parent, leader = team.parent, team.leader
        if "parent" in data and data["parent"] != team.parent_id:
            parent = _team(request, data["parent"])
            if parent is None:
                require(access.can_leave_out_team(request.user, "teams.edit"))
        if "leader" in data and data["leader"] != team.leader_id:
            leader = _leader(request, data["leader"])
        name = data.get("name", team.name)
        day = timezone.localdate()
        teams.reshape(team, name=name, parent=parent, leader=leader, on=day, actor=request.user)
        return Response(shapes.TeamSerializer(team).data)


class GradeList(ListAPIView):
    """The career ladder, first step first."""

    serializer_class = shapes.GradeSerializer

    def get_queryset(self) -> Any:
        """Every step."""
        return reads.grades()


class SkillList(ListAPIView):
    """The one list of skills."""

    serializer_class = shapes.SkillSerializer

    def get_queryset(self) -> Any:
        """Every skill by code."""
        return reads.skills()

    @extend_schema(request=shapes.SkillSerializer, responses={201: shapes.SkillSerializer})
    def post(self, request: Request) -> Response:
        """Add a skill."""
        skill = skills.add(actor=request.user, **data_of(shapes.SkillSerializer, request))
        return Response(shapes.SkillSerializer(skill).data, status=201)


class RoleList(APIView):
    """The roles."""

    @extend_schema(responses=shapes.RoleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Each role with its written duties."""
        return Response(shapes.RoleSerializer(duties.catalogue(), many=True).data)


class GrantList(ListAPIView):
    """Roles that people hold, by person and role."""

    serializer_class = shapes.GrantSerializer

    def get_queryset(self) -> Any:
        """Those of people in reach."""
        people = Agent.objects.none()
        if not getattr(self, "swagger_fake_view", False):
            people = access.visible_agents(self.request.user, "roles.grant")
        agent = asked_number(self.request.query_params.get("agent", "")) if self.request else None
        return reads.grants(people, agent_id=agent)

    @extend_schema(parameters=[OpenApiParameter("agent", int, description="One person's roles.")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The roles of the filter."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.NewGrantSerializer, responses={201: shapes.GrantSerializer(many=True)})
    def post(self, request: Request) -> Response:
        """Give a role; never above the own one, never to oneself. Answers the roles of the person."""
        data = data_of(shapes.NewGrantSerializer, request)
        agent = access.get_agent(request.user, data["agent"], "roles.grant")
        require(access.can_change_roles(request.user, agent))
        key = data.get("team")
        team = access.get_team(request.user, key, "roles.grant") if key is not None else None
        if team is None:
            require(access.can_leave_out_team(request.user, "roles.grant"))
        roles.grant(
            agent,
            role=data["role"],
            team=team,
            valid_from=data["valid_from"],
            valid_to=last_day(data),
            actor=request.user,
        )
        return Response(shapes.GrantSerializer(reads.grants_of(agent), many=True).data, status=201)


class GrantDetail(APIView):
    """One role of a person."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """End it as of yesterday."""
        held = access.get_grant(request.user, pk)
        require(access.can_change_roles(request.user, held.agent))
        roles.revoke(held, after=timezone.localdate() - dt.timedelta(days=1), actor=request.user)
        return Response(status=204)
