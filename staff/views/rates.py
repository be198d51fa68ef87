"""What an hour of each grade costs, for those who may see pay."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import require
from staff.access import can_set_rates
from staff.forms.work import RateForm
from staff.models import HourlyRate
from staff.selectors import availability as reads
from staff.services import availability as writes
from staff.views.shared import actor_of, answer, bound, since


@require_GET
def rate_list(request: HttpRequest) -> HttpResponse:
    """Rates by grade, the newest first."""
    values = {"rows": reads.rate_rows(), "may_set": can_set_rates(request.user), "nav_code": "rosters"}
    return render(request, "staff/rate_list.html", values)


@require_http_methods(["GET", "POST"])
def rate_set(request: HttpRequest) -> HttpResponse:
    """Say what an hour of a grade costs from a date on: it costs so in the whole organisation."""
    require(can_set_rates(request.user))
    form = bound(RateForm, request)

    def save(data: dict[str, Any]) -> None:
        writes.set_rate(
            data["grade"],
            amount=data["amount"],
            currency=data["currency"],
            valid_from=since(data["valid_from"]),
            actor=actor_of(request),
        )

    page = {
        "title": _("Set a rate"),
        "lead": _("The rate before it holds until the day before; the same day again replaces it."),
        "back": [("staff:rate_list", _("Hourly rates"))],
        "nav_code": "rosters",
    }
    done = _("The rate is set.")
    return answer(request, form=form, save=save, page=page, done=done, to=("staff:rate_list", {}))


@require_POST
def rate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rate back."""
    require(can_set_rates(request.user))
    writes.remove_rate(
        get_object_or_404(HourlyRate.objects.select_related("grade"), pk=pk), actor=actor_of(request)
    )
    htmx.toast(request, _("The rate is removed; the one before it holds again."))
    return htmx.redirect(request, "staff:rate_list")
