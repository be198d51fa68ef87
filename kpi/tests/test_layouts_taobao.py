"""Reports of the Taobao workbench and open platform, in the value formats that their exports use."""
# The headers stand as the reports have them, in signs of double width.
# ruff: noqa: E501

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.importers import PENDING, ProductDraft
from kpi.tests.reports import numbers, read, write

D = Decimal
AUG_9 = dt.date(2026, 8, 9)


def test_reception_by_agent(tmp_path: Path) -> None:
    rows = [
        ["旺旺昵称", "咨询人数", "接待人数", "未回复人数", "有效接待人数", "平均响应时长（秒)", "3分钟人工响应率",
         "旺旺回复率", "首次响应时长（秒)", "慢响应人数", "答问比", "旺旺分组"],
        ["店:小美", "100", "96", "2", "80", "25.5", "99.71%", "98.00%", "8", "3", "1.32", "售前一组"],
        ["店:阿杰", "50", "50", "-", "--", "2分30秒", "0.9971", "-", "00:12", "0", "132%", "售后"],
        ["汇总值", "150", "146", "2", "80", "25", "99%", "98%", "9", "3", "1.3", ""],
        ["平均值", "75", "73", "1", "80", "25", "99%", "98%", "9", "1.5", "1.3", ""],
    ]  # fmt: skip
    found = read(write(tmp_path / "咨询接待分析_20260809_20260809.csv", rows))
    assert found.code == "sycm_agent_reception"
    assert [(one.account, one.first, one.team) for one in found.drafts] == [
        ("店:小美", AUG_9, "售前一组"),
        ("店:阿杰", AUG_9, "售后"),
    ]
    first = found.facts()
    assert first | numbers({
        "consult_users": "100", "reception_users": "96", "noreply_users": "2", "effective_users": "80",
        "slow_users": "3", "first_resp_secs": "768", "first_resp_n": "96", "resp_secs": "2448",
        "resp_rounds": "96", "rounds_3min": "95.7216",
    }) == first  # fmt: skip
    assert found.drafts[0].estimated == {
        "first_resp_secs": "reception_users",
        "first_resp_n": "reception_users",
        "resp_secs": "reception_users",
        "resp_rounds": "reception_users",
        "rounds_3min": "reception_users",
    }
    second = found.facts(1)
    assert "noreply_users" not in second
    assert "effective_users" not in second
    assert second["resp_secs"] == 7500
    assert found.drafts[1].values["noreply_users"] is None
    assert [(one.why, one.scope, one.label) for one in found.skipped] == [
        ("totals", "shop", "汇总值"),
        ("totals", "mean", "平均值"),
    ]
    assert found.skipped[0].values["consult_users"] == 150
    assert found.skipped[0].first == AUG_9


SHOP_HEAD = [
    "日期", "咨询人数", "接待人数", "未回复人数", "有效接待人数", "平均响应时长", "3分钟人工响应率", "咨询客服人次",
    "客服回复人次", "客服未回复人次", "旺旺回复率", "首次响应时长", "慢响应人数", "长接待人数", "买家发起人数",
    "客服主动跟进人数", "总消息数", "买家消息条数", "客服消息条数", "答问比", "客服字数", "平均接待时长",
]  # fmt: skip


def test_reception_by_day_and_shop(tmp_path: Path) -> None:
    line = ["2026-08-03", 200, 190, 4, 150, "31秒", "98.5%", 210, 205, 5, "98%", "12秒", 6, 9, 180, 20, 3000,
            1200, 1800, 1.5, 40000, "7分30秒"]  # fmt: skip
    rows = [SHOP_HEAD, line, ["汇总值", *line[1:]], ["同行同层优秀", *line[1:]], ["同行同层均值", *line[1:]]]
    found = read(write(tmp_path / "咨询接待_20260810.xlsx", rows))
    assert found.code == "sycm_shop_reception"
    (draft,) = found.drafts
    assert (draft.scope, draft.account, draft.first) == ("shop", None, dt.date(2026, 8, 3))
    facts = found.facts()
    assert facts["agent_msgs"] == 1800
    assert facts["reception_secs"] == 450 * 190
    assert facts["sessions"] == 190
    assert draft.estimated["sessions"] == "reception_users"
    assert "agent_msgs" not in draft.estimated
    assert draft.values["all_msgs"] == 3000
    assert [one.scope for one in found.skipped] == ["shop", "peer_top", "peer"]


