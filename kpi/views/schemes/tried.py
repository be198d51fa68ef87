"""Two versions side by side, and a version tried on past months before it is published."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cstm.formats import asked_number
from kpi.access import schemes as access
from kpi.models import SchemeVersion
from kpi.selectors.schemes import asked, cost, pages, specs, trial
from staff.access import teams_in_scope, visible_agents

SCORES = "scores.view"
MONTHS = (1, 3, 6, 12)


@require_GET
def scheme_compare(request: HttpRequest) -> HttpResponse:
    """Two versions, line by line; without two of them, the choice."""
    known = pages.versions()
    a, b = _chosen(known, request.GET.get("a", "")), _chosen(known, request.GET.get("b", ""))
    context = {
        "versions": known,
        "a": a,
        "b": b,
        "pairs": pages.compared(a, b) if a and b else [],
        "nav_code": "schemes",
    }
    return render(request, "kpi/schemes/compare.html", context)


def _chosen(known: list[SchemeVersion], text: str) -> SchemeVersion | None:
    if not text:
        return None
    number = asked_number(text)
    found = next((each for each in known if each.pk == number), None)
    if found is None:
        raise Http404
    return found


@require_GET
def scheme_try(request: HttpRequest, pk: int) -> HttpResponse:
    """What a version would have given in past months; names only of people whose scores one may see."""
    version = access.get_version(request.user, pk)
    months = asked_number(request.GET.get("months", "")) or 3
    months = months if months in MONTHS else 3
    whole = teams_in_scope(request.user, SCORES) is None
    visible = None if whole else set(visible_agents(request.user, SCORES).values_list("pk", flat=True))
    found = trial.trial(
        specs.spec(version),
        asked.months_before(timezone.localdate(), months),
        visible=visible,
        cost=cost.of_month,
    )
    context = {
        **pages.version_page(version),
        "months": months,
        "choices": MONTHS,
        "tried": pages.tried(found),
        "nav_code": "schemes",
    }
    return render(request, "kpi/schemes/try.html", context)
