"""Pages that list people of a month take the same few queries for 20 people and for 200."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shifts.choices import RosterState
from shifts.models import LeaveType, NeedPattern, ShiftChange
from shifts.tests.factories import assign, make_desk, make_roster, template
from staff.choices import Role
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
BUDGET = 15


def test_queries_do_not_grow_with_people(client_of, supervisor, lead, team):
    first = (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    roster = make_roster(team, first, state=RosterState.PUBLISHED)
    desk = make_desk("Line")
    NeedPattern.objects.create(desk=desk, template=template("D"), weekday=0, heads=1)
    office = make_agent("office", role=Role.HR, login=True)
    pages = [
        (lead, reverse("shifts:roster_seen", args=[roster.pk])),
        (supervisor, reverse("shifts:open_shift_new", args=[roster.pk])),
        (supervisor, reverse("shifts:roster_conflicts", args=[roster.pk])),
        (office, reverse("shifts:leave_type_list")),
    ]

    def grow(number: int) -> None:
        for place in range(number):
            one = make_agent(team=team)
            make_desk("Line", one)
            # A night before a day, which no rule of rest allows.
            assign(roster, one, first.replace(day=9), "N", desk)
            assign(roster, one, first.replace(day=10), "D", desk)
            ShiftChange.objects.create(roster=roster, agent=one, revision=1, cells=[])
            LeaveType.objects.create(code=f"own-{number}-{place}", name_en="Own", name_zh="自定")

    def counts() -> list[int]:
        found = []
        for person, address in pages:
            client = client_of(person)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200, address
            found.append(len(seen))
        return found

    grow(20)
    few = counts()
    grow(180)
    assert counts() == few
    assert max(few) <= BUDGET
