"""API of imports: uploads, previews, taking in, undoing, rows, and names to bind."""

import json
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from cstm.access import Verdict, require, rights_of
from cstm.api import Paging, page_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from kpi import access
from kpi.api.import_shapes import BatchOut, NameIn, NameOut, RowOut, SaidIn, UploadIn
from kpi.choices import RowState
from kpi.models import ImportBatch, ImportRow
from kpi.selectors import imports
from kpi.services import binding, files, undo
from staff.access import can_take_over, get_agent, visible_stores
from staff.choices import EVER, STILL
from staff.services import idempotency


class Imports(APIView):
    """The history, and uploads."""

    parser_classes = [MultiPartParser, FormParser]
    throttle_scope = "upload"

    def get_throttles(self) -> list[Any]:
        """Uploads have a rate of their own."""
        return [*super().get_throttles(), *([ScopedRateThrottle()] if self.request.method == "POST" else [])]

    @extend_schema(
        operation_id="kpi_imports_list",
        responses=page_of(BatchOut),
        parameters=[OpenApiParameter("state", str), OpenApiParameter("store", int)],
    )
    def get(self, request: Request) -> Response:
        """Newest first; paged."""
        store = request.query_params.get("store", "")
        rows = imports.batches(
            visible_stores(request.user, "imports.run"),
            state=request.query_params.get("state", ""),
            store_id=asked_number(store),
        )
        paging = Paging()
        return paging.get_paginated_response(
            BatchOut(paging.paginate_queryset(rows, request), many=True).data
        )

    @extend_schema(
        request={"multipart/form-data": UploadIn},
        responses={202: BatchOut(many=True)},
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
    )
    def post(self, request: Request) -> Response:
        """Send a file, or a ZIP of them; each table becomes an import that a worker reads.

        With an Idempotency-Key the same request again gets the first one's answer.
        """
        form = UploadIn(data=request.data)
        form.is_valid(raise_exception=True)
        upload = form.validated_data["file"]
        if upload.size > settings.IMPORT_MAX_BYTES:
            message = f"The file is larger than {settings.IMPORT_MAX_BYTES} bytes."
            body = {"error": {"code": "too_large", "message": message}}
            return Response(body, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        store = access.get_import_store(request.user, form.validated_data["store"])
        if form.validated_data.get("create_agents"):
            require_people(request)
        parts = [upload.file, upload.name, str(store.pk), repr(sorted(form.options().items()))]

        def work() -> idempotency.Answer:
            batches = files.receive_upload(upload, store=store, actor=request.user, options=form.options())
            files.submit(batches, actor=request.user)
            fresh = imports.batches(visible_stores(request.user, "imports.run")).filter(
                pk__in=[batch.pk for batch in batches]
            )
            return idempotency.Answer(202, _plain(BatchOut(fresh.order_by("pk"), many=True).data))

        answer = idempotency.once(
            user=request.user,
            key=request.headers.get("Idempotency-Key", ""),
            path=request.path,
            body_hash=idempotency.digest(parts),
            work=work,
        )
        return Response(answer.body, status=answer.status)


def _plain(data: Any) -> Any:
    """A body as JSON holds it."""
    return json.loads(json.dumps(data, cls=JSONEncoder))


def require_people(request: Request) -> None:
    """403 for who may not make people."""
    if "people.edit" not in rights_of(request.user):
        require(Verdict(False, _("Your roles do not include making people.")))


class OneImport(APIView):
    """One import."""

    @extend_schema(operation_id="kpi_imports_retrieve", responses=BatchOut)
    def get(self, request: Request, pk: int) -> Response:
        """Where it stands."""
        return Response(BatchOut(access.get_batch(request.user, pk)).data)


class ImportRows(ListAPIView):
    """The rows of an import that were not taken, in the order of the file."""

    serializer_class = RowOut

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=RowState.values)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Refused ones, or those of another state."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ImportRow]:
        """Of this import alone."""
        if getattr(self, "swagger_fake_view", False):
            return ImportRow.objects.none()
        batch = access.get_batch(self.request.user, self.kwargs["pk"])
        state = self.request.query_params.get("state", RowState.REFUSED)
        return imports.rows_of(batch, state if state in RowState.values else RowState.REFUSED)


class _Act(APIView):
    """Something done to an import."""

    def act(self, batch: ImportBatch, request: Request) -> None:
        """What is done."""
        raise NotImplementedError

    @extend_schema(request=None, responses={202: BatchOut})
    def post(self, request: Request, pk: int) -> Response:
        """Do it; 400 with a sentence where it cannot be done."""
        self.act(access.get_batch(request.user, pk), request)
        fresh = BatchOut(access.get_batch(request.user, pk))
        return Response(fresh.data, status=status.HTTP_202_ACCEPTED)


class ImportCommit(_Act):
    """Taking in."""

    def act(self, batch: ImportBatch, request: Request) -> None:
        """By a worker."""
        files.commit_later(batch, actor=request.user)


class ImportUndo(_Act):
    """Undoing."""

    def act(self, batch: ImportBatch, request: Request) -> None:
        """By a worker."""
        files.undo_later(batch, actor=request.user)


class ImportDiscard(_Act):
    """Putting away."""

    def act(self, batch: ImportBatch, request: Request) -> None:
        """At once."""
        files.discard(batch, actor=request.user)


class ImportRemove(_Act):
    """Removing the rows that a corrected file no longer has."""

    def act(self, batch: ImportBatch, request: Request) -> None:
        """At once."""
        undo.remove_missing(batch, actor=request.user)


class ImportAnswer(APIView):
    """Answering what a file asked."""

    @extend_schema(request=SaidIn, responses={202: BatchOut})
    def post(self, request: Request, pk: int) -> Response:
        """Read it again with the day, period, report or sheet."""
        batch = access.get_batch(request.user, pk)
        form = SaidIn(data=request.data)
        form.is_valid(raise_exception=True)
        files.answer(batch, options=form.options(), actor=request.user)
        fresh = BatchOut(access.get_batch(request.user, pk))
        return Response(fresh.data, status=status.HTTP_202_ACCEPTED)


class Names(APIView):
    """Names that nobody holds, and binding them."""

    @extend_schema(operation_id="kpi_names_list", responses=page_of(NameOut))
    def get(self, request: Request) -> Response:
        """By store and name; paged."""
        paging = Paging()
        names = imports.waiting_names(visible_stores(request.user, "accounts.bind"))
        page = paging.paginate_queryset(names, request)  # type: ignore[arg-type]
        return paging.get_paginated_response(NameOut(page, many=True).data)

    @extend_schema(request=NameIn, responses={204: None})
    def post(self, request: Request) -> Response:
        """Bind a name; the rows that waited for it are taken up."""
        form = NameIn(data=request.data)
        form.is_valid(raise_exception=True)
        said = form.validated_data
        store = access.get_import_store(request.user, said["store"], "accounts.bind")
        if said["not_a_person"]:
            binding.not_a_person(store, said["name"], actor=request.user)
        elif "agent" in said:
            agent = get_agent(request.user, said["agent"], "people.view")
            first, last = said.get("valid_from", EVER), said.get("valid_to", STILL)
            require(can_take_over(request.user, store, said["name"], first=first, last=last))
            binding.bind(
                store, said["name"], agent=agent, valid_from=first, valid_to=last, actor=request.user
            )
        else:
            raise DomainError(_("Name an agent, or say not_a_person."), code="nobody")
        return Response(status=status.HTTP_204_NO_CONTENT)
