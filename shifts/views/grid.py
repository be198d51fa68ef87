"""A month: the grid, single cells and their popover, and edits from keyboard, mouse and plain forms."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number
from shifts.access import rosters as access
from shifts.forms.rosters import CellForm
from shifts.models import Roster, RosterEdit
from shifts.selectors import cell_page, conflicts, day_view, grid_news
from shifts.selectors import grid as grids
from shifts.selectors import rosters as reads
from shifts.services import cells
from shifts.services.cells import CellsChanged, Change

MOST_CELLS = 10_000
SOFT_SHOWN = 40


@require_GET
def roster_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The month, and one day of it by hour; on a phone the day alone."""
    roster = access.get_roster(request.user, pk)
    month = asked_date(f"{request.GET['month']}-01") if "month" in request.GET else None
    if month is not None:
        return _other_month(request, roster, month)
    day = _day(request.GET.get("day", ""), roster)
    grid = grids.grid(roster, _filters(request), day)
    context: dict[str, Any] = {
        "roster": roster,
        "grid": grid,
        "day": day_view.day_view(grid, day),
        "may_edit": access.EDIT in rights_of(request.user) and roster.state != "locked",
        "teams": sorted({each.team for each in grid.members}, key=lambda team: team.path),
        "month_before": reads.month_before(roster.month),
        "month_after": reads.month_after(roster.month),
        "job": roster.job if roster.job and roster.job.state in ("queued", "running") else None,
        "letters": {
            letter.lower(): each.pk
            for each in grid.templates.values()
            if each.active
            for letter in (each.code_en, each.code_zh)
        },
    }
    return render(request, "shifts/roster_detail.html", context)


@require_GET
def roster_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The month for a sheet of A4, landscape."""
    roster = access.get_roster(request.user, pk)
    return render(request, "shifts/roster_print.html", {"roster": roster, "grid": grids.grid(roster)})


@require_GET
def roster_foot(request: HttpRequest, pk: int) -> HttpResponse:
    """Heads and cover below the grid, after an edit."""
    roster = access.get_roster(request.user, pk)
    return render(request, "shifts/_roster_foot.html", {"grid": grids.grid(roster, _filters(request))})


@require_GET
def roster_conflicts(request: HttpRequest, pk: int) -> HttpResponse:
    """What breaks rules, each by its sentence; what only costs comes after it."""
    roster = access.get_roster(request.user, pk)
    fragment = htmx.wants_fragment(request)
    # Asking what no plan can keep takes a second in a large month: not after each edit of the grid.
    checked = conflicts.findings(roster, most_soft=SOFT_SHOWN, clashes=not fragment)
    context = {"roster": roster, "checked": checked}
    return render(request, f"shifts/{'_' if fragment else ''}roster_conflicts.html", context)


@require_GET
def roster_cell(request: HttpRequest, pk: int) -> HttpResponse:
    """One cell: what it is, why, and what can be done; as a popover or a page of its own."""
    roster = access.get_roster(request.user, pk)
    agent, day = asked_number(request.GET.get("agent", "")), request.GET.get("day", "")
    page = cell_page.cell(roster, agent, _day(day, roster))
    if page is None:
        if agent is not None:
            raise Http404
        messages.info(request, _("Choose a person and a date."))
        return htmx.redirect(request, "shifts:roster_detail", pk=pk)
    fragment = request.headers.get("X-Requested-With") == "fetch" or htmx.wants_fragment(request)
    context = {"roster": roster, "cell": page, "may_edit": access.EDIT in rights_of(request.user)}
    return render(request, f"shifts/{'_' if fragment else ''}roster_cell.html", context)


@require_POST
def roster_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change cells: many as JSON from the grid, or one from a plain form."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    if request.content_type == "application/json":
        return _answered(request, roster, lambda said: _edit_many(request, roster, said))
    form = CellForm(request.POST)
    if not form.is_valid():
        messages.info(request, _("Choose a person and a date."))
        return htmx.redirect(request, "shifts:roster_detail", pk=pk)
    said = form.cleaned_data
    change = Change(said["agent"], said["day"], said["template"], said["desk"])
    try:
        cells.edit(roster.pk, [change], revision=said["revision"], actor=request.user)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Stored."), extra_tags=f"undo:{reverse('shifts:roster_undo', args=[pk])}")
    return _to_day(roster, said["day"])


@require_POST
def roster_pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold cells against the solver, or let them go."""
    roster = access.get_roster(request.user, pk, access.EDIT)

    def act(said: dict[str, Any]) -> RosterEdit | None:
        keys = [(int(agent), dt.date.fromisoformat(day)) for agent, day in said["cells"][:MOST_CELLS]]
        return cells.pin(
            roster.pk, keys, pinned=bool(said["pinned"]), revision=int(said["revision"]), actor=request.user
        )  # type: ignore[arg-type]

    return _answered(request, roster, act)


