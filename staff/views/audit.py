"""The audit trail to look at."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from staff.forms import AuditFilter
from staff.selectors.audit import audit_entries, audit_lines

PER_PAGE = 50


@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    """Who did what when, before and after; newest first."""
    form = AuditFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(audit_entries(viewer=request.user, **wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": audit_lines(page), "form": form}
    return render(request, "staff/audit_list.html", context)
