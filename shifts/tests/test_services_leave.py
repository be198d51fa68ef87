"""Leave keeps every rule, says why where it does not, and tells who must mend what it frees."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cstm.errors import DomainError
from shifts.choices import RosterState
from shifts.models import (
    Assignment,
    LeaveEntry,
    LeaveType,
    ShiftChange,
)
from shifts.rules.judge import judge
from shifts.rules.leave import anniversary, counted_dates, earned_half_days, half_days_taken
from shifts.selectors import allowed, attendance_inputs
from shifts.selectors import leave as leave_reads
from shifts.selectors.mine import leaders_of
from shifts.services import leave, leave_types, versions
from shifts.tests.factories import MONTH, assign, make_desk, make_roster, moment
from staff.choices import STILL
from staff.models import Block, Notice
from staff.tests.factories import make_team

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


@pytest.mark.parametrize("hired", [dt.date(2016, 7, 1), dt.date(2017, 7, 1)])
def test_a_step_after_the_last_day_earns_nothing(hired):
    # 90 of 365 days at 5 a year are 1.2 days, whether or not the tenth year would end later in the year.
    assert earned_half_days(hired, 2026, STEPS, left_on=dt.date(2026, 3, 31)) == 2


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
    shown = {each.type.code: (each.half_days, each.waiting) for each in leave_reads.balances(agent)}
    assert shown == {"annual": (10, 4), "lieu": (0, 0)}
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


def test_a_balance_is_set_right_again_after_leave_was_taken_back(published, agent, lead):
    def right():
        leave.set_right(agent, annual(), half_days=4, day=day(1), reason="carried over", actor=lead.user)

    right()
    row = leave.ask(agent, annual(), first=day(10), last=day(10), actor=agent.user)
    leave.approve(row, actor=lead.user)
    right()
    leave.withdraw(row, actor=agent.user, today=TODAY)
    right()
    assert leave_reads.balance_of(agent, annual()) == 12


def test_a_morning_off_costs_nothing_of_the_evening_shift_and_leaves_it(published, agent2, lead):
    kind = LeaveType.objects.get(code="personal")
    with pytest.raises(DomainError, match="no leave is needed"):
        leave.ask(agent2, kind, first=day(11), last=day(11), until_noon=True, actor=agent2.user)
    row = leave.ask(agent2, kind, first=day(11), last=day(12), until_noon=True, actor=agent2.user)
    leave.approve(row, actor=lead.user)
    row.refresh_from_db()
    assert (row.half_days, shift_of(agent2, 11), shift_of(agent2, 12)) == (2, "", "E")


def test_half_a_day_inside_a_shift_keeps_the_shift(published, agent, lead):
    kind = LeaveType.objects.get(code="personal")
    row = leave.ask(
        agent, kind, first=day(10), last=day(12), from_noon=True, until_noon=True, actor=agent.user
    )
    leave.approve(row, actor=lead.user)
    assert (row.half_days, [shift_of(agent, n) for n in (9, 10, 11, 12)]) == (4, ["D", "D", "", "D"])
    spans = {(each.kind, each.start_at, each.end_at) for each in Block.objects.filter(agent=agent)}
    assert spans == {
        ("busy", moment(day(10), 720), moment(day(10), 1050)),
        ("away", moment(day(10), 1050), moment(day(12), 510)),
        ("busy", moment(day(12), 510), moment(day(12), 720)),
    }
    plans = attendance_inputs.inputs([agent.pk], day(10), day(12)).plans[agent.pk]
    # The meal lies around noon, from 11:30 to 12:30.
    assert plans[day(10)].pieces[-1].end == moment(day(10), 690)
    assert plans[day(12)].pieces[0].start == moment(day(12), 750)
    board = allowed.board(published, today=TODAY)
    assert not [each for each in judge(board.built.problem, board.plan).findings if "leave" in each.rule]
    leave.withdraw(row, actor=agent.user, today=TODAY)
    assert not Block.objects.filter(agent=agent).exists()


def test_the_night_before_the_leave_is_still_worked(published, agent2, lead):
    """Over the end of the year: 31 December on duty until 02:00, leave from 1 to 2 January."""
    new_year = make_roster(published.team, dt.date(2026, 12, 1), state=RosterState.PUBLISHED)
    last = dt.date(2026, 12, 31)
    assign(new_year, agent2, last, "N", make_desk("Taobao"))
    assign(
        make_roster(published.team, dt.date(2027, 1, 1), state=RosterState.PUBLISHED),
        agent2,
        dt.date(2027, 1, 2),
        "E",
        make_desk("Taobao"),
    )
    kind = LeaveType.objects.get(code="personal")
    row = leave.ask(agent2, kind, first=dt.date(2027, 1, 1), last=dt.date(2027, 1, 2), actor=agent2.user)
    leave.approve(row, actor=lead.user)
    assert Assignment.objects.filter(agent=agent2, day=last).exists()
    assert not Assignment.objects.filter(agent=agent2, day__gt=last).exists()
    block = Block.objects.get(agent=agent2)
    assert (block.start_at, block.end_at) == (moment(last, 26 * 60), moment(dt.date(2027, 1, 3), 0))
    assert row.half_days == 2  # The first is a holiday of everybody.


def test_a_locked_month_refuses_and_planners_are_told_of_free_shifts(published, agent, lead, supervisor):
    kind = LeaveType.objects.get(code="personal")
    row = leave.ask(agent, kind, first=day(10), last=day(10), actor=agent.user)
    published.state, published.locked_at = RosterState.LOCKED, timezone.now()
    published.save()
    with pytest.raises(DomainError, match="is locked and holds"):
        leave.approve(row, actor=lead.user)
    assert not Block.objects.exists()
    published.state, published.locked_at = RosterState.PUBLISHED, None
    published.save()
    versions.save(published, kind="published", actor=supervisor.user)
    with time_machine.travel(dt.datetime(2026, 11, 2, 4, 0, tzinfo=dt.UTC), tick=False):
        leave.approve(row, actor=lead.user)
    told = Notice.objects.get(kind=leave.FREED)
    assert (told.agent, told.params["days"]) == (supervisor, ["2026-11-10"])


def test_a_balance_never_goes_below_zero_unseen(agent, lead):
    leave.set_right(agent, annual(), half_days=3, day=day(1), reason="carried over", actor=lead.user)
    with pytest.raises(DomainError, match="does not go below zero"):
        leave.set_right(agent, annual(), half_days=-4, day=day(1), reason="taken", actor=lead.user)
    leave.set_right(agent, annual(), half_days=-3, day=day(1), reason="taken", actor=lead.user)
    assert leave_reads.balance_of(agent, annual()) == 0


def test_a_leader_asks_who_leads_above(team, lead, supervisor, today):
    make_team("Care", leader=supervisor)
    assert [str(each) for each in leaders_of(lead, today)] == [str(supervisor)]


def test_leave_is_refused_with_a_sentence(published, agent, agent2, lead):
    with pytest.raises(DomainError, match="Left: "):
        leave.ask(agent, annual(), first=day(10), last=day(10), actor=agent.user)
    personal = LeaveType.objects.get(code="personal")
    row = leave.ask(agent, personal, first=day(10), last=day(12), actor=agent.user)
    with pytest.raises(DomainError, match="10 November 2026 to 12 November 2026 already"):
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


def test_types_of_leave_are_kept_in_order(agent, hr):
    agent.hired_on = dt.date(2010, 1, 1)
    agent.save()
    values = {
        "name_en": "Annual leave", "name_zh": "年假", "has_balance": True, "needs_paper": False, "paid": True,
        "accrual": [[1, 6], [10, 12]], "active": True,
    }  # fmt: skip
    leave_types.save(annual(), values, actor=hr.user)
    assert leave_types.grant(2026, today=TODAY, actor=hr.user) == 1
    assert leave_types.grant(2026, today=TODAY, actor=hr.user) == 0
    assert leave_reads.balance_of(agent, annual()) == 24
    for changed, words in (
        ({"accrual": [[10, 5], [1, 5]]}, "rising years"),
        ({"has_balance": False}, "Only a type with a balance"),
        ({"has_balance": False, "accrual": []}, "Close the type"),
    ):
        with pytest.raises(DomainError, match=words):
            leave_types.save(annual(), values | changed, actor=hr.user)
    with pytest.raises(DomainError, match="code already"):
        leave_types.save(None, values | {"code": "sick"}, actor=hr.user)
    with pytest.raises(DomainError, match="this year"):
        leave_types.grant(2030, today=TODAY, actor=hr.user)


def test_hr_keeps_types_and_balances_in_the_browser(client_of, agent, lead, hr):
    client = client_of(hr)
    assert client_of(lead).get(reverse("shifts:leave_type_list")).status_code == 403
    body = client.get(reverse("shifts:leave_type_list")).content.decode()
    assert "years of service 10: 10 days a year" in body
    said = {"code": "care", "name_en": "Care", "name_zh": "照护假", "accrual": "3 days", "active": "on"}
    refused = client.post(reverse("shifts:leave_type_new"), said)
    assert refused.status_code == 422
    assert "Line 1 is not like" in refused.content.decode()
    said |= {"accrual": "0: 3", "has_balance": "on"}
    assert client.post(reverse("shifts:leave_type_new"), said).status_code == 302
    assert LeaveType.objects.get(code="care").accrual == [[0, 3]]
    assert client.post(reverse("shifts:leave_grant"), {"year": "x"}).status_code == 302
    page = reverse("shifts:leave_balance", args=[agent.pk])
    assert client.post(page, {"type": annual().pk, "half_days": 4, "reason": "carried"}).status_code == 302
    assert leave_reads.balance_of(agent, annual()) == 8 - 4