@require_POST
def roster_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own newest edit back."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    if request.content_type == "application/json":
        return _answered(request, roster, lambda said: cells.undo(roster.pk, actor=request.user))  # type: ignore[arg-type]
    try:
        cells.undo(roster.pk, actor=request.user)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.info(request, str(refusal))
    else:
        htmx.toast(request, _("Taken back."))
    return htmx.redirect(request, "shifts:roster_detail", pk=pk)


def _other_month(request: HttpRequest, roster: Roster, month: dt.date) -> HttpResponse:
    """The same team's other month; where there is none, the form that makes it, filled in as a copy."""
    found = reads.roster_of(roster.team_id, month)
    if found is not None:
        return redirect("shifts:roster_detail", pk=found.pk)
    if access.EDIT not in rights_of(request.user):
        messages.info(request, _("There is no roster of %s yet.") % f"{month:%Y-%m}")
        return redirect("shifts:roster_detail", pk=roster.pk)
    asked = {"team": roster.team_id, "month": f"{month:%Y-%m}", "filled": "copy", "source": roster.pk}
    return redirect(f"{reverse('shifts:roster_new')}?{urlencode(asked)}")


def _to_day(roster: Roster, day: dt.date) -> HttpResponse:
    """The month, with the day that was worked on."""
    return redirect(f"{reverse('shifts:roster_detail', args=[roster.pk])}?day={day.isoformat()}#day")


def _edit_many(request: HttpRequest, roster: Roster, said: dict[str, Any]) -> RosterEdit | None:
    """The grid's own edit: `{"revision": 3, "cells": [[agent, "2026-11-03", template, desk], …]}`.

    No template empties the cell; the desk may be left out.
    """
    changes = [
        Change(
            int(agent),
            dt.date.fromisoformat(day),
            int(template) if template else None,
            int(desk[0]) if desk and desk[0] else None,
        )
        for agent, day, template, *desk in said["cells"][:MOST_CELLS]
    ]
    return cells.edit(roster.pk, changes, revision=int(said["revision"]), actor=request.user)  # type: ignore[arg-type]


def _answered(request: HttpRequest, roster: Roster, act: Any) -> JsonResponse:
    """Run an edit from the grid; the answer holds the cells as they are now, or why nothing was stored."""
    try:
        said = json.loads(request.body)
        seen = int(said["revision"])
        done = act(said)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return JsonResponse(
            {"message": _("This request could not be read. Load the page again.")}, status=400
        )
    except DomainError as refusal:
        body: dict[str, Any] = {"code": refusal.code, "message": str(refusal)}
        if refusal.code == "nothing_to_undo":
            # No fault: the key was pressed once more than there were edits.
            return JsonResponse(body | {"undo": False})
        if isinstance(refusal, CellsChanged):
            roster.refresh_from_db()
            body |= {"refused": refusal.cells} | grid_news.news(roster, seen).body
        return JsonResponse(body, status=refusal.status)
    roster.refresh_from_db()
    left = reads.undoable(roster, request.user).exists()
    return JsonResponse(grid_news.news(roster, seen, done).body | {"undo": left})


def _filters(request: HttpRequest) -> grids.Filters:
    """What the page is asked to show."""
    asked = request.GET
    look = asked.get("kind", "")
    return grids.Filters(
        team=asked_number(asked.get("team", "")),
        desk=asked_number(asked.get("desk", "")),
        text=asked.get("q", "")[:60],
        look=look if look in {"d", "e", "n", "r", "l", "t"} else "",
    )


def _day(text: str, roster: Roster) -> dt.date:
    """The date asked for within the month, else today, else the first."""
    asked = asked_date(text) or timezone.localdate()
    inside = roster.month <= asked <= reads.last_day(roster.month)
    return asked if inside else roster.month
