"""Group robots that messages go to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm.errors import DomainError
from cstm.htmx import toast
from staff.access import get_webhook
from staff.forms import WebhookForm
from staff.models import Webhook
from staff.selectors.notices import kind_choices, last_deliveries, webhooks
from staff.services import webhooks as service


@require_GET
def webhook_list(request: HttpRequest) -> HttpResponse:
    """Every address by name."""
    return render(request, "staff/webhook_list.html", {"webhooks": webhooks()})


@require_http_methods(["GET", "POST"])
def webhook_add(request: HttpRequest) -> HttpResponse:
    """A new address."""
    return _form(request, Webhook())


@require_http_methods(["GET", "POST"])
def webhook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an address; see what was last sent there."""
    return _form(request, get_webhook(pk))


def _form(request: HttpRequest, webhook: Webhook) -> HttpResponse:
    """Show the form, or save it."""
    form = WebhookForm(request.POST or None, instance=webhook, kinds=kind_choices())
    if request.method == "POST" and form.is_valid():
        try:
            service.save(form.save(commit=False), actor=request.user)
        except DomainError as refusal:
            form.add_error("url", str(refusal))
        else:
            toast(request, _("Saved."))
            return redirect("staff:webhook_list")
    deliveries = last_deliveries(webhook) if webhook.pk else []
    values = {"form": form, "webhook": webhook, "deliveries": deliveries}
    return render(request, "staff/webhook_edit.html", values)


@require_POST
def webhook_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a trial message."""
    service.queue_trial(get_webhook(pk), actor=request.user)
    toast(request, _("A trial message is on its way; the answer stands below in a minute."))
    return redirect("staff:webhook_edit", pk=pk)


@require_POST
def webhook_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget an address."""
    service.remove(get_webhook(pk), actor=request.user)
    toast(request, _("Removed."))
    return redirect("staff:webhook_list")
