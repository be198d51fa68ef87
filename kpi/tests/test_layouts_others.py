"""Reports of JD, Pinduoduo, Douyin and Kuaishou."""
# The headers stand as the reports have them, in signs of double width.
# ruff: noqa: E501

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kpi.tests.reports import numbers, read, write

D = Decimal


def test_jd_shows_its_30_second_rate_and_makes_no_fact_of_it(tmp_path: Path) -> None:
    head = ["客服", "接待量", "咨询量", "首次平均响应时间", "平均响应时间", "平均响应时间（新标）", "30s应答率", "满意率",
            "24小时下单金额", "24小时下单转化率", "促成下单商品金额", "促成下单人数", "售前接待人数"]  # fmt: skip
    rows = [
        head,
        ["jd_小美", 80, 85, "00:12", "35.5", "30", "91.20%", "95%", "2,000", "20%", "1,500.00", 11, 40],
    ]
    found = read(write(tmp_path / "客服工作量20260803.csv", rows))
    assert found.code == "jd_workload"
    draft = found.drafts[0]
    assert draft.first == dt.date(2026, 8, 3)
    assert draft.values["resp_30s_rate"] == D("0.912")
    assert ("", "rounds_30s") not in draft.facts
    assert draft.facts[("ordered", "sales_amt")] == D("1500.00")
    assert found.facts()["first_resp_secs"] == 960
    assert draft.values["ordered_24h_amt"] == 2000


def test_jd_star_is_the_shops_and_shown_only(tmp_path: Path) -> None:
    rows = [["店铺星级", "咚咚平均响应时长", "售后服务时长", "售后评价得分", "平台介入率", "店铺评价得分", "商品品质退货率"],
            ["4.5", "28秒", "30小时", "9.6", "0.02%", "9.7", "0.35%"]]  # fmt: skip
    found = read(write(tmp_path / "店铺星级.csv", rows), day=dt.date(2026, 8, 3))
    assert found.code == "jd_shop_star"
    draft = found.drafts[0]
    assert draft.scope == "shop"
    assert draft.facts == {}
    assert draft.given == {"shop_exp": D("4.5")}
    assert draft.values["platform_help_rate"] == D("0.0002")


PDD = ["序号", "客服账号", "客服服务分", "咨询人数", "询单人数", "最终成团人数", "询单转化率", "客服销售额", "去退销售额",
       "需要人工回复的咨询人数", "人工接待人数", "3分钟未回复人数", "3分钟人工回复率", "30秒应答率", "平均人工响应时长",
       "评分≤3订单数", "纠纷退款数", "投诉数"]  # fmt: skip
PDD_LINE = [1, "pdd_小美", 4.8, 100, 60, 30, "50.00%", "3,000.00", "2,900.00", 80, 78, 2, "97.50%", "90.00%", "25秒",
            1, 0, 0]  # fmt: skip


def test_pinduoduo_by_agent(tmp_path: Path) -> None:
    rows = [PDD, PDD_LINE, ["总计", "-", *PDD_LINE[2:]], ["平均", "-", *PDD_LINE[2:]]]
    found = read(write(tmp_path / "客服绩效_2026-08-03.xlsx", rows))
    assert found.code == "pdd_agent"
    draft = found.drafts[0]
    facts = found.facts()
    assert facts == numbers({
        "consult_users": "100", "reception_users": "78", "inquiry_users": "60", "inq_pay_users": "30",
        "sales_amt": "3000", "refund_amt": "100", "rounds_3min": "78", "rounds_30s": "72", "resp_rounds": "80",
        "resp_secs": "2000", "disputes": "0", "complaints": "0",
    })  # fmt: skip
    assert draft.estimated["rounds_3min"] == "need_reply_users"
    assert draft.estimated["refund_amt"] == "net_sales"
    assert len(found.skipped) == 2
    assert "inq_pay_users" in found.choice.match.layout.ripens


def test_pinduoduo_by_shop_with_the_keys_behind_the_page(tmp_path: Path) -> None:
    rows = [["统计日期", "consultUserCnt", "needManuReplyConsultUserCnt", "receiveUserCnt", "manuReplyRate3Min"],
            ["2026-08-03", 100, 80, 78, 0.975]]  # fmt: skip
    found = read(write(tmp_path / "a.csv", rows))
    assert found.code == "pdd_shop"
    assert found.drafts[0].scope == "shop"
    assert found.facts()["rounds_3min"] == 78


FEIGE = ["客服在线天数", "接待会话量", "待回复会话量", "已接待人数", "转出会话量", "有效评价数", "有效好评数", "有效差评数",
         "全天不满意率", "全天满意率", "全天平响时长", "全天首响时长", "全天3分钟回复率", "询单人数", "下单人数", "支付人数",
         "退款人数", "客服询单支付额", "退款金额", "退款后销售额", "询单转化率"]  # fmt: skip
FEIGE_LINE = ["1", "90", "--", "80", "1", "20", "18", "1", "5%", "90%", "2分30秒", "11秒", "97.5%", "40", "22", "20",
              "1", "1,999.90", "99.90", "1,900.00", "50%"]  # fmt: skip


