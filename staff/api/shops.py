"""Machine door to stores and platform accounts."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cstm.access import require
from cstm.formats import asked_number
from staff import access
from staff.api import serializers_people as shapes
from staff.api.people import data_of, first_day, last_day
from staff.models import PlatformAccount, Store
from staff.selectors import accounts as reads
from staff.services import accounts, stores


class StoreList(ListAPIView):
    """Stores by name."""

    serializer_class = shapes.StoreSerializer

    def get_queryset(self) -> Any:
        """Those in reach."""
        if getattr(self, "swagger_fake_view", False):
            return Store.objects.none()
        return access.visible_stores(self.request.user)

    @extend_schema(request=shapes.NewStoreSerializer, responses={201: shapes.StoreSerializer})
    def post(self, request: Request) -> Response:
        """Add a store."""
        store = stores.add_store(actor=request.user, **data_of(shapes.NewStoreSerializer, request))
        return Response(shapes.StoreSerializer(store).data, status=201)


class StoreDetail(APIView):
    """One store."""

    @extend_schema(responses=shapes.StoreSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Its facts."""
        return Response(shapes.StoreSerializer(access.get_store(request.user, pk)).data)

    @extend_schema(request=shapes.StoreFactsSerializer, responses=shapes.StoreSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change facts."""
        store = access.get_store(request.user, pk, "stores.edit")
        stores.change_store(store, actor=request.user, **data_of(shapes.StoreFactsSerializer, request))
        return Response(shapes.StoreSerializer(store).data)


class AccountList(ListAPIView):
    """Accounts by store and name."""

    serializer_class = shapes.AccountSerializer

    def get_queryset(self) -> Any:
        """Those of stores in reach that fit the filters."""
        if getattr(self, "swagger_fake_view", False):
            return PlatformAccount.objects.none()
        asked = self.request.query_params
        return reads.accounts(
            access.visible_stores(self.request.user, "accounts.bind"),
            store_id=asked_number(asked.get("store", "")),
            text=asked.get("q", ""),
            unbound=asked.get("unbound") in ("1", "true"),
        )

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, description="Part of an account name."),
            OpenApiParameter("store", int),
            OpenApiParameter("unbound", bool, description="Only those never bound to a person."),
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The accounts of the filter."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.NewAccountSerializer, responses={201: shapes.AccountSerializer})
    def post(self, request: Request) -> Response:
        """The account of that name at the store, made where missing."""
        data = data_of(shapes.NewAccountSerializer, request)
        store = access.get_store(request.user, data["store"], "accounts.bind")
        account = accounts.ensure_account(store, data["name"])
        return Response(shapes.AccountSerializer(account).data, status=201)


class AccountDetail(APIView):
    """One account."""

    @extend_schema(responses=shapes.AccountSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Who held it when."""
        return Response(shapes.AccountSerializer(access.get_account(request.user, pk)).data)


class AccountBind(APIView):
    """Binding an account to a person."""

    @extend_schema(request=shapes.BindSerializer, responses=shapes.AccountSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Say who holds it on the days of a span; other days stay with who held it."""
        account = access.get_account(request.user, pk)
        data = data_of(shapes.BindSerializer, request)
        agent = access.get_agent(request.user, data["agent"], "accounts.bind")
        first, last = first_day(data), last_day(data)
        require(access.can_take_over(request.user, account.store, account.name, first=first, last=last))
        accounts.bind(account, agent=agent, valid_from=first, valid_to=last, actor=request.user)
        return Response(shapes.AccountSerializer(account).data)
