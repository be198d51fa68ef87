"""Files of chats: upload, preview, taking in, taking back."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.errors import DomainError
from kpi.access import quality as access
from kpi.forms.quality import ChatFileForm
from kpi.models import ChatImport
from kpi.selectors.quality import files, lists
from kpi.services.quality import chats, intake
from kpi.views.quality.common import NAV, answered, page_of
from staff.access import get_store, visible_stores


@require_GET
def chat_import_list(request: HttpRequest) -> HttpResponse:
    """The files, newest first."""
    context: dict[str, Any] = {
        "page_obj": page_of(request, lists.files(access.visible_imports(request.user))),
        **NAV,
    }
    context["days"] = settings.CHAT_KEEP_DAYS
    return render(request, "kpi/quality/file_list.html", context)


@require_http_methods(["GET", "POST"])
def chat_import_new(request: HttpRequest) -> HttpResponse:
    """Give a file; it is masked and looked at before anything is taken in."""
    stores = list(visible_stores(request.user, access.REVIEW).order_by("name"))
    form = ChatFileForm(
        request.POST or None,
        request.FILES or None,
        stores=[(str(store.pk), store.name) for store in stores],
        max_bytes=settings.IMPORT_MAX_BYTES,
    )
    if request.method == "POST" and form.is_valid():
        batch = _receive(request, form)
        if batch is not None:
            return htmx.redirect(request, "kpi:chat_import", pk=batch.pk)
    context = {"form": form, "stores": stores, "days": settings.CHAT_KEEP_DAYS, **NAV}
    return render(request, "kpi/quality/file_new.html", context, status=422 if form.errors else 200)


def _receive(request: HttpRequest, form: ChatFileForm) -> ChatImport | None:
    """Read it, or say at the field why not."""
    said = form.cleaned_data
    stores = {store.name: store for store in visible_stores(request.user, access.REVIEW)}
    try:
        return intake.receive_upload(
            said["upload"],
            store=get_store(request.user, int(said["store"]), access.REVIEW),
            stores=stores,
            account=said["account"],
            day=said["day"],
            actor=request.user,  # type: ignore[arg-type]
            today=timezone.localdate(),
        )
    except DomainError as refusal:
        form.add_error("upload", f"{said['upload'].name}: {refusal}")
        return None


@require_GET
def chat_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what taking it in would do, what is refused and why; and what came of it."""
    batch = access.get_chat_import(request.user, pk)
    context = {
        "batch": batch,
        "counts": batch.counts,
        "refused": files.refused(batch),
        "more": max(0, int(batch.counts.get("refused", 0)) - len(batch.faults)),
        "working": files.is_working(batch),
        **NAV,
    }
    template = "kpi/quality/_file.html" if htmx.wants_fragment(request) else "kpi/quality/file.html"
    return render(request, template, context)


@require_POST
def chat_import_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it in."""
    batch = access.get_chat_import(request.user, pk)
    return answered(
        request,
        lambda: chats.take_later(batch, actor=request.user),  # type: ignore[arg-type]
        _("The chats are being taken in."),
        "kpi:chat_import",
        pk=pk,
    )


@require_POST
def chat_import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it away."""
    batch = access.get_chat_import(request.user, pk)
    return answered(
        request,
        lambda: chats.discard(batch, actor=request.user),  # type: ignore[arg-type]
        _("%(name)s is put away. Nothing of it was taken in.") % {"name": batch.file_name},
        "kpi:chat_import_list",
    )


@require_POST
def chat_import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take its chats back."""
    batch = access.get_chat_import(request.user, pk)
    return answered(
        request,
        lambda: chats.undo(batch, actor=request.user),  # type: ignore[arg-type]
        _("The chats of this file are taken back."),
        "kpi:chat_import",
        pk=pk,
    )
