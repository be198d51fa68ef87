"""Demo rosters: desks, contracts and needs, a month that is over, one that runs, and a draft of the next."""

import datetime as dt
from collections import Counter
from typing import Any

from django.utils import timezone

from cstm import demo
from shifts.choices import RosterState, RuleKind, ShiftKind, VersionKind
from shifts.models import (
    Assignment,
    Need,
    NeedPattern,
    PromotionEvent,
    Roster,
    Rotation,
    RotationMember,
    ShiftChange,
    ShiftTemplate,
)
from shifts.selectors import conflicts
from shifts.selectors import rosters as reads
from shifts.services import cells, fairness, rosters, versions
from shifts.services.cell_rows import row_of
from shifts.services.cells import Change
from staff.choices import EVER
from staff.models import Agent, Contract, Desk, DeskAssignment, Store, Team, User

CYCLE = ("D", "D", "E", "E", "N", "N", "-", "-", "-")
ANCHOR = dt.date(2026, 1, 1)
LINES = {"pre_sales": "售前", "after_sales": "售后", "both": "值班"}
FULL_TIME = 2400
_MOST_EASED = 4


def step(plan: demo.Plan) -> None:
    """Everybody with a store follows one rotation, so that each day has as many of each shift as the last."""
    actor = User.objects.get(username="supervisor")
    persons = [person for person in plan.made["people"] if person.store]
    agents = {
        agent.employee_no: agent for agent in Agent.objects.filter(employee_no__in=[p.no for p in persons])
    }
    persons = [person for person in persons if person.no in agents]
    _desks(persons, agents)
    _rotation(persons, agents)
    this = plan.today.replace(day=1)
    following = reads.last_day(this) + dt.timedelta(days=1)
    before = (this - dt.timedelta(days=1)).replace(day=1)
    teams = Team.objects.filter(memberships__agent__in=agents.values()).distinct()
    made = {month: [_month(team, month) for team in teams] for month in (before, this)}
    # Wishes are taken for another week, but never after the month has begun.
    until = min(plan.today + dt.timedelta(days=7), following - dt.timedelta(days=1))
    made[following] = [_month(team, following, requests_until=until) for team in teams]
    _needs(following)
    for month, state in ((before, RosterState.LOCKED), (this, RosterState.PUBLISHED)):
        _put_out(made[month], month, state, actor, plan.today)
    _draft([roster for roster in made[following] if roster is not None], actor)
    plan.made["on_shift"] = _on_shift()
    plan.say(f"{Assignment.objects.count()} shifts on {Roster.objects.count()} rosters.")


def _on_shift() -> dict[dt.date, set[str]]:
    """The numbers of those who work on each date, for whoever invents what they did."""
    found: dict[dt.date, set[str]] = {}
    rows = Assignment.objects.exclude(template__kind=ShiftKind.REST).exclude(roster__state=RosterState.DRAFT)
    for day, number in rows.values_list("day", "agent__employee_no"):
        found.setdefault(day, set()).add(number)
    return found


def _desks(persons: list[Any], agents: dict[str, Agent]) -> None:
    """A desk a line and store; everybody contracted for forty hours."""
    desks: dict[str, Desk] = {}
    rows = []
    for person in persons:
        name = f"{person.store} {LINES[person.line]}"
        if name not in desks:
            desks[name] = Desk.objects.create(name=name, line=person.line)
            desks[name].stores.set(Store.objects.filter(name=person.store))
        rows.append(DeskAssignment(agent=agents[person.no], desk=desks[name]))
    DeskAssignment.objects.bulk_create(rows)
    Contract.objects.bulk_create(
        [Contract(agent=agent, weekly_minutes=FULL_TIME) for agent in agents.values()], ignore_conflicts=True
    )


def _rotation(persons: list[Any], agents: dict[str, Agent]) -> None:
    """Within each desk everybody is a day ahead of the one before."""
    rotation = Rotation.objects.create(name="白晚值轮转", cycle=list(CYCLE), anchor=ANCHOR)
    place: Counter[str] = Counter()
    rows = []
    for person in persons:
        key = f"{person.store} {person.line}"
        # Who moved follows it in the new team alone: the month's hours are counted by team.
        rows.append(
            RotationMember(
                rotation=rotation,
                agent=agents[person.no],
                offset=place[key] % len(CYCLE),
                valid_from=person.moves[0] if person.moves else EVER,
            )
        )
        place[key] += 1
    RotationMember.objects.bulk_create(rows)


def _month(team: Team, month: dt.date, *, requests_until: dt.date | None = None) -> Roster | None:
    """A team's month from the rotation; None where nobody of it is rostered."""
    roster = Roster(team=team, month=month, requests_until=requests_until)
    values = rosters.rotated(roster)
    if not values:
        return None
    roster.save()
    kinds = reads.templates()
    Assignment.objects.bulk_create(
        [
            row_of(roster, agent, day, kinds[template], desk, pinned=pinned)
            for (agent, day), (template, desk, pinned) in values.items()
            if template is not None
        ],
        batch_size=500,
    )
    _ease(roster, kinds)
    return roster


