"""Settings: rules of teams, and pairs of people."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cstm import htmx
from cstm.formats import asked_number
from shifts.access import settings as access
from shifts.choices import RuleKind
from shifts.forms.settings import PairForm, RuleForm
from shifts.models import TeamRule
from shifts.selectors import rule_shapes as rule_forms
from shifts.selectors import settings as reads
from shifts.services import rule_book as writes
from shifts.views.setting_parts import actor_of, people_here, setting_form, shown, span_of
from staff.access import get_team, teams_in_scope, visible_agents, whole_organisation
from staff.models import Team


def _teams(request: HttpRequest) -> Any:
    scope = teams_in_scope(request.user, access.EDIT)
    rows = Team.objects.standing().order_by("path")
    return rows if scope is None else rows.filter(pk__in=scope)


def _asked_team(request: HttpRequest, teams: list[Team]) -> Team | None:
    """The team asked for (404 out of reach); else everybody, or the first team of who reaches a part."""
    number = asked_number(request.GET.get("team", ""))
    if number is not None:
        return get_team(request.user, number, access.EDIT)
    if whole_organisation(request.user, access.EDIT):
        return None
    return teams[0] if teams else None


@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """Which rule of each kind speaks to a team today, and from where."""
    teams = list(_teams(request))
    team = _asked_team(request, teams)
    context = {
        "teams": teams,
        "team": team,
        "whole": whole_organisation(request.user, access.EDIT),
        "lines": reads.rule_lines(team, timezone.localdate()),
        "today": timezone.localdate(),
        "nav_code": "rosters",
    }
    return render(request, "shifts/rule_list.html", context)


def _back(team_id: int | None) -> str:
    url = resolve_url("shifts:rule_list")
    return url if team_id is None else f"{url}?team={team_id}"


def _page(kind: str, team: Team | None, title: str) -> dict[str, Any]:
    where = team.path if team else _("everybody")
    lead = _("%(rule)s, for %(where)s and the teams below. The rule of the nearest team counts.")
    return {
        "title": title,
        "action": _("Save"),
        "lead": lead % {"rule": RuleKind(kind).label, "where": where},
    }


@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest) -> HttpResponse:
    """Give a team a rule of its own."""
    kind = request.GET.get("kind", RuleKind.REST_BETWEEN)
    if kind not in rule_forms.KINDS:
        raise Http404
    number = asked_number(request.GET.get("team", ""))
    if number is None and not whole_organisation(request.user, access.EDIT):
        team: Team | None = _teams(request).first()
    else:
        team = access.rule_team(request.user, number)
    form = RuleForm(request.POST or None, kind=kind)

    def save(_data: dict[str, Any]) -> None:
        said = form.said()
        writes.save_rule(kind, team=team, actor=actor_of(request), **{**said, **span_of(said)})

    page = _page(kind, team, _("Add a rule"))
    to = _back(team.pk if team else None)
    return setting_form(request, form, save=save, page=page, done=_("The rule is added."), to=to)


def _facts(rule: TeamRule) -> dict[str, Any]:
    return {
        **{each.name: None for each in rule_forms.NUMBERS.get(rule.kind, ())},
        **rule_forms.shown(rule.kind, rule.params),
        "auto": bool(rule.params.get("auto")),
        "off": bool(rule.params.get("off")),
        "pairs": reads.succession_keys(rule),
        "hard": rule.hard,
        "weight": rule.weight,
        "sentence": rule.sentence,
        "valid_from": shown(rule.valid_from),
        "valid_to": shown(rule.valid_to),
    }


@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    rule = access.get_rule(request.user, pk)
    if rule.kind not in rule_forms.KINDS:
        raise Http404
    form = RuleForm(request.POST or None, kind=rule.kind, initial=_facts(rule))

    def save(_data: dict[str, Any]) -> None:
        said = form.said()
        writes.save_rule(
            rule.kind, team=rule.team, actor=actor_of(request), rule=rule, **{**said, **span_of(said)}
        )

    page = _page(rule.kind, rule.team, _("Change the rule"))
    done = _("The rule is changed.")
    return setting_form(request, form, save=save, page=page, done=done, to=_back(rule.team_id))


@require_POST
def rule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a rule; the one of the team above speaks again."""
    rule = access.get_rule(request.user, pk)
    back = _back(rule.team_id)
    writes.remove_rule(rule, actor=actor_of(request))
    htmx.toast(request, _("The rule is removed."))
    return htmx.redirect(request, back)


@require_GET
def pair_list(request: HttpRequest) -> HttpResponse:
    """Pairs of people in reach."""
    reach = None
    if not whole_organisation(request.user, access.EDIT):
        reach = visible_agents(request.user, access.EDIT).values_list("pk", flat=True)
    context = {"rows": reads.pair_rows(reach), "nav_code": "rosters"}
    return render(request, "shifts/pair_list.html", context)


@require_http_methods(["GET", "POST"])
def pair_new(request: HttpRequest) -> HttpResponse:
    """Say that two people should, or should not, work together."""
    form = PairForm(request.POST or None, people=people_here(request))

    def save(data: dict[str, Any]) -> None:
        writes.add_pair(
            data["one"],
            data["other"],
            together=data["together"],
            hard=data["hard"],
            weight=data["weight"] or 0,
            actor=actor_of(request),
            **span_of(data),
        )

    page = {
        "title": _("Add a pair"),
        "action": _("Add"),
        "lead": _("No reason is asked for, and none is kept."),
    }
    return setting_form(
        request, form, save=save, page=page, done=_("The pair is added."), to="shifts:pair_list"
    )


@require_POST
def pair_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the rule of a pair."""
    writes.remove_pair(access.get_pair(request.user, pk), actor=actor_of(request))
    htmx.toast(request, _("The pair is removed."))
    return htmx.redirect(request, "shifts:pair_list")
