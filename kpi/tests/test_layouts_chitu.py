"""Reports of Chitu."""
# The headers stand as the reports have them, in signs of double width.
# ruff: noqa: E501

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.importers import HourDraft
from kpi.tests.reports import numbers, read, write

D = Decimal
CUSTOM = [
    "客服昵称", "聊天人数(原咨询人数)", "接待人数", "直接接入人数", "转发接入人数", "转出人数", "总消息数", "买家消息数",
    "客服消息数", "答问比", "客服字数", "最大同时聊天数", "未回复人数", "回复率", "慢接待人数", "长接待人数", "首次响应(秒)",
    "平均响应(秒)", "平均接待时长", "询单人数", "销售额", "销售量", "销售人数", "销售订单数", "询单->最终付款转化率",
    "上班天数", "服务满意度评价参与率", "客户满意率", "服务满意度评价很满意", "服务满意度评价满意", "服务满意度评价一般",
    "服务满意度评价不满", "服务满意度评价很不满",
]  # fmt: skip
LINE = ["店:小美", 100, 96, 90, 6, 2, 1000, 400, 600, "150.00%", 9000, 12, 2, "98.00%", 3, 1, 8, 25, "5分10秒", 60,
        "12,345.60", 40, 30, 33, "50.00%", 6, "40%", "90%", 20, 7, 1, 1, 1]  # fmt: skip


def test_the_custom_report_takes_rule_and_period_from_its_name(tmp_path: Path) -> None:
    late = ["店:阿杰", *LINE[1:24], "延迟统计", *LINE[25:]]
    rows = [CUSTOM, LINE, late, ["汇总", *LINE[1:]], ["均值", *LINE[1:]]]
    name = "自定义报表_日常_下单优先判定_2026-08-03至2026-08-09.xlsx"
    found = read(write(tmp_path / name, rows))
    assert found.code == "chitu_custom"
    assert len(found.choice.match.columns) == len(CUSTOM)
    draft = found.drafts[0]
    assert (draft.first, draft.last) == (dt.date(2026, 8, 3), dt.date(2026, 8, 9))
    sales = {key: value for key, value in draft.facts.items() if key[0]}
    assert sales == {
        ("order_first", "sales_amt"): D("12345.60"),
        ("order_first", "sales_items"): D(40),
        ("order_first", "sales_buyers"): D(30),
        ("order_first", "sales_orders"): D(33),
    }
    facts = found.facts()
    assert facts | numbers({
        "transfer_in_users": "6", "rate_recv": "30", "rate_good": "27", "rate_bad": "2", "inq_pay_users": "30",
        "first_resp_secs": "768", "reception_secs": "29760",
    }) == facts  # fmt: skip
    assert draft.estimated["inq_pay_users"] == "inquiry_users"
    assert "rate_good" not in draft.estimated
    assert draft.values["max_chats"] == 12
    assert found.drafts[1].pending == {"inq_pay_users"}
    assert ("", "inq_pay_users") not in found.drafts[1].facts
    assert [one.scope for one in found.skipped] == ["shop", "mean"]


@pytest.mark.parametrize(
    ("words", "rule"),
    [("付款判定", "paid"), ("下单判定", "ordered"), ("下单优先判定", "order_first"), ("日报", "")],
)
def test_the_rule_is_part_of_the_key(tmp_path: Path, words: str, rule: str) -> None:
    path = write(tmp_path / f"自定义报表_x_{words}_2026-08-03至2026-08-03.csv", [CUSTOM, LINE])
    assert (rule, "sales_amt") in read(path).drafts[0].facts
    assert ("paid", "sales_amt") in read(path, attribution="paid").drafts[0].facts


