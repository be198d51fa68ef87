"""Rows of the people and accounts sheets: drafts and faults, without a database."""

import datetime as dt

import pytest

from cstm.errors import DomainError
from staff import importers
from staff.importers import AccountDraft, PersonDraft

D = dt.date
PLACES = {name: place for place, name in enumerate(importers.PEOPLE_COLUMNS)}
ACCOUNT_PLACES = {name: place for place, name in enumerate(importers.ACCOUNT_COLUMNS)}


def person(**cells):
    row = [cells.get(name, "") for name in importers.PEOPLE_COLUMNS]
    return importers.person(7, row, PLACES)


def fault(**cells):
    found = person(**{"employee_no": "E1", "name": "N", **cells})
    assert isinstance(found, list)
    assert all(item.row == 7 for item in found)
    return [(item.column, item.why) for item in found]


def test_a_full_row():
    draft = person(
        employee_no=1001.0,
        name=" 陈雨桐 ",
        team="中心 / 售前",
        roles="Agent|team leader",
        line="pre-sales",
        grade="gold",
        hired_on="2024/3/1",
        left_on=dt.datetime(2026, 10, 31),  # noqa: DTZ001 (sheets know no zone)
        email="a@b.cn",
        phone=13800000001.0,
        team_from=46000.0,
    )
    assert draft == PersonDraft(
        row=7,
        employee_no="1001",
        name="陈雨桐",
        team="中心/售前",
        roles=("agent", "leader"),
        line="pre_sales",
        grade="gold",
        hired_on=D(2024, 3, 1),
        left_on=D(2026, 10, 31),
        email="a@b.cn",
        phone="13800000001",
        team_from=D(2025, 12, 9),
    )


def test_empty_cells_say_nothing():
    draft = person(employee_no="E1", name="N")
    assert draft == PersonDraft(row=7, employee_no="E1", name="N")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"employee_no": ""}, [("employee_no", "missing")]),
        ({"name": "  "}, [("name", "missing")]),
        ({"name": "x" * 121}, [("name", "too_long")]),
        ({"name": "a\x00b"}, [("name", "sign")]),
        ({"team": "A//B"}, [("team", "path")]),
        ({"roles": "agent|boss"}, [("roles", "role")]),
        ({"line": "sales"}, [("line", "choice")]),
        ({"hired_on": "soon"}, [("hired_on", "bad_date")]),
        ({"hired_on": "2024-02-30"}, [("hired_on", "bad_date")]),
        ({"hired_on": "2024-02-01", "left_on": "2024-01-31"}, [("left_on", "order")]),
        ({"email": "nobody"}, [("email", "mail")]),
        ({"team_from": "2024-02-01"}, [("team_from", "no_team")]),
        (
            {"name": "", "line": "x", "email": "y"},
            [("name", "missing"), ("line", "choice"), ("email", "mail")],
        ),
    ],
)
def test_faults_name_their_column(cells, expected):
    assert fault(**cells) == expected


def test_an_account_row():
    row = ["E1", "云杉旗舰店", "Tmall", "云杉:小桐", "", "2026-10-14"]
    assert importers.account(3, row, ACCOUNT_PLACES) == AccountDraft(
        row=3,
        employee_no="E1",
        store="云杉旗舰店",
        account="云杉:小桐",
        platform="tmall",
        valid_to=D(2026, 10, 14),
    )
    found = importers.account(3, ["E1", "S", "shop", "", "2026-02-01", "2026-01-01"], ACCOUNT_PLACES)
    assert [item.column for item in found] == ["account", "platform", "valid_to"]


def test_the_header_in_any_order_and_both_languages():
    columns, needed = importers.PEOPLE_COLUMNS, importers.NEEDED_OF_PEOPLE
    assert importers.columns_of(["姓名", "x", " 工号 "], columns, needed) == {"name": 0, "employee_no": 2}
    assert importers.columns_of(["Employee No", "NAME"], columns, needed) == {"employee_no": 0, "name": 1}
    assert importers.columns_of(["name", "team"], columns, needed) is None
    with pytest.raises(DomainError):
        importers.columns_of(["employee_no", "name", "姓名"], columns, needed)


def test_short_rows_are_filled_up():
    assert importers.person(2, ["E1", "N"], PLACES) == PersonDraft(row=2, employee_no="E1", name="N")
