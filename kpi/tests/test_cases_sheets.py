"""Sheets of cases and of script use: GBK and Chinese headers, faults by row and column, preview, undo."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cstm.errors import DomainError
from cstm.spreadsheets import XlsxWriter
from kpi.choices.cases import CaseState
from kpi.models import Case, CaseBatch, ScriptUse, WeekState
from kpi.services.cases import cases, sheets
from kpi.tests.factories import a_store, an_agent
from staff.models import StoreAssignment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 20, 4, tzinfo=dt.UTC)
HEAD = "登记时间,类型,店铺,标题,工号,问题分类,优先级,订单号,退款金额,快递单号,改评,结案时间,处理结果"
GOOD = "2026-03-02 10:00,投诉,云杉旗舰店,发货太慢,A1,物流,紧急,TB1,25,,,2026-03-02 11:00,已补发"
OPEN = "2026/3/3,快递理赔,云杉旗舰店,丢件,A1,,,TB2,,SF123,,,"


@pytest.fixture
def store():
    an_agent("A1")
    return a_store("云杉旗舰店")


def read(tmp_path, text, *, sheet="cases", encoding="gbk", people=None):
    """A sheet as it came."""
    path = tmp_path / "工单.csv"
    path.write_bytes(text.encode(encoding))
    stores = list(type(a_store("云杉旗舰店")).objects.values_list("pk", flat=True))
    return sheets.read_sheet(
        path, name=path.name, sheet=sheet, agent_ids=people, store_ids=stores, actor=None, now=NOW
    )


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_a_sheet_is_read_looked_at_and_taken_in(tmp_path, store, encoding):
    batch = read(tmp_path, "\n".join([HEAD, GOOD, OPEN]), encoding=encoding)
    assert (batch.rows, len(batch.drafts), batch.faults) == (2, 2, [])
    assert not Case.objects.exists()
    sheets.take(batch.pk, actor=None)
    first, second = Case.objects.order_by("row")
    assert (first.kind, first.priority, first.state, first.in_time) == (
        "complaint",
        "urgent",
        CaseState.CLOSED,
        True,
    )
    assert (first.category.name_zh, str(first.refund_amount), first.open_secs) == ("物流", "25.00", 3600)
    assert (second.state, second.fields, second.day) == (
        CaseState.OPEN,
        {"tracking": "SF123"},
        dt.date(2026, 3, 3),
    )
    assert second.due_at is not None
    assert WeekState.objects.filter(monday=dt.date(2026, 3, 2)).exists()
    assert sheets.take(batch.pk, actor=None).taken == 2
    assert Case.objects.count() == 2


def test_each_fault_names_its_row_and_column(tmp_path, store):
    rows = [
        GOOD.replace("投诉", "闲聊"),
        GOOD.replace("云杉旗舰店", "别的店"),
        GOOD.replace("A1", "B9"),
        GOOD.replace("2026-03-02 10:00", "昨天"),
        GOOD.replace(",25,", ",很多,"),
        GOOD.replace("物流", "天气"),
        GOOD.replace("2026-03-02 11:00", "2026-03-01 11:00"),
        GOOD.replace("发货太慢", ""),
        GOOD.replace("2026-03-02 11:00", "2026-04-02 11:00"),
        GOOD.replace(",已补发", ","),
    ]
    batch = read(tmp_path, "\n".join([HEAD, *rows, GOOD]))
    places = [(fault["row"], fault["column"]) for fault in batch.faults]
    assert places == [
        (2, "kind"),
        (3, "store"),
        (4, "owner"),
        (5, "opened"),
        (6, "refund"),
        (7, "category"),
        (8, "closed"),
        (9, "title"),
        (10, "closed"),
        (11, "outcome"),
    ]
    assert all(fault["message"] for fault in batch.faults)
    assert len(batch.drafts) == 1


def test_a_sheet_without_the_columns_is_refused_and_names_them(tmp_path, store):
    with pytest.raises(DomainError, match="opened") as refused:
        read(tmp_path, "a,b,c\n1,2,3\n")
    assert refused.value.code == "no_header"
    assert not CaseBatch.objects.exists()


def test_people_outside_the_reach_are_refused(tmp_path, store):
    batch = read(tmp_path, "\n".join([HEAD, GOOD]), people=[])
    assert [fault["column"] for fault in batch.faults] == ["owner"]
    with pytest.raises(DomainError):
        sheets.take(batch.pk, actor=None)


def test_undo_takes_rows_out_and_leaves_what_was_worked_on(tmp_path, store):
    batch = sheets.take(read(tmp_path, "\n".join([HEAD, GOOD, OPEN, OPEN])).pk, actor=None)
    worked = Case.objects.get(row=3)
    cases.add_word(worked.pk, text="Called", by=None, actor=None)
    assert sheets.undo(batch.pk, actor=None) == 1
    assert Case.objects.get() == worked
    with pytest.raises(DomainError):
        sheets.undo(batch.pk, actor=None)
    with pytest.raises(DomainError):
        sheets.take(batch.pk, actor=None)


def test_script_use_from_a_workbook(tmp_path, store):
    path = tmp_path / "话术.xlsx"
    with XlsxWriter(path) as book:
        book.sheet("话术", ["日期", "工号", "店铺", "快捷短语使用次数", "客服消息数"])
        book.row([dt.date(2026, 3, 2), "A1", store.name, 80, 320])
        book.row([dt.date(2026, 3, 2), "A1", store.name, 81, 320])
        book.row([dt.date(2026, 3, 3), "A1", store.name, 80, 79])
        book.row([dt.date(2026, 3, 4), "A1", store.name, 5, None])

    def sent():
        return sheets.read_sheet(
            path,
            name=path.name,
            sheet="scripts",
            agent_ids=None,
            store_ids=[store.pk],
            actor=None,
            now=NOW,
        )

    batch = sent()
    assert [(fault["row"], fault["column"]) for fault in batch.faults] == [(3, "day"), (4, "messages")]
    sheets.take(batch.pk, actor=None)
    rows = ScriptUse.objects.order_by("day").values_list("used", "messages")
    assert list(rows) == [(80, 320), (5, None)]
    with pytest.raises(DomainError) as refused:
        sheets.take(sent().pk, actor=None)
    assert refused.value.code == "taken"
    sheets.undo(batch.pk, actor=None)
    assert not ScriptUse.objects.exists()


def test_the_pages_from_sending_to_undoing(client_of, supervisor, agent, today):
    store = a_store("云杉旗舰店")
    StoreAssignment.objects.create(agent=agent, store=store)
    client = client_of(supervisor)
    text = "\n".join([HEAD, GOOD.replace("A1", agent.employee_no), GOOD.replace("A1", "nobody")])
    url = reverse("kpi:case_import_list")
    bad = client.post(url, {"sheet": "cases", "file": SimpleUploadedFile("a.csv", b"x,y\n1,2\n")})
    assert bad.status_code == 422
    upload = SimpleUploadedFile("工单.csv", text.encode("gbk"))
    answer = client.post(url, {"sheet": "cases", "file": upload}, follow=True)
    page = answer.content.decode()
    assert "row 3, owner" in page
    assert "发货太慢" in page
    batch = CaseBatch.objects.get()
    page = client.post(reverse("kpi:case_import_take", args=[batch.pk]), follow=True).content.decode()
    assert "1 row is taken in." in page
    assert (
        "Undone."
        in client.post(reverse("kpi:case_import_undo", args=[batch.pk]), follow=True).content.decode()
    )
    assert not Case.objects.exists()
    assert client.post(reverse("kpi:case_import_take", args=[batch.pk])).status_code == 422
