"""What a file gives beside records: hours for shifts, products, values of the store; undo takes all back."""

from decimal import Decimal

import pytest

from kpi.models import ImportBatch, ProductRecord, Record, StoreValue
from kpi.services import undo
from kpi.tests.sheets import a_file, taken
from shifts.models import Volume
from staff.tests.factories import make_store

pytestmark = pytest.mark.django_db
HOURS = ["日期", *map(str, range(24)), "全天"]
PRODUCT = ["商品名称", "商品编号", "日期", "咨询人数", "询单人数", "最终付款人数"]


@pytest.fixture
def store(db):
    return make_store("Lotus", platform="taobao")


def hours(tmp_path, store, nine: int, *, day: str = "2026-11-02") -> ImportBatch:
    figures = [nine if hour == 9 else 0 for hour in range(24)]
    return taken(a_file(tmp_path, "h.csv", [[day, *figures, nine]], HOURS), store)


def at_nine() -> int | None:
    row = Volume.objects.filter(start__hour=9).first()
    return row.offered if row else None


def test_hours_go_down_to_shifts_and_come_back_when_undone(tmp_path, store):
    one = hours(tmp_path, store, 5)
    assert (one.state, one.counts["hours"], Volume.objects.count(), at_nine()) == ("committed", 24, 24, 5)
    again = hours(tmp_path, store, 5)
    two = hours(tmp_path, store, 6)
    three = hours(tmp_path, store, 7)
    undo.undo(two, actor=None)
    assert at_nine() == 7
    undo.undo(three, actor=None)
    assert at_nine() == 5
    undo.undo(again, actor=None)
    undo.undo(one, actor=None)
    assert not Volume.objects.exists()
    assert not Record.objects.exists()


def test_products_are_replaced_and_restored(tmp_path, store):
    def sold(paid: int) -> ImportBatch:
        rows = [["茶杯", "8001", "2026-11-02", 20, 10, paid], ["茶壶", "8002", "2026-11-02", 20, 10, 2]]
        return taken(a_file(tmp_path, "p.csv", rows, PRODUCT), store)

    def paid() -> str:
        return ProductRecord.objects.get(product_no="8001").values["inq_pay_users"]

    one = sold(3)
    assert (one.counts["products"], ProductRecord.objects.count(), paid()) == (2, 2, "3")
    two = sold(4)
    assert paid() == "4"
    undo.undo(two, actor=None)
    assert paid() == "3"
    undo.undo(one, actor=None)
    assert not ProductRecord.objects.exists()


def test_a_value_that_somebody_typed_comes_back(tmp_path, store):
    StoreValue.objects.create(
        store=store, code="dsr_desc", date="2026-11-02", value=Decimal("4.7"), source="typed"
    )
    head = ["日期", "销售额", "描述相符"]
    batch = taken(a_file(tmp_path, "v.csv", [["2026-11-02", "100", "4.81"]], head), store)
    assert batch.state == "committed", batch.error
    assert StoreValue.objects.get(code="dsr_desc").value == Decimal("4.81")
    undo.undo(batch, actor=None)
    known = StoreValue.objects.get(code="dsr_desc")
    assert (known.value, known.source) == (Decimal("4.7"), "typed")
