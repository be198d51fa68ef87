"""Requests at the edges of time: shifts that began, months that are locked, halves of a late shift."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from cstm.errors import DomainError
from shifts.choices import ClaimMode, RequestState, RosterState
from shifts.models import Assignment, Claim, LeaveRequest, LeaveType, OpenShift, TeamRule
from shifts.rules.leave import half_days_taken
from shifts.selectors import leave as leave_reads
from shifts.services import leave, open_shifts, rosters, swaps, versions
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, template
from staff.models import Notice

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


def day(number: int) -> dt.date:
    return MONTH.replace(day=number)


@pytest.fixture
def published(team, agent, agent2, lead, today):
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, state=RosterState.PUBLISHED)
    for number in (19, 21, 24):
        assign(roster, agent, day(number), "D", desk)
    assign(roster, agent2, day(26), "E", desk)
    return roster


def test_planners_hear_of_freed_shifts_that_have_not_begun_only(published, agent, lead, supervisor):
    kind = LeaveType.objects.get(code="personal")
    row = LeaveRequest.objects.create(agent=agent, type=kind, first=day(19), last=day(24), half_days=6)
    versions.save(published, kind="published", actor=supervisor.user)
    leave.approve(row, actor=lead.user)
    assert not Assignment.objects.filter(agent=agent).exists()
    # Noon of the 21st: the days of the 19th and of today have begun.
    told = [notice.params["days"] for notice in Notice.objects.filter(kind=leave.FREED)]
    assert told
    assert all(days == ["2026-11-24"] for days in told)


@pytest.mark.parametrize("auto", [True, False])
def test_what_began_meanwhile_is_accepted_no_more(published, agent, agent2, auto):
    if auto:
        TeamRule.objects.filter(kind="swaps").delete()
        TeamRule.objects.create(kind="swaps", params={"auto": True}, hard=True)
    swap = swaps.offer(agent, day(24), agent2, partner_day=None, actor=agent.user, today=TODAY)
    later = time_machine.travel(dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC), tick=False)
    with later, pytest.raises(DomainError, match="has begun or is over"):
        swaps.accept(swap, actor=agent2.user, today=day(24))
    swap.refresh_from_db()
    assert swap.state == RequestState.OFFERED


def test_locking_a_month_ends_what_waits_in_it_with_a_notice(published, team, agent, agent2, supervisor):
    waiting = swaps.offer(agent, day(24), agent2, partner_day=day(26), actor=agent.user, today=TODAY)
    swaps.accept(waiting, actor=agent2.user, today=TODAY)
    ahead = make_roster(team, dt.date(2026, 12, 1), state=RosterState.PUBLISHED)
    assign(ahead, agent, dt.date(2026, 12, 9), "D", make_desk("Taobao"))
    other = swaps.offer(agent, dt.date(2026, 12, 9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    shift = OpenShift.objects.create(
        roster=published, day=day(28), template=template("D"), mode=ClaimMode.FAIR,
        until=timezone.now() + dt.timedelta(days=1),
    )  # fmt: skip
    claim = Claim.objects.create(shift=shift, agent=agent2)
    Notice.objects.all().delete()
    rosters.lock(published.pk, actor=supervisor.user)
    for each in (waiting, other, claim, shift):
        each.refresh_from_db()
    assert (waiting.state, other.state, claim.state, shift.closed) == (
        RequestState.EXPIRED, RequestState.OFFERED, RequestState.EXPIRED, True,
    )  # fmt: skip
    told = {(notice.kind, notice.agent) for notice in Notice.objects.all()}
    assert {(swaps.DECIDED, agent), (swaps.DECIDED, agent2), (open_shifts.GIVEN, agent2)} <= told
    assert set(Notice.objects.filter(kind=swaps.DECIDED).first().params["answer"]) == {"en", "zh"}
    assert waiting.said.startswith("The month was locked")
    with translation.override("zh-hans"):
        assert claim.said == translation.gettext(claim.answer)


def test_the_api_lets_answer_whom_the_page_lets(published, agent, agent2, lead, stranger, client_of):
    swap = swaps.offer(agent, day(24), agent2, partner_day=None, actor=agent.user, today=TODAY)
    api, page = reverse("shifts-api:swap_one", args=[swap.pk]), reverse("shifts:swap_answer", args=[swap.pk])

    def send(person, word):
        said = {"data": json.dumps({"do": word}), "content_type": "application/json"}
        return client_of(person).post(api, **said).status_code

    assert send(agent, "accept") == 400
    client_of(agent).post(page, {"accept": "1"})
    swap.refresh_from_db()
    assert swap.state == RequestState.OFFERED
    assert send(stranger, "accept") == 404
    assert send(lead, "accept") == 200  # On behalf of somebody absent, as on the page.
    swap.refresh_from_db()
    assert swap.state == RequestState.ACCEPTED


def test_a_swap_over_two_months_says_what_to_do_instead(published, team, agent, agent2):
    ahead = make_roster(team, dt.date(2026, 12, 1), state=RosterState.PUBLISHED)
    assign(ahead, agent2, dt.date(2026, 12, 9), "D", make_desk("Taobao"))
    with pytest.raises(DomainError, match="two requests"):
        swaps.offer(agent, day(24), agent2, partner_day=dt.date(2026, 12, 9), actor=agent.user, today=TODAY)


@pytest.mark.parametrize(
    ("shift", "from_noon", "until_noon", "halves"),
    [
        (None, True, False, 1),
        (None, False, False, 2),
        ((510, 1050), True, False, 1),
        ((510, 1050), False, True, 1),
        ((1020, 1440), True, False, 2),
        ((1020, 1440), False, True, 0),
        ((1020, 1560), True, False, 2),
        ((360, 720), True, False, 0),
        ((360, 720), False, True, 2),
        ((1020, 1440), False, False, 2),
    ],
)
def test_a_half_day_costs_what_it_takes_of_the_shift(shift, from_noon, until_noon, halves):
    known = {TODAY: shift} if shift else {}
    taken = half_days_taken([TODAY], TODAY, TODAY, from_noon=from_noon, until_noon=until_noon, shifts=known)
    assert taken == halves


@pytest.mark.parametrize("letter", ["E", "N"])
def test_leave_from_noon_of_a_late_shift_costs_and_frees_all_of_it(published, agent, lead, letter):
    assign(published, agent, day(27), letter, make_desk("Taobao"))
    half = {"from_noon": True, "until_noon": False}
    assert leave_reads.cost(agent, day(27), day(27), **half) == 2
    assert leave_reads.cost(agent, day(27), day(27), from_noon=False, until_noon=True) == 0
    kind = LeaveType.objects.get(code="personal")
    row = leave.ask(agent, kind, first=day(27), last=day(27), actor=agent.user, **half)
    leave.approve(row, actor=lead.user)
    assert not Assignment.objects.filter(agent=agent, day=day(27)).exists()
