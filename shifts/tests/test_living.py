"""The handover book, the talk about attendance, dispatch, sheets of times, and who needs care."""

import csv
import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cstm.errors import DomainError
from cstm.spreadsheets import FileRefused
from shifts.models import Assignment, AttendanceDay, HandoverItem, Need, OvertimeEntry, Punch, ShiftTemplate
from shifts.selectors import dispatch as dispatch_reads
from shifts.selectors import handover as handover_reads
from shifts.selectors.cover import cover
from shifts.selectors.own_facts import own_facts
from shifts.selectors.wellbeing import by_kind, who_needs_care
from shifts.services import attendance_talk, dispatch, handover, overtime_export, punch_files, punches
from shifts.tests.factories import assign, make_desk, make_roster, moment
from staff.models import Certificate, Desk, Notice, Qualification
from staff.tests.factories import make_store, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MONDAY = dt.date(2026, 11, 16)
TUESDAY = MONDAY + dt.timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def store(db):
    return make_store("Lotus")


@pytest.fixture
def desk(store, agent, agent2):
    found = make_desk("Lotus desk", agent, agent2)
    found.stores.add(store)
    return found


@pytest.fixture
def roster(team):
    return make_roster(team, state="published")


@pytest.fixture
def day_and_night(roster, desk, agent, agent2):
    """One works the day, the other the on-duty shift after it."""
    assign(roster, agent, MONDAY, "D", desk)
    assign(roster, agent2, MONDAY, "N", desk)


def written(store, agent, at=600, **values) -> HandoverItem:
    values = {"kind": "buyer", "title": "Call back", **values}
    return handover.write(store, by=agent, values=values, actor=None, now=moment(MONDAY, at))


def test_the_next_shift_is_told_and_accepts_in_time(store, day_and_night, agent, agent2):
    item = written(store, agent)
    assert item.accept_by == moment(MONDAY, 1020 + 30)
    assert Notice.objects.get(kind="shifts.handover").agent == agent2
    with pytest.raises(DomainError):
        handover.accept(item.pk, by=agent, actor=None, now=moment(MONDAY, 1000))
    with pytest.raises(DomainError):
        handover.accept(item.pk, by=agent2, actor=None, now=moment(MONDAY, 700))
    handover.accept(item.pk, by=agent2, actor=None, now=moment(MONDAY, 1021))
    again = handover.accept(item.pk, by=agent2, actor=None, now=moment(MONDAY, 1025))
    assert again.accepted_at == moment(MONDAY, 1021)
    assert [note.step for note in handover_reads.notes(item)] == ["written", "accepted"]


def test_late_acceptance_shows(store, day_and_night, agent, agent2):
    item = written(store, agent)
    handover.accept(item.pk, by=agent2, actor=None, now=moment(MONDAY, 1100))
    assert "50" in handover_reads.notes(item).last().text


def test_it_is_carried_until_somebody_closes_it(store, roster, day_and_night, desk, agent, agent2):
    assign(roster, agent, TUESDAY, "D", desk)
    item = written(store, agent)
    handover.accept(item.pk, by=agent2, actor=None, now=moment(MONDAY, 1021))
    assert handover.carry(moment(MONDAY, 1500)) == 0
    assert handover.carry(moment(MONDAY, 1570)) == 1
    assert handover.carry(moment(MONDAY, 1571)) == 0
    item.refresh_from_db()
    assert (item.state, item.carried, item.accepted_by) == ("open", 1, None)
    assert item.accept_by == moment(TUESDAY, 540)
    handover.accept(item.pk, by=agent, actor=None, now=moment(TUESDAY, 520))
    with pytest.raises(DomainError):
        handover.close(item.pk, by=agent, text="", actor=None)
    handover.close(item.pk, by=agent, text="Paid back", actor=None)
    assert handover.carry(moment(TUESDAY, 2000)) == 0
    with pytest.raises(DomainError):
        handover.accept(item.pk, by=agent2, actor=None, now=moment(TUESDAY, 1000))


def test_what_a_shift_lets_lie_is_told_to_the_one_after_it(store, roster, day_and_night, desk, agent, agent2):
    item = written(store, agent, title="买家等退款")
    assign(roster, agent, TUESDAY, "D", desk)
    assert handover.carry(moment(MONDAY, 1100)) == 0  # Late, and the night still may accept it.
    assert handover.carry(moment(TUESDAY, 515)) == 1
    assert handover.carry(moment(TUESDAY, 515)) == 0
    item.refresh_from_db()
    assert (item.state, item.carried, item.accept_by) == ("open", 1, moment(TUESDAY, 540))
    assert Notice.objects.filter(agent=agent, kind="shifts.handover").count() == 1
    handover.accept(item.pk, by=agent, actor=None, now=moment(TUESDAY, 555))
    handover.close(item.pk, by=agent, text="已退款 320 元", actor=None)
    steps = [(note.step, note.text) for note in handover_reads.notes(item)]
    assert steps == [("written", ""), ("missed", ""), ("accepted", "15"), ("closed", "已退款 320 元")]
    for text in ("等退款", "320 元"):
        assert list(handover_reads.items([store.pk], text=text)) == [item]
    assert not handover_reads.items([store.pk], text="15").exists()


