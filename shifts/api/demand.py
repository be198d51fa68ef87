"""API of demand: needs, the newest forecast, heads for an interval, saved scenarios."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Whole, results_of
from shifts.access import demand as access
from shifts.models import Need
from shifts.selectors import desk_forecast
from shifts.selectors.scenarios import without_pay
from shifts.services import forecasts, needs
from shifts.services.staffing import Asked, heads

_DESK = OpenApiParameter("desk", int, required=True)


class DeskIn(serializers.Serializer):
    """Which desk."""

    desk = Whole()


class NeedsIn(DeskIn):
    """Which desk and days."""

    first = serializers.DateField()
    last = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A quarter at most, in order."""
        if not 0 <= (attrs["last"] - attrs["first"]).days <= 92:
            raise serializers.ValidationError(_("Choose a first and a last day, at most 93 days."))
        return attrs


class NeedOut(serializers.Serializer):
    """Heads of a date for a template (key) or for an interval from `start` (minutes of the date) on."""

    day = serializers.DateField()
    template = serializers.IntegerField(source="template_id", allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    minutes = serializers.IntegerField()
    heads = serializers.IntegerField()
    basis = serializers.JSONField()


class NeedIn(serializers.Serializer):
    """One figure: of a template (its key), or of an interval from `start` (minutes of the date) on."""

    day = serializers.DateField()
    template = Whole(required=False, allow_null=True, default=None)
    start = Whole(required=False, allow_null=True, default=None)
    minutes = Whole(required=False, default=60)
    heads = Whole()


class NeedsWrite(DeskIn):
    """Figures to store."""

    rows = NeedIn(many=True, allow_empty=False)
    replace_typed = serializers.BooleanField(required=False, default=True)


class NeedsWritten(serializers.Serializer):
    """What came of it: figures written, and typed ones that were kept."""

    written = serializers.IntegerField()
    kept = serializers.IntegerField()


class Needs(APIView):
    """Heads that a desk needs, by date."""

    @extend_schema(
        operation_id="shifts_needs_list",
        responses=results_of(NeedOut),
        parameters=[
            _DESK,
            OpenApiParameter("first", str, required=True),
            OpenApiParameter("last", str, required=True),
        ],
    )
    def get(self, request: Request) -> Response:
        """In order of date and start; figures of the dates themselves, not of their weekdays."""
        form = NeedsIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        desk = access.get_desk(request.user, said["desk"])
        rows = Need.objects.filter(desk=desk, day__gte=said["first"], day__lte=said["last"])
        rows = rows.order_by("day", "start", "template")
        return Response({"results": NeedOut(rows, many=True).data})

    @extend_schema(operation_id="shifts_needs_store", request=NeedsWrite, responses=NeedsWritten)
    def post(self, request: Request) -> Response:
        """Store figures, all or none; what stood for the same template or time is replaced."""
        form = NeedsWrite(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        desk = access.get_desk(request.user, said["desk"], access.EDIT)
        rows = [needs.Figure(**row) for row in said["rows"]]
        done = needs.store(desk, rows, replace_typed=said["replace_typed"], actor=request.user)
        return Response(NeedsWritten(done).data)


class ForecastIn(DeskIn):
    """A desk and the days to forecast."""

    first = serializers.DateField()
    last = serializers.DateField()


class ForecastStarted(serializers.Serializer):
    """The job that works on it."""

    job = serializers.IntegerField(source="pk")
    state = serializers.CharField()


class Forecast(APIView):
    """The newest forecast of a desk."""

    @extend_schema(operation_id="shifts_forecast", responses=OpenApiTypes.OBJECT, parameters=[_DESK])
    def get(self, request: Request) -> Response:
        """Slots as [minute, contacts, low, high, handling seconds]; null is unknown; empty at first."""
        form = DeskIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        found = desk_forecast.latest(access.get_desk(request.user, form.validated_data["desk"]))
        return Response({"made_at": found.job.finished_at, **found.job.result} if found else {})

    @extend_schema(operation_id="shifts_forecast_start", request=ForecastIn, responses={202: ForecastStarted})
    def post(self, request: Request) -> Response:
        """Have a desk forecast in the background; one job a desk at a time."""
        form = ForecastIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        desk = access.get_desk(request.user, said["desk"], access.EDIT)
        job = forecasts.request(desk, said["first"], said["last"], actor=request.user)
        return Response(ForecastStarted(job).data, status=202)


class StaffingIn(serializers.Serializer):
    """The command's words: interval in minutes, every other time in seconds."""

    volume = serializers.FloatField(min_value=0)
    interval = serializers.FloatField()
    aht = serializers.FloatField()
    target = serializers.CharField(required=False, default="", max_length=40)
    agents = serializers.IntegerField(required=False, default=None, min_value=0, max_value=5_000_000)
    threshold = serializers.FloatField(required=False, default=None)
    patience = serializers.FloatField(required=False, default=None)
    concurrency = serializers.FloatField(required=False, default=1.0)
    max_occupancy = serializers.FloatField(required=False, default=None)
    shrinkage = serializers.FloatField(required=False, default=0.0)


class StaffingOut(serializers.Serializer):
    """Agents and what contacts then meet; shares from 0 to 1, `asa` in seconds."""

    agents = serializers.IntegerField()
    scheduled = serializers.IntegerField()
    service_level = serializers.FloatField()
    asa = serializers.FloatField(allow_null=True)
    occupancy = serializers.FloatField()
    p_wait = serializers.FloatField()
    p_abandon = serializers.FloatField()


class Staffing(APIView):
    """Heads for one interval."""

    @extend_schema(operation_id="shifts_staffing", responses=StaffingOut, parameters=[StaffingIn])
    def get(self, request: Request) -> Response:
        """The same answer as the command's."""
        form = StaffingIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        return Response(StaffingOut(heads(Asked(**form.validated_data))).data)


class ScenarioOut(serializers.Serializer):
    """A saved scenario; its cost only for those who may see sums of pay."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    desk = serializers.IntegerField(source="desk_id")
    first = serializers.DateField()
    last = serializers.DateField()
    inputs = serializers.JSONField()
    result = serializers.JSONField()


class Scenarios(APIView):
    """Saved scenarios of one's desks."""

    @extend_schema(operation_id="shifts_scenarios_list", responses=results_of(ScenarioOut))
    def get(self, request: Request) -> Response:
        """The newest first, a hundred at most."""
        rows = list(access.visible_scenarios(request.user)[:100])
        priced = access.priced_desks(request.user)
        for row in rows:
            if row.desk_id not in priced:
                row.result = without_pay(row.result)
        return Response({"results": ScenarioOut(rows, many=True).data})
