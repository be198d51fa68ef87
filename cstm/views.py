"""Pages that belong to no app: home, one lazy panel, help, health."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from cstm import portal
from cstm.htmx import wants_fragment


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What needs this person now: each app's own panels; a panel's `count` says how much of it waits."""
    drawn: list[dict[str, Any]] = []
    for panel in portal.panels_for("home", request.user):
        data = {} if panel.lazy else portal.draw(panel, request)
        if data is not None:
            drawn.append({"panel": panel, "data": data})
    values = {
        "main": [item for item in drawn if not item["panel"].side],
        "side": [item for item in drawn if item["panel"].side],
        "now": timezone.localtime(),
        "waiting": sum(item["data"].get("count", 0) for item in drawn),
    }
    return render(request, "cstm/home.html", values)


@require_GET
def one_panel(request: HttpRequest, code: str) -> HttpResponse:
    """A lazy panel's markup; a page of its own where HTMX did not ask."""
    panel = portal.panel(code)
    if panel is None or panel not in portal.panels_for(panel.slot, request.user):
        raise Http404
    data = portal.draw(panel, request)
    if data is None:
        return HttpResponse("")
    template = "cstm/_panel.html" if wants_fragment(request) else "cstm/panel.html"
    return render(request, template, {"panel": panel, "data": data})


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Switch the language: kept on the log-in of who is signed in, and in a cookie for everybody."""
    user, code = request.user, request.POST.get("language", "")
    if user.is_authenticated and code in dict(settings.LANGUAGES):
        user.language = code
        user.save(update_fields=["language"])
    return set_language(request)


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Where to find what, and the keys."""
    return render(request, "cstm/help.html")


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, broker, migrations and the worker's heartbeat; 503 names what is missing."""
    from cstm.health import report

    checks = report()
    ready = all(item["ok"] for item in checks.values())
    status = "ok" if ready else "not ready"
    return JsonResponse({"status": status, "checks": checks}, status=200 if ready else 503)
