"""Which rule speaks to whom on which day: the nearest team's of a kind, and of those the one begun last."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from shifts.models import TeamRule
from shifts.rules.builders_values import Line


def rules_between(first: dt.date, last: dt.date) -> list[TeamRule]:
    """Every rule that holds on some day of a span, with its team."""
    return list(TeamRule.objects.between(first, last).select_related("team").order_by("kind", "pk"))


def rules_of_team(team_id: int | None) -> "QuerySet[TeamRule]":
    """A team's own rules (None: those of everybody), by kind and date."""
    rows = TeamRule.objects.select_related("team").order_by("kind", "valid_from")
    return rows.filter(team__isnull=True) if team_id is None else rows.filter(team_id=team_id)


def speaking(rules: Iterable[TeamRule], path: str, day: dt.date) -> dict[str, TeamRule]:
    """The rule of each kind that speaks to a team on a date."""
    found: dict[str, tuple[tuple[int, dt.date, int], TeamRule]] = {}
    for rule in rules:
        if not rule.valid_from <= day <= rule.valid_to or not _covers(rule, path):
            continue
        near = (len(rule.team.path) if rule.team else -1, rule.valid_from, rule.pk)
        if rule.kind not in found or near > found[rule.kind][0]:
            found[rule.kind] = (near, rule)
    return {kind: rule for kind, (_near, rule) in found.items()}


def _covers(rule: TeamRule, path: str) -> bool:
    return rule.team is None or path == rule.team.path or path.startswith(f"{rule.team.path}/")


def lines(
    rules: Sequence[TeamRule], paths: Sequence[Mapping[int, str]], first: dt.date, days: int, top: str
) -> tuple[Line, ...]:
    """The rules as they speak to people in a month.

    `paths` holds for each person the team's path by day number; on other days the path `top` is taken. A rule
    whose numbers say `off` speaks to nobody.
    """
    known = {path for each in paths for path in each.values()} | {top}
    tables = {
        path: [speaking(rules, path, first + dt.timedelta(days=day)) for day in range(days)] for path in known
    }
    days_of: dict[int, dict[int, list[int]]] = defaultdict(dict)
    if all(tables[path] == tables[top] for path in known):
        for rule_id, spoken in _days_of(tables[top]).items():
            days_of[rule_id] = dict.fromkeys(range(len(paths)), spoken)
    else:
        for person, by_day in enumerate(paths):
            table = [tables[by_day.get(day, top)][day] for day in range(days)]
            for rule_id, spoken in _days_of(table).items():
                days_of[rule_id][person] = spoken
    by_id = {rule.pk: rule for rule in rules}
    count: dict[str, int] = defaultdict(int)
    for rule_id in days_of:
        count[by_id[rule_id].kind] += 1
    found = []
    for rule_id in sorted(days_of, key=lambda each: (by_id[each].kind, each)):
        rule = by_id[rule_id]
        if rule.params.get("off"):
            continue
        groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for person, spoken in days_of[rule_id].items():
            groups[tuple(spoken)].append(person)
        key = rule.kind if count[rule.kind] == 1 else f"{rule.kind}:{rule.pk}"
        found.append(
            Line(
                key,
                rule.kind,
                rule.hard,
                rule.weight,
                rule.params,
                tuple((tuple(people), when) for when, people in sorted(groups.items())),
                rule.sentence,
            )
        )
    return tuple(found)


def _days_of(table: Sequence[Mapping[str, TeamRule]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for day, by_kind in enumerate(table):
        for rule in by_kind.values():
            found[rule.pk].append(day)
    return found
