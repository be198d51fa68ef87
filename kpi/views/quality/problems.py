"""Tracked problems, and the weekly case clinic."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.access import quality as access
from kpi.choices.quality import OPEN_PROBLEM
from kpi.forms.quality import ProblemForm
from kpi.models import QualityProblem
from kpi.selectors.quality import lists
from kpi.services.quality import problems
from kpi.views.quality.common import NAV, answered, asked_week, me_of, page_of
from staff.access import get_agent, visible_agents


@require_GET
def problem_list(request: HttpRequest) -> HttpResponse:
    """Problems by the day on which they are looked at again."""
    everything = request.GET.get("all") == "1"
    rows = lists.problems(access.visible_problems(request.user), open_only=not everything)
    context = {
        "page_obj": page_of(request, rows),
        "everything": everything,
        "today": timezone.localdate(),
        "leads": access.READ in rights_of(request.user),
        **NAV,
    }
    return render(request, "kpi/quality/problem_list.html", context)


@require_GET
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem with the reviews that it came from."""
    row = access.get_problem(request.user, pk)
    return render(request, "kpi/quality/problem.html", _shown(request, row, None))


def _shown(request: HttpRequest, row: QualityProblem, form: ProblemForm | None) -> dict[str, Any]:
    me = me_of(request)
    mends = row.agent_id != me.pk and row.state in OPEN_PROBLEM and access.READ in rights_of(request.user)
    return {
        "problem": row,
        "reviews": lists.misses_of(row),
        "mends": mends,
        "form": form or (_form(request, row) if mends else None),
        "week": Week.of(timezone.localdate()),
        "clinics": list(row.clinics.all()),
        **NAV,
    }


def _form(request: HttpRequest, row: QualityProblem) -> ProblemForm:
    people = visible_agents(request.user, "people.view").exclude(pk=row.agent_id).order_by("name")
    choices = {str(person.pk): str(person) for person in people}
    if row.owner is not None:
        choices.setdefault(str(row.owner.pk), str(row.owner))
    initial = {"root": row.root, "cause": row.cause, "fix": row.fix, "owner": str(row.owner_id or "")}
    data = request.POST if request.method == "POST" else None
    return ProblemForm(data, people=list(choices.items()), initial={**initial, "check_on": row.check_on})


@require_POST
def problem_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Cause, fix, owner and day."""
    row = access.get_problem(request.user, pk, mend=True)
    form = _form(request, row)
    if form.is_valid():
        said = dict(form.cleaned_data)
        owner_id = int(said.pop("owner"))
        owner = row.owner if row.owner_id == owner_id else get_agent(request.user, owner_id)
        assert owner is not None
        try:
            problems.fix(row, owner=owner, actor=request.user, **said)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("Kept. The owner is reminded on that day."))
            return htmx.redirect(request, "kpi:problem", pk=pk)
    return render(request, "kpi/quality/problem.html", _shown(request, row, form), status=422)


@require_POST
def problem_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End it with its result."""
    row = access.get_problem(request.user, pk, mend=True)
    result, solved = request.POST.get("result", ""), "solved" in request.POST
    return answered(
        request,
        lambda: problems.close(row, result=result, solved=solved, actor=request.user),  # type: ignore[arg-type]
        _("The problem is closed."),
        "kpi:problem",
        pk=pk,
    )


@require_GET
def clinic(request: HttpRequest) -> HttpResponse:
    """A week's case clinic: what it talks about, and the open problems to pick from."""
    week = asked_week(request.GET.get("week", "")) or Week.of(timezone.localdate())
    rows = access.visible_problems(request.user).exclude(agent=me_of(request))
    cases = lists.clinic(rows, week)
    picked = {case.problem_id for case in cases}
    context = {
        "week": week,
        "before": week.shift(-1),
        "after": week.shift(1),
        "cases": cases,
        "others": [row for row in lists.problems(rows)[:100] if row.pk not in picked],
        **NAV,
    }
    return render(request, "kpi/quality/clinic.html", context)


@require_POST
def clinic_pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a problem on a week's clinic, or take it off."""
    row = access.get_problem(request.user, pk, mend=True)
    week = asked_week(request.POST.get("week", "")) or Week.of(timezone.localdate())
    picked = problems.pick(row, week, actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("On the clinic.") if picked else _("Off the clinic."))
    response: HttpResponse = htmx.redirect(request, _clinic_of(week))
    return response


@require_POST
def clinic_lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was learnt."""
    row = access.get_problem(request.user, pk, mend=True)
    week = asked_week(request.POST.get("week", "")) or Week.of(timezone.localdate())
    lesson = request.POST.get("lesson", "")
    return answered(
        request,
        lambda: problems.learn(row, week, lesson=lesson, actor=request.user),  # type: ignore[arg-type]
        _("Kept."),
        _clinic_of(week),
    )


def _clinic_of(week: Week) -> str:
    """The address of a week's clinic."""
    return f"{reverse('kpi:clinic')}?week={week}"