def test_pre_sales(tmp_path: Path) -> None:
    head = ["客服", "接待人数", "询单人数", "询单->最终付款人数", "询单->最终付款成功率", "客件数", "客单价", "邮费总额",
            "手工折扣率", "客服回复率", "平均响应时间", "首次响应时间", "平均接待时长", "平均接待时长(秒)",
            "静默下单本人落实付款-人数", "静默下单本人落实付款-金额", "销售额", "客服答问比", "慢响应人数",
            "询单->最终下单人数", "下单->最终付款成功率", "全静默单本人跟进-人数", "询单->次日付款人数",
            "询单->次日付款成功率", "协助跟进人数", "协助下单人数", "转出人数", "退款率"]  # fmt: skip
    line = ["小美", 96, 60, 30, "50%", 1.3, 120.5, "12.00", "2%", "98%", 25, "8秒", "5分10秒", 310, 2, "55.5元",
            "3,615.00", 1.5, 3, 40, "75%", 1, 28, "46.7%", 5, 3, 2, "1.5%"]  # fmt: skip
    found = read(write(tmp_path / "售前明细_付款判定_20260809.xlsx", [head, line, ["汇总", *line[1:]]]))
    assert found.code == "chitu_presales"
    draft = found.drafts[0]
    assert draft.facts[("paid", "sales_amt")] == D("3615.00")
    assert draft.facts[("paid", "refund_amt")] == D("54.225")
    facts = found.facts()
    assert facts["inq_order_users"] == 40
    assert facts["reception_secs"] == 310 * 96
    assert facts["assist_users"] == 5
    assert "noreply_users" not in facts
    assert "ordered_pay_users" not in facts
    assert draft.values["order_pay_rate"] == D("0.75")


def test_online_time_of_a_period(tmp_path: Path) -> None:
    head = ["客服", "旺旺", "上班天数", "平均上线时间", "平均最后在线时间", "最早上线", "最晚在线", "总登录次数",
            "日均登录次数", "在线总时长", "在线总时长(秒)", "平均日在线时长", "平均日在线时长(秒)", "服务总时长",
            "服务总时长(秒)", "平均日服务时长", "平均日服务时长(秒)", "挂起总时长", "挂起总时长(秒)", "平均日挂起时长",
            "平均日挂起时长(秒)"]  # fmt: skip
    line = ["小美", "店:小美", 5, "08:58:12", "18:03:00", "08:50:00", "18:30:00", 10, 2, "41小时0分0秒", 147600,
            "8小时12分", 29520, "30小时", 108000, "6小时", 21600, "1小时", 3600, "12分", 720]  # fmt: skip
    found = read(
        write(tmp_path / "遵时率.xlsx", [head, line]), first=dt.date(2026, 8, 3), last=dt.date(2026, 8, 9)
    )
    assert found.code == "chitu_adherence"
    assert found.drafts[0].account == "店:小美"
    assert (found.drafts[0].first, found.drafts[0].last) == (dt.date(2026, 8, 3), dt.date(2026, 8, 9))
    assert found.facts() == numbers({"online_secs": "147600", "busy_secs": "108000", "hang_secs": "3600"})


def test_online_time_as_words_only(tmp_path: Path) -> None:
    rows = [["旺旺", "在线总时长", "服务总时长", "挂起总时长"], ["店:小美", "7小时41分52秒", "06:00:00", "-"]]
    found = read(write(tmp_path / "遵时率_2026年8月3日.csv", rows))
    assert found.facts() == numbers({"online_secs": "27712", "busy_secs": "21600"})
    assert found.drafts[0].first == dt.date(2026, 8, 3)


@pytest.mark.parametrize("form", ["{}", "{}点"])
def test_reception_by_hour(tmp_path: Path, form: str) -> None:
    head: list[object] = ["日期", *[form.format(hour) for hour in range(24)], "全天"]
    if form == "{}":
        head = ["日期", *range(24), "全天"]
    figures = [*range(23), "--"]
    rows = [head, ["2026-08-03", *figures, sum(range(23))], ["合计", *figures, 253]]
    found = read(write(tmp_path / "分时接待.xlsx", rows))
    assert found.code == "chitu_hourly"
    hours = [item for item in found.items if isinstance(item, HourDraft)]
    assert [(one.day, one.hour, one.offered) for one in hours] == [
        (dt.date(2026, 8, 3), hour, D(hour)) for hour in range(23)
    ]
    assert len(found.skipped) == 1