def test_inquiries_ripen_late(tmp_path: Path) -> None:
    head = ["日期", "询单人数", "当日询单人数", "当日付款人数", "当日付款金额", "最终付款人数", "最终付款金额",
            "询单当日付款转化率", "询单最终付款转化率"]  # fmt: skip
    rows = [
        head,
        ["2026-08-03", "120", "110", "40", "5,120.50元", "48", "6,000.00元", "36.4%", "40%"],
        ["2026-08-04", "130", "120", "42", "5,200.00", "延迟统计", "延迟统计", "35%", "延迟统计"],
    ]
    found = read(write(tmp_path / "业绩询单_20260805.csv", rows))
    assert found.code == "sycm_shop_inquiry"
    assert found.choice.match.layout.ripens == ("inq_pay_users",)
    assert found.facts()["inq_pay_users"] == 48
    assert found.drafts[0].values["inq_pay_amt"] == D("6000.00")
    late = found.drafts[1]
    assert late.pending == {"inq_pay_users"}
    assert late.values["inq_pay_users"] is PENDING
    assert found.facts(1) == numbers({"inquiry_users": "130"})


def test_order_value(tmp_path: Path) -> None:
    rows = [["日期", "销售额", "销售量", "销售人数", "客单价", "客件数", "件均价"],
            ["2026/8/3", "1,234.50元", "12", "10", "123.45", "1.2", "102.88"]]  # fmt: skip
    found = read(write(tmp_path / "客单价.csv", rows))
    assert found.code == "sycm_shop_price"
    assert found.facts() == numbers({"sales_amt": "1234.50", "sales_items": "12", "sales_buyers": "10"})
    assert found.drafts[0].estimated == {}
    assert found.drafts[0].values["aov"] == D("123.45")


FIELDS = ["发出", "收到", "很满意", "满意", "一般", "不满", "很不满", "发送率", "返回率", "满意率", "服务度"]


@pytest.mark.parametrize("name", ["评价.xlsx", "评价.csv"])
def test_ratings_have_a_header_of_two_rows(tmp_path: Path, name: str) -> None:
    top = ["日期", "接待人数", "总", *[None] * 10, "邀请", *[None] * 10, "自主", *[None] * 10]
    figures = [100, 40, 20, 10, 5, 3, 2, "50%", "40%", "75%", 4.5]
    rows = [top, [None, None, *FIELDS * 3], ["2026-08-03", 200, *figures * 3]]
    merge = ["A1:A2", "B1:B2", "C1:M1", "N1:X1", "Y1:AI1"]
    found = read(write(tmp_path / name, rows, merge=merge))
    assert found.code == "sycm_shop_rating"
    assert len(found.choice.match.columns) == 35
    assert found.facts() == numbers({
        "reception_users": "200", "rate_sent": "100", "rate_recv": "40", "rate_5": "20", "rate_4": "10",
        "rate_3": "5", "rate_2": "3", "rate_1": "2", "rate_good": "30", "rate_bad": "5",
    })  # fmt: skip
    assert found.drafts[0].values["invited_rate_sent"] == 100
    assert found.drafts[0].estimated == {}


def test_a_report_of_the_shops_own_comes_in_any_order(tmp_path: Path) -> None:
    rows = [
        ["首次响应时长（秒)", "旺旺昵称", "询单最终付款人数", "询单人数", "询单最终付款转化率", "平均响应时长（秒)",
         "客户满意率", "旺旺回复率", "询单最终付款金额", "成功退款金额"],
        ["8.5", "店:小美", "30", "60", "50.00%", "25", "97.5%", "99%", "3,000.00", "12.50"],
        *[["9", label, "1", "2", "50%", "25", "97%", "99%", "3", "1"]
          for label in ("汇总值", "平均值", "全店汇总值", "全店平均值", "同行同层优秀", "同行同层均值")],
    ]  # fmt: skip
    name = "自制报表-报表查看-客服绩效_20260809_20260809_全部.xlsx"
    found = read(write(tmp_path / name, rows))
    assert found.code == "sycm_agent_custom"
    assert len(found.drafts) == 1
    assert found.drafts[0].first == found.drafts[0].last == AUG_9
    assert found.facts() == numbers({"inq_pay_users": "30", "inquiry_users": "60", "refund_amt": "12.50"})
    assert [one.scope for one in found.skipped] == ["shop", "mean", "shop", "mean", "peer_top", "peer"]
    assert len({one.label for one in found.skipped}) == 6


