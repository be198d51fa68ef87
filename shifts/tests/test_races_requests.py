"""One hundred pairs of conflicting swaps and claims: one of each goes through, and nobody works twice."""

import datetime as dt
from functools import partial

import pytest

from shifts.choices import RequestState, RosterState
from shifts.models import Assignment, Claim, OpenShift, SwapRequest
from shifts.services import open_shifts, swaps
from shifts.tests import races
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, moment, seeds, template
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
