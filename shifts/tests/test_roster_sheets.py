"""A month as a sheet: out as shops write it, in again with what is refused named by its place."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shifts.models import Assignment, Roster
from shifts.tests.factories import MONTH, assign, make_roster, template

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(team) -> Roster:
    return make_roster(team)


def url(name: str, roster: Roster) -> str:
    return reverse(f"shifts:{name}", args=[roster.pk])


def test_a_sheet_goes_out_and_comes_in_again_with_messy_words(client_of, roster, agent, agent2, supervisor):
    client = client_of(supervisor)
    assign(roster, agent, MONTH, "N")
    out = client.get(url("roster_export", roster))
    sheet = openpyxl.load_workbook(BytesIO(out.content)).active
    assert [cell.value for cell in sheet[2]][:4] == ["Number", "Name", 1, 2]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4)}
    assert (rows["agent"][1].value, rows["agent"][2].value) == ("Agent One", "N")
    rows["agent"][2].value = " 白班 "
    rows["agent"][3].value = "休息"
    rows["agent2"][2].value = "ｄ"
    rows["agent2"][3].value = "早早班"
    sheet.append(["", "Nobody Known", "D"])
    target = BytesIO()
    sheet.parent.save(target)
    upload = SimpleUploadedFile("roster.xlsx", target.getvalue())
    text = client.post(url("roster_import", roster), {"file": upload}).content.decode()
    assert "3 cells would change" in text
    assert '<div class="grow">Agent One</div><span>On-duty → Day</span>' in text
    assert "早早班" in text
    assert "column D" in text
    assert "Nobody Known" in text
    assert Assignment.objects.get().template == template("N")
    sealed = text.split('name="sealed" value="')[1].split('"')[0]
    assert client.post(url("roster_import", roster), {"sealed": sealed, "revision": 0}).status_code == 302
    found = {(row.agent.employee_no, row.day.day): row.template.code_en for row in Assignment.objects.all()}
    assert found == {("agent", 1): "D", ("agent", 2): "-", ("agent2", 1): "D"}
    assert (
        client.post(url("roster_import", roster), {"sealed": sealed + "x", "revision": 1}).status_code == 422
    )
    junk = SimpleUploadedFile("roster.xlsx", b"PK\x03\x04 not really")
    assert client.post(url("roster_import", roster), {"file": junk}).status_code == 422


def shop_sheet(*, title="2026年11月客服排班表", code="早早班"):
    """As shops write it: merged title, days, weekdays, duty and name, empty for rest, heads beneath."""
    weekdays = ["日一二三四五六"[n % 7] for n in range(30)]
    return [
        [title, *[""] * 33],
        ["月份", "日期", *range(1, 31), "合计", "备注"],
        ["职务", "星期", *weekdays, "", ""],
        ["售前", "Agent One", "白班", "", "晚", "Ｎ", *[""] * 26, "3", "新人"],
        ["售前", "Agent Two", "", code, "值", *[""] * 27, "2", ""],
        ["", "白班", *["1"] * 30, "30", ""],
        ["", "上班人数", *["2"] * 30, "60", ""],
        ["备注：国庆另排", *[""] * 33],
    ]


def uploaded(kind, rows):
    if kind == "gbk":
        text = "\r\n".join(",".join(str(value) for value in row) for row in rows)
        return SimpleUploadedFile("roster.csv", text.encode("gb18030"))
    book = openpyxl.Workbook()
    book.active.title = "2026年10月"
    book.active.append(["2026年10月客服排班表"])
    sheet = book.create_sheet("2026年11月")
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:AH1")
    target = BytesIO()
    book.save(target)
    return SimpleUploadedFile("roster.xlsx", target.getvalue())


@pytest.mark.parametrize("kind", ["xlsx", "gbk"])
def test_a_sheet_as_shops_write_it_is_read(client_of, roster, agent, agent2, supervisor, kind):
    client = client_of(supervisor)
    asked = {"file": uploaded(kind, shop_sheet()), "empty_is_rest": "on"}
    page = client.post(url("roster_import", roster), asked)
    read = page.context["read"]
    assert read.people == 2
    assert [(each.row, each.column, each.value) for each in read.refused] == [(5, "D", "早早班")]
    assert "There are: D Day, E Evening," in read.refused[0].sentence
    assert ("2026年11月" in page.context["file"]) == (kind == "xlsx")
    sealed = {"sealed": page.context["sealed"], "revision": 0}
    assert client.post(url("roster_import", roster), sealed).status_code == 302
    rows = Assignment.objects.filter(agent=agent, day__lt=dt.date(2026, 11, 6)).order_by("day")
    assert [row.template.code_en for row in rows] == ["D", "-", "E", "N", "-"]
    assert not Assignment.objects.filter(agent=agent2, day=dt.date(2026, 11, 2)).exists()
    # What goes out and comes in again changes nothing, heads beneath and all.
    out = SimpleUploadedFile("again.xlsx", client.get(url("roster_export", roster)).content)
    again = client.post(url("roster_import", roster), {"file": out}).context
    assert (again["read"].people, again["read"].refused, again["sealed"]) == (3, [], "")


def test_a_sheet_of_another_month_is_refused_as_a_whole(client_of, roster, agent, supervisor):
    wrong = uploaded("gbk", shop_sheet(title="2026年8月客服排班表"))
    page = client_of(supervisor).post(url("roster_import", roster), {"file": wrong})
    assert [each.sentence for each in page.context["read"].refused] == [
        "The sheet is of 2026-08, this roster of 2026-11. Take the sheet of this month."
    ]
    assert page.context["sealed"] == ""
