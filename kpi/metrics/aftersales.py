"""Metrics after the sale: reviews, the shop's given values, refunds, cases, complaints."""

from kpi.metrics.base import table

AFTER_SALES = [
    *table(
        """
        41 | neg_review_rate | Negative review rate (goods) | 中差评率 | neg_reviews | reviews | % | down | least=10
        42 | neg_fix_rate | Review recovery | 中差评处理成功率 | neg_fixed | neg_followed | % | up | least=10
        43 | dsr_desc | Detailed seller rating, description | DSR 描述 | | | 1-5 | up | kind=given home=store_values
        43 | dsr_service | Detailed seller rating, service | DSR 服务 | | | 1-5 | up | kind=given home=store_values
        43 | dsr_logistics | Detailed seller rating, logistics | DSR 物流 | | | 1-5 | up | kind=given home=store_values
        44 | shop_exp | Shop experience score | 店铺真实体验分 | | | score | up | kind=given home=store_values
        45 | refund_rate | Refund rate | 退款率 | refund_amt | sales_amt | % | down
        46 | return_rate | Return-and-refund rate | 退货退款率 | return_refund_amt | sales_amt | % | down
        47 | quality_refund_rate | Quality refund rate | 品质退款率 | quality_refunds | shop_orders | % | down | least=20
        48 | dispute_rate | Refund dispute rate | 纠纷退款率 | disputes | shop_orders | % | down | least=20
        49 | platform_help_rate | Platform intervention rate | 平台介入率 | platform_help | shop_orders | % | down | least=20
        50 | refund_hours | Refund handling time | 退款处理时长 | refund_secs | refund_cases | h | down | factor=1/3600 least=20
        51 | svc_20min_rate | After-sales ticket in 20 min | 服务单审核20分钟达标率 | svc_tickets_20min | svc_tickets | % | up | least=20 windowed
        """  # noqa: E501
    ),
    *table(
        """
        52 | fcr | First contact resolution | 一次性解决率 | cases_fcr | cases | % | up | least=20
        53 | reopen_rate | Reopen rate | 重开率 | cases_reopened | cases | % | down | least=20
        54 | case_sla | Case within time | 工单及时率 | cases_sla | cases | % | up | least=20
        55 | complaint_rate | Complaints per thousand | 千次投诉率 | complaints | reception_users | per 1000 | down | factor=1000 least=20
        56 | complaint_sat | Complainant satisfaction | 投诉闭环满意率 | complaint_sat_n | complaint_rated_n | % | up | least=10
        """,  # noqa: E501
        home="cases",
    ),
]
