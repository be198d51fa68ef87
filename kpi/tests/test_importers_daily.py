"""Drafts of daily sheets: rows refused by number and reason, doubles, dates, and the hostile files."""

import csv
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cstm.errors import DomainError
from cstm.spreadsheets import FileRefused
from kpi.importers import PENDING, Draft
from kpi.importers.dates import from_name
from kpi.tests.reports import TODAY, read, write

D = Decimal
HEAD = [
    "日期",
    "旺旺",
    "接待人数",
    "咨询人数",
    "首次响应时间(秒)",
    "下单人数",
    "付款人数",
    "销售额",
    "30秒响应率",
]
GOOD: list[Any] = ["2026-08-28", "店:小美", 90, 95, "1分20秒", 30, 25, "1,200.50", "98.5%"]


def line(**change: Any) -> list[Any]:
    """A good row with other values in some places, named c0 to c8."""
    return [change.get(f"c{n}", value) for n, value in enumerate(GOOD)]


FAULTS = [
    ({"c0": "2099-01-01"}, "future_date", "日期"),
    ({"c0": "2026-11-22"}, "future_date", "日期"),
    ({"c0": "2026-02-30"}, "bad_date", "日期"),
    ({"c1": ""}, "missing_agent", ""),
    ({"c1": "--"}, "missing_agent", ""),
    ({"c1": "不存在的客服"}, "unknown_agent", ""),
    ({"c2": -5}, "negative", "接待人数"),
    ({"c2": "三百"}, "not_a_number", "接待人数"),
    ({"c2": 12.5}, "not_an_integer", "接待人数"),
    ({"c2": 10**19}, "out_of_range", "接待人数"),
    ({"c4": "NaN"}, "not_a_number", "首次响应时间(秒)"),
    ({"c4": "Infinity"}, "not_a_number", "首次响应时间(秒)"),
    ({"c6": 31}, "inconsistent", "付款人数"),
    ({"c8": 1.35}, "out_of_range", "30秒响应率"),
    ({"c0": ""}, "missing_date", "日期"),
]


@pytest.mark.parametrize(("change", "code", "column"), FAULTS)
def test_a_faulty_row_is_refused_and_the_others_stay(
    tmp_path: Path, change: dict[str, Any], code: str, column: str
) -> None:
    rows = [HEAD, line(), line(c1="店:阿杰"), line(**{"c1": "店:豆豆", **change})]
    known = {"店:小美", "店:阿杰", "店:豆豆"}.__contains__
    found = read(write(tmp_path / "a.xlsx", rows), known=known)
    assert [draft.account for draft in found.drafts] == ["店:小美", "店:阿杰"]
    (error,) = found.errors
    assert (error.row, error.code, error.column) == (4, code, column)
    assert error.sentence
    assert "%(" not in error.sentence
    assert len(error.raw) == len(HEAD)


