"""Who of a month's people has said that the shifts were seen; a friendly word to the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cstm import htmx
from shifts.access import requests as access
from shifts.access.rosters import get_roster
from shifts.selectors import telling as reads
from shifts.services import telling


@require_http_methods(["GET", "POST"])
def roster_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """By name: told when, seen when; a post reminds those who have not said so, once a day."""
    roster = get_roster(request.user, pk, access.DECIDE)
    if request.method == "POST":
        count = telling.remind(roster, today=timezone.localdate())
        said = ngettext("%(n)s person is reminded.", "%(n)s people are reminded.", count) % {"n": count}
        htmx.toast(request, said)
        return htmx.redirect(request, "shifts:roster_seen", pk=pk)
    rows = reads.seen_by(roster)
    context = {
        "roster": roster,
        "waiting": [row for row in rows if row.waiting],
        "seen": [row for row in rows if not row.waiting],
        "nav_code": "rosters",
    }
    return render(request, "shifts/roster_seen.html", context)
