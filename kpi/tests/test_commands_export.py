"""The files that leave: columns, order, empty cells, typed numbers; by command and by job."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command

from cstm.weeks import Week
from kpi.selectors.report_query import ReportQuery
from kpi.services import export_jobs
from kpi.tests.factories import MONDAY, a_move, a_record, a_store, a_team, an_account, an_agent
from staff.choices import JobState
from staff.models import User
from staff.services import jobs

pytestmark = pytest.mark.django_db
WEEK = Week(MONDAY)


@pytest.fixture
def shop():
    """Two people, one of them moves; a name that a spreadsheet would take for a formula."""
    store = a_store()
    mover = an_account(store, an_agent("A2", team=a_team("Care/North"), name="=Bo"))
    stays = an_account(store, an_agent("A1", team=a_team("Care/South")))
    a_move(mover.holdings.get().agent, team=a_team("Care/South"), on=WEEK.days[3])
    for account in (mover, stays):
        for day in WEEK.days[2:4]:
            a_record(
                store, account, day, consult_users=100, noreply_users=1, first_resp_secs=950, first_resp_n=100
            )
    return store


def export(path: Path, *more: str, file_format: str = "csv", **options: object) -> tuple[str, str]:
    """Run the command; what it said on standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    arguments = {"from": "2026-W46", "to": "2026-W46", "by": "agent", "period": "week", **options}
    named = [f"--{name}={value}" for name, value in arguments.items()]
    call_command(
        "export_kpi", *named, *more, f"--format={file_format}", f"--output={path}", stdout=out, stderr=err
    )
    return out.getvalue(), err.getvalue()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_by_agent(shop, tmp_path):
    path = tmp_path / "out.csv"
    export(path, "--metrics=reply_rate,frt_avg,csat")
    rows = rows_of(path)
    assert list(rows[0]) == [
        *("period", "team", "employee_no", "agent", "store"),
        *("reply_rate", "reply_rate__n", "frt_avg", "frt_avg__n", "csat", "csat__n"),
    ]
    assert [(row["period"], row["team"], row["employee_no"], row["agent"]) for row in rows] == [
        ("2026-W46", "Care/North", "A2", "'=Bo"),
        ("2026-W46", "Care/South", "A1", "Agent A1"),
        ("2026-W46", "Care/South", "A2", "'=Bo"),
    ]
    assert [row["reply_rate"] for row in rows] == ["0.99", "0.99", "0.99"]
    assert [row["reply_rate__n"] for row in rows] == ["100", "200", "100"]
    assert rows[0]["frt_avg"] == "9.5"
    assert (rows[0]["csat"], rows[0]["csat__n"], rows[0]["store"]) == ("", "", "")


def test_one_store_names_it(shop, tmp_path):
    export(tmp_path / "out.csv", f"--store={shop.name}", "--metrics=consult_users")
    rows = rows_of(tmp_path / "out.csv")
    assert {row["store"] for row in rows} == {shop.name}
    assert [(row["consult_users"], row["consult_users__n"]) for row in rows] == [
        ("100", "1"),
        ("200", "2"),
        ("100", "1"),
    ]


@pytest.mark.parametrize(
    ("span", "period", "periods"),
    [
        (("2026-11", "2026-11"), "month", ["2026-11"]),
        (("2026-11-11", "2026-11-11"), "week", ["2026-W46"]),
        (("2026-11-11", "2026-11-12"), "day", ["2026-11-11", "2026-11-12"]),
    ],
)
def test_spans_are_a_week_a_month_or_a_day(shop, tmp_path, span, period, periods):
    path = tmp_path / "out.csv"
    export(
        path, "--metrics=consult_users", **{"from": span[0], "to": span[1], "period": period, "by": "store"}
    )
    rows = rows_of(path)
    assert [row["period"] for row in rows] == periods
    assert all((row["team"], row["employee_no"], row["store"]) == ("", "", shop.name) for row in rows)


def test_mixed_rules_are_told_on_standard_error(shop, tmp_path):
    account = shop.accounts.first()
    for rule, amount in (("付款判定", "12345678.90"), ("下单判定", "7.00")):
        a_record(shop, account, MONDAY, attribution=rule, sales_amt=amount)
    path = tmp_path / "out.csv"
    _out, err = export(path, "--metrics=sales_amt,consult_users", by="store")
    assert "--attribution" in err
    assert (rows_of(path)[0]["sales_amt"], rows_of(path)[0]["consult_users"]) == ("", "400")
    _out, err = export(path, "--metrics=sales_amt", "--attribution=付款判定", by="store")
    assert err == ""
    assert rows_of(path)[0]["sales_amt"] == "12345678.9"