def test_unknown_names_come_as_drafts_where_nobody_is_asked(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.xlsx", [HEAD, line(c1="不存在的客服")]))
    assert found.drafts[0].account == "不存在的客服"


def test_formulas_without_results_are_refused_and_missing_stays_missing(tmp_path: Path) -> None:
    rows = [
        HEAD,
        line(c4="#DIV/0!"),
        line(c1="b", c2="=SUM(1,2)"),
        line(c1="c", c8="-"),
        line(c1="d", c2="延迟统计"),
    ]
    found = read(write(tmp_path / "a.xlsx", rows))
    assert [(one.row, one.code) for one in found.errors] == [(3, "formula_without_value")]
    assert found.drafts[0].values["frt_avg"] is None
    assert "first_resp_secs" not in found.facts()
    assert found.drafts[1].values["resp_30s_rate"] is None
    late = found.drafts[2]
    assert late.values["reception_users"] is PENDING
    assert late.pending == {"reception_users"}
    assert late.estimated["first_resp_secs"] == "consult_users"


def test_an_identical_row_is_skipped_and_a_conflict_holds_both_back(tmp_path: Path) -> None:
    rows = [HEAD, line(), line(c1="b"), line(), line(c1="b", c2=91), line(c1="b"), line(c1="c")]
    found = read(write(tmp_path / "a.xlsx", rows))
    assert [(one.row, one.why) for one in found.skipped] == [(4, "duplicate_identical")]
    assert [(one.row, one.code, one.takes_back) for one in found.errors] == [
        (5, "duplicate_conflict", False),
        (6, "duplicate_conflict", False),
        (3, "duplicate_conflict", True),
    ]
    assert "Row 5" in found.errors[2].sentence
    assert found.errors[2].raw[2] == 90
    assert found.errors[2].account == "b"
    held = frozenset(one.row for one in found.errors)
    again = read(tmp_path / "a.xlsx", held=held)
    assert [draft.row for draft in again.drafts] == [2, 7]
    assert not any(one.takes_back for one in again.errors)


def test_six_spellings_of_a_date_are_one(tmp_path: Path) -> None:
    dates = [46262, "2026年8月28日", "20260828", "2026-08-28 00:00:00", dt.date(2026, 8, 28), "2026.08.28"]
    rows = [HEAD, *[line(c0=day, c1=f"a{n}") for n, day in enumerate(dates)]]
    found = read(write(tmp_path / "a.xlsx", rows))
    assert {draft.first for draft in found.drafts} == {dt.date(2026, 8, 28)}
    assert len(found.drafts) == 6


def test_a_merged_date_holds_for_its_block(tmp_path: Path) -> None:
    rows = [HEAD, line(), line(c0=None, c1="b"), line(c0="2026-08-29", c1="b"), line(c0=None, c1="c")]
    found = read(write(tmp_path / "a.xlsx", rows, merge=["A2:A3", "A4:A5"]))
    assert [(draft.account, draft.first.day) for draft in found.drafts] == [
        ("店:小美", 28), ("b", 28), ("b", 29), ("c", 29),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("客服绩效_20260809_20260809_全部.xlsx", "2026-08-09", "2026-08-09"),
        ("报表 2026-08-03.csv", "2026-08-03", "2026-08-03"),
        ("从2026-08-03至2026-08-09.csv", "2026-08-03", "2026-08-09"),
        ("2026年8月3日-2026年8月9日.csv", "2026-08-03", "2026-08-09"),
        ("20260803~20260809 export 20260810153000.csv", "2026-08-03", "2026-08-09"),
        ("a_2026.8.3.csv", "2026-08-03", "2026-08-03"),
        ("a_2026-08-03_b_2026-08-09.csv", None, None),
        ("export_20260810153000.csv", None, None),
        ("20261345.csv", None, None),
        ("report.csv", None, None),
    ],
)
def test_dates_in_file_names(name: str, first: str | None, last: str | None) -> None:
    found = tuple(day.isoformat() if day else None for day in from_name(name))
    assert found == (first, last)


NO_DATE = [["旺旺", "接待人数", "咨询人数"], ["店:小美", 90, 95]]


def test_a_report_without_a_date_never_takes_today(tmp_path: Path) -> None:
    path = write(tmp_path / "report.csv", NO_DATE)
    with pytest.raises(DomainError) as found:
        read(path)
    assert found.value.code == "no_date"
    assert read(path, day=dt.date(2026, 8, 3)).drafts[0].first == dt.date(2026, 8, 3)
    whole = read(path, first=dt.date(2026, 8, 3), last=dt.date(2026, 8, 9)).drafts[0]
    assert (whole.first, whole.last) == (dt.date(2026, 8, 3), dt.date(2026, 8, 9))


