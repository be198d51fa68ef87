"""Targets: the list, a new one, taking one away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.access import require
from cstm.errors import DomainError
from kpi import access
from kpi.forms.settings import Choices, TargetForm
from kpi.metrics import Metric
from kpi.selectors import decisions
from kpi.selectors import definitions as words
from kpi.selectors.registry import all_metrics
from kpi.services import targets
from staff.access import get_team, teams_in_scope
from staff.selectors import people


@require_GET
def target_list(request: HttpRequest) -> HttpResponse:
    """Targets of one's teams and those that hold for all, by metric."""
    known = all_metrics()
    scope = teams_in_scope(request.user, "targets.edit")
    rows = decisions.targets(scope)
    found = [
        {
            "target": row,
            "metric": words.name(known[row.metric]),
            "words": words.target_words(known[row.metric], row),
            "may_remove": scope is None or row.team_id in scope,
        }
        for row in rows
        if row.metric in known
    ]
    return render(request, "kpi/target_list.html", {"rows": found})


@require_http_methods(["GET", "POST"])
def target_new(request: HttpRequest) -> HttpResponse:
    """Set a target from a date on."""
    known = all_metrics()
    form = _form(request, known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        metric = known[data["metric"]]
        try:
            if not data["team"]:
                require(access.can_set_for_all(request.user))
            team = get_team(request.user, int(data["team"]), "targets.edit") if data["team"] else None
            targets.set_target(
                metric,
                team=team,
                valid_from=data["valid_from"],
                actor=request.user,  # type: ignore[arg-type]
                **form.figures(metric.unit),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            htmx.toast(request, _("The target is set."))
            return htmx.redirect(request, "kpi:target_list")
    return render(request, "kpi/target_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def target_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a target away; an earlier one holds again."""
    target = access.get_target(request.user, pk)
    targets.remove_target(target, actor=request.user)  # type: ignore[arg-type]
    htmx.toast(request, _("The target is removed."))
    return htmx.redirect(request, "kpi:target_list")


def _form(request: HttpRequest, known: dict[str, Metric]) -> TargetForm:
    scope = teams_in_scope(request.user, "targets.edit")
    teams: Choices = [(str(team.pk), team.path) for team in people.teams(scope)]
    if scope is None:
        teams = [("", _("every team")), *teams]
    metrics = [(code, words.name(metric)) for code, metric in known.items() if words.has_figure(metric)]
    initial: dict[str, Any] = {
        "valid_from": timezone.localdate(),
        "metric": request.GET.get("metric", ""),
    }
    data = request.POST if request.method == "POST" else None
    return TargetForm(data, initial=initial, metrics=metrics, teams=teams)