def test_xlsx_has_typed_numbers_a_frozen_header_and_definitions_in_both_languages(shop, tmp_path):
    path = tmp_path / "out.xlsx"
    export(path, "--metrics=reply_rate,consult_users", file_format="xlsx")
    book = openpyxl.load_workbook(path)
    sheet, definitions = book.worksheets
    assert sheet.freeze_panes == "A2"
    cells = sheet[2]
    assert cells[5].value == 0.99
    assert (cells[5].data_type, cells[5].number_format) == ("n", "0.00%")
    assert cells[3].data_type == "s"
    lines = {row[0]: row for row in definitions.iter_rows(values_only=True)}
    assert lines["reply_rate"][1:3] == ("Reply rate", "回复率")
    assert lines["reply_rate"][3] == "(consulting buyers - buyers not answered) / consulting buyers"
    assert lines["reply_rate"][-1] == 3
    assert lines["consult_users"][7] == "agent-days that hold the facts"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"metrics": "enps"}, "results of a survey"),
        ({"metrics": "item_facility"}, "item analysis"),
        ({"metrics": "nonsense"}, "no metric"),
        ({"from": "2026-W47"}, "ends before it begins"),
        ({"from": "week one"}, "is no"),
        ({"store": "Nowhere"}, "no store"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(shop, tmp_path, more, sentence):
    path = tmp_path / "out.csv"
    with pytest.raises(CommandError, match=sentence):
        export(path, **more)
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_in_the_audit_trail(shop, tmp_path):
    export(tmp_path / "out.csv", "--metrics=consult_users")
    entry = LogEntry.objects.get(additional_data__action="report.export")
    assert entry.changes["rows"] == ["", "3"] or entry.changes["rows"][1] in (3, "3")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_job_writes_the_file_for_its_owner(shop, file_format, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    owner = User.objects.create(username="hr")
    query = ReportQuery(
        WEEK.monday, WEEK.sunday, metrics=("reply_rate",), team_ids=(a_team("Care/North").pk,)
    )
    job = export_jobs.request(query, file_format=file_format, actor=owner)
    assert export_jobs.from_params(job.params["query"]) == query
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.owner) == (JobState.DONE, "", owner)
    assert job.result["rows"] == 1
    assert job.file_name == f"cstm_agent_week_2026-11-09_2026-11-15.{file_format}"
    with job.file.open() as stream:
        content = stream.read()
    assert content.startswith(b"\xef\xbb\xbfperiod" if file_format == "csv" else b"PK")


def test_rollup_command(shop):
    out = io.StringIO()
    call_command("rollup", "--week=2026-W46", "--json", stdout=out)
    (told,) = json.loads(out.getvalue())["weeks"]
    assert (told["week"], told["rows"], told["computed"]) == ("2026-W46", 3, True)
    for choice in ("--all", "--dirty"):
        out = io.StringIO()
        call_command("rollup", choice, stdout=out)
        assert out.getvalue().strip().endswith("weeks")
    with pytest.raises(CommandError, match="ISO week"):
        call_command("rollup", "--week=46")


def test_long_numbers_are_written_plainly():
    from kpi.services.export import plain

    assert str(plain(Decimal("1E+3"))) == "1000"
    assert str(plain(Decimal("120.500000"))) == "120.5"
    assert str(plain(Decimal("-0.000000"))) in ("0", "-0")


def test_for_machines_only_the_json_is_on_standard_output(shop, tmp_path):
    out, _err = export(tmp_path / "a.csv", "--metrics=reply_rate", "--json")
    said = json.loads(out)
    assert (said["outcome"], said["rows"], said["output"]) == ("accept", 3, str(tmp_path / "a.csv"))
    with pytest.raises(SystemExit) as stop:
        export(tmp_path / "b.csv", "--metrics=enps", "--json")
    assert stop.value.code == 1
    assert not (tmp_path / "b.csv").exists()


def test_an_unknown_attribution_rule_is_refused(shop, tmp_path):
    with pytest.raises(CommandError, match="nonsense"):
        export(tmp_path / "a.csv", "--metrics=sales_amt", "--attribution=nonsense")
    export(tmp_path / "a.csv", "--metrics=sales_amt", "--attribution=下单判定")
