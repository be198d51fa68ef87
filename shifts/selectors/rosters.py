"""Rosters, who belongs on them, and what their cells hold."""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateTimeField, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from cstm.formats import long_day
from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, Roster, RosterEdit, RosterVersion, ShiftTemplate
from staff.models import Agent, Desk, DeskAssignment, Membership, Team

# How a cell is written down: agent, date, template (None where nothing stands), desk, pinned.
CellValue = tuple[int | None, int | None, bool]
CellKey = tuple[int, dt.date]
EMPTY: CellValue = (None, None, False)


@dataclass(frozen=True, slots=True)
class Member:
    """A person of a roster: the team of the first day there, and the days of the month that count."""

    agent: Agent
    team: Team
    days: frozenset[dt.date]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that two pictures hold differently; None where nothing stood."""

    agent_id: int
    day: dt.date
    before: CellValue
    after: CellValue


def rosters_of(team_ids: Iterable[int] | None) -> "QuerySet[Roster]":
    """The rosters of teams (None: of all), the newest month first."""
    found = Roster.objects.select_related("team", "job")
    found = found.order_by("-month", "team__path")
    return found if team_ids is None else found.filter(team_id__in=list(team_ids))


def last_day(month: dt.date) -> dt.date:
    """The last date of a month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def days_of(month: dt.date) -> list[dt.date]:
    """All dates of a month."""
    return [month.replace(day=number) for number in range(1, last_day(month).day + 1)]


def is_under(team: Team, top: Team) -> bool:
    """Is a team this one or below it? Compared here, since LIKE takes a for A on SQLite."""
    return team.path == top.path or team.path.startswith(f"{top.path}/")


def members(roster: Roster) -> list[Member]:
    """The people of a roster's team and of those below it, by team and name, each with the days that count.

    A day counts on which the person is employed and belongs there.
    """
    first, last = roster.month, last_day(roster.month)
    top = roster.team
    rows = (
        Membership.objects.between(first, last)
        .filter(Q(team=top) | Q(team__path__startswith=f"{top.path}/"))
        .filter(agent__hired_on__lte=last, agent__left_on__gte=first)
        .select_related("agent", "team")
        .order_by("valid_from")
    )
    people: dict[int, tuple[Agent, Team, set[dt.date]]] = {}
    for row in rows:
        if not is_under(row.team, top):
            continue
        agent = row.agent
        begin = max(first, row.valid_from, agent.hired_on)
        end = min(last, row.valid_to, agent.left_on)
        days = {begin + dt.timedelta(days=n) for n in range((end - begin).days + 1)}
        if days:
            people.setdefault(agent.pk, (agent, row.team, set()))[2].update(days)
    found = [Member(agent, team, frozenset(days)) for agent, team, days in people.values()]
    return sorted(found, key=lambda each: (each.team.path, each.agent.name, each.agent.employee_no))


def cells(roster: Roster) -> "QuerySet[Assignment]":
    """All cells of a roster by date."""
    return Assignment.objects.filter(roster=roster)


def values_and_meals(roster: Roster, day: dt.date) -> tuple[dict[CellKey, CellValue], dict[int, dt.datetime]]:
    """The cells of a roster as plain values, and when people have their meal on one date; one query."""
    meal = Case(When(day=day, then=F("meal_at")), output_field=DateTimeField())
    rows = (
        cells(roster)
        .annotate(meal=meal)
        .values_list("agent_id", "day", "template_id", "desk_id", "pinned", "meal")
    )
    values: dict[CellKey, CellValue] = {}
    meals: dict[int, dt.datetime] = {}
    for agent, date, template, desk, pinned, at in rows:
        values[agent, date] = (template, desk, pinned)
        if at is not None:
            meals[agent] = at
    return values, meals


def values_of(roster: Roster, agent_ids: Iterable[int] | None = None) -> dict[CellKey, CellValue]:
    """The cells of a roster as plain values, of all its people or of some."""
    found = cells(roster) if agent_ids is None else cells(roster).filter(agent_id__in=list(agent_ids))
    rows = found.values_list("agent_id", "day", "template_id", "desk_id", "pinned")
    return {(agent, day): (template, desk, pinned) for agent, day, template, desk, pinned in rows}


def roster_of(team_id: int, month: dt.date) -> Roster | None:
    """A team's roster of a month, if there is one."""
    return Roster.objects.filter(team_id=team_id, month=month.replace(day=1)).first()


