"""Nobody works twice at once: the database says so, whatever writes."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from shifts.models import Assignment
from shifts.tests.factories import MONTH, assign, make_roster
from staff.models import Agent, Team

pytestmark = pytest.mark.django_db
NEXT = MONTH + dt.timedelta(days=1)


def test_overlapping_shifts_are_refused(team: Team, agent: Agent, agent2: Agent) -> None:
    """An on-duty shift until 02:00 lets no shift begin at 01:00; the next day's and a colleague's may."""
    roster = make_roster(team)
    night = assign(roster, agent, MONTH, "N")
    assign(roster, agent2, MONTH, "N")
    day = assign(roster, agent, NEXT, "D")
    with pytest.raises(DatabaseError, match="assignment_no_overlap"), transaction.atomic():
        Assignment.objects.filter(pk=day.pk).update(start_at=night.end_at - dt.timedelta(hours=1))
    Assignment.objects.filter(pk=day.pk).update(start_at=night.end_at)


def test_raw_sql_is_refused_too(team: Team, agent: Agent) -> None:
    """Rows written past Django meet the same wall, on either database."""
    roster = make_roster(team)
    night = assign(roster, agent, MONTH, "N")
    sql = (
        "INSERT INTO shifts_assignment"
        " (roster_id, agent_id, day, template_id, start_at, end_at, paid_minutes, pinned)"
        " SELECT roster_id, agent_id, %s, template_id, start_at, end_at, 0, pinned"
        " FROM shifts_assignment WHERE id = %s"
    )
    with pytest.raises(DatabaseError, match="assignment_no_overlap"), transaction.atomic():
        connection.cursor().execute(sql, [NEXT.isoformat(), night.pk])
    assert Assignment.objects.count() == 1


def test_two_rests_do_not_overlap(team: Team, agent: Agent) -> None:
    """Rest has no times; one row a date."""
    roster = make_roster(team)
    assign(roster, agent, MONTH, "-")
    assign(roster, agent, NEXT, "-")
    with pytest.raises(DatabaseError), transaction.atomic():
        assign(roster, agent, NEXT, "D")