def test_without_a_roster_whoever_serves_the_store_accepts(store, desk, agent, agent2, stranger):
    item = written(store, agent)
    assert item.accept_by == moment(MONDAY, 600 + 720)
    with pytest.raises(DomainError):
        handover.accept(item.pk, by=stranger, actor=None, now=moment(MONDAY, 700))
    handover.accept(item.pk, by=agent2, actor=None, now=moment(MONDAY, 700))


def test_the_book_is_searched(store, desk, agent):
    first = written(store, agent, order_no="TB-77")
    second = written(store, agent, title="Refund promised", kind="promise")
    handover.close(second.pk, by=agent, text="done", actor=None)

    def found(**asked):
        return list(handover_reads.items([store.pk], **asked))

    assert found(text="tb-77") == [first]
    assert found(kind="promise") == [second]
    assert found(state="standing") == [first]
    assert found(first=dt.date(2026, 11, 22)) == []
    assert handover_reads.items([], text="tb").count() == 0


def late_day(agent, roster) -> AttendanceDay:
    assign(roster, agent, MONDAY, "D")
    punches.take([(agent.pk, moment(MONDAY, 540), "in"), (agent.pk, moment(MONDAY, 1050), "out")], source="f")
    return AttendanceDay.objects.get(agent=agent)


def test_a_reason_is_answered_before_anything_counts_as_excused(agent, lead, roster):
    row = late_day(agent, roster)
    paper = SimpleUploadedFile("ticket.png", PNG)
    attendance_talk.explain(row.pk, reason="Metro stood still", upload=paper, actor=agent.user)
    assert Notice.objects.get(agent=lead).kind == "shifts.attendance_reason"
    with pytest.raises(DomainError):
        attendance_talk.answer(row.pk, excused=True, words="", by=agent, actor=agent.user)
    with pytest.raises(DomainError):
        attendance_talk.answer(row.pk, excused=False, words=" ", by=lead, actor=lead.user)
    (before,) = own_facts(MONDAY, MONDAY)
    row = attendance_talk.answer(row.pk, excused=True, words="Fine", by=lead, actor=lead.user)
    (after,) = own_facts(MONDAY, MONDAY)
    assert (before.facts["late_n"], after.facts["late_n"]) == (1, 0)
    assert row.evidence.name.startswith("attendance/")
    assert "ticket" not in row.evidence.name
    with pytest.raises(DomainError):
        attendance_talk.explain(row.pk, reason="more", upload=None, actor=agent.user)


def test_the_reason_of_a_leader_goes_to_whoever_leads_above(lead, supervisor, roster):
    make_team("Care", leader=supervisor)
    row = late_day(lead, roster)
    attendance_talk.explain(row.pk, reason="Metro stood still", upload=None, actor=lead.user)
    assert [each.agent for each in Notice.objects.filter(kind="shifts.attendance_reason")] == [supervisor]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", b""), ("a.html", b"<script>"), ("a.png", b"<script>"), ("a.svg", b"<svg/>")],
)
def test_only_pictures_and_pdf_are_papers(agent, roster, name, content):
    row = late_day(agent, roster)
    with pytest.raises(DomainError):
        attendance_talk.explain(
            row.pk, reason="x", upload=SimpleUploadedFile(name, content), actor=agent.user
        )
    row.refresh_from_db()
    assert (row.reason, row.evidence.name) == ("", "")


def test_past_the_curfew_counts_only_once_somebody_checked_why(agent, lead, roster):
    assign(roster, agent, MONDAY, "N")
    punches.take(
        [(agent.pk, moment(MONDAY, 1020), "in"), (agent.pk, moment(MONDAY, 1650), "out")], source="f"
    )
    row = AttendanceDay.objects.get(agent=agent)
    assert OvertimeEntry.objects.get().minutes == 60
    assert attendance_talk.beyond_minutes(row) == 30
    with pytest.raises(DomainError):
        attendance_talk.check_beyond(row.pk, accepted=True, by=lead, actor=lead.user)
    attendance_talk.say_beyond(row.pk, reason="Server down", actor=agent.user)
    with pytest.raises(DomainError):
        attendance_talk.check_beyond(row.pk, accepted=True, by=agent, actor=agent.user)
    assert OvertimeEntry.objects.count() == 1
    assert attendance_talk.check_beyond(row.pk, accepted=True, by=lead, actor=lead.user) == 30
    assert OvertimeEntry.objects.get(source="beyond_curfew").minutes == 30


