"""API of the fairness ledger."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Whole, results_of
from shifts.access.fairness import get_ledger_team
from shifts.selectors import fairness as reads


class EntryOut(serializers.Serializer):
    """One person's month of one burden; what is owed is carried + share - worked + adjusted, in whole
    burdens."""

    agent = serializers.IntegerField()
    name = serializers.CharField()
    burden = serializers.CharField()
    carried = serializers.FloatField()
    worked = serializers.IntegerField()
    share = serializers.FloatField()
    adjusted = serializers.FloatField()
    owed = serializers.FloatField()


class FairnessIn(serializers.Serializer):
    """Which team and month (its first day)."""

    team = Whole()
    month = serializers.DateField()


class Fairness(APIView):
    """A team's fairness ledger of a month."""

    @extend_schema(
        operation_id="shifts_fairness_list",
        responses=results_of(EntryOut),
        parameters=[
            OpenApiParameter("team", int, required=True),
            OpenApiParameter("month", str, required=True),
        ],
    )
    def get(self, request: Request) -> Response:
        """By name and burden."""
        form = FairnessIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        team = get_ledger_team(request.user, form.validated_data["team"])
        rows: list[dict[str, Any]] = [
            {
                "agent": person.agent.pk,
                "name": str(person.agent),
                "burden": entry.burden,
                "carried": entry.carried / 100,
                "worked": entry.worked,
                "share": entry.share / 100,
                "adjusted": entry.adjusted / 100,
                "owed": entry.owed / 100,
            }
            for person in reads.ledger(team, form.validated_data["month"].replace(day=1))
            for entry in person.entries
        ]
        return Response({"results": EntryOut(rows, many=True).data})
