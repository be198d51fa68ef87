"""Machine door to the hours of stores."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from staff import access
from staff.models import Store
from staff.selectors import store_hours as reads
from staff.services import store_hours


class WeekdayHours(serializers.Serializer):
    """Hours of one weekday (0 is Monday); a close that is not later than the opening is on the next date."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    opens = serializers.TimeField()
    closes = serializers.TimeField()


class HoursShape(serializers.Serializer):
    """Hours of a week; weekdays left out are closed, none at all means day and night."""

    hours = WeekdayHours(many=True)


class StoreHoursOf(APIView):
    """When a store serves."""

    @extend_schema(operation_id="staff_store_hours", responses=HoursShape)
    def get(self, request: Request, pk: int) -> Response:
        """Its hours by weekday."""
        return Response(_shown(access.get_store(request.user, pk)))

    @extend_schema(operation_id="staff_store_hours_set", request=HoursShape, responses=HoursShape)
    def put(self, request: Request, pk: int) -> Response:
        """Set the hours of the whole week."""
        store = access.get_store(request.user, pk, "stores.edit")
        form = HoursShape(data=request.data)
        form.is_valid(raise_exception=True)
        week = {row["weekday"]: (row["opens"], row["closes"]) for row in form.validated_data["hours"]}
        store_hours.set_week(store, week, actor=request.user)
        return Response(_shown(store))


def _shown(store: Store) -> dict[str, Any]:
    rows = [
        {"weekday": day, "opens": opens, "closes": closes}
        for day, (opens, closes) in sorted(reads.week_of(store).items())
    ]
    return dict(HoursShape({"hours": rows}).data)
