"""import_kpi on the command line: exit codes, JSON alone on standard output, dry runs, hostile files."""

import importlib.util
import json
import sys
import time
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kpi.models import ImportBatch, ImportRow, Record
from kpi.tests.sheets import HEAD, a_file, day_rows, taken
from staff.models import Agent
from staff.tests.factories import make_account, make_agent, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(db):
    found = make_store("Lotus", platform="taobao")
    make_account(found, "ann", agent=make_agent("ann"))
    return found


@pytest.fixture
def run(capsys):
    def call(*arguments) -> tuple[int, object, str]:
        try:
            call_command("import_kpi", *map(str, arguments))
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out.strip() else None, told.err

    return call


def test_all_taken_is_0(store, run, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 5}))
    code, found, told = run(path, "--store", "Lotus", "--json")
    assert (code, found["outcome"], found["new"], found["weeks"]) == (0, "accept", 1, ["2026-W45"])
    assert "1 new" in told


def test_some_refused_or_waiting_is_2(store, run, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 5, "new": 6}))
    code, found, _told = run(path, "--store", "Lotus", "--json")
    assert (code, found["outcome"], found["unknown_agents"]) == (2, "partial", ["new"])
    assert not Agent.objects.filter(name="new").exists()


def test_nothing_readable_is_1(store, run, tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    code, found, told = run(path, "--store", "Lotus", "--json")
    assert (code, found["outcome"], found["why"]) == (1, "reject", "corrupt")
    assert "damaged" in told
    assert not ImportBatch.objects.exists()


def test_without_json_nothing_is_on_standard_output(store, run, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 5}))
    code, found, told = run(path, "--store", "Lotus")
    assert (code, found) == (0, None)
    assert told


def test_several_files_are_a_list_in_their_order_and_a_bad_one_stops_nothing(store, run, tmp_path):
    good = a_file(tmp_path, "b.csv", day_rows("2026-11-02", {"ann": 5}))
    code, found, _told = run(tmp_path / "none.csv", good, "--store", "Lotus", "--json")
    assert (code, [one["outcome"] for one in found]) == (1, ["reject", "accept"])
    assert Record.objects.count() == 1


def test_a_zip_is_its_tables(store, run, tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as box:
        for day in ("2026-11-02", "2026-11-03"):
            box.write(a_file(tmp_path, "t.csv", day_rows(day, {"ann": 5})), f"{day}.csv")
    code, found, _told = run(tmp_path / "z.zip", "--store", "Lotus", "--json")
    assert (code, found["new"], len(found["tables"])) == (0, 2, 2)


def test_a_dry_run_writes_nothing(store, run, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 5, "new": 6}))
    code, found, _told = run(path, "--store", "Lotus", "--dry-run")
    assert code == 2
    assert (
        found["rows"][0] | {"date": "2026-11-02", "agent": "ann", "reception_users": "5"} == found["rows"][0]
    )
    assert found["row_errors"][0]["why"] == "unknown_agent"
    assert not ImportBatch.objects.exists()
    assert not Record.objects.exists()
    code, found, _told = run(path, "--store", "Lotus", "--dry-run", "--create-agents")
    assert (code, len(found["rows"])) == (0, 2)
    assert not Agent.objects.filter(name="new").exists()


def test_a_dry_run_shows_texts_as_they_stand(store, run, tmp_path):
    head = ["旺旺", "平均上线时间", "在线总时长(秒)", "服务总时长(秒)", "挂起总时长(秒)"]
    path = a_file(tmp_path, "w.csv", [["ann", "8:31", "900", "800", "延迟统计"]], head)
    row = run(path, "--store", "Lotus", "--dry-run", "--date", "2026-11-02")[1]["rows"][0]
    assert (row["avg_first_online"], row["busy_secs"], row["hang_secs"]) == ("8:31", "800", "pending")


def test_the_command_takes_a_wider_table_than_the_browser(store, run, tmp_path):
    head = [*HEAD, *(f"x{n}" for n in range(60))]
    rows = [[*line, *range(60)] for line in day_rows("2026-11-02", {"ann": 5})]
    path = a_file(tmp_path, "w.csv", rows, head)
    assert run(path, "--store", "Lotus", "--dry-run")[0] == 0
    assert taken(path, store).error_code == "too_many_columns"


