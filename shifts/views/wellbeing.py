"""Who needs care: exceptions by name, back and ahead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shifts.access import attendance as access
from shifts.selectors import wellbeing as reads
from shifts.views.living import people_of


@require_GET
def wellbeing(request: HttpRequest) -> HttpResponse:
    """People of one's own part who worked or will work too much in a row."""
    today = timezone.localdate()
    people = list(people_of(request, access.VIEW).values_list("pk", flat=True))
    context = {
        "groups": reads.by_kind(reads.who_needs_care(people, today)),
        "looked_at": len(people),
        "first": today - reads.BACK,
        "last": today + reads.AHEAD,
        "today": today,
        "nav_code": "rosters",
    }
    return render(request, "shifts/wellbeing.html", context)
