"""A month: the grid, single cells and their popover, and edits from keyboard, mouse and plain forms."""

import datetime as dt
import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_date, asked_number, long_day
from shifts.access import rosters as access
from shifts.forms.rosters import CellForm
from shifts.models import Roster, RosterEdit
from shifts.selectors import cell_page, conflicts, day_view
from shifts.selectors import grid as grids
from shifts.selectors import rosters as reads
from shifts.services import cells
from shifts.services.cells import CellsChanged, Change

MOST_CELLS = 10_000


@require_GET
def roster_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The month, and one day of it by hour; on a phone the day alone."""
    roster = access.get_roster(request.user, pk)
    grid = grids.grid(roster, _filters(request))
    day = _day(request.GET.get("day", ""), roster)
    context: dict[str, Any] = {
        "roster": roster,
        "grid": grid,
        "day": day_view.day_view(grid, day),
        "may_edit": access.EDIT in rights_of(request.user) and roster.state != "locked",
        "teams": sorted({each.team for each in grid.members}, key=lambda team: team.path),
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
    found = conflicts.conflicts(roster)
    context = {"roster": roster, "found": conflicts.hard(found), "soft": conflicts.soft(found)[:40]}
    context["gaps"] = conflicts.gaps(roster)
    fragment = htmx.wants_fragment(request)
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
        htmx.toast(request, _("Stored."))
    return htmx.redirect(request, "shifts:roster_detail", pk=pk)


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


def _edit_many(request: HttpRequest, roster: Roster, said: dict[str, Any]) -> RosterEdit | None:
    """The grid's own edit: `{"revision": 3, "cells": [[agent, "2026-11-03", template or null], …]}`."""
    changes = [
        Change(int(agent), dt.date.fromisoformat(day), int(template) if template else None)
        for agent, day, template in said["cells"][:MOST_CELLS]
    ]
    return cells.edit(roster.pk, changes, revision=int(said["revision"]), actor=request.user)  # type: ignore[arg-type]


def _answered(request: HttpRequest, roster: Roster, act: Any) -> JsonResponse:
    """Run an edit from the grid; the answer holds the cells as they are now, or why nothing was stored."""
    try:
        said = json.loads(request.body or b"{}")
        done = act(said)
    except (ValueError, KeyError, TypeError):
        return JsonResponse(
            {"message": _("This request could not be read. Load the page again.")}, status=400
        )
    except DomainError as refusal:
        body: dict[str, Any] = {"message": str(refusal), "code": refusal.code}
        if isinstance(refusal, CellsChanged):
            body["cells"] = refusal.cells
        return JsonResponse(body, status=refusal.status)
    roster.refresh_from_db()
    keys = list(reads.read(done.after)) if done else []
    return JsonResponse({"revision": roster.revision, **_news(roster, keys)})


def _news(roster: Roster, keys: list[reads.CellKey]) -> dict[str, Any]:
    """Chips and sums of the rows that an edit touched, and a sentence for the live region."""
    touched = {agent for agent, _day in keys}
    dates = reads.days_of(roster.month)
    kinds = reads.templates(active=False)
    values = reads.values_of(roster, touched)
    away = grids.away_cells(touched, dates[0], dates[-1])
    people = {each.agent.pk: each for each in reads.members(roster) if each.agent.pk in touched}
    rows = {agent: grids.row_of(member, dates, values, away, kinds) for agent, member in people.items()}
    found = [
        [agent, day.isoformat(), rows[agent].cells[day.day - 1].css, rows[agent].cells[day.day - 1].letter]
        for agent, day in keys
        if agent in rows
    ]
    if len(keys) == 1 and found:
        agent, day = keys[0]
        kind = kinds.get(values.get(keys[0], reads.EMPTY)[0] or 0)
        says = f"{people[agent].agent}, {long_day(day)}: {kind or _('empty')}"
    else:
        says = ngettext("%(n)s cell changed", "%(n)s cells changed", len(keys)) % {"n": len(keys)}
    sums = {agent: [row.evenings, row.nights, row.rests, row.hours] for agent, row in rows.items()}
    return {"cells": found, "sums": sums, "says": says}


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
