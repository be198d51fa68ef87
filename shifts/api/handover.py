"""API of the handover book."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.api import Paging, Whole, page_of
from cstm.errors import DomainError
from shifts.access import handover as access
from shifts.choices import HandoverKind
from shifts.models import HandoverItem
from shifts.selectors import handover as reads
from shifts.services import handover
from staff.access import agent_of
from staff.models import Agent


class ItemOut(serializers.ModelSerializer):
    """An item; `late` says that nobody accepted it in time."""

    store = serializers.CharField(source="store.name")
    written_by = serializers.CharField(source="written_by.name")
    accepted_by = serializers.CharField(source="accepted_by.name", default=None, allow_null=True)
    late = serializers.SerializerMethodField()

    class Meta:
        model = HandoverItem
        fields = (
            "id", "store", "kind", "title", "text", "buyer", "order_no", "due_at", "state", "written_by",
            "created_at", "accept_by", "accepted_by", "accepted_at", "late", "carried", "closed_at",
        )  # fmt: skip

    def get_late(self, item: HandoverItem) -> bool:
        """Accepted after the time, or still not accepted."""
        return (item.accepted_at or item.closed_at or timezone.now()) > item.accept_by


class ItemIn(serializers.Serializer):
    """A new item."""

    store = Whole()
    kind = serializers.ChoiceField(choices=HandoverKind.choices)
    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    buyer = serializers.CharField(max_length=80, required=False, allow_blank=True)
    order_no = serializers.CharField(max_length=60, required=False, allow_blank=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)


class ClosedIn(serializers.Serializer):
    """How it was settled."""

    text = serializers.CharField(max_length=500)


def me_of(request: Request) -> Agent:
    """The person behind the log-in; raises DomainError where nobody is."""
    me = agent_of(request.user)
    if me is None:
        raise DomainError(_("No person belongs to this log-in."), code="nobody")
    return me


class Handover(APIView):
    """The book of the stores that one serves or leads."""

    @extend_schema(
        operation_id="shifts_handover_list",
        responses=page_of(ItemOut),
        parameters=[
            OpenApiParameter("q", str),
            OpenApiParameter("kind", str),
            OpenApiParameter("state", str, description="open, accepted, closed, or standing (not closed)"),
        ],
    )
    def get(self, request: Request) -> Response:
        """What is due first; paged."""
        said = {name: request.query_params.get(name, "")[:120] for name in ("q", "kind", "state")}
        stores = list(access.stores_of(request.user).values_list("pk", flat=True))
        rows = reads.items(stores, text=said["q"], kind=said["kind"], state=said["state"])
        paging = Paging()
        page = paging.paginate_queryset(rows, request)
        return paging.get_paginated_response(ItemOut(page, many=True).data)

    @extend_schema(operation_id="shifts_handover_write", request=ItemIn, responses={201: ItemOut})
    def post(self, request: Request) -> Response:
        """Hand something on; the next shift is told."""
        form = ItemIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        store = access.stores_of(request.user).filter(pk=said["store"]).first()
        if store is None:
            raise DomainError(_("You do not serve this store."), code="store")
        item = handover.write(store, by=me_of(request), values=said, actor=request.user)
        return Response(ItemOut(item).data, status=status.HTTP_201_CREATED)


class Accept(APIView):
    """Acceptance by the next shift."""

    @extend_schema(operation_id="shifts_handover_accept", request=None, responses=ItemOut)
    def post(self, request: Request, pk: int) -> Response:
        """Take an item over; twice is once."""
        item = access.get_item(request.user, pk)
        leads = access.leads(request.user, item)
        item = handover.accept(item.pk, by=me_of(request), leads=leads, actor=request.user)
        return Response(ItemOut(item).data)


class Close(APIView):
    """Closing an item."""

    @extend_schema(operation_id="shifts_handover_close", request=ClosedIn, responses=ItemOut)
    def post(self, request: Request, pk: int) -> Response:
        """Say how it was settled; twice is once."""
        item = access.get_item(request.user, pk)
        form = ClosedIn(data=request.data)
        form.is_valid(raise_exception=True)
        text = form.validated_data["text"]
        item = handover.close(item.pk, by=me_of(request), text=text, actor=request.user)
        return Response(ItemOut(item).data)
