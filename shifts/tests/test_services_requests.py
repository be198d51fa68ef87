"""Leave, wishes, swaps and open shifts keep every rule, and say why where they do not."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cstm.errors import DomainError
from shifts.choices import ClaimMode, RequestState, RosterState, WishKind
from shifts.models import (
    Assignment,
    Claim,
    FairnessMonth,
    LeaveEntry,
    LeaveType,
    RosterEdit,
    ShiftChange,
    TeamRule,
)
from shifts.rules.leave import anniversary, counted_dates, earned_half_days, half_days_taken
from shifts.selectors import allowed
from shifts.selectors import leave as leave_reads
from shifts.selectors.mine import now_and_next
from shifts.services import leave, open_shifts, swaps, wishes
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, moment, template
from staff.choices import STILL
from staff.models import Block, Notice

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 2)
STEPS = [[1, 5], [10, 10], [20, 15]]


def day(number: int) -> dt.date:
    return MONTH.replace(day=number)


@pytest.fixture
def published(team, agent, agent2, lead):
    """A published month: the two agents at one desk, days against evenings in the week from the 9th."""
    desk = make_desk("Taobao", agent, agent2)
    roster = make_roster(team, state=RosterState.PUBLISHED)
    for number in range(9, 14):
        assign(roster, agent, day(number), "D", desk)
    for number in range(11, 16):
        assign(roster, agent2, day(number), "E", desk)
    return roster


def shift_of(person, number: int) -> str:
    row = Assignment.objects.filter(agent=person, day=day(number)).first()
    return row.template.code_en if row else ""


# Leave.


@pytest.mark.parametrize(
    ("from_noon", "until_noon", "taken"),
    [(False, False, 6), (True, False, 5), (False, True, 5), (True, True, 4)],
)
def test_half_days_of_three_days(from_noon, until_noon, taken):
    days = [day(9), day(10), day(11)]
    assert half_days_taken(days, day(9), day(11), from_noon=from_noon, until_noon=until_noon) == taken


def test_rest_on_the_roster_costs_nothing_and_a_rostered_sunday_does():
    counted = counted_dates(
        day(13), day(16), rostered={day(15)}, resting={day(13)}, workdays={day(13), day(16)}
    )
    assert counted == (day(15), day(16))


@pytest.mark.parametrize(
    ("hired", "year", "days"),
    [
        (dt.date(2026, 3, 1), 2026, 0),
        (dt.date(2025, 7, 1), 2026, 2),
        (dt.date(2020, 1, 1), 2026, 5),
        (dt.date(2016, 7, 2), 2026, 7),
        (dt.date(2000, 5, 5), 2026, 15),
    ],
)
def test_a_year_earns_by_years_of_service(hired, year, days):
    assert earned_half_days(hired, year, STEPS, left_on=STILL) == 2 * days


@given(st.dates(dt.date(1990, 1, 1), dt.date(2025, 12, 31)), st.integers(2020, 2030))
def test_nobody_earns_less_by_staying_longer(hired, year):
    short = earned_half_days(hired, year, STEPS, left_on=dt.date(year, 6, 30))
    whole = earned_half_days(hired, year, STEPS, left_on=STILL)
    assert 0 <= short <= whole <= 30
    assert (
        earned_half_days(hired, year + 1, STEPS, left_on=STILL) >= whole or anniversary(hired, 1).year > year
    )


def annual() -> LeaveType:
    return LeaveType.objects.get(code="annual")


def test_leave_is_asked_approved_and_comes_back(published, agent, lead):
    leave.set_right(agent, annual(), half_days=10, day=day(1), reason="carried over", actor=lead.user)
    row = leave.ask(agent, annual(), first=day(10), last=day(11), actor=agent.user)
    assert row.half_days == 4
    assert Notice.objects.filter(agent=lead, kind=leave.ASKED).count() == 1
    assert [(each.day, each.shift) for each in leave_reads.impact(row)] == [
        (day(10), "Day"),
        (day(11), "Day"),
    ]
    leave.approve(row, actor=lead.user)
    assert leave_reads.balance_of(agent, annual()) == 6
    assert [shift_of(agent, n) for n in (9, 10, 11, 12)] == ["D", "", "", "D"]
    block = Block.objects.get(agent=agent)
    assert (block.start_at, block.end_at) == (moment(day(10), 0), moment(day(12), 0))
    assert ShiftChange.objects.filter(agent=agent, roster=published).exists()
    leave.withdraw(row, actor=agent.user, today=TODAY)
    assert leave_reads.balance_of(agent, annual()) == 10
    assert not Block.objects.exists()


def test_a_morning_off_leaves_the_evening_shift(published, agent2, lead):
    row = leave.ask(
        agent2,
        LeaveType.objects.get(code="personal"),
        first=day(11),
        last=day(11),
        until_noon=True,
        actor=agent2.user,
    )
    leave.approve(row, actor=lead.user)
    assert (row.half_days, shift_of(agent2, 11)) == (1, "E")


def test_leave_is_refused_with_a_sentence(published, agent, agent2, lead):
    with pytest.raises(DomainError, match="are left"):
        leave.ask(agent, annual(), first=day(10), last=day(10), actor=agent.user)
    personal = LeaveType.objects.get(code="personal")
    row = leave.ask(agent, personal, first=day(10), last=day(12), actor=agent.user)
    with pytest.raises(DomainError, match="2026-11-10 to 2026-11-12 already"):
        leave.ask(agent, personal, first=day(12), last=day(13), actor=agent.user)
    with pytest.raises(DomainError, match="own leave"):
        leave.approve(row, actor=agent.user)
    with pytest.raises(DomainError, match="Say why"):
        leave.refuse(row, actor=lead.user, answer=" ")
    leave.refuse(row, actor=lead.user, answer="Too many are away.")
    with pytest.raises(DomainError, match="decided already"):
        leave.approve(row, actor=lead.user)
    sick = leave.ask(agent, LeaveType.objects.get(code="sick"), first=day(10), last=day(10), actor=agent.user)
    with pytest.raises(DomainError, match="needs a paper"):
        leave.approve(sick, actor=lead.user)
    with pytest.raises(DomainError, match="PDF"):
        leave.attach(sick, SimpleUploadedFile("a.pdf", b"<html>"), actor=agent.user)
    leave.attach(sick, SimpleUploadedFile("a.exe", b"%PDF-1.4 x"), actor=agent.user)
    sick.refresh_from_db()
    assert sick.paper.name.endswith(".pdf")
    leave.approve(sick, actor=lead.user)


def test_a_year_is_granted_once(agent, agent2):
    agent.hired_on = dt.date(2020, 1, 1)
    agent.save()
    assert leave.accrue(2026, kind=annual()) == 1
    assert leave.accrue(2026, kind=annual()) == 0
    assert LeaveEntry.objects.get().half_days == 10


# Wishes.


def test_wishes_end_with_the_closing_date_and_with_publication(team, agent):
    roster = make_roster(team)
    roster.requests_until = TODAY
    roster.save()
    wishes.wish(agent, day(9), WishKind.OFF, actor=agent.user, today=TODAY)
    with pytest.raises(DomainError, match="taken until 2026-11-02"):
        wishes.wish(agent, day(10), WishKind.OFF, actor=agent.user, today=day(3))
    roster.state, roster.published_at = RosterState.PUBLISHED, timezone.now()
    roster.save()
    with pytest.raises(DomainError, match="is out"):
        wishes.take_back(agent, day(9), actor=agent.user, today=TODAY)


def test_a_month_takes_eight_wishes(team, agent):
    make_roster(team)
    for number in range(9, 17):
        wishes.wish(agent, day(number), WishKind.ON, template=template("E"), actor=agent.user, today=TODAY)
    wishes.wish(agent, day(9), WishKind.OFF, actor=agent.user, today=TODAY)
    with pytest.raises(DomainError, match="At most 8"):
        wishes.wish(agent, day(17), WishKind.OFF, actor=agent.user, today=TODAY)


def test_wishes_say_whether_they_were_met(published, agent):
    published.state = RosterState.DRAFT
    published.save()
    wishes.wish(agent, day(9), WishKind.OFF, actor=agent.user, today=TODAY)
    wishes.wish(agent, day(10), WishKind.ON, template=template("D"), actor=agent.user, today=TODAY)
    wishes.wish(agent, day(14), WishKind.OFF, actor=agent.user, today=TODAY)
    assert wishes.mark_met(published) == 2


# Swaps.


def test_a_named_partner_is_accepted_and_the_swap_is_one_edit(published, agent, agent2, lead):
    board = allowed.board(published, today=TODAY)
    named = {(each.agent_id, each.day) for each in allowed.partners(board, agent.pk, day(9))}
    assert (agent2.pk, day(14)) in named
    swap = swaps.offer(agent, day(9), agent2, partner_day=day(14), actor=agent.user, today=TODAY)
    assert Notice.objects.filter(agent=agent2, kind=swaps.OFFERED).exists()
    swaps.accept(swap, actor=agent2.user, today=TODAY)
    assert shift_of(agent, 9) == "D"
    swaps.approve(swap, actor=lead.user, today=TODAY)
    assert (shift_of(agent, 9), shift_of(agent2, 9), shift_of(agent, 14), shift_of(agent2, 14)) == (
        "",
        "D",
        "E",
        "",
    )
    assert RosterEdit.objects.filter(roster=published).count() == 1
    assert set(ShiftChange.objects.values_list("agent_id", flat=True)) == {agent.pk, agent2.pk}


def test_every_named_partner_keeps_the_rules(published, agent, agent2):
    board = allowed.board(published, today=TODAY)
    for number in range(9, 14):
        for each in allowed.partners(board, agent.pk, day(number)):
            swap = swaps.offer(
                agent, day(number), agent2, partner_day=each.day, actor=agent.user, today=TODAY
            )
            swaps.withdraw(swap, actor=agent.user)


def test_a_swap_that_breaks_rest_names_the_rule(published, agent, agent2):
    Assignment.objects.filter(agent=agent2, day=day(11)).delete()
    assign(published, agent2, day(8), "N", make_desk("Taobao"))
    with pytest.raises(DomainError, match="rest between shifts"):
        swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)


def test_a_roster_that_changed_meanwhile_stops_the_swap(published, agent, agent2, lead):
    swap = swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    swaps.accept(swap, actor=agent2.user, today=TODAY)
    Assignment.objects.filter(agent=agent, day=day(9)).update(template=template("E"))
    with pytest.raises(DomainError, match="changed since"):
        swaps.approve(swap, actor=lead.user, today=TODAY)
    with pytest.raises(DomainError, match="own swap"):
        swaps.approve(swap, actor=agent2.user, today=TODAY)


def test_a_rule_may_let_swaps_pass_by_themselves(published, agent, agent2):
    TeamRule.objects.filter(kind="swaps").update(params={"auto": True})
    swap = swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    swap = swaps.accept(swap, actor=agent2.user, today=TODAY)
    assert (swap.state, shift_of(agent2, 9)) == (RequestState.APPROVED, "D")


def test_a_leader_asks_for_who_is_absent_and_old_offers_end(published, agent, agent2, lead):
    swap = swaps.offer(agent, day(9), agent2, partner_day=None, actor=lead.user, today=TODAY)
    assert swap.on_behalf_by == lead
    with pytest.raises(DomainError, match="offered already"):
        swaps.offer(agent, day(9), agent2, partner_day=None, actor=agent.user, today=TODAY)
    assert swaps.expire(day(10)) == 1


# Open shifts.


def test_first_come_gets_it_and_the_next_is_told(published, agent, agent2, lead):
    desk = make_desk("Taobao")
    row = open_shifts.open_shift(
        published, day(18), template("D"), desk, actor=lead.user, now=moment(TODAY, 540)
    )
    assert set(Notice.objects.filter(kind=open_shifts.OPENED).values_list("agent_id", flat=True)) == {
        agent.pk,
        agent2.pk,
    }
    now = moment(TODAY, 600)
    assert open_shifts.claim(row, agent, actor=agent.user, now=now).state == RequestState.APPROVED
    assert shift_of(agent, 18) == "D"
    with pytest.raises(DomainError, match="taken"):
        open_shifts.claim(row, agent2, actor=agent2.user, now=now)


def test_fairness_gives_to_who_owes_most(published, agent, agent2, lead):
    for person, share in ((agent, 0), (agent2, 300)):
        FairnessMonth.objects.create(
            team=published.team, agent=person, month=dt.date(2026, 10, 1), burden="evening", worked=1,
            share_hundredths=share, present_minutes=9600,
        )  # fmt: skip
    until = moment(TODAY, 900)
    row = open_shifts.open_shift(
        published, day(18), template("E"), make_desk("Taobao"), mode=ClaimMode.FAIR, until=until,
        actor=lead.user, now=moment(TODAY, 540),
    )  # fmt: skip
    for person in (agent, agent2):
        open_shifts.claim(row, person, actor=person.user, now=moment(TODAY, 600))
    assert open_shifts.settle(row, now=until - dt.timedelta(minutes=1)) == 0
    assert open_shifts.settle(row, now=until) == 1
    assert open_shifts.settle(row, now=until) == 0
    assert dict(Claim.objects.values_list("agent__name", "state")) == {
        agent2.name: RequestState.APPROVED,
        agent.name: RequestState.EXPIRED,
    }


def test_who_works_already_or_lacks_the_desk_cannot_claim(published, agent, stranger, lead):
    row = open_shifts.open_shift(
        published,
        day(9),
        template("E"),
        make_desk("Taobao"),
        heads=2,
        actor=lead.user,
        now=moment(TODAY, 540),
    )
    now = moment(TODAY, 600)
    with pytest.raises(DomainError, match="already"):
        open_shifts.claim(row, agent, actor=agent.user, now=now)
    with pytest.raises(DomainError, match="lines and stores"):
        open_shifts.claim(row, stranger, actor=stranger.user, now=now)


def test_now_and_next_across_midnight(published, agent):
    assign(published, agent, day(20), "N")
    found = now_and_next(agent.pk, moment(day(21), 60))
    assert found.running is not None
    assert found.running.day == day(20)
    found = now_and_next(agent.pk, moment(day(20), 600))
    assert found.running is None
    assert found.following is not None
