"""Rows for tests: templates (seeded ones by letter), desks, rosters and assignments."""

import datetime as dt
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils import timezone

from shifts.choices import RosterState
from shifts.models import Assignment, Roster, ShiftTemplate
from staff.models import Agent, Desk, DeskAssignment, Team

MONTH = dt.date(2026, 11, 1)


def seeds() -> None:
    """The rows that migrations seed, for tests that commit: those before emptied all tables."""
    if not ShiftTemplate.objects.exists():
        import_module("shifts.migrations.0005_seed_templates_and_rules").seed(apps, None)


def template(letter: str) -> ShiftTemplate:
    """A seeded template by its English letter: D, E, N, -, T."""
    return ShiftTemplate.objects.get(code_en=letter)


def make_desk(name: str = "After-sales Taobao", *people: Agent, **values: Any) -> Desk:
    """A desk that these people may serve."""
    desk, _new = Desk.objects.get_or_create(name=name, defaults=values)
    for person in people:
        DeskAssignment.objects.get_or_create(agent=person, desk=desk)
    return desk


def make_roster(team: Team, month: dt.date = MONTH, state: str = RosterState.DRAFT) -> Roster:
    """A team's month."""
    when = None if state == RosterState.DRAFT else timezone.now()
    return Roster.objects.create(team=team, month=month, state=state, published_at=when)


def moment(day: dt.date, minutes: int) -> dt.datetime:
    """Wall clock minutes after the midnight that begins a day, in the site's zone."""
    naive = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
    return naive.replace(tzinfo=timezone.get_current_timezone())


def assign(
    roster: Roster, agent: Agent, day: dt.date, letter: str, desk: Desk | None = None, **values: Any
) -> Assignment:
    """A cell, written past the services."""
    shift = template(letter)
    if shift.start is not None and shift.end is not None:
        values |= {"start_at": moment(day, shift.start), "end_at": moment(day, shift.end)}
    return Assignment.objects.create(
        roster=roster,
        agent=agent,
        day=day,
        template=shift,
        desk=desk,
        paid_minutes=shift.paid_minutes,
        **values,
    )