def test_a_desk_gets_help_from_whom_it_may(agent, supervisor, day_and_night, desk, store):
    other = make_desk("Peony desk")
    gate = Certificate.objects.create(code="red-line", name_en="Red lines", name_zh="红线")
    other.certificates.add(gate)

    def send(begin, end, to=other):
        return dispatch.move(
            agent, day=MONDAY, desk=to, start_at=moment(MONDAY, begin), end_at=moment(MONDAY, end),
            why="rush", by=supervisor, actor=supervisor.user,
        )  # fmt: skip

    with pytest.raises(DomainError, match="Red lines"):
        send(600, 720)
    Qualification.objects.create(agent=agent, certificate=gate, valid_from=MONDAY)
    for begin, end, to in [(480, 600, other), (720, 600, other), (600, 720, desk)]:
        with pytest.raises(DomainError):
            send(begin, end, to)
    send(600, 720)
    with pytest.raises(DomainError):
        send(660, 780)
    dispatch.meet(
        [agent],
        kind="training",
        start_at=moment(MONDAY, 900),
        end_at=moment(MONDAY, 960),
        title="Peony",
        actor=None,
    )
    day = dispatch_reads.day_of(None, MONDAY)
    heads = {one.name: {hour.hour: (hour.before, hour.after) for hour in one.hours} for one in day.desks}
    assert heads["Lotus desk"][10] == (1, 0)
    assert heads["Peony desk"][10] == (0, 1)
    assert heads["Lotus desk"][15] == (1, 0)
    assert heads["Lotus desk"][16] == (1, 1)
    assert Notice.objects.filter(agent=agent, kind="shifts.dispatch").count() == 1
    # The hour strip of the roster says the same as the page of the day.
    kinds = {each.pk: each for each in ShiftTemplate.objects.all()}
    for each in (desk, other):
        strip = cover([MONDAY], [each.pk], kinds)[MONDAY]
        assert {slot.hour: slot.present for slot in strip.slots} == {
            hour: after for hour, (_before, after) in heads[each.name].items()
        }
    both = cover([MONDAY], Desk.objects.all(), kinds, seen=True)[MONDAY]
    assert [slot.present for slot in both.slots][:9] == [1, 1, 1, 1, 1, 1, 1, 0, 1]
    # Minutes of a training are paid ones: the shift is as long as it was.
    assert Assignment.objects.get(agent=agent, day=MONDAY).paid_minutes == 480


def test_what_a_desk_has_to_spare_fills_no_gap_of_another(roster, agent, agent2):
    full, short = make_desk("Lotus desk", agent, agent2), make_desk("Peony desk")
    for person in (agent, agent2):
        assign(roster, person, MONDAY, "D", full)
    for desk in (full, short):
        Need.objects.create(desk=desk, day=MONDAY, start=600, minutes=60, heads=1)
    kinds = {each.pk: each for each in ShiftTemplate.objects.all()}
    day = cover([MONDAY], [full.pk, short.pk], kinds)[MONDAY]
    ten = next(slot for slot in day.slots if slot.hour == 10)
    assert (ten.present, ten.need, ten.missing, ten.state) == (2, 2, 1, "k")
    assert day.gaps == [("10:00", "11:00", 1, 2, 2)]
    assert day.most_missing == 1


