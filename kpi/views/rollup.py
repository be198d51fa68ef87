"""Which weeks are computed, and computing them again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.selectors import week_states
from kpi.services import rollup_jobs
from staff.selectors.jobs import job_progress

_PAGE = 53


@require_GET
def rollup_status(request: HttpRequest) -> HttpResponse:
    """Weeks with state, rows and time, and the jobs that compute some now."""
    jobs = week_states.open_rollups()
    lines = week_states.week_lines(jobs)
    context = {
        "jobs": [job_progress(job) for job in jobs],
        "waiting": sum(line.state == "dirty" for line in lines),
        "page_obj": Paginator(lines, _PAGE).get_page(request.GET.get("page")),
    }
    template = "kpi/_rollup_list.html" if htmx.wants_fragment(request) else "kpi/rollup_status.html"
    return render(request, template, context)


@require_POST
def rollup_run(request: HttpRequest) -> HttpResponse:
    """Compute the chosen week, or all whose facts changed."""
    try:
        chosen = [Week.parse(name) for name in request.POST.getlist("week") if name]
        job = rollup_jobs.request(chosen, actor=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.info(request, str(error))
    else:
        htmx.toast(request, _("%(job)s: it has started.") % {"job": job.heading})
    return htmx.redirect(request, "kpi:rollup_status")
