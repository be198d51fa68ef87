"""Reasons and exchanges of a shift take few queries, however many people the team has."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shifts.choices import RosterState
from shifts.tests.factories import assign, make_desk, make_roster
from staff.tests.factories import make_agent

pytestmark = pytest.mark.django_db
# The parts that come by themselves; the whole page without scripts, whose menu counts things too.
BUDGET, WHOLE = 13, 15
PART = {"HX-Request": "true"}


def test_queries_for_reasons_do_not_grow_with_the_team(client_of, agent, agent2, supervisor, team):
    first = (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    day = first.replace(day=9)
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, first, state=RosterState.PUBLISHED)
    assign(roster, agent, day, "D", desk)
    assign(roster, agent2, first.replace(day=11), "D", desk)
    own = reverse("shifts:my_day", args=[day.isoformat()])
    behalf = reverse("shifts:swap_for", args=[agent.pk]) + f"?day={day.isoformat()}"
    asked = [(agent, own, PART), (agent, f"{own}?more=1", {}), (supervisor, behalf, PART)]
    asked.append((supervisor, f"{behalf}&more=1", {}))

    def counts() -> list[int]:
        found = []
        for person, address, headers in asked:
            client = client_of(person)
            with CaptureQueriesContext(connection) as seen:
                body = client.get(address, headers=headers).content.decode()
            assert agent2.name in body
            found.append(len(seen))
        return found

    def grow(number: int) -> None:
        for _n in range(number):
            one = make_agent(team=team)
            make_desk("Taobao", one)
            assign(roster, one, day, "D", desk)

    grow(20)
    few = counts()
    grow(180)
    assert counts() == few
    assert max(few[0], few[2]) <= BUDGET
    assert max(few) <= WHOLE
