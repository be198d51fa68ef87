"""Sheets of no platform: headers are the names of facts and metrics, in Chinese, English or code."""

from kpi.facts import FACTS, OWN_FACTS
from kpi.layouts.base import ACCOUNT_NAMES, DATE_NAMES, METRIC_PARSERS, Column, Layout

_MORE: dict[str, tuple[str, ...]] = {
    "consult_users": ("聊天人数",),
    "inq_order_users": ("下单人数",),
    "inq_pay_users": ("付款人数", "支付人数", "最终付款人数"),
    "rate_recv": ("评价总数", "评价数"),
    "rate_good": ("满意评价数", "满意数"),
    "sales_items": ("销售件数",),
    "refund_amt": ("成功退款金额",),
}
_METRIC_NAMES: dict[str, tuple[str, ...]] = {
    "frt_avg": ("首次响应时间(秒)", "首次响应时间", "首次响应时长", "首响", "first response time"),
    "art": ("平均响应时间(秒)", "平均响应时间", "平均响应时长", "平响", "average response time"),
    "aht": ("平均接待时长", "平均接待时长(秒)", "average handling time"),
    "qa_ratio": ("问答比", "答问比"),
    "resp_30s_rate": ("30秒响应率", "30秒应答率", "30s应答率"),
    "resp_3min_rate": ("3分钟人工响应率", "3分钟回复率", "3分钟人工回复率"),
    "reply_rate": ("回复率", "旺旺回复率"),
    "inq_conv": ("询单转化率", "询单最终付款转化率"),
    "csat": ("客户满意率", "满意率", "满意比"),
    "aov": ("客单价",),
    "items_per_buyer": ("客件数",),
    "price_per_item": ("件均价",),
    "dsr_desc": ("DSR描述", "描述相符"),
    "dsr_service": ("DSR服务", "服务态度"),
    "dsr_logistics": ("DSR物流", "物流服务"),
    "shop_exp": ("店铺真实体验分", "店铺体验分", "星级"),
}


def _figures() -> tuple[Column, ...]:
    """A column for every fact that a file may bring, and for every metric with a parser."""
    facts = [
        Column(code, (code, fact.zh, *_MORE.get(code, ()), fact.en))
        for code, fact in FACTS.items()
        if code not in OWN_FACTS
    ]
    ratios = [Column(code, (code, *_METRIC_NAMES.get(code, ()))) for code in METRIC_PARSERS]
    return (*facts, *ratios)


DAILY = Layout(
    code="generic_daily",
    name="Daily sheet of any tool, by agent",
    name_zh="通用客服日报",
    platform="",
    priority=0,
    attribution_from_file=True,
    columns=(
        Column("date", tuple(DATE_NAMES)),
        Column("account", tuple(ACCOUNT_NAMES), required=True),
        Column("team", ("小组", "分组", "组别", "team", "旺旺分组")),
        Column("", ("备注", "remark", "remarks", "序号")),
        *_figures(),
    ),
)
STORE = Layout(
    code="generic_store",
    name="Daily sheet of any tool, by store",
    name_zh="通用店铺日报",
    platform="",
    grain="store",
    priority=0,
    attribution_from_file=True,
    minimum=2,
    columns=(
        Column("date", tuple(DATE_NAMES), required=True),
        Column("", ("备注", "remark", "remarks", "序号")),
        *_figures(),
    ),
)
LAYOUTS = (DAILY, STORE)
