"""One hundred pairs of conflicting edits and publishes: each pair ends as if one had come after the other."""

import datetime as dt
import itertools
from functools import partial

import pytest
from django.db import transaction

from shifts.choices import RosterState
from shifts.models import Assignment, Roster, RosterVersion, ShiftChange
from shifts.services import cells, publish
from shifts.services.cells import Change
from shifts.tests import races
from shifts.tests.factories import MONTH, make_roster, moment, seeds, template
from staff.models import Membership, Notice
from staff.tests.factories import make_agent, make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _seeds() -> None:
    seeds()


def overlaps() -> int:
    """Pairs of shifts of one person at the same time."""
    rows = list(Assignment.objects.exclude(start_at=None).order_by("agent", "start_at"))
    return sum(
        one.agent_id == two.agent_id and two.start_at < one.end_at for one, two in itertools.pairwise(rows)
    )


def test_two_edits_of_the_same_cell_never_both_go_through(team, agent, supervisor, manager):
    roster = make_roster(team)
    day, night = template("D").pk, template("N").pk
    for number in range(races.PAIRS):
        revision = Roster.objects.get().revision
        date = MONTH + dt.timedelta(days=number % 28)
        wanted = (day, night) if number < 28 else ((night, day), (None, night), (day, None))[number // 28 - 1]
        now = dict(Assignment.objects.filter(day=date).values_list("day", "template_id")).get(date)
        wanted = tuple(each if each != now else template("E").pk for each in wanted)
        outcome = races.together(
            *[
                partial(
                    cells.edit,
                    roster.pk,
                    [Change(agent.pk, date, each)],
                    revision=revision,
                    actor=who.user,
                )
                for each, who in zip(wanted, (supervisor, manager), strict=True)
            ]
        )
        assert (outcome.done, outcome.refused, outcome.broken) == (1, 1, []), (number, outcome.results)
    assert Roster.objects.get().revision == races.PAIRS


def two_teams(agent):
    """A person in two teams whose rosters two planners edit: the revision cannot help, the guard must."""
    other = make_team("Care/Borrowed")
    early = template("D")
    early.start, early.end, early.meal_start, early.meal_end = 60, 600, None, None
    early.save()
    rosters = [make_roster(agent.memberships.get().team), make_roster(other)]
    return rosters, template("N"), early


def borrowed(agent, roster, shift, day) -> Assignment:
    """A cell written by whoever lends a person, past the services' own look."""
    with transaction.atomic():
        return Assignment.objects.create(
            roster=roster, agent=agent, day=day, template=shift,
            start_at=moment(day, shift.start), end_at=moment(day, shift.end),
        )  # fmt: skip


def test_overlaps_across_rosters_are_stopped_by_the_database_and_without_it_they_happen(agent):
    (mine, other), night, early = two_teams(agent)

    def pairs(count: int) -> int:
        found = 0
        for number in range(count):
            Assignment.objects.all().delete()
            day = MONTH + dt.timedelta(days=number % 27)
            races.together(
                partial(borrowed, agent, mine, night, day),
                partial(borrowed, agent, other, early, day + dt.timedelta(days=1)),
            )
            found += overlaps()
        return found

    assert pairs(races.PAIRS) == 0
    assert races.without_overlap_guard(lambda: pairs(5)) > 0


def test_of_two_publishes_one_goes_through_and_people_are_told_once(supervisor, manager, team):
    for number in range(races.PAIRS):
        month = dt.date(2027 + number // 12, number % 12 + 1, 1)
        person = make_agent(f"R{number}", team=team)
        roster = make_roster(team, month)
        cells.edit(roster.pk, [Change(person.pk, month, template("D").pk)], revision=0, actor=None)
        outcome = races.together(
            *[
                partial(publish.publish, roster.pk, actor=who.user, revision=1, anyway=True, reason="a test")
                for who in (supervisor, manager)
            ]
        )
        assert (outcome.done, outcome.refused, outcome.broken) == (1, 1, []), (number, outcome.results)
        Membership.objects.filter(agent=person).delete()
    assert Roster.objects.filter(state=RosterState.PUBLISHED).count() == races.PAIRS
    assert RosterVersion.objects.count() == ShiftChange.objects.count() == races.PAIRS
    assert Notice.objects.filter(kind="shifts.published").count() == races.PAIRS
