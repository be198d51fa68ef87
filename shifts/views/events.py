"""Promotion events: list, add, edit, remove."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from shifts.access import demand as access
from shifts.forms.events import EventForm
from shifts.models import PromotionEvent
from shifts.selectors import events as reads
from shifts.services import events
from shifts.views.answers import answered
from staff.access import whole_organisation


@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """All events that touch one's stores, the newest first."""
    may_edit = access.EDIT in rights_of(request.user)
    reach = (
        set(access.stores_for(request.user, access.EDIT).values_list("pk", flat=True)) if may_edit else set()
    )
    whole = may_edit and whole_organisation(request.user, access.EDIT)
    lines = reads.event_lines(access.visible_events(request.user)[:200], reach, whole=whole)
    context = {"lines": lines, "may_edit": may_edit, "part": "events", "nav_code": "rosters"}
    return render(request, "shifts/event_list.html", context)


@require_http_methods(["GET", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    """Add an event; `?ready=double_11` fills the form."""
    initial = {}
    if request.GET.get("ready") == reads.DOUBLE_11:
        initial = reads.next_double_11(timezone.localdate())
    return _edit(request, None, initial)


@require_http_methods(["GET", "POST"])
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an event."""
    event = access.get_event(request.user, pk)
    initial: dict[str, Any] = {name: getattr(event, name) for name in ("name", "first", "last")}
    initial |= {"kind": reads.kind_words(event.kind), "stores": event.stores.all()}
    initial["lifts"] = reads.lifts_text(event.lifts)
    return _edit(request, event, initial)


@require_POST
def event_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an event away."""
    event = access.get_event(request.user, pk)
    return answered(
        request,
        lambda: events.remove(event, actor=request.user),
        _("Removed."),
        "shifts:event_list",  # type: ignore[arg-type]
    )


def _edit(request: HttpRequest, event: PromotionEvent | None, initial: dict[str, Any]) -> HttpResponse:
    """The form of an event."""
    stores = access.stores_for(request.user, access.EDIT)
    form = EventForm(request.POST or None, stores=stores, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if not form.cleaned_data["stores"] and not whole_organisation(request.user, access.EDIT):
                raise DomainError(
                    _("Choose the stores: an event of all stores is for those who look after all of them.")
                )
            events.save(event, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("Stored. The next forecast knows it."))
            return htmx.redirect(request, "shifts:event_list")
    context = {"form": form, "event": event, "part": "events", "nav_code": "rosters"}
    return render(request, "shifts/event_form.html", context, status=422 if form.errors else 200)
