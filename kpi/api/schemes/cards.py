"""API of scorecards: totals of people by name, and one card with its working."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.errors import DomainError
from kpi.api.cells import asked_number
from kpi.selectors.schemes import asked, card, specs, team_cards
from kpi.selectors.team_page import team_ids_of
from staff.access import agent_of, get_agent, get_team, teams_in_scope, visible_agents
from staff.models import Agent

SCORES = "scores.view"
_PERIOD = OpenApiParameter(
    "period", str, description="2026-10, 2026-W41 or 2026-Q4; the running month if left out."
)
_TEAM = OpenApiParameter("team", int, description="Only this team and those below it.")


class ScoreOut(serializers.Serializer):
    """One person's score of a period. `points` are null where there is not enough to score; while facts are
    pending, `low` and `high` hold what can come of it."""

    agent_id = serializers.IntegerField()
    employee_no = serializers.CharField()
    name = serializers.CharField()
    points = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, source="total.points")
    low = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, source="total.low")
    high = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, source="total.high")
    pending = serializers.BooleanField(source="total.pending")
    formula = serializers.CharField(source="total.formula")
    scheme = serializers.CharField()
    version_id = serializers.IntegerField(source="spec.version_id", default=None, allow_null=True)


class ScoreLineOut(serializers.Serializer):
    """A line of a scorecard. A percentage is a fraction; `points` are null where the value does not count."""

    metric = serializers.CharField(source="code")
    name = serializers.CharField()
    value = serializers.DecimalField(
        max_digits=30, decimal_places=10, allow_null=True, normalize_output=True, source="row.reading.value"
    )
    n = serializers.DecimalField(
        max_digits=30, decimal_places=6, allow_null=True, normalize_output=True, source="row.reading.n"
    )
    state = serializers.CharField(source="row.reading.state")
    pending = serializers.BooleanField(source="row.reading.pending")
    target = serializers.CharField()
    gap = serializers.CharField()
    points = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, source="row.points")
    weight = serializers.DecimalField(max_digits=5, decimal_places=2, source="row.line.weight")
    spread_weight = serializers.DecimalField(max_digits=5, decimal_places=2, source="row.weight")
    adds = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, source="row.adds")
    is_gate = serializers.BooleanField(source="row.line.is_gate")
    fallen = serializers.BooleanField(source="row.fallen")
    why_not = serializers.CharField()
    shape = serializers.CharField()
    working = serializers.CharField()
    own_past = serializers.CharField(source="past")
    own_best = serializers.CharField(source="best")
    middle_half = serializers.CharField(source="band")


class ScorecardOut(serializers.Serializer):
    """A whole scorecard; words are in the reader's language."""

    period = serializers.CharField()
    agent_id = serializers.IntegerField()
    version_id = serializers.IntegerField(source="card.spec.version_id")
    scheme_id = serializers.IntegerField(source="card.spec.scheme_id")
    points = serializers.DecimalField(
        max_digits=5, decimal_places=2, allow_null=True, source="card.score.points"
    )
    low = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, source="card.score.low")
    high = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True, source="card.score.high")
    pending = serializers.BooleanField(source="card.score.pending")
    formula = serializers.CharField(source="card.formula")
    compared_with = serializers.CharField(source="card.group")
    lines = ScoreLineOut(many=True, source="card.lines")


class Scorecards(APIView):
    """The scores of people in scope; whoever leads nobody sees the own one."""

    @extend_schema(
        parameters=[_PERIOD, _TEAM], responses=page_of(ScoreOut), operation_id="kpi_scorecards_list"
    )
    def get(self, request: Request) -> Response:
        """By name; no other order. Paged; who was not employed in the period is left out."""
        period = asked.period(request.query_params.get("period", ""), timezone.localdate())
        people = self._people(request, period).filter(hired_on__lte=period.last, left_on__gte=period.first)
        paging = Paging()
        page: list[Agent] = paging.paginate_queryset(people.order_by("name", "employee_no"), request) or []
        rows = team_cards.scores(page, period, trend=1)
        return paging.get_paginated_response(ScoreOut(rows, many=True).data)

    @staticmethod
    def _people(request: Request, period: asked.Period) -> Any:
        scope = teams_in_scope(request.user, SCORES)
        seen = visible_agents(request.user, SCORES)
        wanted = asked_number(request.query_params, "team")
        if wanted is not None:
            ids = team_ids_of(get_team(request.user, wanted, SCORES), scope)
            return seen.in_teams(ids, min(period.last, timezone.localdate()))
        if scope == []:
            me = agent_of(request.user)
            return Agent.objects.filter(pk=me.pk if me is not None else 0)
        return seen


class OneScorecard(APIView):
    """One person's scorecard."""

    @extend_schema(parameters=[_PERIOD], responses=ScorecardOut)
    def get(self, request: Request, pk: int) -> Response:
        """With each line's working. 400 where no scheme holds for the person in the period."""
        agent = get_agent(request.user, pk, SCORES)
        period = asked.period(request.query_params.get("period", ""), timezone.localdate())
        found = card.card(specs.person_of(agent), period)
        if found is None:
            raise DomainError("No scheme holds for this person in this period.", code="no_scheme")
        return Response(ScorecardOut({"period": str(period), "agent_id": pk, "card": found}).data)
