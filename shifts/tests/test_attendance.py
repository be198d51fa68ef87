"""Attendance through the services: clocked times, signs of reports, overtime, and what weeks are told."""

import datetime as dt
import ipaddress

import pytest
from auditlog.models import LogEntry

from cstm.errors import DomainError
from shifts.models import AttendanceDay, LeaveEntry, LeaveType, OvertimeEntry, Punch
from shifts.selectors import leave as leave_reads
from shifts.selectors.own_facts import own_facts
from shifts.selectors.presence import PresenceRow
from shifts.services import attendance, cells, leave, overtime, presence, publish, punches
from shifts.tests.factories import assign, make_roster, moment, template
from staff.models import Block
from staff.signals import own_facts_changed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MONDAY = dt.date(2026, 11, 16)
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def roster(team):
    return make_roster(team, state="published")


def clocked(agent, day, begin, end):
    punches.take(
        [(agent.pk, moment(day, begin), "in"), (agent.pk, moment(day, end), "out")], source="file:test"
    )


def day_of(agent, day=MONDAY) -> AttendanceDay:
    return AttendanceDay.objects.get(agent=agent, day=day)


def facts(agent, day=MONDAY):
    return next((row.facts for row in own_facts(day, day) if row.agent_id == agent.pk), None)


def test_late_is_counted_past_the_grace(agent, roster):
    assign(roster, agent, MONDAY, "D")
    clocked(agent, MONDAY, 520, 1050)
    row = day_of(agent)
    assert (row.state, row.late_minutes, row.early_minutes) == ("late", 10, 0)
    assert (row.planned_secs, row.worked_secs, row.inside_secs) == (28800, 28200, 28200)
    assert facts(agent) == {
        "shifts_n": 1, "absent_n": 0, "late_n": 1, "sched_secs": 28800, "worked_secs": 28200,
        "inadh_secs": 28200, "avail_secs": 28200, "ot_secs": 0,
    }  # fmt: skip


def test_twice_is_once_and_weeks_are_told_once(agent, roster):
    assign(roster, agent, MONDAY, "D")
    told = []

    def hear(sender, **payload):
        told.append(payload["days"])

    own_facts_changed.connect(hear)
    try:
        clocked(agent, MONDAY, 510, 1050)
        assert attendance.recompute([agent.pk], MONDAY, TUESDAY) == 0
    finally:
        own_facts_changed.disconnect(hear)
    assert told == [[MONDAY]]


def test_no_roster_means_no_fault_and_nothing_for_the_weeks(agent, roster):
    clocked(agent, MONDAY, 600, 1000)
    row = day_of(agent)
    assert (row.state, row.plan_start, row.late_minutes) == ("unplanned", None, None)
    assert facts(agent) is None
    assert not OvertimeEntry.objects.exists()


def test_a_draft_is_no_roster(agent, team):
    assign(make_roster(team), agent, MONDAY, "D")
    clocked(agent, MONDAY, 600, 1000)
    assert day_of(agent).state == "unplanned"
    assert facts(agent) is None


def test_absent_only_where_others_were_seen(agent, agent2, roster):
    assign(roster, agent, MONDAY, "D")
    assign(roster, agent2, MONDAY, "D")
    attendance.recompute([agent.pk, agent2.pk], MONDAY, MONDAY)
    assert day_of(agent).state == "unknown"
    assert facts(agent) is None
    clocked(agent2, MONDAY, 510, 1050)
    attendance.recompute([agent.pk], MONDAY, MONDAY)
    assert day_of(agent).state == "absent"
    assert (facts(agent)["absent_n"], facts(agent)["worked_secs"]) == (1, 0)


def test_leave_excuses_and_half_of_it_moves_the_plan(agent, agent2, roster):
    assign(roster, agent, MONDAY, "D")
    assign(roster, agent2, MONDAY, "D")
    values = {"kind": "away", "source": "leave"}
    Block.objects.create(
        agent=agent, start_at=moment(MONDAY, 0), end_at=moment(TUESDAY, 0), key="leave:1", **values
    )
    Block.objects.create(
        agent=agent2, start_at=moment(MONDAY, 0), end_at=moment(MONDAY, 780), key="leave:2", **values
    )
    clocked(agent2, MONDAY, 780, 1050)
    attendance.recompute([agent.pk, agent2.pk], MONDAY, MONDAY)
    assert (day_of(agent).state, facts(agent)) == ("excused", None)
    row = day_of(agent2)
    assert (row.state, row.late_minutes, row.plan_start) == ("on_time", 0, moment(MONDAY, 780))


