"""Signs of people: from a log of calls and an on-line report at the import door down to shifts, and back."""

import csv
import datetime as dt

import pytest

from cstm.weeks import Week
from kpi.models import ImportBatch
from kpi.selectors.report import report
from kpi.selectors.report_query import ReportQuery
from kpi.services import rollup, undo
from kpi.tests.sheets import a_file, taken
from kpi.tests.test_reference_logs import folder_of
from shifts.models import AttendanceDay, Presence
from shifts.selectors.attendance_inputs import zone
from shifts.tests.factories import assign, make_roster
from staff.models import Agent
from staff.services import accounts
from staff.tests.factories import make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MONDAY = dt.date(2026, 11, 16)
__all__ = ["folder_of"]
HEAD = ["日期", "旺旺", "最早上线", "最晚在线", "在线总时长(秒)", "服务总时长(秒)", "挂起总时长(秒)"]


def clock(moment: dt.datetime) -> int:
    local = moment.astimezone(zone())
    return local.hour * 3600 + local.minute * 60 + local.second


def seconds(text: str) -> int:
    hours, minutes, rest = text.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + int(rest)


def of_the_log(path) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """Calls, first start, last exit and service of each server's day, straight from the log's lines.

    A call that ends after midnight is one of its date like any other.
    """
    found: dict[tuple[str, str], tuple[int, int, int, int]] = {}
    with path.open(encoding="utf-8") as stream:
        for line in csv.DictReader(stream, delimiter="\t"):
            if line["outcome"] != "AGENT" or line["server"] == "NO_SERVER":
                continue
            day = f"19{line['date'][:2]}-{line['date'][2:4]}-{line['date'][4:]}"
            begin, end = seconds(line["ser_start"]), seconds(line["ser_exit"])
            end += 86400 if end < begin else 0
            key = (line["server"], day)
            calls, first, last, service = found.get(key, (0, begin, end, 0))
            found[key] = (calls + 1, min(first, begin), max(last, end), service + int(line["ser_time"]))
    return found


def test_each_servers_day_is_the_references(folder_of):
    folder = folder_of("bank")
    batch = taken(
        folder / "calls.tsv", make_store("Bank", platform="phone"), create_agents=True, by_command=True
    )
    names = dict(Agent.objects.values_list("pk", "name"))
    found = {(names[row.agent_id], row.day.isoformat()): row for row in Presence.objects.all()}
    log = of_the_log(folder / "calls.tsv")
    assert found.keys() == log.keys()
    with (folder / "reference" / "attendance_by_server_day.csv").open(encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    assert len(lines) == len(found)
    crossing = 0
    for line in lines:
        key = (line["server"], line["day"])
        row, beside = found[key], int(float(line["crosses_midnight"]))
        calls, first, last, service = log[key]
        assert row.first_at is not None and row.last_at is not None
        span = int((row.last_at - row.first_at).total_seconds())
        ours = (row.contacts, clock(row.first_at), clock(row.last_at), row.busy_secs, span)
        assert ours == (calls, first, last % 86400, service, last - first), line
        names_of = ("calls", "first_start_s", "last_exit_s", "service_s", "span_s")
        theirs = tuple(int(line[name]) for name in names_of)
        if beside:
            # Ours keeps the call that ends after midnight; the reference leaves it out.
            crossing += 1
            assert row.contacts == theirs[0] + beside
            assert last >= 86400 > theirs[2], line
            assert row.busy_secs > theirs[3], line
        else:
            assert ours == theirs, line
    assert crossing >= 3
    undo.undo(ImportBatch.objects.get(pk=batch.pk), actor=None)
    assert not Presence.objects.exists()


def hours(folder, day: str, rows, name="遵时率.csv"):
    return a_file(folder, name, [[day, *row] for row in rows], HEAD)


def held(agent, store, name):
    account = accounts.ensure_account(store, name)
    accounts.bind(account, agent=agent, actor=None)
    return account


def test_an_online_report_gives_attendance_and_adherence_and_takes_them_back(
    tmp_path, agent, agent2, team, store
):
    held(agent, store, "店:一")
    held(agent2, store, "店:二")
    roster = make_roster(team, state="published")
    for person in (agent, agent2):
        assign(roster, person, MONDAY, "D")
    late = ["店:一", "08:50:00", "17:30:00", 31200, 20000, 1200]
    fine = ["店:二", "08:28:00", "17:31:00", 32580, 24000, 600]
    batch = taken(hours(tmp_path, "2026-11-16", [late, fine]), store)
    assert batch.layout == "chitu_adherence"
    row = Presence.objects.get(agent=agent)
    assert (row.online_secs, row.busy_secs, row.hang_secs) == (31200, 20000, 1200)
    assert AttendanceDay.objects.get(agent=agent).late_minutes == 20
    rollup.roll_up(Week.of(MONDAY))
    codes = ("adherence", "conformance", "attendance", "late_rate", "shrinkage", "occupancy")
    query = ReportQuery(MONDAY, MONDAY, by="agent", period="day", metrics=codes)
    cells = {line.cells["adherence"].value: line.cells for line in report(query).rows}
    assert len(cells) == 2
    worst = cells[min(cells)]
    assert float(worst["adherence"].value) == pytest.approx(27600 / 28800)
    assert float(worst["conformance"].value) == pytest.approx(27600 / 28800)
    assert float(worst["late_rate"].value) == 1
    assert float(worst["attendance"].value) == 1
    assert float(worst["shrinkage"].value) == pytest.approx(1200 / 28800)
    assert float(worst["occupancy"].value) == pytest.approx(20000 / 30000)
    undo.undo(ImportBatch.objects.get(pk=batch.pk), actor=None)
    assert not Presence.objects.exists()
    assert {row.state for row in AttendanceDay.objects.all()} == {"unknown"}
    rollup.roll_up(Week.of(MONDAY))
    assert all(line.cells["adherence"].value is None for line in report(query).rows)


def test_without_a_roster_there_is_no_adherence(tmp_path, agent, store):
    held(agent, store, "店:一")
    taken(hours(tmp_path, "2026-11-16", [["店:一", "08:50:00", "17:30:00", 31200, 20000, 1200]]), store)
    assert Presence.objects.count() == 1
    assert not AttendanceDay.objects.exists()
    rollup.roll_up(Week.of(MONDAY))
    query = ReportQuery(MONDAY, MONDAY, by="agent", period="day", metrics=("adherence", "occupancy"))
    (line,) = report(query).rows
    assert line.cells["adherence"].value is None
    assert line.cells["occupancy"].value is not None


def test_signs_follow_the_account_and_a_corrected_sheet(tmp_path, agent, agent2, store):
    account = held(agent, store, "店:一")
    first = taken(hours(tmp_path, "2026-11-16", [["店:一", "08:50:00", "17:30:00", 30000, 20000, 0]]), store)
    accounts.bind(account, agent=agent2, valid_from=MONDAY, valid_to=MONDAY, actor=None)
    assert Presence.objects.get().agent == agent2
    again = hours(tmp_path, "2026-11-16", [["店:一", "08:40:00", "17:30:00", 31000, 20000, 0]], "again.csv")
    second = taken(again, store)
    assert Presence.objects.get().online_secs == 31000
    undo.undo(second, actor=None)
    assert Presence.objects.get().online_secs == 30000
    undo.undo(first, actor=None)
    assert not Presence.objects.exists()


@pytest.fixture
def store(db):
    return make_store("Lotus", platform="taobao")