def test_what_a_person_says_wins_over_the_file_name(tmp_path: Path) -> None:
    path = write(tmp_path / "2026-08-04.csv", NO_DATE)
    assert read(path, day=dt.date(2026, 8, 3)).drafts[0].first == dt.date(2026, 8, 3)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"day": TODAY + dt.timedelta(days=1)}, "future_date"),
        ({"first": dt.date(2026, 8, 3)}, "bad_date"),
        ({"first": dt.date(2026, 8, 3), "last": dt.date(2026, 8, 1)}, "bad_date"),
        ({"file_name": "2099-01-01.csv"}, "future_date"),
    ],
)
def test_a_day_that_cannot_be_is_refused(tmp_path: Path, given: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as found:
        read(write(tmp_path / "report.csv", NO_DATE), **given)
    assert found.value.code == code


def test_rows_outside_the_period_that_was_named_are_refused(tmp_path: Path) -> None:
    found = read(
        write(tmp_path / "a.csv", [HEAD, line(), line(c0="2026-08-31")]),
        first=dt.date(2026, 8, 24),
        last=dt.date(2026, 8, 30),
    )
    assert [(one.row, one.code) for one in found.errors] == [(3, "outside_period")]


def test_a_date_column_may_hold_a_period(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", [HEAD, line(c0="2026-08-03 至 2026-08-09")]))
    assert (found.drafts[0].first, found.drafts[0].last) == (dt.date(2026, 8, 3), dt.date(2026, 8, 9))


def test_totals_means_and_footnotes_are_no_people(tmp_path: Path) -> None:
    rows = [
        HEAD,
        line(),
        line(c0="合计", c1=None),
        line(c0="均值", c1=None),
        ["注: 仅供参考"],
        line(c1="全店客服小王"),
    ]
    found = read(write(tmp_path / "a.xlsx", rows))
    assert [(one.row, one.why) for one in found.skipped] == [(3, "totals"), (4, "totals"), (5, "footnote")]
    assert [draft.account for draft in found.drafts] == ["店:小美", "全店客服小王"]


def test_a_fact_in_the_report_wins_over_one_rebuilt(tmp_path: Path) -> None:
    rows = [["日期", "旺旺", "首次响应时间(秒)", "first_resp_secs", "first_resp_n", "接待人数"],
            ["2026-08-28", "a", 10, 999, 90, 95], ["2026-08-28", "b", 10, "-", 90, 95]]  # fmt: skip
    found = read(write(tmp_path / "a.xlsx", rows))
    assert found.facts()["first_resp_secs"] == 999
    assert found.drafts[0].estimated == {}
    assert found.facts(1)["first_resp_secs"] == 900
    assert found.drafts[1].estimated == {"first_resp_secs": "first_resp_n"}


def test_a_ratio_without_a_weight_stays_for_show(tmp_path: Path) -> None:
    rows = [["日期", "旺旺", "回复率", "客户满意率", "客单价"], ["2026-08-28", "a", "98%", "97%", "120.5"]]
    draft = read(write(tmp_path / "a.csv", rows)).drafts[0]
    assert draft.facts == {}
    assert draft.values == {"reply_rate": D("0.98"), "csat": D("0.97"), "aov": D("120.5")}


def test_grades_decide_over_a_satisfaction_rate(tmp_path: Path) -> None:
    rows = [["日期", "旺旺", "rate_5", "rate_4", "rate_3", "rate_2", "rate_1", "客户满意率"],
            ["2026-08-28", "a", 5, 3, 1, 0, 1, "99%"]]  # fmt: skip
    found = read(write(tmp_path / "a.csv", rows))
    facts = found.facts()
    assert (facts["rate_recv"], facts["rate_good"], facts["rate_bad"]) == (10, 8, 1)
    assert found.drafts[0].estimated == {}


def test_grades_beyond_what_was_received_contradict(tmp_path: Path) -> None:
    rows = [["日期", "旺旺", "rate_5", "rate_4", "rate_3", "rate_2", "rate_1", "rate_recv"],
            ["2026-08-28", "a", 5, 3, 1, 0, 1, 9]]  # fmt: skip
    assert read(write(tmp_path / "a.csv", rows)).errors[0].code == "inconsistent"


HOSTILE = sorted(f"{n:02d}" for n in range(1, 13))


@pytest.mark.parametrize("number", HOSTILE)
def test_the_hostile_files_get_the_outcome_that_is_asked(reference_data: Path, number: str) -> None:
    folder = reference_data / "hostile"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    case = next(one for one in expected["files"] if one["file"].startswith(number))
    with (folder / "agents.csv").open(encoding="utf-8") as file:
        known = {one["nickname"] for one in csv.DictReader(file)}
    if case["outcome"] == ["reject"]:
        with pytest.raises(FileRefused) as refused:
            read(folder / case["file"])
        assert refused.value.code == case["why"]
        return
    found = read(folder / case["file"], known=known.__contains__)
    refused_rows = {one.row: one.code for one in found.errors}
    assert refused_rows == {one["row"]: one["why"] for one in case["row_errors"]}
    skipped = {(one.row, one.why) for one in found.skipped}
    assert skipped == {(one["row"], one["why"]) for one in case["skipped"]}
    kept = {(str(one.first), one.account): one for one in found.drafts if one.row not in refused_rows}
    assert set(kept) == {(one["date"], one["agent"]) for one in case["rows"]}
    for one in case["rows"]:
        _same(kept[one["date"], one["agent"]], one)


CODES = {
    "reception": "reception_users",
    "consult": "consult_users",
    "first_resp_s": "frt_avg",
    "avg_resp_s": "art",
    "qa_ratio": "qa_ratio",
    "inquiry": "inquiry_users",
    "orders": "inq_order_users",
    "paid": "inq_pay_users",
    "sales": "sales_amt",
    "refund": "refund_amt",
    "satisfied": "rate_good",
    "rated": "rate_recv",
    "resp30": "resp_30s_rate",
}


def _same(draft: Draft, row: dict[str, Any]) -> None:
    """Every value as it was read."""
    for name, code in CODES.items():
        wanted = None if row[name] is None else D(row[name])
        assert draft.values[code] == wanted, (name, draft)
