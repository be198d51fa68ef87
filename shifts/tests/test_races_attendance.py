"""Somebody clocks while the clock computes everybody's attendance: both go through, and nothing is lost."""

import datetime as dt
from functools import partial

import pytest

from shifts.models import AttendanceDay, OvertimeEntry, Punch
from shifts.services import attendance, overtime, punches
from shifts.tests import races
from shifts.tests.factories import assign, make_roster, moment, seeds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("today")]
DAY = dt.date(2026, 11, 16)
NOW = moment(dt.date(2026, 11, 21), 600)


@pytest.fixture
def planned(team, agent):
    seeds()
    assign(make_roster(team, state="published"), agent, DAY, "D")
    return agent


def pair(agent, at: dt.datetime) -> races.Outcome:
    return races.together(
        partial(punches.clock, agent, kind="in", address="10.0.0.1", now=at),
        partial(attendance.recompute, [agent.pk], DAY, DAY, now=NOW),
        partial(attendance.recompute, [agent.pk], DAY, DAY, now=NOW),
    )


def test_whoever_clocks_while_all_is_computed_is_never_lost(planned):
    for number in range(25):
        Punch.objects.all().delete()
        AttendanceDay.objects.all().delete()
        at = moment(DAY, 500 + number % 20)
        outcome = pair(planned, at)
        assert outcome.broken == [], (number, outcome.broken)
        assert AttendanceDay.objects.get(agent=planned).start_at == at, number


@pytest.mark.postgres
def test_without_the_hold_they_meet(planned, monkeypatch):
    """The control: SQLite has one writer at a time, on PostgreSQL both write the same date."""
    monkeypatch.setattr(attendance, "_hold", lambda people: None)
    broken = 0
    for number in range(100):
        AttendanceDay.objects.all().delete()
        Punch.objects.all().delete()
        outcome = pair(planned, moment(DAY, 500 + number % 20))
        broken += bool(outcome.broken)
        if broken:
            break
    assert broken


def test_one_entry_is_decided_once_while_it_is_computed_again(planned, lead):
    for number in range(10):
        OvertimeEntry.objects.all().delete()
        Punch.objects.all().delete()
        AttendanceDay.objects.all().delete()
        rows = [(planned.pk, moment(DAY, 510), "in"), (planned.pk, moment(DAY, 1110 + number), "out")]
        punches.take(rows, source="test")
        entry = OvertimeEntry.objects.get()
        decide = partial(overtime.decide, entry.pk, state="lieu", actor=None, by=lead)
        outcome = races.together(
            decide, decide, partial(attendance.recompute, [planned.pk], DAY, DAY, now=NOW)
        )
        assert outcome.broken == [], (number, outcome.broken)
        assert OvertimeEntry.objects.get().state == "lieu"
