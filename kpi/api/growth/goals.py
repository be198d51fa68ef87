"""API of goals, and of what a person would be glad of."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.errors import DomainError
from kpi.access import growth as access
from kpi.choices.growth import GoalLevel, GoalState
from kpi.models import GrowthGoal
from kpi.selectors.growth import pages
from kpi.services.growth import goals
from staff.access import agent_of
from staff.models import Agent, Team


class GoalOut(serializers.ModelSerializer):
    """A goal and the one that it serves."""

    class Meta:
        model = GrowthGoal
        fields = (
            "id", "level", "team", "agent", "serves", "title", "why", "metric", "target", "due_on", "state",
            "closed_on",
        )  # fmt: skip


class GoalIn(serializers.Serializer):
    """A goal to set."""

    level = serializers.ChoiceField(choices=GoalLevel.choices)
    team = serializers.IntegerField(required=False, allow_null=True, default=None)
    agent = serializers.IntegerField(required=False, allow_null=True, default=None)
    serves = serializers.IntegerField(required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=160)
    why = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)
    metric = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    target = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class GoalCloseIn(serializers.Serializer):
    """Reached, or given up."""

    state = serializers.ChoiceField(choices=[GoalState.REACHED.value, GoalState.DROPPED.value])


class WishShape(serializers.Serializer):
    """In own words."""

    text = serializers.CharField(max_length=1000, allow_blank=True)


class Goals(APIView):
    """Goals of company, teams and people."""

    @extend_schema(operation_id="kpi_goals_list", responses=page_of(GoalOut))
    def get(self, request: Request) -> Response:
        """Goals that one may see, by date; paged."""
        paging = Paging()
        rows = access.visible_goals(request.user).order_by("closed_on", "due_on", "title", "pk")
        page = paging.paginate_queryset(rows, request)
        return paging.get_paginated_response(GoalOut(page, many=True).data)

    @extend_schema(operation_id="kpi_goal_set", request=GoalIn, responses={201: GoalOut})
    def post(self, request: Request) -> Response:
        """Set a goal."""
        form = GoalIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = dict(form.validated_data)
        me = agent_of(request.user)
        if said["level"] == GoalLevel.PERSONAL and said["agent"] is None and me is not None:
            said["agent"] = me.pk
        level, team_id, agent_id = said["level"], said["team"], said["agent"]
        if not access.may_set_goal(request.user, level, team_id=team_id, agent_id=agent_id):
            raise PermissionDenied(_("You set goals for yourself and for your part of the tree."))
        said["team"] = Team.objects.filter(pk=team_id).first() if team_id else None
        said["agent"] = Agent.objects.filter(pk=agent_id).first() if agent_id else None
        if said["serves"]:
            served = access.visible_goals(request.user).filter(pk=said["serves"]).first()
            if served is None:
                raise DomainError(_("There is no such goal to serve."), code="serves")
            said["serves"] = served
        row = goals.save_goal(None, values=said, actor=request.user)
        return Response(GoalOut(row).data, status=status.HTTP_201_CREATED)


class GoalClose(APIView):
    """Closing a goal."""

    @extend_schema(operation_id="kpi_goal_close", request=GoalCloseIn, responses=GoalOut)
    def post(self, request: Request, pk: int) -> Response:
        """Reached or given up; twice is once."""
        goal = access.get_goal(request.user, pk)
        form = GoalCloseIn(data=request.data)
        form.is_valid(raise_exception=True)
        row = goals.close_goal(goal, state=form.validated_data["state"], actor=request.user)
        return Response(GoalOut(row).data)


class Incentives(APIView):
    """What a person would be glad of; for the person and the own leader alone."""

    @extend_schema(operation_id="kpi_incentives", responses=WishShape)
    def get(self, request: Request, pk: int) -> Response:
        """The person's own words."""
        agent = access.get_wish_of(request.user, pk)
        wish = pages.wish_of(agent.pk)
        return Response({"text": wish.text if wish else ""})

    @extend_schema(operation_id="kpi_incentives_say", request=WishShape, responses=WishShape)
    def put(self, request: Request, pk: int) -> Response:
        """Say it; nobody says it for another."""
        agent = access.get_wish_of(request.user, pk)
        me = agent_of(request.user)
        if me is None or me.pk != agent.pk:
            raise PermissionDenied(_("Everybody says this for oneself."))
        form = WishShape(data=request.data)
        form.is_valid(raise_exception=True)
        wish = goals.say_incentives(agent, text=form.validated_data["text"], actor=request.user)
        return Response({"text": wish.text if wish else ""})
