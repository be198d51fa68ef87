"""Who leaves or moves frees the shifts to come; what was worked stays."""

import datetime as dt

import pytest
from auditlog.models import LogEntry

from shifts.choices import RosterState
from shifts.models import Assignment, DayWish, OpenShift
from shifts.services import leavers, open_shifts
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, moment, template
from staff.models import Notice
from staff.services import people

pytestmark = pytest.mark.django_db


def day(number: int) -> dt.date:
    return MONTH.replace(day=number)


def days_of(agent) -> list[int]:
    rows = Assignment.objects.filter(agent=agent).order_by("day")
    return [row.day.day for row in rows]


def test_a_draft_forgets_the_days_after_the_last_one(team, agent):
    roster = make_roster(team)
    for number in (3, 10, 11):
        assign(roster, agent, day(number), "D")
    DayWish.objects.create(agent=agent, day=day(20), kind="off")
    people.leave(agent, on=day(10), actor=None)
    assert days_of(agent) == [3, 10]
    assert not OpenShift.objects.exists()
    assert not DayWish.objects.exists()


def test_a_published_month_gets_open_shifts_and_keeps_its_past(team, agent, agent2):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    desk = make_desk("Taobao", agent, agent2)
    for person in (agent, agent2):
        for number, letter in ((3, "D"), (12, "D"), (13, "-"), (14, "N")):
            assign(roster, person, day(number), letter, None if letter == "-" else desk)
    for person in (agent, agent2):
        person.left_on = day(2)
        person.save()
        person.memberships.update(valid_to=day(2))
        assert leavers.left(person.pk, day(2), now=moment(day(10), 0)) == 2
    assert days_of(agent) == [3]
    opened = OpenShift.objects.order_by("day").values_list("day", "template__code_en", "desk", "heads")
    assert list(opened) == [(day(12), "D", desk.pk, 2), (day(14), "N", desk.pk, 2)]


def test_what_is_freed_is_told_and_audited_and_what_runs_stays(team, agent, agent2):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    desk = make_desk("Taobao", agent, agent2)
    for number in (10, 12):
        assign(roster, agent, day(number), "D", desk)
    agent.left_on = day(2)
    agent.save()
    agent.memberships.update(valid_to=day(2))
    assert leavers.left(agent.pk, day(2), now=moment(day(10), template("D").start)) == 1
    assert days_of(agent) == [10]
    row = OpenShift.objects.get()
    told = Notice.objects.filter(kind=open_shifts.OPENED, about=f"open_shift:{row.pk}")
    assert [each.agent for each in told] == [agent2]
    assert LogEntry.objects.filter(additional_data__action="open_shift.open").count() == 1


def test_a_locked_month_does_not_change(team, agent):
    roster = make_roster(team, state=RosterState.LOCKED)
    assign(roster, agent, day(20), "D")
    people.leave(agent, on=day(10), actor=None)
    assert days_of(agent) == [20]


def test_a_mover_leaves_the_former_teams_roster_only(team, other_team, agent):
    roster, above = make_roster(team), make_roster(team.parent, MONTH + dt.timedelta(days=30))
    for number in (3, 20):
        assign(roster, agent, day(number), "D")
    assign(above, agent, dt.date(2026, 12, 5), "D")
    people.move(agent, team=other_team, on=day(10), actor=None)
    assert [each.day for each in Assignment.objects.filter(agent=agent).order_by("day")] == [
        day(3),
        dt.date(2026, 12, 5),
    ]