def test_douyin_has_agents_above_the_shop(tmp_path: Path) -> None:
    only_mean = ["店铺平均值", "1", "90", "-", "80", *["-"] * 8, "97%", *["-"] * 8]
    rows = [["客服昵称", *FEIGE], ["飞鸽小美", *FEIGE_LINE], ["店铺汇总值", *FEIGE_LINE], only_mean]
    found = read(write(tmp_path / "客服表现_2026-08-03.csv", rows))
    assert found.code == "douyin_feige"
    (draft,) = found.drafts
    assert (draft.scope, draft.account) == ("agent", "飞鸽小美")
    facts = found.facts()
    assert facts | numbers({
        "sessions": "90", "reception_users": "80", "rate_recv": "20", "rate_good": "18", "rate_bad": "1",
        "resp_secs": "12000", "first_resp_secs": "880", "rounds_3min": "78", "inq_order_users": "22",
        "inq_pay_users": "20", "sales_amt": "1999.90", "refund_amt": "99.90",
    }) == facts  # fmt: skip
    assert [one.scope for one in found.skipped] == ["shop", "mean"]
    assert found.skipped[1].values == {"online_days": D(1), "sessions": D(90), "reception_users": D(80),
                                       "resp_3min_rate": D("0.97")}  # fmt: skip


def test_douyin_without_a_name_is_the_shop(tmp_path: Path) -> None:
    found = read(write(tmp_path / "客服表现_2026-08-03.csv", [FEIGE, FEIGE_LINE]))
    assert found.code == "douyin_feige"
    assert found.drafts[0].scope == "shop"


def test_douyin_keeps_both_forms_of_the_three_minute_rate(tmp_path: Path) -> None:
    head = ["客服昵称", "账号名称", "人工已接待人数", "人工已接待会话量", "不满意率", "3分钟人工回复率 (会话)",
            "3分钟人工回复率", "首次响应时长", "平均响应时长", "新平均响应时长", "满意率", "客服销售额", "询单人数", "下单人数",
            "支付人数", "询单转化率", "PC在线时长"]  # fmt: skip
    line = ["飞鸽小美", "acc_1", 80, 90, "5%", "96%", "97.5%", 11, 25, 24, "90%", 1999.9, 40, 22, 20, "50%",
            "7小时41分52秒"]  # fmt: skip
    found = read(write(tmp_path / "飞鸽_20260803.xlsx", [head, line]))
    assert found.code == "douyin_feige"
    assert found.drafts[0].values["resp_3min_sessions"] == D("0.96")
    assert found.drafts[0].values["account_name"] == "acc_1"
    assert found.facts()["rounds_3min"] == 78
    assert found.facts()["online_secs"] == 27712


def test_kuaishou_counts_persons(tmp_path: Path) -> None:
    head = ["三分钟回复率（人维度）", "三分钟回复率（会话）", "不服务率", "咨询人数", "咨询人次", "人工会话量",
            "人工平均回复时长", "好评率（人维度）", "好评率（会话）", "差评率（人维度）", "差评率（会话）",
            "IM不满意率（人维度）", "询单人数", "下单人数", "支付人数", "询单转化率", "询单客单价", "客服销售额"]  # fmt: skip
    line = ["98%", "97%", "0.5%", 200, 220, 210, "20秒", "95%", "94%", "1%", "2%", "1%", 90, 50, 45, "50%", "100.5元",
            "4,522.50"]  # fmt: skip
    found = read(write(tmp_path / "考核数据_2026-08-03.xlsx", [head, line]))
    assert found.code == "kuaishou_assessment"
    assert found.drafts[0].scope == "shop"
    facts = found.facts()
    assert facts["sessions"] == 210
    assert facts["inq_pay_users"] == 45
    assert "rate_good" not in facts
    assert found.drafts[0].values["resp_3min_sessions"] == D("0.97")
    assert facts["resp_rounds"] == 200
    assert facts["rounds_3min"] == 196
    assert found.drafts[0].estimated["rounds_3min"] == "consult_users"


def test_a_bare_share_column_in_hundredths_is_found_out(tmp_path: Path) -> None:
    lines = [[n, f"pdd_{n}", 4.8, 100, 60, 30, 50, 3000, 2900, 80, 78, 2, rate, 90, 25, 1, 0, 0]
             for n, rate in enumerate([97.5, 98, 99.1, 1.5, 0.5, 96])]  # fmt: skip
    found = read(write(tmp_path / "客服绩效_2026-08-03.xlsx", [PDD, *lines]))
    assert [draft.values["resp_3min_rate"] for draft in found.drafts] == [
        D("0.975"), D("0.98"), D("0.991"), D("0.015"), D("0.005"), D("0.96"),
    ]  # fmt: skip


@pytest.mark.parametrize("rate", [0.9971, "99.71%", "99.71", 99.71, "９９．７１％"])
def test_a_share_is_read_in_each_of_its_forms(tmp_path: Path, rate: object) -> None:
    line = list(PDD_LINE)
    line[12] = rate
    found = read(write(tmp_path / "客服绩效_2026-08-03.xlsx", [PDD, line]))
    assert found.drafts[0].values["resp_3min_rate"] == D("0.9971")
