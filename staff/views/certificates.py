"""Certificates that desks and shifts ask for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cstm.access import require
from staff.access import can_change_certificates
from staff.forms.work import CertificateForm
from staff.models import Certificate
from staff.selectors import work as reads
from staff.services import qualifications as writes
from staff.views.shared import actor_of, answer, bound


@require_GET
def certificate_list(request: HttpRequest) -> HttpResponse:
    """Certificates by code, the desks that ask for them, and how many people hold them today."""
    rows = reads.certificate_rows(timezone.localdate())
    may = can_change_certificates(request.user)
    values = {"rows": rows, "may_change": may, "nav_code": "rosters"}
    return render(request, "staff/certificate_list.html", values)


@require_http_methods(["GET", "POST"])
def certificate_add(request: HttpRequest) -> HttpResponse:
    """Add a certificate."""
    require(can_change_certificates(request.user))
    form = bound(CertificateForm, request)

    def save(data: dict[str, Any]) -> None:
        writes.add_certificate(actor=actor_of(request), **data)

    page = {
        "title": _("Add a certificate"),
        "lead": _("Whoever does not hold it gets no shift at a desk that asks for it."),
        "back": [("staff:certificate_list", _("Certificates"))],
        "action": _("Add"),
        "nav_code": "rosters",
    }
    done = _("The certificate is added.")
    return answer(request, form=form, save=save, page=page, done=done, to=("staff:certificate_list", {}))


@require_http_methods(["GET", "POST"])
def certificate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a certificate's names and days of grace."""
    require(can_change_certificates(request.user))
    row = get_object_or_404(Certificate, pk=pk)
    initial = {name: getattr(row, name) for name in ("name_en", "name_zh", "grace_days")}
    form = bound(CertificateForm, request, initial=initial)
    del form.fields["code"]

    def save(data: dict[str, Any]) -> None:
        writes.change_certificate(row, actor=actor_of(request), **data)

    page = {
        "title": _("Change the certificate"),
        "lead": _("Days of grace count for everybody who holds it."),
        "back": [("staff:certificate_list", _("Certificates"))],
        "about": row.code,
        "nav_code": "rosters",
    }
    done = _("The certificate is changed.")
    return answer(request, form=form, save=save, page=page, done=done, to=("staff:certificate_list", {}))
