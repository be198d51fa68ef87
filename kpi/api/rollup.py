"""API of the rollup: which weeks are computed, and computing them again."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.weeks import Week
from kpi.selectors import week_states
from kpi.services import rollup_jobs


class WeekLineOut(serializers.Serializer):
    """A week's state: clean, dirty, running or failed."""

    week = serializers.CharField()
    state = serializers.CharField()
    rows = serializers.IntegerField()
    seconds = serializers.FloatField(allow_null=True)
    computed_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField()


class RunIn(serializers.Serializer):
    """Which weeks; none named means those that have changed."""

    weeks = serializers.ListField(child=serializers.CharField(max_length=10), required=False, default=list)


class JobOut(serializers.Serializer):
    """The job that does it."""

    job = serializers.IntegerField(source="pk")
    state = serializers.CharField()


class Rollup(APIView):
    """Weeks and their state."""

    @extend_schema(responses=page_of(WeekLineOut), operation_id="kpi_rollup_list")
    def get(self, request: Request) -> Response:
        """Newest week first; paged."""
        paging = Paging()
        lines = week_states.week_lines(week_states.open_rollups())
        rows = paging.paginate_queryset(lines, request)  # type: ignore[arg-type]
        return paging.get_paginated_response(WeekLineOut(rows, many=True).data)


class RollupRun(APIView):
    """Computing weeks again."""

    @extend_schema(request=RunIn, responses={202: JobOut})
    def post(self, request: Request) -> Response:
        """Start a job; 400 where every week is up to date."""
        form = RunIn(data=request.data)
        form.is_valid(raise_exception=True)
        chosen = [Week.parse(name) for name in form.validated_data["weeks"]]
        job = rollup_jobs.request(chosen, actor=request.user)
        return Response(JobOut(job).data, status=status.HTTP_202_ACCEPTED)
