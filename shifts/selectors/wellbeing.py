"""Who needs care among people: looking back over what was worked, and ahead over the roster."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm.formats import date_range, number
from shifts.choices import RosterState, RuleKind
from shifts.models import Assignment, AttendanceDay, TeamRule
from shifts.rules import wellbeing
from shifts.rules.spans import Span
from shifts.rules.wellbeing import HOURS, NIGHTS, NO_DAY_OFF, RESTS, Limits, Sign, Stretch
from shifts.selectors.attendance_inputs import pieces_of, zone
from shifts.selectors.team_rules import rules_between, speaking
from staff.models import Agent, Membership

BACK, AHEAD = dt.timedelta(weeks=4), dt.timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Care:
    """One person who needs care, with what asks for it, apart for what was and what comes."""

    agent: Agent
    was: tuple[Sign, ...]
    comes: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class CareGroup:
    """One thing that is wrong, and by name whom it concerns, with sentences for what was and what comes."""

    title: str
    people: tuple[tuple[Agent, tuple[str, ...], tuple[str, ...]], ...]


def who_needs_care(agent_ids: Iterable[int], today: dt.date) -> list[Care]:
    """Exceptions only, by name; five queries. What attendance knows to be worked counts, else the roster."""
    wanted = list(agent_ids)
    back, ahead = _stretches(wanted, today)
    limits = _limits(wanted, today)
    people = Agent.objects.filter(pk__in={*back, *ahead}).order_by("name", "employee_no")
    found = []
    for agent in people:
        limit = limits.get(agent.pk, Limits())
        was = wellbeing.signs(back[agent.pk], limit, zone())
        both = wellbeing.signs([*back[agent.pk], *ahead[agent.pk]], limit, zone())
        comes = [sign for sign in both if sign not in was and sign.last >= today]
        if was or comes:
            found.append(Care(agent, tuple(was), tuple(comes)))
    return found


def by_kind(found: Iterable[Care]) -> list[CareGroup]:
    """The same by what is wrong, each with its people in the order given; kinds that concern nobody are
    left out."""
    titles = {
        HOURS: _("Too many hours in a week"),
        NIGHTS: _("Too many nights in a row"),
        RESTS: _("Too short a rest between two shifts"),
        NO_DAY_OFF: _("Too many days without a full day off"),
    }
    cares = list(found)
    groups = []
    for kind, title in titles.items():
        people = []
        for care in cares:
            was, comes = (
                tuple(words(sign) for sign in signs if sign.kind == kind) for signs in (care.was, care.comes)
            )
            if was or comes:
                people.append((care.agent, was, comes))
        if people:
            groups.append(CareGroup(title, tuple(people)))
    return groups


def words(sign: Sign) -> str:
    """A sign with its days, how much, and the limit; its kind is said by the group."""
    values = {"n": sign.value, "most": sign.limit, "days": date_range(sign.first, sign.last)}
    if sign.kind == HOURS:
        values |= {"n": _hours(sign.value, ROUND_CEILING), "most": _hours(sign.limit, ROUND_CEILING)}
        return _("%(days)s: %(n)s h; the limit is %(most)s h") % values
    if sign.kind == RESTS:
        values |= {"n": _hours(sign.value, ROUND_FLOOR), "most": _hours(sign.limit, ROUND_CEILING)}
        return _("%(days)s: %(n)s h; it should be %(most)s h") % values
    if sign.kind == NIGHTS:
        text = ngettext(
            "%(days)s: %(n)s night; at most %(most)s",
            "%(days)s: %(n)s nights; at most %(most)s",
            sign.value,
        )
        return text % values
    assert sign.kind == NO_DAY_OFF
    text = ngettext(
        "%(days)s: %(n)s day; at most %(most)s",
        "%(days)s: %(n)s days; at most %(most)s",
        sign.value,
    )
    return text % values


def _hours(minutes: int, rounding: str) -> str:
    """Minutes as hours to the tenth, rounded away from the limit so that the two never look alike."""
    return number((Decimal(minutes) / 60).quantize(Decimal("0.1"), rounding))


def _stretches(
    agent_ids: list[int], today: dt.date
) -> tuple[dict[int, list[Stretch]], dict[int, list[Stretch]]]:
    """What was worked in the last four weeks, and what is planned from today on."""
    back: dict[int, list[Stretch]] = defaultdict(list)
    ahead: dict[int, list[Stretch]] = defaultdict(list)
    days = AttendanceDay.objects.filter(agent_id__in=agent_ids, day__gte=today - BACK, day__lt=today)
    known = set()
    for agent_id, day, start, end, secs, state in days.values_list(
        "agent_id", "day", "start_at", "end_at", "worked_secs", "state"
    ):
        if start is not None and end is not None and secs:
            known.add((agent_id, day))
            back[agent_id].append(Stretch(day, Span(start, end), secs // 60))
        elif state in ("absent", "excused"):
            known.add((agent_id, day))
    rows = Assignment.objects.filter(
        agent_id__in=agent_ids,
        roster__state__in=(RosterState.PUBLISHED, RosterState.LOCKED),
        start_at__isnull=False,
        day__gte=today - BACK,
        day__lt=today + AHEAD,
    ).select_related("template")
    for row in rows:
        if (row.agent_id, row.day) in known or row.start_at is None or row.end_at is None:
            continue
        minutes = sum(piece.minutes for piece in pieces_of(row))
        one = Stretch(row.day, Span(row.start_at, row.end_at), minutes)
        (back if row.day < today else ahead)[row.agent_id].append(one)
    return back, ahead


def _limits(agent_ids: list[int], day: dt.date) -> dict[int, Limits]:
    """The limits of each person's team."""
    rules = rules_between(day, day)
    teams = Membership.objects.on(day).filter(agent_id__in=agent_ids).values_list("agent_id", "team__path")
    found: dict[int, Limits] = {}
    by_path: dict[str, Limits] = {}
    for agent_id, path in teams:
        if path not in by_path:
            by_path[path] = _limits_of(speaking(rules, path, day))
        found[agent_id] = by_path[path]
    return found


def _limits_of(said: Mapping[str, TeamRule]) -> Limits:
    """The limits that rules set; the law's where they are silent."""
    usual = Limits()

    def limit(kind: str, name: str, otherwise: int) -> int:
        return int(said[kind].params.get(name, otherwise)) if kind in said else otherwise

    return Limits(
        limit(RuleKind.WEEKLY_MINUTES, "most", usual.week_minutes),
        limit(RuleKind.CONSECUTIVE_NIGHTS, "most", usual.nights),
        limit(RuleKind.REST_BETWEEN, "minutes", usual.rest),
        limit(RuleKind.CONSECUTIVE_DAYS, "most", usual.days),
        limit(RuleKind.CONSECUTIVE_NIGHTS, "night_minutes", usual.night_minutes),
    )
