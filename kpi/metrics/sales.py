"""Metrics of selling: inquiries, orders, sales, urging payment."""

from kpi.metrics.base import table

SALES = [
    *table(
        """
        18 | inq_users | Inquiry buyers | 询单人数 | inquiry_users | | persons | info
        19 | inq_order_rate | Inquiry to order | 询单->最终下单成功率 | inq_order_users | inquiry_users | % | up | least=20 ripens
        20 | inq_conv | Inquiry conversion (paid) | 询单转化率 | inq_pay_users | inquiry_users | % | up | least=20 ripens
        21 | order_pay_rate | Order to payment | 下单->最终付款成功率 | ordered_pay_users | ordered_users | % | up | least=20 ripens
        22 | inq_lost_users | Lost inquiries | 询单流失人数 | inquiry_users - inq_order_users | | persons | down | ripens
        23 | sales_amt | Agent sales | 客服销售额 | sales_amt | | CNY | up
        24 | net_sales | Net agent sales | 净销售额 | sales_amt - refund_amt | | CNY | up
        25 | target_rate | Target completion | 指标完成率 | sales_amt | planned_sales | % | up
        26 | sales_share | Agent share of shop sales | 客服销售占比 | sales_amt | shop_sales_amt | % | info | store_only
        27 | silent_sales | Silent sales (no agent) | 静默销售额 | shop_sales_amt - sales_amt | | CNY | info | store_only
        28 | silent_share | Silent sales share | 静默销售占比 | shop_sales_amt - sales_amt | shop_sales_amt | % | info | store_only
        29 | aov | Average order value (per buyer) | 客单价 | sales_amt | sales_buyers | CNY | up | least=20
        30 | items_per_buyer | Items per buyer | 客件数 | sales_items | sales_buyers | items | up | least=20
        31 | price_per_item | Price per item | 件均价 | sales_amt | sales_items | CNY | info | least=20
        32 | urge_rate | Payment-urge success | 催付成功率 | urge_paid_orders | urge_orders | % | up | least=20
        33 | urge_amt | Rescued amount | 催付挽回金额 | urge_paid_amt | | CNY | up
        34 | upsell_rate | Related recommendation rate | 关联推荐成功率 | upsell_orders | sales_orders | % | up | least=20
        35 | assist_users | Assisted follow-ups | 协助跟进人数 | assist_users | | persons | up
        """  # noqa: E501
    ),
]
