"""A person's own desk: jobs and how far they are, downloads, notices."""

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm.htmx import redirect as go
from cstm.htmx import toast, wants_fragment
from staff.access import agent_of, get_job, get_notice
from staff.selectors.jobs import job_progress, jobs_of
from staff.selectors.notices import notices_of, with_words
from staff.services import jobs, notices

PER_PAGE = 20


def job_values(job: Any) -> dict[str, Any]:
    """What the fragment of a job shows."""
    progress = job_progress(job)
    state = _("stopping") if progress.cancelling and not progress.finished else job.get_state_display()
    return {
        "job": job,
        "progress": progress,
        "state": f"{state} · {progress.note}" if progress.note and not progress.finished else state,
        "has_file": bool(job.file),
    }


@require_GET
def job_status(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is: the fragment that the page asks for again and again, or a page of its own."""
    job = get_job(request.user, pk, right="settings.edit")
    template = "staff/_job.html" if wants_fragment(request) else "staff/job_status.html"
    return render(request, template, job_values(job))


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a job off."""
    job = get_job(request.user, pk, right="settings.edit")
    called_off = jobs.cancel(job)
    job.refresh_from_db()
    if wants_fragment(request):
        return render(request, "staff/_job.html", job_values(job))
    toast(request, _("It stops at its next step.") if called_off else _("It had ended already."))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return go(request, back) if safe else go(request, "staff:job_status", pk=job.pk)


@require_GET
def download_list(request: HttpRequest) -> HttpResponse:
    """The person's own jobs, newest first, with the files that came of them."""
    page = Paginator(jobs_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [job_values(job) for job in page]
    return render(request, "staff/download_list.html", {"page": page, "rows": rows})


@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file of an own job; 404 for everybody else's."""
    job = get_job(request.user, pk)
    if not job.file:
        toast(request, _("There is no file yet."))
        return go(request, "staff:download_list")
    return send_file(job.file, job.file_name)


def send_file(stored: Any, name: str) -> FileResponse:
    """A stored file as an attachment that no browser takes for a page."""
    try:
        stream = stored.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(stream, as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """The person's notices, newest first."""
    everything = notices_of(agent_of(request.user))
    page = Paginator(everything, PER_PAGE).get_page(request.GET.get("page"))
    unread = everything.filter(read_at__isnull=True).count()
    return render(
        request, "staff/notice_list.html", {"page": page, "rows": with_words(list(page)), "unread": unread}
    )


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it points."""
    notice = get_notice(request.user, pk)
    notices.mark_read(notice)
    inside = url_has_allowed_host_and_scheme(notice.url, None)
    return redirect(notice.url if notice.url and inside else reverse("staff:notice_list"))


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    agent = agent_of(request.user)
    if agent is not None:
        notices.mark_all_read(agent)
    return redirect("staff:notice_list")
