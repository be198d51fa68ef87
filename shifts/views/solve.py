"""The solver on a month: start, progress, cancel, the best so far; repair when somebody falls ill."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from shifts.access import rosters as access
from shifts.forms.rosters import IllForm, SolveForm
from shifts.models import Roster
from shifts.selectors import rosters as reads
from shifts.selectors.takers import Takers
from shifts.services import repair_job, solve
from staff.choices import JobState
from staff.selectors.jobs import job_progress
from staff.services import jobs


@require_POST
def roster_solve(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the month filled."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    form = SolveForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    try:
        solve.request(
            roster,
            actor=request.user,  # type: ignore[arg-type]
            seconds=said.get("seconds") or solve.SECONDS,
            seed=said.get("seed") or 1,
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        htmx.toast(request, _("The solver has started. You can go on working."))
    return htmx.redirect(request, "shifts:roster_detail", pk=pk)


@require_GET
def roster_job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the search is; a page that waited for it is drawn anew once it has ended."""
    roster = access.get_roster(request.user, pk)
    job = roster.job
    found = job_progress(job) if job else None
    context = {
        "roster": roster,
        "found": found,
        "failed": bool(job and job.state == JobState.FAILED),
        "may_edit": access.EDIT in rights_of(request.user),
    }
    fragment = htmx.wants_fragment(request)
    answer = render(request, f"shifts/{'_' if fragment else ''}roster_job.html", context)
    # What asks stands only on a page that was drawn before the end: its first look, and those that follow.
    polled = request.headers.get("HX-Trigger") in ("solve", "solver")
    if polled and found is not None and found.finished and not context["failed"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def roster_job_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the search, or take the best so far."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    if roster.job is not None:
        if request.POST.get("keep"):
            solve.end_early(roster.job)
        else:
            jobs.cancel(roster.job)
    return htmx.redirect(request, "shifts:roster_detail", pk=pk)


@require_http_methods(["GET", "POST"])
def roster_repair(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody falls ill: who, when; who could take the shifts, with reasons; one is applied."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    people = [(each.agent.pk, str(each.agent)) for each in reads.members(roster)]
    form = IllForm(request.POST or None, people=people, initial={"agent": request.GET.get("agent")})
    ways: list[repair_job.Way] | None = None
    takers: list[Takers] = []
    beside: list[repair_job.Beside] = []
    elsewhere: list[tuple[Roster, int]] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        spoken = said["agent"], said["first"], said["last"]
        elsewhere = reads.shifts_elsewhere(roster, *spoken)
        reached = access.editable(request.user, [each for each, _shifts in elsewhere])
        also = {each.pk: way for each in reached if (way := request.POST.get(f"also-{each.pk}", ""))}
        try:
            if said["way"]:
                repair_job.apply(roster.pk, actor=request.user, also=also, **said)  # type: ignore[arg-type]
                elsewhere = [each for each in elsewhere if each[0].pk not in also]
                htmx.toast(request, _("Done. The people concerned have a notice."))
                if elsewhere:
                    messages.warning(request, repair_job.elsewhere_words(elsewhere))
                return htmx.redirect(request, "shifts:roster_detail", pk=pk)
            ways, takers = repair_job.ways(roster, *spoken)
            beside = repair_job.beside(reached, *spoken)
            taken = {each.roster.pk for each in beside}
            elsewhere = [each for each in elsewhere if each[0].pk not in taken]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"roster": roster, "form": form, "ways": ways, "takers": takers, "beside": beside}
    context |= {"elsewhere": elsewhere, "left": repair_job.elsewhere_words(elsewhere)}
    return render(request, "shifts/roster_repair.html", context, status=422 if form.errors else 200)
