"""Gates that every request passes: the access table, and the person's own language and zone."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation

from cstm import access

_API = "/api/"
_PROBES = {"/healthz", "/readyz"}


class ProbeMiddleware:
    """Let probes ask by any address: a container knows the process by 127.0.0.1, not by the site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in _PROBES and settings.ALLOWED_HOSTS:
            request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0].lstrip(".")
            request.META.pop("HTTP_X_FORWARDED_HOST", None)
        return self.get_response(request)


class PreferenceMiddleware:
    """Use the language that the signed-in person chose; before log-in the cookie or browser decides."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated
        language = getattr(request.user, "language", "") if signed_in else ""
        if language and language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        elif signed_in:  # Just signed out, perhaps on a machine that the next shift shares.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class AccessMiddleware:
    """Let nobody through to a URL that the access table does not open to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse before the view runs: 401 or the log-in page for nobody, 403 for the wrong role."""
        match = request.resolver_match
        name = match.view_name if match else ""
        page = access.table().get(name)
        if page is None:
            raise PermissionDenied(f"{name or request.path} has no row in the access table.")
        user = request.user
        if request.path.startswith(_API) and not user.is_authenticated:
            user = self._token_user(request) or user
        verdict = access.may_open(user, page, request.method or "GET")
        if verdict:
            return None
        if user.is_authenticated and request.path.startswith(_API):
            return JsonResponse(
                {"error": {"code": "permission_denied", "message": verdict.reason}}, status=403
            )
        if user.is_authenticated:
            raise PermissionDenied(verdict.reason)
        if request.path.startswith(_API):
            return JsonResponse({"error": {"code": "not_signed_in", "message": verdict.reason}}, status=401)
        return redirect_to_login(request.get_full_path())

    @staticmethod
    def _token_user(request: HttpRequest) -> Any:
        from rest_framework.authentication import TokenAuthentication
        from rest_framework.exceptions import AuthenticationFailed
        from rest_framework.request import Request

        try:
            found = TokenAuthentication().authenticate(Request(request))
        except AuthenticationFailed:
            return None
        return found[0] if found else None
