"""Finding a layout by its header, asking when it is not sure, and layouts made in the browser."""

import json
from pathlib import Path

import pytest

from cstm.errors import DomainError
from cstm.spreadsheets import Limits, Row, open_table
from kpi import importers, layouts
from kpi.facts import FACTS
from kpi.importers import AskLayout
from kpi.layouts.base import METRIC_PARSERS, ROLES, normal
from kpi.tests.reports import read, write

HEAD = ["日期", "旺旺", "接待人数", "咨询人数", "首次响应时间(秒)", "销售额", "满意评价数", "评价总数"]
REPORTS = {
    "tmall_sycm_service_inquiry": "sycm_shop_inquiry",
    "tmall_sycm_service_consult": "sycm_shop_reception",
    "tmall_sycm_service_avgprice": "sycm_shop_price",
    "tmall_sycm_service_evaluation": "sycm_shop_rating",
    "tmall_sycm_custom_cs_performance": "sycm_agent_custom",
    "tmall_sycm_product_inquiry": "sycm_product_inquiry",
    "chitu_presale_detail": "chitu_presales",
    "chitu_adherence": "chitu_adherence",
    "chitu_hourly_reception": "chitu_hourly",
    "pdd_cs_performance": "pdd_agent",
    "douyin_feige_shop": "douyin_feige",
    "kuaishou_assessment": "kuaishou_assessment",
    "taobao_open_api_720": "taobao_api_daily",
}


def ask(path: Path, **how: object) -> AskLayout:
    """The question that a file raises."""
    with pytest.raises(AskLayout) as found, open_table(path, limits=Limits()) as book:
        importers.choose(book, **how)  # type: ignore[arg-type]
    assert str(found.value)
    return found.value


def test_every_header_set_that_was_seen_finds_its_layout(reference_data: Path) -> None:
    seen = json.loads((reference_data / "real/platform_export_headers/headers.json").read_text("utf-8"))
    known = {one["id"]: one for one in seen if one["id"] in REPORTS}
    assert set(known) == set(REPORTS)
    for name, one in known.items():
        for headers in filter(None, (one["headers"], one.get("alternate_headers"))):
            best = layouts.match([Row(1, headers)], layouts.ALL)[0]
            assert best.layout.code == REPORTS[name]
            # The same figure twice, in words and in seconds: one of them is enough.
            assert all(head in ("客服",) or "时长" in head for head in best.unread), best.unread


