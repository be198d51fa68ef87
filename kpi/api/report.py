"""API of the report: its rows as JSON, and the same as a file made by a job."""

from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Whole
from cstm.formats import asked_number
from cstm.weeks import parse_span
from kpi.api.cells import CellOut, cells_out
from kpi.api.rollup import JobOut
from kpi.selectors import report, report_scope
from kpi.selectors.report_query import BYS, PERIODS, ReportQuery
from kpi.services import export_jobs

PAGE, MOST = 100, 500


class ReportIn(serializers.Serializer):
    """What the report shall show. `first` and `last` are a week, a month or a day, both included."""

    first = serializers.CharField(max_length=10)
    last = serializers.CharField(max_length=10)
    by = serializers.ChoiceField(choices=BYS, default="agent")
    period = serializers.ChoiceField(choices=PERIODS, default="week")
    metrics = serializers.CharField(required=False, default="", allow_blank=True)
    team = Whole(required=False, allow_null=True, default=None)
    store = Whole(required=False, allow_null=True, default=None)
    people = serializers.CharField(required=False, default="", allow_blank=True)
    attribution = serializers.CharField(required=False, default="", allow_blank=True)

    def validate_people(self, text: str) -> list[int]:
        """Numbers with commas."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        numbers = [number for number in map(asked_number, parts) if number is not None]
        if len(numbers) < len(parts):
            raise serializers.ValidationError(_("Numbers of people, with commas between."))
        return numbers

    def query(self, user: Any) -> ReportQuery:
        """The question within this person's scope."""
        data = self.validated_data
        query = ReportQuery(
            parse_span(data["first"])[0],
            parse_span(data["last"])[1],
            data["by"],
            data["period"],
            tuple(code for code in data["metrics"].split(",") if code),
            attribution=data["attribution"] or None,
            with_states=True,
        )
        return report_scope.narrowed(
            user, query, team_id=data["team"], store_id=data["store"], agent_ids=data["people"]
        )


class ReportPageIn(ReportIn):
    """The same with the page to show."""

    page = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=MOST, default=PAGE)


class ReportFileIn(ReportIn):
    """The same with the format of the file."""

    format = serializers.ChoiceField(choices=["csv", "xlsx"], default="csv")


class ReportRowOut(serializers.Serializer):
    """One period of one agent in a team, one team, or one store."""

    period = serializers.CharField()
    team = serializers.CharField()
    employee_no = serializers.CharField()
    agent = serializers.CharField()
    store = serializers.CharField()
    cells = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=CellOut()))
    def get_cells(self, row: report.ReportRow) -> dict[str, object]:
        """Cells by metric code."""
        return cells_out(row.cells)


class ReportPageOut(serializers.Serializer):
    """A page of rows, ordered by period, team and employee number; there is no other order."""

    metrics = serializers.ListField(child=serializers.CharField())
    mixed_stores = serializers.ListField(child=serializers.CharField())
    page = serializers.IntegerField()
    more = serializers.BooleanField()
    rows = ReportRowOut(many=True)


class ReportRows(APIView):
    """The report as rows."""

    @extend_schema(parameters=[ReportPageIn], responses=ReportPageOut)
    def get(self, request: Request) -> Response:
        """One page of it."""
        form = ReportPageIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        found = report.report(form.query(request.user))
        page, size = form.validated_data["page"], form.validated_data["page_size"]
        rows = list(islice(found.rows, (page - 1) * size, page * size + 1))
        body = {
            "metrics": [metric.code for metric in found.metrics],
            "mixed_stores": found.mixed_stores,
            "page": page,
            "more": len(rows) > size,
            "rows": rows[:size],
        }
        return Response(ReportPageOut(body).data)


class ReportExport(APIView):
    """The report as a file."""

    @extend_schema(request=ReportFileIn, responses={202: JobOut})
    def post(self, request: Request) -> Response:
        """Start a job; its file is among the caller's own downloads."""
        form = ReportFileIn(data=request.data)
        form.is_valid(raise_exception=True)
        file_format = form.validated_data["format"]
        job = export_jobs.request(form.query(request.user), file_format=file_format, actor=request.user)
        return Response(JobOut(job).data, status=status.HTTP_202_ACCEPTED)