def test_half_a_day_approved_late_takes_the_fault_back(agent, roster, lead):
    assign(roster, agent, MONDAY, "D")
    clocked(agent, MONDAY, 750, 1050)
    assert day_of(agent).state == "late"
    kind = LeaveType.objects.get(code="personal")
    row = leave.ask(agent, kind, first=MONDAY, last=MONDAY, until_noon=True, actor=agent.user)
    leave.approve(row, actor=lead.user)
    assert (day_of(agent).state, day_of(agent).late_minutes) == ("on_time", 0)


def test_signs_of_reports_stand_in_for_clocking_and_go_again(agent, roster):
    assign(roster, agent, MONDAY, "D")
    row = PresenceRow(agent.pk, MONDAY, moment(MONDAY, 505), moment(MONDAY, 1050), contacts=40)
    presence.replace_days([row], [MONDAY], source="log:1")
    assert day_of(agent).state == "on_time"
    assert presence.replace_days([row], [MONDAY], source="log:1") == 0
    presence.replace_days([], [MONDAY], source="log:1")
    assert day_of(agent).state == "unknown"


def test_a_night_that_runs_on_is_overtime_and_moves_the_next_start(agent, roster):
    assign(roster, agent, MONDAY, "N")
    assign(roster, agent, TUESDAY, "D")
    clocked(agent, MONDAY, 1020, 1610)
    clocked(agent, TUESDAY, 825, 1050)
    night, day = day_of(agent), day_of(agent, TUESDAY)
    assert night.extended_to == moment(MONDAY, 1610)
    entry = OvertimeEntry.objects.get()
    assert (entry.minutes, entry.day_kind, entry.source, entry.day) == (50, "workday", "extension", MONDAY)
    assert (day.plan_start, day.state, day.late_minutes) == (moment(TUESDAY, 170 + 660), "on_time", 0)
    assert facts(agent)["ot_secs"] == 3000


def test_work_on_a_rest_day_is_overtime_of_a_rest_day_and_split_by_a_holiday(agent, roster, team):
    assign(roster, agent, MONDAY, "-")
    clocked(agent, MONDAY, 600, 720)
    assert [(row.minutes, row.day_kind) for row in OvertimeEntry.objects.all()] == [(120, "rest_day")]
    october = make_roster(team, month=dt.date(2026, 9, 1), state="published")
    eve = dt.date(2026, 9, 30)
    assign(october, agent, eve, "E")
    clocked(agent, eve, 1020, 1440 + 30)
    parts = OvertimeEntry.objects.filter(day=eve)
    assert [(row.minutes, row.day_kind) for row in parts] == [(30, "statutory")]


def test_overtime_is_decided_once_and_corrected_by_difference(agent, roster, lead):
    assign(roster, agent, MONDAY, "D")
    clocked(agent, MONDAY, 510, 1110)
    entry = OvertimeEntry.objects.get()
    assert entry.minutes == 60
    clocked(agent, MONDAY, 1111, 1120)
    entry.refresh_from_db()
    assert entry.minutes == 70
    overtime.decide(entry.pk, state="paid", actor=None, by=lead)
    overtime.decide(entry.pk, state="paid", actor=None, by=lead)
    with pytest.raises(DomainError):
        overtime.decide(entry.pk, state="lieu", actor=None, by=lead)
    assert overtime.mark_paid([entry.pk], "2026-11") == 1
    assert overtime.mark_paid([entry.pk], "2026-11") == 0
    with pytest.raises(DomainError):
        overtime.mark_paid([entry.pk], "2026-12")
    Punch.objects.filter(at__gt=moment(MONDAY, 1110)).delete()
    attendance.recompute([agent.pk], MONDAY, MONDAY)
    difference = OvertimeEntry.objects.get(corrects=entry)
    assert (difference.minutes, difference.state) == (-10, "open")
    attendance.recompute([agent.pk], MONDAY, MONDAY)
    assert OvertimeEntry.objects.count() == 2


def test_overtime_set_right_by_hand_outlives_what_is_computed(agent, roster, lead):
    """Open, then paid: the hand's difference stands, and only what is found otherwise is added to it."""

    def minutes():
        return list(OvertimeEntry.objects.order_by("pk").values_list("minutes", flat=True))

    assign(roster, agent, MONDAY, "D")
    clocked(agent, MONDAY, 510, 1140)
    entry = OvertimeEntry.objects.get()
    overtime.correct(entry.pk, minutes=60, reason="a meal of half an hour", actor=lead.user)
    attendance.recompute([agent.pk], MONDAY, MONDAY)
    assert minutes() == [60]
    overtime.decide(entry.pk, state="paid", actor=None, by=lead)
    overtime.correct(entry.pk, minutes=50, reason="and ten more", actor=lead.user)
    attendance.recompute([agent.pk], MONDAY, MONDAY)
    assert minutes() == [60, -10]
    assert not LogEntry.objects.filter(additional_data__action="overtime.recompute").exists()
    clocked(agent, MONDAY, 1141, 1145)
    assert minutes() == [60, -5]
    told = LogEntry.objects.get(additional_data__action="overtime.recompute")
    assert told.changes["minutes"] == [50, 55]
    Punch.objects.all().delete()
    attendance.recompute([agent.pk], MONDAY, MONDAY)
    assert minutes() == [60, -60]


