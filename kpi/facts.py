"""The base facts: everything summable that a record may hold, each with its name and kind.

Pure data. A fact that a report does not give is NULL in a record, never 0.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "secs", "money", "points"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A summable quantity. `sales` facts are keyed by an attribution rule; `own` come from our own apps."""

    code: str
    en: str
    zh: str
    kind: Kind = "count"
    sales: bool = False
    own: bool = False


def _facts(text: str, kind: Kind = "count", *, sales: bool = False, own: bool = False) -> list[Fact]:
    """Read `code | English | 中文` lines."""
    lines = [line.strip() for line in text.strip().splitlines()]
    rows = [[part.strip() for part in line.split("|")] for line in lines]
    return [Fact(code, en, zh, kind, sales, own) for code, en, zh in rows]


_ALL = [
    *_facts("""
        consult_users | consulting buyers | 咨询人数
        reception_users | buyers served | 接待人数
        effective_users | buyers served effectively | 有效接待人数
        noreply_users | buyers not answered | 未回复人数
        transfer_in_users | handed in | 转发接入人数
        transfer_out_users | handed over | 转出人数
        slow_users | slow responses | 慢响应人数
        long_users | long receptions | 长接待人数
        buyer_msgs | buyer messages | 买家消息数
        agent_msgs | agent messages | 客服消息数
        agent_chars | agent characters | 客服字数
    """),
    *_facts("first_resp_secs | first response seconds | 首响总秒数", "secs"),
    *_facts("first_resp_n | first responses | 首响次数"),
    *_facts("resp_secs | response seconds | 响应总秒数", "secs"),
    *_facts("""
        resp_rounds | answered turns | 响应轮次
        rounds_30s | turns answered in 30 s | 30秒内轮次
        rounds_3min | turns answered in 3 min | 3分钟内轮次
    """),
    *_facts("reception_secs | reception seconds | 接待总时长", "secs"),
    *_facts("""
        sessions | sessions | 会话数
        offline_sessions | offline sessions | 留言会话数
        all_sessions | all sessions | 全部会话数
        inquiry_users | inquiry buyers | 询单人数
        inq_order_users | inquiry buyers who ordered | 询单下单人数
        inq_pay_users | inquiry buyers who paid | 询单最终付款人数
        ordered_users | buyers whose order was confirmed | 落实下单人数
        ordered_pay_users | of them paid | 落实付款人数
        lost_pay_users | of them lost before payment | 付款流失人数
        assist_users | assisted follow-ups | 协助跟进人数
    """),
    *_facts(
        """
        sales_amt | sales | 销售额
        refund_amt | refunds | 退款金额
        return_refund_amt | returned and refunded | 退货退款金额
        planned_sales | planned sales | 计划销售额
    """,
        "money",
        sales=True,
    ),
    *_facts(
        """
        sales_items | items sold | 销售量
        sales_buyers | buyers who bought | 销售人数
        sales_orders | orders sold | 销售订单数
        refund_orders | refunded orders | 退款单数
        refund_items | refunded items | 退款件数
        upsell_orders | orders with a recommended item | 关联推荐订单数
    """,
        sales=True,
    ),
    *_facts("shop_sales_amt | shop sales | 店铺销售额", "money"),
    *_facts("""
        shop_sales_buyers | shop buyers | 店铺销售人数
        shop_sales_items | shop items sold | 店铺销售量
        shop_orders | shop orders | 店铺订单数
        urge_orders | orders urged | 催付订单数
        urge_paid_orders | urged and paid | 催付成功单数
    """),
    *_facts("urge_paid_amt | amount rescued | 催付成功金额", "money"),
    *_facts("""
        rate_sent | rating invitations | 评价发出数
        rate_recv | ratings received | 收到评价数
        rate_5 | very satisfied | 很满意
        rate_4 | satisfied | 满意
        rate_3 | neutral | 一般
        rate_2 | dissatisfied | 不满
        rate_1 | very dissatisfied | 很不满
        rate_good | satisfied ratings | 满意评价数
        rate_bad | dissatisfied ratings | 不满意评价数
        neg_reviews | negative reviews | 中差评数
        reviews | product reviews | 商品评价数
        neg_followed | negative reviews followed up | 中差评跟进数
        neg_fixed | negative reviews mended | 中差评处理成功数
        cases | cases | 工单数
        cases_fcr | cases solved at first contact | 一次性解决数
        cases_reopened | cases reopened | 重开工单数
    """),
    *_facts("case_secs | case seconds | 工单处理总秒数", "secs"),
    *_facts("""
        cases_sla | cases within time | 及时工单数
        svc_tickets | after-sales tickets | 服务单数
        svc_tickets_20min | after-sales tickets in 20 min | 20分钟内服务单数
        complaints | complaints | 投诉数
        complaint_rated_n | rated closures | 已评价投诉结案数
        complaint_sat_n | satisfied closures | 满意投诉结案数
        disputes | disputes | 纠纷退款数
        platform_help | platform interventions | 平台介入数
        quality_refunds | quality refunds | 品质退款数
        refund_cases | refunds handled | 退款处理单数
    """),
    *_facts("refund_secs | refund handling seconds | 退款处理总秒数", "secs"),
    *_facts(
        """
        online_secs | online seconds | 在线总时长
        busy_secs | busy seconds | 服务总时长
        hang_secs | suspended seconds | 挂起总时长
        chat_secs | chat seconds | 会话总秒数
    """,
        "secs",
    ),
    *_facts(
        """
        sched_secs | rostered seconds | 排班总时长
        worked_secs | worked seconds | 在岗总时长
        inadh_secs | seconds on the roster | 遵时总时长
        avail_secs | seconds free for chats | 可接待总时长
        ot_secs | overtime seconds | 加班总时长
        cover_gap_secs | cover gap seconds | 覆盖缺口总时长
    """,
        "secs",
        own=True,
    ),
    *_facts(
        """
        late_n | late or early leave | 迟到早退次数
        absent_n | absences | 缺勤次数
        shifts_n | shifts | 班次数
        qa_checks | inspections | 质检抽检数
        redline_n | red-line violations | 红线违规数
        praise_n | praise | 表扬数
    """,
        own=True,
    ),
    *_facts(
        """
        qa_points | quality points | 质检得分
        qa_max | quality points possible | 质检满分
        quiz_points | quiz points | 考试得分
        quiz_max | quiz points possible | 考试满分
    """,
        "points",
        own=True,
    ),
]

FACTS: dict[str, Fact] = {fact.code: fact for fact in _ALL}
SALES_FACTS = frozenset(code for code, fact in FACTS.items() if fact.sales)
OWN_FACTS = frozenset(code for code, fact in FACTS.items() if fact.own)
# Buyers met by two agents count once for the shop: a shop report's own figure wins over the sum of agents.
PERSON_FACTS = frozenset(code for code in FACTS if code.endswith(("_users", "_buyers")))
# What a platform counts itself comes before what the own register of cases holds of it.
PLATFORM_FACTS = frozenset({"disputes", "platform_help", "quality_refunds", "neg_reviews"})
