"""Rosters of months: the list, a new one, publishing, locking, versions."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import rights_of
from cstm.errors import DomainError
from cstm.formats import asked_number
from shifts.access import rosters as access
from shifts.choices import RosterState, VersionKind
from shifts.forms.rosters import PublishForm, RosterForm
from shifts.models import Roster
from shifts.selectors import conflicts
from shifts.selectors import rosters as reads
from shifts.services import publish, rosters, versions
from staff.access import get_team, teams_in_scope
from staff.models import Agent, Team

PAGE = 24


@require_GET
def roster_list(request: HttpRequest) -> HttpResponse:
    """Months, the newest first."""
    found = reads.rosters_of(teams_in_scope(request.user, access.VIEW))
    state = request.GET.get("state", "")
    if state in RosterState.values:
        found = found.filter(state=state)
    context = {
        "page_obj": Paginator(
            found.annotate(people=Count("assignments__agent", distinct=True)), PAGE
        ).get_page(request.GET.get("page")),
        "states": RosterState.choices,
        "state": state,
        "may_edit": access.EDIT in rights_of(request.user),
    }
    return render(request, "shifts/roster_list.html", context)


@require_http_methods(["GET", "POST"])
def roster_new(request: HttpRequest) -> HttpResponse:
    """A new month of a team."""
    scope = teams_in_scope(request.user, access.EDIT)
    teams = Team.objects.standing() if scope is None else Team.objects.standing().filter(pk__in=scope)
    sources = reads.rosters_of(scope)
    form = RosterForm(
        request.POST or None,
        teams=[(team.pk, team.path) for team in teams],
        sources=[(each.pk, str(each)) for each in sources[:60]],
        initial={name: request.GET.get(name, "") for name in ("team", "month", "filled", "source")},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = rosters.create(
                get_team(request.user, said["team"], access.EDIT),
                said["month"],
                actor=request.user,  # type: ignore[arg-type]
                filled=said["filled"],
                source=access.get_roster(request.user, said["source"]) if said["source"] else None,
                requests_until=said["requests_until"],
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return htmx.redirect(request, "shifts:roster_detail", pk=made.pk)
    return render(request, "shifts/roster_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def roster_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What publishing would do, the rules that are broken, and the button."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    form = PublishForm(request.POST or None, initial={"revision": roster.revision})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            publish.publish(roster.pk, actor=request.user, **said)  # type: ignore[arg-type]
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            htmx.toast(request, _("Published. Everybody on it has a notice."))
            return htmx.redirect(request, "shifts:roster_detail", pk=pk)
    checked = conflicts.findings(roster)
    people = reads.cells(roster).values("agent_id").distinct().count()
    context = {"roster": roster, "form": form, "checked": checked, "people": people}
    return render(request, "shifts/roster_publish.html", context, status=422 if form.errors else 200)


@require_POST
def roster_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing changes any more."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    return _act(request, roster, lambda: rosters.lock(roster.pk, actor=request.user), _("Locked."))  # type: ignore[arg-type]


@require_POST
def roster_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a locked month again, with a reason."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    reason = request.POST.get("reason", "")
    return _act(
        request,
        roster,
        lambda: rosters.unlock(roster.pk, actor=request.user, reason=reason),  # type: ignore[arg-type]
        _("Opened again."),
    )


@require_POST
def roster_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a draft."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    try:
        rosters.remove(roster.pk, actor=request.user)  # type: ignore[arg-type]
    except DomainError as refusal:
        messages.info(request, str(refusal))
        return htmx.redirect(request, "shifts:roster_detail", pk=pk)
    htmx.toast(request, _("The draft is removed."))
    return htmx.redirect(request, "shifts:roster_list")


@require_http_methods(["GET", "POST"])
def roster_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Versions, what two of them hold differently, and keeping one."""
    roster = access.get_roster(request.user, pk, access.EDIT if request.method == "POST" else access.VIEW)
    if request.method == "POST":
        label = request.POST.get("label", "").strip()
        versions.save(roster, kind=VersionKind.SAVED, actor=request.user, label=label)  # type: ignore[arg-type]
        htmx.toast(request, _("Kept as a version."))
        return htmx.redirect(request, "shifts:roster_versions", pk=pk)
    context: dict[str, Any] = {"roster": roster, "versions": reads.versions(roster)}
    context["may_edit"] = access.EDIT in rights_of(request.user)
    old, new = asked_number(request.GET.get("old", "")), asked_number(request.GET.get("new", ""))
    if old is not None:
        context |= _compared(roster, old, new)
    return render(request, "shifts/roster_versions.html", context)


@require_POST
def roster_revert(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to a version."""
    roster = access.get_roster(request.user, pk, access.EDIT)
    number = asked_number(request.POST.get("version", ""))
    if number is None:
        messages.info(request, _("Choose a version."))
        return htmx.redirect(request, "shifts:roster_versions", pk=pk)
    version = access.get_version(roster, number)
    return _act(
        request,
        roster,
        lambda: versions.revert(version, actor=request.user),  # type: ignore[arg-type]
        _("The roster holds version %s again.") % number,
    )


def _act(request: HttpRequest, roster: Roster, act: Any, done: str) -> HttpResponse:
    """Do it, say so or say why not, and show the month."""
    try:
        act()
    except DomainError as refusal:
        messages.info(request, str(refusal))
    else:
        htmx.toast(request, done)
    return htmx.redirect(request, "shifts:roster_detail", pk=roster.pk)


def _compared(roster: Roster, old: int, new: int | None) -> dict[str, Any]:
    """Two versions side by side; without a second one the cells as they are now."""
    before = reads.read(access.get_version(roster, old).cells)
    after = reads.read(access.get_version(roster, new).cells) if new else reads.values_of(roster)
    found = reads.differences(before, after)
    people = Agent.objects.in_bulk({each.agent_id for each in found})
    kinds = reads.templates(active=False)
    lines = [
        {
            "person": people.get(each.agent_id),
            "day": each.day,
            "before": kinds.get(each.before[0] or 0),
            "after": kinds.get(each.after[0] or 0),
        }
        for each in found
    ]
    return {"old": old, "new": new, "lines": lines[:400], "count": len(lines)}