def test_products_below_banners(tmp_path: Path) -> None:
    head = ["商品名称", "商品编号", "咨询人数", "询单人数", "当日询单人数", "询单转化率", "当日询单转化率",
            "当日付款人数", "当日付款金额", "最终付款人数", "最终付款金额", "最终付款件数"]  # fmt: skip
    rows = [
        ["下载数据最多5000条，超出部分会被截断！"],
        ["收藏网址：d.alibaba.com，让数据帮您生意参谋！点此进入>>"],
        [], [], [],
        head,
        ["杯子", 123456789012, 30, 20, 18, "50%", "40%", 8, 800.5, 10, 1000.25, 12],
        ["盘子", "987", 3, 2, 1, "延迟统计", "0%", 0, 0, "延迟统计", "延迟统计", "延迟统计"],
        ["平均值", None, 16.5, 11, 9, "50%", "20%", 4, 400, 10, 1000, 12],
        ["汇总值", None, 33, 22, 19, "50%", "20%", 8, 800, 10, 1000, 12],
    ]  # fmt: skip
    found = read(write(tmp_path / "商品咨询_20260809.xlsx", rows))
    assert found.code == "sycm_product_inquiry"
    products = [item for item in found.items if isinstance(item, ProductDraft)]
    assert [(one.row, one.product_no, one.name, one.first) for one in products] == [
        (7, "123456789012", "杯子", AUG_9),
        (8, "987", "盘子", AUG_9),
    ]
    assert products[0].values["sales_amt"] == D("1000.25")
    assert products[1].values["inq_pay_users"] is PENDING
    assert len(found.skipped) == 2


def test_the_open_platform_gives_three_rules_side_by_side(tmp_path: Path) -> None:
    head = ["wangwang_nick", "date", "consult_num", "service_num", "first_reply_cost", "first_reply_times",
            "total_reply_cost", "total_reply_times", "receive_cost", "paid_payments", "order_payments",
            "onetime_payments", "paid_buyer_num", "paid_refund_fee"]  # fmt: skip
    rows = [head, ["店:小美", "2026-08-03", 90, 88, 900, 90, 5000, 400, 36000, 100.5, 90, 95.25, 3, 1.5]]
    found = read(write(tmp_path / "api.xlsx", rows))
    assert found.code == "taobao_api_daily"
    draft = found.drafts[0]
    assert {key: value for key, value in draft.facts.items() if key[0]} == {
        ("paid", "sales_amt"): D("100.5"),
        ("ordered", "sales_amt"): D(90),
        ("order_first", "sales_amt"): D("95.25"),
        ("paid", "sales_buyers"): D(3),
        ("paid", "refund_amt"): D("1.5"),
    }
    assert found.facts()["first_resp_secs"] == 900
    assert found.facts()["resp_rounds"] == 400
    assert draft.estimated == {"sessions": "reception_users"}


def test_the_open_platform_is_known_by_its_labels_too(tmp_path: Path) -> None:
    rows = [["wangwang_nick=旺旺昵称", "date=报表统计日期", "service_num=接待人数", "total_reply_cost=总响应时间(s)",
             "下单优先判定销售额"], ["店:小美", "20260803", 90, 12, 5]]  # fmt: skip
    found = read(write(tmp_path / "api.xlsx", rows))
    assert found.code == "taobao_api_daily"
    assert found.drafts[0].facts[("order_first", "sales_amt")] == 5


def test_the_performance_object(tmp_path: Path) -> None:
    head = ["nick", "stat_date", "avg_response_time", "first_response_time", "response_rate", "sales_amount",
            "sales_quantity", "unit_price_of_ser", "total_online_time", "conversion_rate_of_ser"]  # fmt: skip
    rows = [head, ["店:小美", "2026-08-03", 25, 8, "98%", 1200.5, 12, 100.04, "7小时41分52秒", "40%"]]
    found = read(write(tmp_path / "api.csv", rows))
    assert found.code == "taobao_api_performance"
    assert found.facts() == numbers({"sales_amt": "1200.5", "sales_items": "12", "online_secs": "27712"})
    assert found.drafts[0].values["art"] == 25