def _ease(roster: Roster, kinds: dict[int, ShiftTemplate]) -> None:
    """Who would have more overtime than the law allows, as the rotation gives it in a month of many holidays,
    has the last days of the month off."""
    rest = next(each for each in kinds.values() if each.kind == ShiftKind.REST)
    for _round in range(_MOST_EASED):
        found = conflicts.hard(conflicts.conflicts(roster))
        over = {each.agent_id for each in found if each.rule.startswith(RuleKind.OVERTIME_MONTH)}
        if not over:
            return
        days = reads.cells(roster).filter(agent__in=over, template__kind=ShiftKind.DAY).order_by("day")
        newest = {row.agent_id: row for row in days}
        for row in newest.values():
            row.template, row.desk, row.paid_minutes = rest, None, rest.paid_minutes
            row.start_at = row.end_at = row.meal_at = None
            row.save()


def _needs(following: dt.date) -> None:
    """Each desk needs what the rotation gives on its leanest day of a weekday; an event asks for more.

    A desk too small for that needs by date what stands there.
    """
    heads: Counter[tuple[int, int, dt.date]] = Counter()
    shifts = Assignment.objects.exclude(template__kind=ShiftKind.REST).exclude(desk=None)
    for desk, template, day in shifts.values_list("desk_id", "template_id", "day"):
        heads[desk, template, day] += 1
    days = sorted({day for _desk, _template, day in heads})
    pairs = sorted({(desk, template) for desk, template, _day in heads})
    least = {
        (desk, template, weekday): min(heads[desk, template, day] for day in days if day.weekday() == weekday)
        for desk, template in pairs
        for weekday in range(7)
    }
    NeedPattern.objects.bulk_create(
        NeedPattern(desk_id=desk, template_id=template, weekday=weekday, heads=number)
        for (desk, template, weekday), number in least.items()
        if number
    )
    lean = {desk for desk, _template in pairs} - {desk for (desk, _t, _w), number in least.items() if number}
    Need.objects.bulk_create(
        Need(desk_id=desk, template_id=template, day=day, heads=number)
        for (desk, template, day), number in heads.items()
        if desk in lean
    )
    event = following.replace(day=12)
    PromotionEvent.objects.create(name="大促日", kind="promotion", first=event, last=event, lifts=[1.3])
    evening = {each.code_en: each.pk for each in reads.templates().values()}["E"]
    desk_id = pairs[0][0]
    # A lean desk may have a need of that date by now.
    Need.objects.update_or_create(
        desk_id=desk_id,
        day=event,
        template_id=evening,
        defaults={"heads": heads[desk_id, evening, event] + 2, "basis": {"event": "大促日"}},
    )


def _put_out(made: list[Roster | None], month: dt.date, state: str, actor: User, today: dt.date) -> None:
    """Published before its month began, as people have seen it; the one that is over is locked."""
    zone = timezone.get_default_timezone()
    when = dt.datetime.combine(month - dt.timedelta(days=7), dt.time(10), zone)
    for roster in filter(None, made):
        roster.state, roster.published_at = RosterState.PUBLISHED, when
        roster.revision = 1
        roster.save()
        fairness.recompute(roster.pk)
        if state == RosterState.LOCKED:
            roster.state, roster.locked_at = state, timezone.now()
            roster.save()
        versions.save(roster, kind=VersionKind.PUBLISHED, actor=actor)
        ShiftChange.objects.bulk_create(
            ShiftChange(roster=roster, agent_id=agent, revision=1, cells=[], seen_at=when)
            for agent in reads.cells(roster).values_list("agent_id", flat=True).order_by().distinct()
        )


def _draft(made: list[Roster], actor: User) -> None:
    """Two shifts against the rules in the first draft, so that the page says something."""
    letters = {each.code_en: each.pk for each in reads.templates().values()}
    for roster in sorted(made, key=_by_size)[:1]:
        nights = (
            reads.cells(roster)
            .filter(template__code_en="N", day__day__range=(5, 20))
            .order_by("day", "agent")
        )
        rows = list(nights)
        changes: list[Change] = []
        seen: set[int] = set()
        for row in rows:
            after = row.day + dt.timedelta(days=1)
            rest = reads.cells(roster).filter(agent=row.agent, day=after, template__code_en="-").exists()
            if rest and row.agent_id not in seen and len(changes) < 2:
                seen.add(row.agent_id)
                changes.append(Change(row.agent_id, after, letters["D"]))
        cells.edit(roster.pk, changes, revision=roster.revision, actor=actor)


def _by_size(roster: Roster) -> tuple[int, int, str]:
    """The largest first, and of those the one with the shortest name."""
    return -reads.cells(roster).count(), len(roster.team.path), roster.team.path


demo.register(30, step)
