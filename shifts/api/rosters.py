"""API of rosters: months, cells, publishing, the solver."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, Whole, page_of
from shifts.access import rosters as access
from shifts.models import Assignment, Roster
from shifts.selectors import grid_news
from shifts.selectors import rosters as reads
from shifts.services import cells, publish, solve
from shifts.services.cells import CellsChanged, Change
from shifts.services.publish import NotPublishable
from staff.access import teams_in_scope

MOST_CELLS = 10_000


class RosterOut(serializers.ModelSerializer):
    """A team's month; `revision` goes with every edit."""

    team = serializers.CharField(source="team.path")

    class Meta:
        model = Roster
        fields = ("id", "team", "month", "state", "revision", "published_at", "locked_at", "requests_until")


class RosterNamedCellOut(serializers.Serializer):
    """A cell that somebody else changed: whose, which date, what stands there now, and who did it."""

    agent = serializers.CharField()
    name = serializers.CharField()
    day = serializers.DateField()
    now = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)


class RosterEditedOut(serializers.Serializer):
    """The month after an edit, and the cells that others changed after the revision given."""

    roster = RosterOut()
    meanwhile = RosterNamedCellOut(many=True)


class RosterCellOut(serializers.ModelSerializer):
    """A cell: who, when, which shift by its English letter, where, and whether it is pinned."""

    template = serializers.CharField(source="template.code_en")

    class Meta:
        model = Assignment
        fields = (
            "agent",
            "day",
            "template",
            "desk",
            "start_at",
            "end_at",
            "paid_minutes",
            "meal_at",
            "pinned",
        )


class RosterCellsOut(serializers.Serializer):
    """All cells, and the revision that they are of."""

    revision = serializers.IntegerField()
    cells = RosterCellOut(many=True)


class RosterCellIn(serializers.Serializer):
    """A cell to change; no template empties it."""

    agent = Whole()
    day = serializers.DateField()
    template = serializers.CharField(allow_null=True, max_length=2)
    desk = Whole(required=False, allow_null=True)
    pinned = serializers.BooleanField(required=False, allow_null=True, default=None)


class CellsIn(serializers.Serializer):
    """Cells to change, and the revision that the caller saw."""

    revision = Whole()
    cells = serializers.ListField(child=RosterCellIn(), max_length=MOST_CELLS)


class PublishIn(serializers.Serializer):
    """The revision seen; with broken rules `anyway` and a reason."""

    revision = Whole()
    anyway = serializers.BooleanField(default=False)
    reason = serializers.CharField(default="", allow_blank=True, max_length=300)


class SolveIn(serializers.Serializer):
    """How long, and from which seed."""

    seconds = serializers.IntegerField(min_value=5, max_value=600, default=solve.SECONDS)
    seed = serializers.IntegerField(min_value=1, max_value=10**6, default=1)


class Rosters(APIView):
    """Months that the caller may see."""

    @extend_schema(operation_id="shifts_rosters_list", responses=page_of(RosterOut))
    def get(self, request: Request) -> Response:
        """The newest month first; paged."""
        paging = Paging()
        found = reads.rosters_of(teams_in_scope(request.user, access.VIEW))
        page = paging.paginate_queryset(found, request)
        return paging.get_paginated_response(RosterOut(page, many=True).data)


class OneRoster(APIView):
    """A month."""

    @extend_schema(operation_id="shifts_roster", responses=RosterOut)
    def get(self, request: Request, pk: int) -> Response:
        """Its state and revision."""
        return Response(RosterOut(access.get_roster(request.user, pk)).data)


class Cells(APIView):
    """The cells of a month."""

    @extend_schema(operation_id="shifts_roster_cells", responses=RosterCellsOut)
    def get(self, request: Request, pk: int) -> Response:
        """All of them, in order of date and person."""
        roster = access.get_roster(request.user, pk)
        rows = reads.cells(roster).select_related("template").order_by("day", "agent_id")
        return Response({"revision": roster.revision, "cells": RosterCellOut(rows, many=True).data})

    @extend_schema(operation_id="shifts_roster_cells_change", request=CellsIn, responses=RosterEditedOut)
    def patch(self, request: Request, pk: int) -> Response:
        """Change cells, all or none; 409 names those that changed since the revision given."""
        roster = access.get_roster(request.user, pk, access.EDIT)
        form = CellsIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        letters = {each.code_en: each.pk for each in reads.templates().values()}
        changes = [
            Change(
                cell["agent"],
                cell["day"],
                letters.get(cell["template"], 0) if cell["template"] else None,
                cell.get("desk"),
                cell.get("pinned"),
            )
            for cell in said["cells"]
        ]
        try:
            done = cells.edit(roster.pk, changes, revision=said["revision"], actor=request.user)
        except CellsChanged as refusal:
            return _conflict(refusal, cells=refusal.cells)
        roster.refresh_from_db()
        others = grid_news.meanwhile(roster, said["revision"], done)
        return Response(RosterEditedOut({"roster": roster, "meanwhile": others}).data)


class Publish(APIView):
    """Publishing a month."""

    @extend_schema(operation_id="shifts_roster_publish", request=PublishIn, responses=RosterOut)
    def post(self, request: Request, pk: int) -> Response:
        """Let the people see it; 409 names the rules that are broken."""
        roster = access.get_roster(request.user, pk, access.EDIT)
        form = PublishIn(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            done = publish.publish(roster.pk, actor=request.user, **form.validated_data)
        except NotPublishable as refusal:
            return _conflict(refusal, broken=[each.sentence for each in refusal.found])
        return Response(RosterOut(done).data)


class Solve(APIView):
    """Filling a month."""

    @extend_schema(operation_id="shifts_roster_solve", request=SolveIn, responses={202: dict})
    def post(self, request: Request, pk: int) -> Response:
        """Start the solver; the job is followed by the API of jobs."""
        roster = access.get_roster(request.user, pk, access.EDIT)
        form = SolveIn(data=request.data)
        form.is_valid(raise_exception=True)
        job = solve.request(roster, actor=request.user, **form.validated_data)
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


def _conflict(refusal: Any, **more: Any) -> Response:
    error = {"code": refusal.code, "message": str(refusal), **more}
    return Response({"error": error}, status=refusal.status)
