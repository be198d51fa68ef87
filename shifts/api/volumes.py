"""API of volumes."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, Whole, page_of
from shifts.models import Volume
from shifts.selectors import volumes as selectors
from staff.access import get_store


class VolumeOut(serializers.ModelSerializer):
    """What a store was asked from a moment on; null is unknown, not nothing."""

    class Meta:
        model = Volume
        fields = ("start", "minutes", "business_date", "source", "offered", "answered", "handle_secs")


class VolumesIn(serializers.Serializer):
    """Which store and days, both ends included."""

    store = Whole()
    first = serializers.DateField()
    last = serializers.DateField()


class Volumes(APIView):
    """Half-hour and hourly volumes of a store."""

    @extend_schema(
        operation_id="shifts_volumes_list",
        responses=page_of(VolumeOut),
        parameters=[
            OpenApiParameter("store", int, required=True),
            OpenApiParameter("first", str, required=True),
            OpenApiParameter("last", str, required=True),
        ],
    )
    def get(self, request: Request) -> Response:
        """In order of time; paged."""
        form = VolumesIn(data=request.query_params)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        store = get_store(request.user, said["store"])
        rows = selectors.volume_rows([store.pk], said["first"], said["last"])
        paging = Paging()
        page = paging.paginate_queryset(rows, request)
        return paging.get_paginated_response(VolumeOut(page, many=True).data)