def test_every_layout_speaks_of_known_things() -> None:
    assert len({layout.code for layout in layouts.ALL}) == len(layouts.ALL)
    for layout in layouts.ALL:
        for column in layout.columns:
            plain = column.target.startswith(("~", "hour:")) or not column.target
            assert (
                plain or column.target in FACTS or column.target in METRIC_PARSERS or column.target in ROLES
            )
            assert column.attribution in ("", *layouts.ATTRIBUTION_RULES)
        assert not layout.name.isspace()
        assert layout.name_zh


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("首次响应时长（秒)", "首次响应时长(秒）"),
        (" 接待\n人数 ", "接待人数"),
        ("询单→最终付款转化率", "询单->最终付款转化率"),
        ("PC在线时长", "pc在线时长"),
        ("【3分钟】回复率", "（3分钟）回复率"),
    ],
)
def test_headers_are_compared_without_their_dress(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_banners_and_a_header_of_two_lines(tmp_path: Path) -> None:
    rows = [
        ["示例旗舰店 客服绩效报表"],
        ["统计周期: 2026-08-24 ~ 2026-08-25", None, "导出人: 店长"],
        [],
        ["日期", "旺旺", "接待", None, "响应", "金额", "评价", None],
        [None, None, "接待人数", "咨询人数", "首次响应时间(秒)", "销售额", "满意评价数", "评价总数"],
        ["2026-08-24", "店:小美", 90, 95, 8.5, 1200.5, 30, 33],
    ]
    for name in ("a.xlsx", "a.csv"):
        found = read(write(tmp_path / name, rows, merge=["A1:H1", "A4:A5", "B4:B5", "C4:D4", "G4:H4"]))
        assert found.code == "generic_daily"
        assert len(found.choice.match.columns) == 8
        assert [draft.account for draft in found.drafts] == ["店:小美"]


def test_a_data_row_is_never_eaten_as_a_second_header(tmp_path: Path) -> None:
    found = read(write(tmp_path / "a.csv", [HEAD, ["2026-08-24", "接待人数", 90, 95, 8.5, 1200.5, 30, 33]]))
    assert [draft.account for draft in found.drafts] == ["接待人数"]


def test_names_of_facts_are_headers_too(tmp_path: Path) -> None:
    rows = [
        ["date", "agent", "consult_users", "reception_users", "urge_orders"],
        ["2026-08-24", "店:小美", 9, 8, 1],
    ]
    assert read(write(tmp_path / "a.csv", rows)).facts()["urge_orders"] == 1


def test_an_unknown_report_is_asked_about_with_what_a_mapping_needs(tmp_path: Path) -> None:
    rows = [["报表"], ["当班人", "当日", "打招呼次数"], ["小美", "2026-08-03", 5]]
    found = ask(write(tmp_path / "a.csv", rows))
    assert (found.code, found.header_row) == ("unknown_layout", 2)
    assert found.headers == ("当班人", "当日", "打招呼次数")
    assert found.samples == (("小美", "2026-08-03", "5"),)


def test_two_reports_that_fit_alike_are_asked_about_unless_the_platform_tells(tmp_path: Path) -> None:
    columns = [{"header": "客服", "target": "account"}, {"header": "数一", "target": "consult_users"}]
    one = layouts.layout_from_mapping({"code": "one", "name": "One", "platform": "jd", "columns": columns})
    other = [columns[0], {"header": "数一", "target": "reception_users"}]
    two = layouts.layout_from_mapping({"code": "two", "name": "Two", "platform": "pdd", "columns": other})
    path = write(tmp_path / "2026-08-03.csv", [["客服", "数一"], ["小美", 5]])
    found = ask(path, layouts=[one, two])
    assert found.code == "ambiguous_layout"
    assert set(found.candidates) == {"one", "two"}
    with open_table(path, limits=Limits()) as book:
        assert importers.choose(book, layouts=[one, two], platform="pdd").match.layout.code == "two"
        assert importers.choose(book, layouts=[one, two], layout="one").match.layout.code == "one"


LINES = [["2026-08-24", f"店:{n}", 90 - n, 95, 8.5, 1200.5, 30, 33] for n in range(6)]


@pytest.mark.parametrize(("one", "other"), [(2, 3), (6, 7), (5, 6), (4, 5)])
def test_columns_under_each_others_headers_are_asked_about(tmp_path: Path, one: int, other: int) -> None:
    head = list(HEAD)
    head[one], head[other] = head[other], head[one]
    if (one, other) == (4, 5):
        head, lines = HEAD, [[*line[:4], "98.5%", *line[5:]] for line in LINES]
    else:
        lines = LINES
    found = ask(write(tmp_path / "a.xlsx", [head, *lines]))
    assert found.code == "swapped_columns"
    assert found.columns
    with open_table(tmp_path / "a.xlsx", limits=Limits()) as book:
        assert importers.choose(book, trust=True).match.layout.code == "generic_daily"


def test_another_order_of_columns_is_no_swap(tmp_path: Path) -> None:
    order = [3, 0, 7, 1, 6, 2, 5, 4]
    rows = [[line[n] for n in order] for line in [HEAD, *LINES]]
    found = read(write(tmp_path / "a.xlsx", rows))
    assert found.facts() == read(write(tmp_path / "b.xlsx", [HEAD, *LINES])).facts()


def test_a_store_report_is_not_a_sheet_of_agents(tmp_path: Path) -> None:
    rows = [["日期", "客服", "销售额", "销售量", "销售人数"], ["2026-08-03", "小美", 100, 3, 2]]
    assert read(write(tmp_path / "a.csv", rows)).code == "generic_daily"


def test_the_first_sheet_that_fits_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "说明"  # type: ignore[union-attr]
    book.active.append(["看", "第二页"])  # type: ignore[union-attr]
    for title in ("八月", "九月"):
        sheet = book.create_sheet(title)
        for line in (HEAD, LINES[0]):
            sheet.append(line)
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    assert found.choice.match.sheet == "八月"
    assert found.choice.other_sheets == ("说明", "九月")
    with open_table(tmp_path / "a.xlsx", limits=Limits()) as opened:
        assert importers.choose(opened, sheet="九月").match.sheet == "九月"


MAPPING = {
    "code": "greetings",
    "name": "Greetings",
    "columns": [
        {"header": "当班人", "target": "account"},
        {"header": "当日", "target": "date"},
        {"header": "打招呼次数", "target": "greetings", "parse": "whole"},
        {"header": "成交额", "target": "sales_amt", "attribution": "paid"},
        {"header": "备注", "target": ""},
    ],
}


def test_a_layout_mapped_in_the_browser_reads_like_any_other(tmp_path: Path) -> None:
    made = layouts.layout_from_mapping(MAPPING, extra=["greetings"])
    rows = [["当班人", "当日", "打招呼次数", "成交额", "备注"], ["小美", "2026-08-03", 5, "12.5元", "x"]]
    with open_table(write(tmp_path / "a.csv", rows), limits=Limits()) as book:
        choice = importers.choose(book, layouts=[*layouts.ALL, made])
        context = importers.Context(today=importers.drafts.dt.date(2026, 11, 21))
        (draft,) = importers.read_drafts(book, choice.match, context=context)
    assert choice.match.layout.code == "greetings"
    assert draft.facts == {("", "greetings"): 5, ("paid", "sales_amt"): importers.drafts.Decimal("12.5")}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "columns",
    [
        [],
        [{"header": "a", "target": "account"}],
        [{"header": "a", "target": "nothing_known"}],
        [{"header": "", "target": "consult_users"}],
        [{"header": "a", "target": "consult_users"}, {"header": "b", "target": "consult_users"}],
        [{"header": "a", "target": "consult_users", "parse": "eval"}],
    ],
)
def test_a_mapping_that_cannot_be_read_by_is_refused(columns: list[dict[str, str]]) -> None:
    with pytest.raises(DomainError) as found:
        layouts.layout_from_mapping({"code": "x", "name": "x", "columns": columns})
    assert found.value.code == "bad_mapping"


def test_a_header_is_known_again_whatever_its_dress() -> None:
    assert layouts.signature(["接待人数", "首响（秒)"]) == layouts.signature([" 首响(秒）", "接待\n人数", ""])
    assert layouts.signature(["接待人数"]) != layouts.signature(["咨询人数"])
