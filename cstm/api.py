"""Blocks of the REST API: paging, and one shape for errors."""

from typing import Any

from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cstm.errors import DomainError


class Paging(PageNumberPagination):
    """Pages of 50, at most 200."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200


def error_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """`{"error": {"code", "message", "fields"?}}` for every refusal; DomainError brings its own status."""
    if isinstance(error, DomainError):
        return Response({"error": {"code": error.code, "message": str(error)}}, status=error.status)
    response = exception_handler(error, context)
    if response is None:
        return None
    code = getattr(error, "default_code", "error")
    body: dict[str, Any] = {"code": code, "message": ""}
    if isinstance(error, exceptions.ValidationError):
        body["message"] = "The input is not valid."
        body["fields"] = response.data
    else:
        body["message"] = str(response.data.get("detail", "")) if isinstance(response.data, dict) else ""
    response.data = {"error": body}
    return response
