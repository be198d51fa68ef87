"""Blocks of the REST API: paging, one shape for errors, and what every operation says of both."""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import inline_serializer
from rest_framework import exceptions, serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cstm.errors import DomainError


class Whole(serializers.IntegerField):
    """A key or a count out of the input: no less than 0 unless said, no more than any table holds.

    A number beyond is refused by its field's name; PostgreSQL would break on it instead.
    """

    MOST = 2**31 - 1

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        options.setdefault("max_value", self.MOST)
        super().__init__(**options)


class Paging(PageNumberPagination):
    """Pages of 50, at most 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


# What Django itself raises brings no code.
_CODES = {403: "permission_denied", 404: "not_found"}


def error_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """`{"error": {"code", "message", "fields"?}}` for every refusal; DomainError brings its own status."""
    if isinstance(error, DomainError):
        return Response({"error": {"code": error.code, "message": str(error)}}, status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    code = getattr(error, "default_code", "") or _CODES.get(response.status_code, "error")
    body: dict[str, Any] = {"code": code, "message": ""}
    if isinstance(error, exceptions.ValidationError):
        body["message"] = _("The input is not valid.")
        # A list speaks of the input as a whole.
        body["fields"] = response.data if isinstance(response.data, dict) else {"detail": response.data}
    else:
        body["message"] = str(response.data.get("detail", "")) if isinstance(response.data, dict) else ""
    response.data = {"error": body}
    return response


@cache
def page_of(item: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The shape of a page of `Paging`, for the description of an operation."""
    return _around(
        item,
        "Page",
        count=serializers.IntegerField(),
        next=serializers.URLField(allow_null=True),
        previous=serializers.URLField(allow_null=True),
    )


@cache
def results_of(item: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The shape of `{"results": […]}`, for the description of an operation."""
    return _around(item, "Results")


def _around(
    item: type[serializers.Serializer[Any]], kind: str, **fields: serializers.Field[Any, Any, Any, Any]
) -> serializers.Serializer[Any]:
    name = item.__name__.removesuffix("Serializer").removesuffix("Out") + kind
    return inline_serializer(name, {**fields, "results": item(many=True)})


_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "fields": {"type": "object", "additionalProperties": {}},
            },
        }
    },
}
_PAGES = [
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}},
    {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 200}},
]


def describe(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """Complete the description: every operation may refuse in one shape, and every page may be asked for."""
    shapes = result["components"]["schemas"]
    shapes["Error"] = _ERROR
    for field in (one for shape in shapes.values() for one in shape.get("properties", {}).values()):
        if field.get("format") == "time":  # That format wants a zone; a time of the store's day has none.
            del field["format"]
            field["pattern"] = r"^\d\d:\d\d(:\d\d)?"
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operation in (one for path in result["paths"].values() for one in path.values()):
        answers = operation["responses"]
        answers["default"] = {"description": "Refused, and why", "content": refused}
        body = answers.get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        shape = shapes.get(body.get("$ref", "").rpartition("/")[2], {})
        named = {one["name"] for one in operation.get("parameters", [])}
        if {"count", "results"} <= set(shape.get("properties", {})):
            operation.setdefault("parameters", []).extend(one for one in _PAGES if one["name"] not in named)
    return result