def month_before(month: dt.date) -> dt.date:
    """The first date of the month that came before."""
    return (month.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def month_after(month: dt.date) -> dt.date:
    """The first date of the month that follows."""
    return last_day(month) + dt.timedelta(days=1)


def written(values: dict[CellKey, CellValue]) -> list[list[object]]:
    """Cells as versions and edits keep them."""
    return [
        [agent, day.isoformat(), template, desk, pinned]
        for (agent, day), (template, desk, pinned) in sorted(values.items())
    ]


def read(rows: Sequence[Sequence[object]]) -> dict[CellKey, CellValue]:
    """What versions and edits keep, as cells again."""
    found: dict[CellKey, CellValue] = {}
    for agent, day, template, desk, pinned in rows:
        assert isinstance(agent, int)
        assert template is None or isinstance(template, int)
        assert desk is None or isinstance(desk, int)
        found[agent, dt.date.fromisoformat(str(day))] = (template, desk, bool(pinned))
    return found


def undoable(roster: Roster, user: Any) -> "QuerySet[RosterEdit]":
    """The edits that this log-in made while planning and may still take back."""
    return RosterEdit.objects.filter(roster=roster, undone=False, undo_by=user)


def touched_since(roster: Roster, revision: int, *, undone: bool = True) -> dict[CellKey, RosterEdit]:
    """Cells that were edited after a revision, each with the newest edit that did it.

    Without `undone` what was taken back does not count.
    """
    edits = RosterEdit.objects.filter(roster=roster, revision__gt=revision).select_related("made_by")
    if not undone:
        edits = edits.filter(undone=False)
    return {cell: edit for edit in edits.order_by("revision") for cell in read(edit.after)}


def named_edits(
    edits: Mapping[CellKey, RosterEdit], now: Mapping[CellKey, CellValue]
) -> list[dict[str, str]]:
    """Edited cells by name: whose, which date, what stands there `now`, and who did it."""
    people = Agent.objects.in_bulk({agent for agent, _day in edits})
    kinds = templates(active=False)
    return [
        {
            "agent": str(agent_id),
            "name": str(people[agent_id]),
            "day": day.isoformat(),
            "now": kinds[value].code if (value := now.get((agent_id, day), EMPTY)[0]) else "",
            "shift": str(kinds[value]) if value else "",
            "by": str(edits[agent_id, day].made_by or ""),
        }
        for agent_id, day in sorted(edits)
    ]


def edit_words(named: Iterable[Mapping[str, str]]) -> str:
    """Edited cells in a line: "Ann, 5 November: now E, by Bob"."""
    said = []
    for cell in named:
        words = {
            "name": cell["name"],
            "day": long_day(dt.date.fromisoformat(cell["day"])),
            "now": cell["shift"] or _("empty"),
            "by": cell["by"],
        }
        by, plain = _("%(name)s, %(day)s: now %(now)s, by %(by)s"), _("%(name)s, %(day)s: now %(now)s")
        said.append((by if cell["by"] else plain) % words)
    return "; ".join(said)


def differences(before: dict[CellKey, CellValue], after: dict[CellKey, CellValue]) -> list[Difference]:
    """Cells whose shift or desk differ, by person and date; a pin is no difference."""
    return [
        Difference(key[0], key[1], before.get(key, EMPTY), after.get(key, EMPTY))
        for key in sorted({*before, *after})
        if before.get(key, EMPTY)[:2] != after.get(key, EMPTY)[:2]
    ]


def versions(roster: Roster) -> "QuerySet[RosterVersion]":
    """The versions of a roster, the newest first, without their cells."""
    return RosterVersion.objects.filter(roster=roster).select_related("made_by").defer("cells")


def templates(*, active: bool = True) -> dict[int, ShiftTemplate]:
    """Templates by key, in their order."""
    found = ShiftTemplate.objects.all()
    return {each.pk: each for each in (found.filter(active=True) if active else found)}


def desks_of(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, list[DeskAssignment]]:
    """To which desks people may be rostered in a span, by desk name."""
    found: dict[int, list[DeskAssignment]] = {}
    rows = DeskAssignment.objects.between(first, last).filter(agent_id__in=list(agent_ids), desk__active=True)
    for row in rows.select_related("desk").order_by("desk__name", "valid_from"):
        found.setdefault(row.agent_id, []).append(row)
    return found


def shifts_elsewhere(
    roster: Roster, agent_id: int, first: dt.date, last: dt.date
) -> list[tuple[Roster, int]]:
    """Other published rosters in which a person works in these days, and how many shifts; by month."""
    rows = Assignment.objects.filter(
        agent_id=agent_id, day__gte=first, day__lte=last, roster__state=RosterState.PUBLISHED
    )
    worked = rows.exclude(roster=roster).exclude(template__kind=ShiftKind.REST)
    number = Counter(worked.values_list("roster_id", flat=True))
    found = Roster.objects.filter(pk__in=number).select_related("team").order_by("month", "pk")
    return [(each, number[each.pk]) for each in found]


def active_desks() -> set[int]:
    """Keys of the desks that are in use."""
    return set(Desk.objects.filter(active=True).values_list("pk", flat=True))


def published_on(day: dt.date) -> "QuerySet[Roster]":
    """Rosters of a date's month that agents can see."""
    return Roster.objects.filter(month=day.replace(day=1)).exclude(state=RosterState.DRAFT)


def desk_ids_of(found: Iterable[Roster], day: dt.date) -> "QuerySet[Any, Any]":
    """The desks that people of these rosters' cells of a date serve, for a filter."""
    agents = Assignment.objects.filter(roster__in=list(found), day=day).values("agent_id")
    served = DeskAssignment.objects.on(day).filter(agent_id__in=agents, desk__active=True)
    return served.order_by().values("desk_id")
