"""API of chats and their files."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from cstm.api import Paging, page_of
from cstm.formats import asked_number
from cstm.weeks import Week
from kpi.access import quality as access
from kpi.api.quality.shapes import ChatFileIn, ChatImportActIn, ChatImportOut, ChatOut, TranscriptOut
from kpi.selectors.quality import lists, reading
from kpi.services.quality import chats, intake
from staff.access import get_store, visible_stores


class Chats(APIView):
    """Chats that one may read."""

    @extend_schema(
        operation_id="kpi_chats_list",
        responses=page_of(ChatOut),
        parameters=[
            OpenApiParameter("agent", int),
            OpenApiParameter("store", int),
            OpenApiParameter("week", str),
        ],
    )
    def get(self, request: Request) -> Response:
        """Newest first, without their texts; paged."""
        asked = request.query_params
        rows = lists.chats(
            request.user,
            agent_id=asked_number(asked.get("agent", "")),
            store_id=asked_number(asked.get("store", "")),
            week=Week.parse(asked["week"]) if asked.get("week") else None,
        )
        paging = Paging()
        return paging.get_paginated_response(ChatOut(paging.paginate_queryset(rows, request), many=True).data)


class OneChat(APIView):
    """One chat."""

    @extend_schema(operation_id="kpi_chats_retrieve", responses=TranscriptOut)
    def get(self, request: Request, pk: int) -> Response:
        """Its masked turns with the hints of the rules in force."""
        row = access.get_chat(request.user, pk)
        return Response(TranscriptOut({"chat": row, "turns": reading.transcript(row)}).data)


class ChatImports(APIView):
    """Files of chats."""

    parser_classes = [MultiPartParser, FormParser]
    throttle_scope = "upload"

    def get_throttles(self) -> list[Any]:
        """Uploads have a rate of their own."""
        return [*super().get_throttles(), *([ScopedRateThrottle()] if self.request.method == "POST" else [])]

    @extend_schema(operation_id="kpi_chat_imports_list", responses=page_of(ChatImportOut))
    def get(self, request: Request) -> Response:
        """Newest first; paged."""
        paging = Paging()
        rows = paging.paginate_queryset(lists.files(access.visible_imports(request.user)), request)
        return paging.get_paginated_response(ChatImportOut(rows, many=True).data)

    @extend_schema(request={"multipart/form-data": ChatFileIn}, responses={201: ChatImportOut})
    def post(self, request: Request) -> Response:
        """Give a CSV, XLSX, XLS or JSON file: it is masked and counted, and nothing is taken in yet."""
        form = ChatFileIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        if said["file"].size > settings.IMPORT_MAX_BYTES:
            message = f"The file is larger than {settings.IMPORT_MAX_BYTES} bytes."
            body = {"error": {"code": "too_large", "message": message}}
            return Response(body, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        batch = intake.receive_upload(
            said["file"],
            store=get_store(request.user, said["store"], access.REVIEW),
            stores={store.name: store for store in visible_stores(request.user, access.REVIEW)},
            account=said["account"],
            day=said["day"],
            actor=request.user,
            today=timezone.localdate(),
        )
        return Response(ChatImportOut(batch).data, status=status.HTTP_201_CREATED)


class OneChatImport(APIView):
    """One file."""

    @extend_schema(operation_id="kpi_chat_imports_retrieve", responses=ChatImportOut)
    def get(self, request: Request, pk: int) -> Response:
        """Its counts and refused rows."""
        return Response(ChatImportOut(access.get_chat_import(request.user, pk)).data)


class ChatImportAct(APIView):
    """Something done to a file."""

    @extend_schema(request=ChatImportActIn, responses={202: ChatImportOut})
    def post(self, request: Request, pk: int) -> Response:
        """Take it in (by a worker), put it away, or take it back; 400 with a sentence where
        that cannot be."""
        batch = access.get_chat_import(request.user, pk)
        form = ChatImportActIn(data=request.data)
        form.is_valid(raise_exception=True)
        act = {"take": chats.take_later, "discard": chats.discard, "undo": chats.undo}[
            form.validated_data["act"]
        ]
        act(batch, actor=request.user)  # type: ignore[operator]
        fresh = access.get_chat_import(request.user, pk)
        return Response(ChatImportOut(fresh).data, status=status.HTTP_202_ACCEPTED)