def sheet(folder, text, name="times.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_sheets_of_times_name_each_fault_and_are_taken_once(tmp_path, agent, agent2, stranger):
    text = (
        "工号,日期,上班,下班\n"
        "agent,2026-11-16,08:31,17:30\nagent2,2026-11-16,17:00,02:10\nnobody,2026-11-16,08:30,17:30\n"
        "agent,2026-13-40,08:30,17:30\nagent,2026-11-17,,\nagent,2026-11-30,08:30,\nstranger,2026-11-16,09:00,18:00\n"
        ",2026-11-16,09:00,\nagent,2026-11-18,soon,17:00\n"
    )
    path = sheet(tmp_path, text)
    taken = punch_files.take_file(path, name="times.csv", agent_ids=[agent.pk, agent2.pk], actor=None)
    assert (taken.rows, taken.new, taken.known) == (9, 4, 0)
    assert [(fault.row, fault.column, fault.why) for fault in sorted(taken.faults, key=lambda f: f.row)] == [
        (4, "employee_no", "unknown"),
        (5, "date", "bad_date"),
        (6, "in", "missing"),
        (7, "employee_no", "future"),
        (8, "employee_no", "outside"),
        (9, "employee_no", "missing"),
        (10, "in", "bad_date"),
    ]
    assert Punch.objects.get(agent=agent2, kind="out").at == moment(MONDAY, 1570)
    again = punch_files.take_file(path, name="times.csv", agent_ids=[agent.pk, agent2.pk], actor=None)
    assert (again.new, again.known) == (0, 4)
    single = sheet(
        tmp_path, "employee_no,time,type\nagent,2026-11-17 08:30,上班\nagent,2026-11-17 17:30,bye\n"
    )
    assert len(punch_files.take_file(single, name="x", agent_ids=None, actor=None).faults) == 1
    with pytest.raises(DomainError):
        punch_files.take_file(sheet(tmp_path, "a,b\n1,2\n"), name="x", agent_ids=None, actor=None)
    with pytest.raises(FileRefused):
        punch_files.take_file(sheet(tmp_path, "", "empty.csv"), name="x", agent_ids=None, actor=None)


def test_a_clock_that_was_reset_is_refused_and_computes_nothing(tmp_path, agent, agent2):
    text = "employee_no,time,type\nagent,2000-01-01 08:30,in\nagent,2026-01-05 08:30,in\n"
    path = sheet(tmp_path, text + "agent2,2026-11-16 08:30,in\n")
    with CaptureQueriesContext(connection) as asked:
        taken = punch_files.take_file(path, name="x", agent_ids=None, actor=None)
    assert [(fault.row, fault.why) for fault in taken.faults] == [(2, "past")]
    assert set(Punch.objects.values_list("agent__employee_no", flat=True)) == {"agent", "agent2"}
    # Each person's own dates are read, never the span from the first to the last of all.
    spans = [each["sql"] for each in asked if "attendanceday" in each["sql"] and "2026-01-04" in each["sql"]]
    assert spans
    assert not [each for each in spans if "2026-11" in each]


def test_a_script_takes_times_in_and_hears_what_was_refused(tmp_path, agent, capsys):
    path = sheet(
        tmp_path, "工号,打卡时间,打卡类型\nagent,2026-11-16 08:29,上班\nnobody,2026-11-16 08:30,上班\n"
    )
    with pytest.raises(SystemExit) as stop:
        call_command("import_times", path, "--json")
    said = json.loads(capsys.readouterr().out)
    assert (stop.value.code, said["outcome"], said["new"]) == (2, "partial", 1)
    assert [(fault["row"], fault["why"]) for fault in said["row_errors"]] == [(3, "unknown")]
    call_command("import_times", sheet(tmp_path, "employee_no,time,type\nagent,2026-11-16 17:30,out\n"))
    assert Punch.objects.filter(agent=agent).count() == 2
    with pytest.raises(SystemExit) as stop:
        call_command("import_times", tmp_path / "none.csv")
    assert stop.value.code == 1


def test_the_ledger_leaves_as_a_sheet_that_runs_no_formula(tmp_path, agent):
    agent.name = "=1+1"
    agent.save()
    OvertimeEntry.objects.create(agent=agent, day=MONDAY, minutes=60, day_kind="workday", source="extension")
    target = tmp_path / "o.csv"
    assert overtime_export.write(OvertimeEntry.objects.all(), target=target, kind="csv", actor=None) == 1
    assert ",'=1+1," in target.read_text(encoding="utf-8-sig") or ",=1+1," not in target.read_text(
        "utf-8-sig"
    )
    for kind in ("rest_day", "statutory"):
        OvertimeEntry.objects.create(agent=agent, day=MONDAY, minutes=60, day_kind=kind, source="extension")
    overtime_export.write(OvertimeEntry.objects.order_by("pk"), target=target, kind="csv", actor=None)
    lines = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert [line[lines[0].index("Factor by law")] for line in lines[1:]] == ["1.5", "2", "3"]
    assert overtime_export.write(
        OvertimeEntry.objects.all(), target=tmp_path / "o.xlsx", kind="xlsx", actor=None
    )


def test_care_names_people_and_limits_and_nobody_else(agent, agent2, roster):
    for n in range(7):
        assign(roster, agent, dt.date(2026, 11, 9) + dt.timedelta(days=n), "D")
    for n in range(4):
        assign(roster, agent2, dt.date(2026, 11, 23) + dt.timedelta(days=n), "N")
    found = who_needs_care([agent.pk, agent2.pk], dt.date(2026, 11, 21))
    assert [care.agent for care in found] == [agent, agent2]
    assert len(found[0].was) == 2
    assert found[0].comes == ()
    assert (found[1].was, len(found[1].comes)) == ((), 1)
    week, nights, day_off = by_kind(found)
    assert (week.title, week.people) == (
        "Too many hours in a week",
        ((agent, ("9–15 November 2026: 56 h; the limit is 44 h",), ()),),
    )
    assert nights.people == ((agent2, (), ("23–26 November 2026: 4 nights; at most 3",)),)
    assert [who for who, _was, _comes in day_off.people] == [agent]
    assert who_needs_care([], dt.date(2026, 11, 21)) == []
