"""One hundred pairs of conflicting swaps and claims: one of each goes through, and nobody works twice."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.db import transaction

from shifts.choices import RequestState, RosterState
from shifts.models import Assignment, Claim, OpenShift, SwapRequest
from shifts.services import open_shifts, swaps
from shifts.tests import races
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, moment, seeds, template
from staff.models import Agent
from staff.tests.factories import make_agent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TODAY = dt.date(2026, 10, 1)
NOW = moment(TODAY, 600)


@pytest.fixture(autouse=True)
def _seeds() -> None:
    seeds()


def test_of_two_claims_of_one_shift_one_is_given(team, agent, agent2):
    roster = make_roster(team, state=RosterState.PUBLISHED)
    desk = make_desk("Taobao", agent, agent2)
    for number in range(races.PAIRS):
        day = MONTH + dt.timedelta(days=2 * (number % 14))
        Assignment.objects.all().delete()
        shift = OpenShift.objects.create(
            roster=roster, day=day, template=template("D"), desk=desk, mode="first"
        )
        outcome = races.together(
            *[partial(open_shifts.claim, shift, who, actor=who.user, now=NOW) for who in (agent, agent2)]
        )
        assert (outcome.done, outcome.refused, outcome.broken) == (1, 1, []), (number, outcome.results)
        assert Assignment.objects.count() == 1
    assert Claim.objects.filter(state=RequestState.APPROVED).count() == races.PAIRS


def test_of_two_swaps_of_one_shift_one_is_done(team, agent, agent2, lead):
    """The partner was promised two shifts of one date by two colleagues: only one can be handed over."""
    third = make_agent("third", team=team)
    desk = make_desk("Taobao", agent, agent2, third)
    roster = make_roster(team, state=RosterState.PUBLISHED)
    for number in range(races.PAIRS):
        day = MONTH + dt.timedelta(days=number % 28)
        Assignment.objects.all().delete()
        SwapRequest.objects.all().delete()
        assign(roster, agent, day, "D", desk)
        assign(roster, third, day, "E", desk)
        agreed = []
        for asker in (agent, third):
            swap = swaps.offer(asker, day, agent2, partner_day=None, actor=asker.user, today=TODAY)
            agreed.append(swaps.accept(swap, actor=agent2.user, today=TODAY))
        outcome = races.together(
            *[partial(swaps.approve, swap, actor=lead.user, today=TODAY) for swap in agreed]
        )
        assert (outcome.done, outcome.refused, outcome.broken) == (1, 1, []), (number, outcome.results)
        assert Assignment.objects.filter(day=day, agent=agent2).count() == 1
        assert Assignment.objects.filter(day=day).count() == 2


def moved(pk: int, to: Agent, met: threading.Barrier) -> None:
    """A shift handed over as a swap would be that looks first and writes then: the look is true for both."""
    free = not Assignment.objects.filter(agent=to).exists()
    met.wait(10)
    if free:
        with transaction.atomic():
            Assignment.objects.filter(pk=pk).update(agent=to)


def test_two_shifts_that_overlap_reach_one_person_only_without_the_guard(team, agent, agent2):
    """A night until 02:00 and a shift from 01:00 of the next date, both promised to one colleague."""
    third = make_agent("third", team=team)
    roster = make_roster(team, state=RosterState.PUBLISHED)
    early = template("D")

    def pairs(count: int) -> int:
        found = 0
        for number in range(count):
            Assignment.objects.all().delete()
            day = MONTH + dt.timedelta(days=number % 27)
            following = day + dt.timedelta(days=1)
            night = assign(roster, agent, day, "N")
            dawn = Assignment.objects.create(
                roster=roster, agent=third, day=following, template=early,
                start_at=moment(following, 60), end_at=moment(following, 600),
            )  # fmt: skip
            met = threading.Barrier(2)
            races.together(partial(moved, night.pk, agent2, met), partial(moved, dawn.pk, agent2, met))
            found += Assignment.objects.filter(agent=agent2).count() == 2
        return found

    assert pairs(races.PAIRS) == 0
    assert races.without_overlap_guard(lambda: pairs(5)) == 5


def test_without_the_lock_two_people_get_one_open_shift(team, agent, agent2):
    """What a claim would be that looks first and writes then: the look is true for both."""
    roster = make_roster(team, state=RosterState.PUBLISHED)
    met = threading.Barrier(2)

    def hasty(who: Agent, day: dt.date) -> None:
        free = not Assignment.objects.filter(roster=roster, day=day).exists()
        met.wait(10)
        if free:
            assign(roster, who, day, "D")

    for number in range(3):
        day = MONTH + dt.timedelta(days=number)
        races.together(partial(hasty, agent, day), partial(hasty, agent2, day))
        assert Assignment.objects.filter(day=day).count() == 2
