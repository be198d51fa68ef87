"""What a team values, and words that one tap sends."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kpi.forms.praise import ReadyForm, ValueForm
from kpi.models import PraiseValue, ReadyPraise
from kpi.selectors.praise import feed
from kpi.services.praise import settings
from kpi.views.praise.common import form_page


@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """Tags and ready words, those out of use too."""
    context = {
        "values": feed.values(active=False),
        "ready": feed.ready_words(active=False),
        "nav_code": "praise",
    }
    return render(request, "kpi/praise/settings.html", context)


def _value(request: HttpRequest, row: PraiseValue | None) -> HttpResponse:
    names = ("code", "name_en", "name_zh", "order", "active")
    initial = {name: getattr(row, name) for name in names} if row else None
    form = ValueForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        save=lambda: settings.save_value(row, values=form.cleaned_data, actor=request.user),  # type: ignore[arg-type]
        page={"title": str(row) if row else _("A new value"), "action": _("Save")},
        done=_("Saved."),
        to=reverse("kpi:praise_settings"),
    )


@require_http_methods(["GET", "POST"])
def value_new(request: HttpRequest) -> HttpResponse:
    """A new value tag."""
    return _value(request, None)


@require_http_methods(["GET", "POST"])
def value_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a value tag; its code stays."""
    return _value(request, get_object_or_404(PraiseValue, pk=pk))


def _ready(request: HttpRequest, row: ReadyPraise | None) -> HttpResponse:
    names = ("value", "text_en", "text_zh", "order", "active")
    initial = {name: getattr(row, name) for name in names} if row else None
    form = ReadyForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        save=lambda: settings.save_ready(row, values=form.cleaned_data, actor=request.user),  # type: ignore[arg-type]
        page={"title": _("Ready words"), "action": _("Save")},
        done=_("Saved."),
        to=reverse("kpi:praise_settings"),
    )


@require_http_methods(["GET", "POST"])
def ready_new(request: HttpRequest) -> HttpResponse:
    """New ready words."""
    return _ready(request, None)


@require_http_methods(["GET", "POST"])
def ready_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change ready words."""
    return _ready(request, get_object_or_404(ReadyPraise, pk=pk))
