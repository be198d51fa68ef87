"""Logs: what a row of each example is, and what it adds to the facts of its day."""

# The headers stand as the logs have them.
# ruff: noqa: E501

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from kpi.importers import interaction_facts
from kpi.layouts import BY_CODE
from kpi.tests.reports import Result, read, write

PHONE = ["Call Id", "Agent", "Date", "Time", "Topic", "Answered (Y/N)", "Resolved", "Speed of answer in seconds",
         "AvgTalkDuration", "Satisfaction rating"]  # fmt: skip
TICKET = ["Unique id", "channel_name", "category", "Sub-category", "Customer Remarks", "Order_id", "order_date_time",
          "Issue_reported at", "issue_responded", "Survey_response_Date", "Customer_City", "Product_category",
          "Item_price", "connected_handling_time", "Agent_name", "Supervisor", "Manager", "Tenure Bucket",
          "Agent Shift", "CSAT Score"]  # fmt: skip
BANK = ["vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time",
        "q_start", "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time", "server"]  # fmt: skip


def sums(found: Result) -> Counter[str]:
    """What all interactions together add."""
    total: Counter[str] = Counter()
    for one in found.interactions:
        total.update(interaction_facts(BY_CODE[found.code], one))
    return total


@pytest.mark.parametrize("name", ["calls.csv", "calls.xlsx"])
def test_calls(tmp_path: Path, name: str) -> None:
    when = dt.time(9, 12, 58) if name.endswith("xlsx") else "09:12:58"
    talk = dt.time(0, 2, 23) if name.endswith("xlsx") else "00:02:23"
    rows = [
        PHONE,
        ["ID0001", "Diane", "2021-01-01", when, "x", "Y", "Y", 109, talk, 3],
        ["ID0002", "Diane", "2021-01-01", when, "x", "N", "N", None, None, None],
        ["ID0003", "Becky", "2021-01-01", when, "x", "Y", "N", 10, talk, 5],
        ["", "Becky", "2021-01-01", when, "x", "Y", "N", 10, talk, 5],
        ["ID0005", "Becky", "2021-01-01", when, "x", "Y", "N", 10, talk, 9],
    ]
    found = read(write(tmp_path / name, rows, encoding="utf-8"))
    assert found.code == "phonenow_calls"
    first = found.interactions[0]
    assert (first.row_id, first.account, str(first.start)) == ("ID0001", "Diane", "2021-01-01 09:12:58")
    assert (first.wait_secs, first.handle_secs, first.outcome, first.rating) == (109, 143, "answered", 3)
    assert first.resolved is True
    assert found.interactions[1].outcome == "missed"
    assert found.interactions[1].wait_secs is None
    assert sums(found) == Counter(
        consult_users=3, reception_users=2, sessions=2, cases=2, cases_fcr=1, noreply_users=1, first_resp_secs=119,
        first_resp_n=2, reception_secs=286, rate_recv=2, rate_3=1, rate_5=1, rate_good=1, rate_bad=0,
    )  # fmt: skip
    assert [(one.row, one.code) for one in found.errors] == [(5, "missing_id"), (6, "out_of_range")]


def test_tickets_belong_to_the_day_of_their_survey(tmp_path: Path) -> None:
    def ticket(number: str, reported: str, responded: str, score: int) -> list[object]:
        return [number, "Inbound", "c", "s", "", "o1", "", reported, responded, "2-Aug-23", "", "", "", "", "Ann",
                "Sue", "Max", ">90", "Morning", score]  # fmt: skip

    rows = [TICKET, ticket("a", "1/8/2023 11:13", "1/8/2023 11:47", 5), ticket("b", "31/7/2023 23:50", "", 1),
            ticket("c", "2/8/2023 10:00", "2/8/2023 09:00", 4)]  # fmt: skip
    found = read(write(tmp_path / "tickets.csv", rows, encoding="utf-8"))
    assert found.code == "shopzilla_tickets"
    assert [(one.day, one.wait_secs, one.team) for one in found.interactions] == [
        (dt.date(2023, 8, 2), 34 * 60, "Sue"),
        (dt.date(2023, 8, 2), None, "Sue"),
        (dt.date(2023, 8, 2), None, "Sue"),
    ]
    assert sums(found) == Counter(
        reception_users=3, first_resp_secs=2040, first_resp_n=1, rate_recv=3, rate_5=1, rate_1=1, rate_4=1,
        rate_good=2, rate_bad=1,
    )  # fmt: skip


