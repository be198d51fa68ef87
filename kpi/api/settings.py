"""API of what the shop decides: metrics, targets, values of stores."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.access import require
from cstm.api import Paging, Whole, page_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi import access
from kpi.choices import Direction
from kpi.selectors import decisions
from kpi.selectors import definitions as words
from kpi.selectors.registry import all_metrics
from kpi.services import definitions, store_values, targets
from staff.access import get_store, get_team, may, teams_in_scope, visible_stores


class MetricOut(serializers.Serializer):
    """A metric of the registry."""

    code = serializers.CharField()
    name_en = serializers.CharField(source="en")
    name_zh = serializers.CharField(source="zh")
    kind = serializers.CharField()
    unit = serializers.CharField()
    direction = serializers.CharField()
    numerator = serializers.SerializerMethodField()
    denominator = serializers.SerializerMethodField()
    least = serializers.IntegerField()
    home = serializers.CharField()

    def get_numerator(self, metric: object) -> list[str]:
        """Facts, each with its coefficient where that is not 1."""
        return words.line_codes(metric.numerator)  # type: ignore[attr-defined]

    def get_denominator(self, metric: object) -> list[str]:
        """The same below the line."""
        return words.line_codes(metric.denominator)  # type: ignore[attr-defined]


class MetricIn(serializers.Serializer):
    """A metric of the shop's own."""

    code = serializers.CharField(max_length=40)
    name_en = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=80)
    numerator = serializers.CharField(max_length=40)
    denominator = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    unit = serializers.ChoiceField(choices=definitions.UNITS)
    direction = serializers.ChoiceField(choices=Direction.choices)


class TargetOut(serializers.Serializer):
    """A target; a percentage is a fraction."""

    id = serializers.IntegerField(source="pk")
    metric = serializers.CharField()
    team = serializers.CharField(source="team.path", default="")
    value = serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True)
    low = serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True)
    high = serializers.DecimalField(max_digits=20, decimal_places=6, allow_null=True)
    valid_from = serializers.DateField()
    is_sample = serializers.BooleanField()


class TargetIn(serializers.Serializer):
    """A target from a date on; without team it holds for every team."""

    metric = serializers.CharField(max_length=40)
    team = Whole(required=False, allow_null=True, default=None)
    value = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    low = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    high = serializers.DecimalField(20, 6, required=False, allow_null=True, default=None)
    valid_from = serializers.DateField()


class StoreValueOut(serializers.Serializer):
    """A store's value as its platform gave it."""

    store = serializers.CharField(source="store.name")
    code = serializers.CharField()
    date = serializers.DateField()
    value = serializers.DecimalField(max_digits=12, decimal_places=4)
    source = serializers.CharField()  # type: ignore[assignment]


class StoreValueIn(serializers.Serializer):
    """A value to keep; the same store, value and date again replaces."""

    store = Whole()
    code = serializers.ChoiceField(choices=sorted(store_values.MOST))
    date = serializers.DateField()
    value = serializers.DecimalField(12, 4)
    source = serializers.CharField(max_length=120)  # type: ignore[assignment]


class Metrics(APIView):
    """The registry of metrics."""

    @extend_schema(responses=MetricOut(many=True), operation_id="kpi_metrics_list")
    def get(self, request: Request) -> Response:
        """Every metric, in the order of the registry."""
        return Response(MetricOut(list(all_metrics().values()), many=True).data)

    @extend_schema(request=MetricIn, responses={201: MetricOut})
    def post(self, request: Request) -> Response:
        """Define a metric of the shop's own."""
        require(may(request.user, "metrics.define"))
        form = MetricIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        made = definitions.define_metric(data.pop("code"), actor=request.user, **data)
        return Response(MetricOut(all_metrics()[made.code]).data, status=status.HTTP_201_CREATED)


class Targets(APIView):
    """Targets of one's teams, and those that hold for all."""

    @extend_schema(responses=page_of(TargetOut), operation_id="kpi_targets_list")
    def get(self, request: Request) -> Response:
        """By metric and team, newest first; paged."""
        paging = Paging()
        rows = paging.paginate_queryset(
            decisions.targets(teams_in_scope(request.user, "targets.edit")), request
        )
        return paging.get_paginated_response(TargetOut(rows, many=True).data)

    @extend_schema(request=TargetIn, responses={201: TargetOut})
    def post(self, request: Request) -> Response:
        """Set a target."""
        form = TargetIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        metric = all_metrics().get(data.pop("metric"))
        if metric is None:
            raise DomainError(_("There is no such metric."), code="no_such_metric")
        team_id = data.pop("team")
        if team_id is None:
            require(access.can_set_for_all(request.user))
        team = None if team_id is None else get_team(request.user, team_id, "targets.edit")
        made = targets.set_target(metric, team=team, actor=request.user, **data)
        return Response(TargetOut(made).data, status=status.HTTP_201_CREATED)


class OneTarget(APIView):
    """One target."""

    @extend_schema(responses={204: None}, request=None)
    def delete(self, request: Request, pk: int) -> Response:
        """Take it away; an earlier one holds again."""
        targets.remove_target(access.get_target(request.user, pk), actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class StoreValues(APIView):
    """Values that platforms give for stores."""

    @extend_schema(
        responses=page_of(StoreValueOut),
        operation_id="kpi_store_values_list",
        parameters=[OpenApiParameter("store", int, description="Only this store.")],
    )
    def get(self, request: Request) -> Response:
        """By store and value, newest first; paged."""
        stores = visible_stores(request.user, "stores.view")
        if wanted := request.query_params.get("store"):
            stores = stores.filter(pk=get_store(request.user, _number(wanted)).pk)
        paging = Paging()
        rows = paging.paginate_queryset(decisions.store_values(stores.values_list("pk", flat=True)), request)
        return paging.get_paginated_response(StoreValueOut(rows, many=True).data)

    @extend_schema(request=StoreValueIn, responses={201: StoreValueOut})
    def post(self, request: Request) -> Response:
        """Keep a value as given."""
        require(may(request.user, "stores.edit"))
        form = StoreValueIn(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        store = get_store(request.user, data.pop("store"), "stores.edit")
        made = store_values.enter(store, today=timezone.localdate(), actor=request.user, **data)
        return Response(StoreValueOut(made).data, status=status.HTTP_201_CREATED)


def _number(text: str) -> int:
    number = asked_number(text)
    if number is None:
        raise DomainError(f"{text!r} is no number of a store.", code="bad_id")
    return number