def test_the_day_comes_from_the_name_or_the_argument_never_from_today(store, run, tmp_path):
    rows = [["ann", 5, 6, 20, 30, "1.2", 500]]
    named = a_file(tmp_path, "w_2026-11-02.csv", rows, HEAD[1:])
    bare = a_file(tmp_path, "w.csv", rows, HEAD[1:])
    assert run(bare, "--store", "Lotus", "--json")[1]["why"] == "no_date"
    run(named, "--store", "Lotus")
    run(bare, "--store", "Lotus", "--date", "2026-11-03")
    run(bare, "--store", "Lotus", "--from", "2026-11-09", "--to", "2026-11-15")
    spans = Record.objects.order_by("date").values_list("date", "last_date")
    assert [(f"{a:%d}", f"{b:%d}") for a, b in spans] == [("02", "02"), ("03", "03"), ("09", "15")]


def test_people_are_made_when_asked(store, run, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"new": 6, "newer": 7}))
    assert run(path, "--store", "Lotus", "--create-agents")[0] == 0
    made = Agent.objects.filter(employee_no__startswith="AUTO-").order_by("employee_no")
    assert [(one.employee_no, one.user) for one in made] == [("AUTO-1", None), ("AUTO-2", None)]


def test_an_unknown_store_is_refused_with_a_sentence(run, tmp_path, db):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"ann": 5}))
    with pytest.raises(CommandError, match="no store"):
        run(path, "--store", "Nowhere")


def hostile_checker(folder: Path):
    spec = importlib.util.spec_from_file_location("hostile_check", folder / "check.py")
    module = importlib.util.module_from_spec(spec)
    was, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = was
    return module


@pytest.mark.reference
def test_hostile_files_end_as_they_should(run, reference_data, db):
    folder = reference_data / "hostile"
    store = make_store("STORE")
    for line in (folder / "agents.csv").read_text(encoding="utf-8").splitlines()[1:]:
        make_account(store, line.split(",")[0], agent=make_agent())
    check = hostile_checker(folder)

    class Limits:
        baseline_mb = startup_s = 0.0
        allow_why_any = False

    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["files"]
    assert len(expected) == 12
    for one in expected:
        began = time.monotonic()
        code, found, told = run(folder / one["file"], "--store", "STORE", "--dry-run", "--json")
        seconds = time.monotonic() - began
        faults = check.judge(one, code, json.dumps(found), told.encode(), seconds, 0, Limits)
        assert not faults, (one["file"], faults)
    assert not ImportRow.objects.exists()


def test_names_that_look_like_formulas_stay_names(store, run, tmp_path):
    make_account(store, "=1+1客服", agent=make_agent("formula"))
    rows = day_rows("2026-11-02", {"=1+1客服": 5, "=cmd|' /C calc'!A0": 6})
    code, found, _told = run(a_file(tmp_path, "w.csv", rows), "--store", "Lotus", "--json")
    assert (code, found["new"], found["unknown_agents"]) == (2, 1, ["=cmd|' /C calc'!A0"])


def test_a_store_that_is_missing_is_made_only_with_its_people(store, run, tmp_path):
    path = a_file(tmp_path, "w.csv", day_rows("2026-11-02", {"new": 5}))
    code, found, _told = run(path, "--store", "Nowhere", "--json")
    assert (code, found["outcome"], found["why"]) == (1, "reject", "unknown_store")
    with pytest.raises(CommandError, match="Nowhere"):
        run(path, "--store", "Nowhere")
    code, found, _told = run(path, "--store", "Nowhere", "--create-agents", "--json")
    assert (code, found["new"]) == (0, 1)
    assert Agent.objects.get(name="new").employee_no.startswith("AUTO-")
    assert ImportBatch.objects.get().store.name == "Nowhere"


def test_a_header_that_stands_twice_over_different_figures_is_asked_about(store, run, tmp_path):
    head = ["日期", "旺旺昵称", "接待人数", "接待人数", "咨询人数", "未回复人数"]
    path = a_file(tmp_path, "w.csv", [["2026-11-02", "ann", 10, 99, 120, 1]], head)
    code, found, _told = run(path, "--store", "Lotus", "--dry-run")
    assert (code, found["outcome"], found["why"]) == (1, "reject", "swapped_columns")
    path = a_file(tmp_path, "w.csv", [["2026-11-02", "ann", 10, 10, 120, 1]], head)
    code, found, _told = run(path, "--store", "Lotus", "--dry-run")
    assert (code, found["rows"][0]["reception_users"]) == (0, "10")