def test_bank_calls_of_nobody_are_the_stores(tmp_path: Path) -> None:
    def call(number: int, wait: int, outcome: str, service: int, server: str) -> list[object]:
        return ["AA01", number, 0, 0, "PS", "990201", "7:02:47", "7:02:56", 9, "0:00:00", "0:00:00", wait, outcome,
                "7:02:55", "7:05:41", service, server]  # fmt: skip

    rows = [
        BANK,
        call(1, 0, "AGENT", 166, "DORIT"),
        call(2, 30, "AGENT", 5, "NO_SERVER"),
        call(3, 40, "HANG", 0, "NO_SERVER"),
        call(4, 0, "PHANTOM", 0, "NO_SERVER"),
        call(5, 10, "AGENT", 0, "DORIT"),
    ]
    path = tmp_path / "calls.tsv"
    path.write_text("\n".join("\t".join(map(str, line)) for line in rows))
    found = read(path)
    assert found.code == "anonymous_bank_calls"
    assert [(one.account, one.handle_secs, one.wait_secs) for one in found.interactions] == [
        ("DORIT", 166, 0), (None, None, 30), (None, None, None), ("DORIT", None, 10),
    ]  # fmt: skip
    assert found.interactions[0].row_id == "AA01|1"
    assert found.interactions[0].start == dt.datetime(1999, 2, 1, 7, 2, 56)  # noqa: DTZ001 - local time
    assert [one.why for one in found.skipped] == ["not_an_interaction"]
    assert sums(found) == Counter(
        consult_users=4, reception_users=3, noreply_users=1, first_resp_secs=40, first_resp_n=3, reception_secs=166,
        sessions=1,
    )  # fmt: skip


def test_an_interaction_in_the_future_or_of_an_unknown_name_is_refused(tmp_path: Path) -> None:
    rows = [PHONE, ["1", "Diane", "2031-01-01", "09:12:58", "x", "Y", "Y", 109, "00:02:23", 3],
            ["2", "Nobody", "2021-01-01", "09:12:58", "x", "Y", "Y", 109, "00:02:23", 3],
            ["3", "Diane", "2021-01-01", "late", "x", "Y", "Y", 109, "00:02:23", 3]]  # fmt: skip
    found = read(write(tmp_path / "a.csv", rows, encoding="utf-8"), known={"Diane"}.__contains__)
    assert [(one.row, one.code) for one in found.errors] == [
        (2, "future_date"), (3, "unknown_agent"), (4, "not_a_number"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("pwc_phonenow_calls/calls.csv", {"consult_users": 5000, "reception_users": 4054, "noreply_users": 946,
                                          "cases_fcr": 3646, "reception_secs": 911837, "rate_recv": 4054}),
        ("pwc_phonenow_calls/01 Call-Center-Dataset (Cleaned).xlsx", {"consult_users": 5000, "cases_fcr": 3646,
                                                                     "reception_secs": 911837}),
        ("shopzilla_csat_dev/tickets.csv", {"reception_users": 5743, "first_resp_n": 5743}),
        ("anonymous_bank_dev/calls.tsv", {"consult_users": 17313, "reception_users": 14405, "noreply_users": 2908,
                                          "reception_secs": 2394082}),
    ],
)  # fmt: skip
def test_the_sums_of_real_logs(reference_data: Path, name: str, wanted: dict[str, int]) -> None:
    found = read(reference_data / "real" / name)
    assert found.errors == []
    total = sums(found)
    assert {code: total[code] for code in wanted} == wanted
