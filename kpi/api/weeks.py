"""API of weeks: people, teams and stores in scope, ordered by name alone."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from kpi.api.cells import CellOut, asked_metrics, asked_number, asked_week, cells_out
from kpi.selectors import team_page, weeks
from kpi.selectors.report import ReportRow, report
from kpi.selectors.report_query import By, ReportQuery
from kpi.selectors.weeks import AgentLine
from staff.access import agent_of, get_agent, get_store, get_team, teams_in_scope, visible_stores
from staff.selectors import people

SCORES = "scores.view"
_WEEK = OpenApiParameter("week", str, description="ISO week such as 2026-W46; the last full one if left out.")
_METRICS = OpenApiParameter("metrics", str, description="Codes with commas; a usual set if left out.")
_RULE = OpenApiParameter("attribution", str, description="Attribution rule of sales.")
_TEAM = OpenApiParameter("team", int, description="Only this team and those below it.")
_AGENT = OpenApiParameter("agent", int, description="Only this person.")
_PARAMS = [_WEEK, _METRICS, _RULE]


class _Cells(serializers.Serializer):
    """Cells by metric code."""

    cells = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=CellOut()))
    def get_cells(self, row: object) -> dict[str, object]:
        """Cells by metric code."""
        return cells_out(row.cells)  # type: ignore[attr-defined]


class AgentWeekOut(_Cells):
    """One person in one team of the day."""

    week = serializers.SerializerMethodField()
    agent_id = serializers.IntegerField()
    employee_no = serializers.CharField()
    name = serializers.CharField()
    team = serializers.CharField()

    def get_week(self, line: AgentLine) -> str:
        """The week that was asked for."""
        return str(line.trend[-1].week)


class TeamWeekOut(_Cells):
    """A team of the day with the teams below it, from sums of their people."""

    week = serializers.CharField()
    team_id = serializers.IntegerField()
    team = serializers.CharField()


class StoreWeekOut(_Cells):
    """A store, from sums of agents and of what belongs to it alone."""

    week = serializers.CharField(source="period")
    store_id = serializers.IntegerField()
    store = serializers.CharField()


class AgentWeeks(APIView):
    """A week of people in scope; whoever leads nobody sees the own one."""

    @extend_schema(
        parameters=[*_PARAMS, _TEAM, _AGENT],
        responses=page_of(AgentWeekOut),
        operation_id="kpi_agent_weeks_list",
    )
    def get(self, request: Request) -> Response:
        """By name; no other order. Paged."""
        params = request.query_params
        lines = weeks.team_week(
            self._team_ids(request),
            week=asked_week(params, timezone.localdate()),
            metrics=asked_metrics(params),
            attribution=params.get("attribution") or None,
            n=1,
        ).lines
        wanted = self._person(request)
        if wanted is not None:
            lines = [line for line in lines if line.agent_id == wanted]
        paging = Paging()
        rows = paging.paginate_queryset(lines, request)  # type: ignore[arg-type]
        return paging.get_paginated_response(AgentWeekOut(rows, many=True).data)

    @staticmethod
    def _person(request: Request) -> int | None:
        """The person asked for (404 out of scope); oneself where no team is in scope."""
        wanted = asked_number(request.query_params, "agent")
        if wanted is not None:
            return get_agent(request.user, wanted, SCORES).pk
        if teams_in_scope(request.user, SCORES) == []:
            me = agent_of(request.user)
            return me.pk if me is not None else 0
        return None

    @staticmethod
    def _team_ids(request: Request) -> list[int]:
        """The teams to read: in scope, or the own ones where no team is."""
        scope = teams_in_scope(request.user, SCORES)
        wanted = asked_number(request.query_params, "team")
        if wanted is not None:
            return team_page.team_ids_of(get_team(request.user, wanted, SCORES), scope)
        if scope is None:
            return [team.pk for team in people.teams(archived=True)]
        me = agent_of(request.user)
        own = [row.team_id for row in people.team_history(me)] if me is not None else []
        return scope or own


class TeamWeeks(APIView):
    """A week of the teams in scope, each with the teams below it, as the page shows them."""

    @extend_schema(
        parameters=[*_PARAMS, _TEAM], responses=page_of(TeamWeekOut), operation_id="kpi_team_weeks_list"
    )
    def get(self, request: Request) -> Response:
        """By path; no other order. Teams without a figure are left out. Paged."""
        params = request.query_params
        known = list(people.teams(teams_in_scope(request.user, SCORES), archived=True))
        wanted = asked_number(params, "team")
        listed = known
        if wanted is not None:
            ids = team_page.ids_below(get_team(request.user, wanted, SCORES), known)
            listed = [team for team in known if team.pk in ids]
        rows = weeks.team_sums(
            {team: team_page.ids_below(team, known) for team in listed},
            week=asked_week(params, timezone.localdate()),
            metrics=asked_metrics(params),
            attribution=params.get("attribution") or None,
        )
        paging = Paging()
        page = paging.paginate_queryset(rows, request)  # type: ignore[arg-type]
        return paging.get_paginated_response(TeamWeekOut(page, many=True).data)


class StoreWeeks(APIView):
    """A week of the stores in scope."""

    @extend_schema(
        parameters=[*_PARAMS, OpenApiParameter("store", int, description="Only this store.")],
        responses=page_of(StoreWeekOut),
        operation_id="kpi_store_weeks_list",
    )
    def get(self, request: Request) -> Response:
        """By name; no other order. Stores without a figure are left out. Paged."""
        wanted = asked_number(request.query_params, "store")
        store_id = None if wanted is None else get_store(request.user, wanted).pk
        seen = set(visible_stores(request.user, "stores.view").values_list("pk", flat=True))
        rows = [row for row in _report(request, by="store", store_id=store_id) if row.store_id in seen]
        paging = Paging()
        page = paging.paginate_queryset(rows, request)  # type: ignore[arg-type]
        return paging.get_paginated_response(StoreWeekOut(page, many=True).data)


def _report(request: Request, *, by: By, store_id: int | None = None) -> list[ReportRow]:
    """The rows of one week."""
    params = request.query_params
    week = asked_week(params, timezone.localdate())
    query = ReportQuery(
        week.monday,
        week.sunday,
        by=by,
        metrics=tuple(metric.code for metric in asked_metrics(params)),
        attribution=params.get("attribution") or None,
        store_id=store_id,
        with_states=True,
    )
    return list(report(query).rows)