def test_time_in_lieu_brings_half_days_and_holidays_are_paid(agent, lead):
    def entry(minutes, day, kind="workday"):
        return overtime.enter(agent, day=day, minutes=minutes, day_kind=kind, reason="sale", actor=None)

    first, second = entry(200, MONDAY), entry(100, TUESDAY)

    def lieu():
        held = next(each for each in leave_reads.balances(agent) if each.type.code == "lieu")
        return held.half_days, held.lieu

    overtime.decide(first.pk, state="lieu", actor=None, by=lead)
    assert not LeaveEntry.objects.exists()
    assert lieu() == (0, "3 h 20 min, not yet half a day (4 h)")
    overtime.decide(second.pk, state="lieu", actor=None, by=lead)
    assert LeaveEntry.objects.get().half_days == 1
    assert lieu() == (1, "5 h, of which 1 h are not yet half a day (4 h)")
    holiday = entry(60, MONDAY, "statutory")
    with pytest.raises(DomainError):
        overtime.decide(holiday.pk, state="lieu", actor=None, by=lead)
    with pytest.raises(DomainError):
        overtime.decide(holiday.pk, state="paid", actor=None, by=agent)
    with pytest.raises(DomainError):
        overtime.decide(holiday.pk, state="refused", actor=None, by=lead)
    fixed = overtime.correct(second.pk, minutes=40, reason="counted twice", actor=None)
    assert (fixed.minutes, fixed.corrects) == (-60, second)
    overtime.decide(fixed.pk, state="lieu", actor=None, by=lead)
    assert sum(LeaveEntry.objects.values_list("half_days", flat=True)) == 1


def test_clocking_twice_is_once_and_only_from_allowed_addresses(agent, roster, settings):
    now = moment(MONDAY, 510)
    first = punches.clock(agent, kind="in", address="203.0.113.7", now=now)
    assert punches.clock(agent, kind="in", address="203.0.113.7", now=now + dt.timedelta(seconds=40)) == first
    punches.clock(agent, kind="out", address="203.0.113.7", now=now + dt.timedelta(seconds=50))
    assert Punch.objects.count() == 2
    settings.CLOCK_ADDRESSES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8::/32")]
    for address, fine in [("10.3.4.5", True), ("::ffff:10.3.4.5", True), ("2001:db8::1", True), ("", False)]:
        assert punches.may_clock_from(address) is fine
    with pytest.raises(DomainError):
        punches.clock(agent, kind="in", address="203.0.113.7", now=moment(TUESDAY, 510))


def test_entries_by_hand_want_a_reason_and_another_person(agent, lead, roster):
    assign(roster, agent, MONDAY, "D")
    with pytest.raises(DomainError):
        punches.enter(agent, at=moment(MONDAY, 510), kind="in", reason=" ", actor=lead.user)
    with pytest.raises(DomainError):
        punches.enter(agent, at=moment(MONDAY, 510), kind="in", reason="x", actor=agent.user)
    with pytest.raises(DomainError):
        punches.enter(
            agent, at=moment(MONDAY + dt.timedelta(days=9), 510), kind="in", reason="x", actor=lead.user
        )
    row = punches.enter(agent, at=moment(MONDAY, 510), kind="in", reason="forgot", actor=lead.user)
    assert day_of(agent).start_at == row.at
    punches.take_back(row, reason="wrong person", actor=lead.user)
    assert day_of(agent).state == "unknown"


def test_a_roster_that_changes_afterwards_is_followed(agent, team, supervisor):
    draft = make_roster(team)
    assign(draft, agent, MONDAY, "D")
    clocked(agent, MONDAY, 540, 1050)
    assert day_of(agent).state == "unplanned"
    publish.publish(draft.pk, actor=supervisor.user, revision=0, anyway=True, reason="late")
    assert day_of(agent).late_minutes == 30
    draft.refresh_from_db()
    rest = cells.Change(agent.pk, MONDAY, template("-").pk)
    cells.edit(draft.pk, [rest], revision=draft.revision, actor=supervisor.user)
    assert (day_of(agent).state, day_of(agent).late_minutes) == ("unplanned", None)
