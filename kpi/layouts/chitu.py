"""Reports of Chitu, a tool for Taobao shops."""

from kpi.layouts.base import Layout, columns

CUSTOM = Layout(
    code="chitu_custom",
    name="Chitu report of the shop's own",
    name_zh="赤兔 自定义报表",
    platform="taobao",
    attribution_from_file=True,
    ripens=("inq_pay_users",),
    minimum=4,
    columns=columns("""
        account! = 客服昵称 | 旺旺昵称 | 客服
        date = 日期 | 统计日期
        consult_users = 聊天人数(原咨询人数) | 聊天人数 | 咨询人数
        reception_users! = 接待人数
        ~direct_users :whole = 直接接入人数
        transfer_in_users = 转发接入人数 | 转入人数
        transfer_out_users = 转出人数
        ~all_msgs :whole = 总消息数
        buyer_msgs = 买家消息数
        agent_msgs = 客服消息数
        qa_ratio = 答问比
        agent_chars = 客服字数
        ~max_chats :whole = 最大同时聊天数
        noreply_users = 未回复人数
        reply_rate = 回复率
        slow_users = 慢接待人数 | 慢响应人数
        long_users = 长接待人数
        frt_avg = 首次响应(秒) | 首次响应时间(秒) | 首次响应
        art = 平均响应(秒) | 平均响应时间(秒) | 平均响应
        aht = 平均接待时长 | 平均接待时长(秒)
        inquiry_users = 询单人数
        sales_amt = 销售额
        sales_items = 销售量
        sales_buyers = 销售人数
        sales_orders = 销售订单数
        inq_pay_users = 询单->最终付款人数
        inq_conv = 询单->最终付款转化率 | 询单->最终付款成功率
        ~work_days :amount = 上班天数
        ~rate_part :percent = 服务满意度评价参与率
        csat = 客户满意率
        rate_5 = 服务满意度评价很满意
        rate_4 = 服务满意度评价满意
        rate_3 = 服务满意度评价一般
        rate_2 = 服务满意度评价不满
        rate_1 = 服务满意度评价很不满
        refund_amt = 退款金额
    """),
)
PRE_SALES = Layout(
    code="chitu_presales",
    name="Chitu pre-sales detail",
    name_zh="赤兔 售前明细",
    platform="taobao",
    attribution_from_file=True,
    ripens=("inq_pay_users", "ordered_pay_users"),
    any_of=("inq_pay_users", "inq_conv", "inq_order_users", "order_pay_rate"),
    minimum=4,
    columns=columns("""
        account! = 客服 | 旺旺 | 客服昵称
        date = 日期 | 统计日期
        reception_users = 接待人数
        inquiry_users! = 询单人数
        inq_pay_users = 询单->最终付款人数
        inq_conv = 询单->最终付款成功率
        ~next_day_pay_users :whole = 询单->次日付款人数
        ~next_day_conv :percent = 询单->次日付款成功率
        inq_order_users = 询单->最终下单人数
        order_pay_rate = 下单->最终付款成功率
        items_per_buyer = 客件数
        aov = 客单价
        ~post_fees :money = 邮费总额
        ~discount :percent = 手工折扣率
        reply_rate = 客服回复率
        art = 平均响应时间
        frt_avg = 首次响应时间
        aht = 平均接待时长(秒) | 平均接待时长
        ~silent_paid_users :whole = 静默下单本人落实付款-人数
        ~silent_paid_amt :money = 静默下单本人落实付款-金额
        ~silent_followed_users :whole = 全静默单本人跟进-人数
        sales_amt = 销售额
        qa_ratio = 客服答问比
        slow_users = 慢响应人数
        assist_users = 协助跟进人数
        ~assist_ordered_users :whole = 协助下单人数
        transfer_out_users = 转出人数
        refund_rate = 退款率
    """),
)
ADHERENCE = Layout(
    code="chitu_adherence",
    name="Chitu online time",
    name_zh="赤兔 遵时率",
    platform="taobao",
    columns=columns("""
        account! = 旺旺 | 旺旺昵称 | 客服
        date = 日期
        ~work_days :amount = 上班天数
        ~avg_first_online :text = 平均上线时间
        ~avg_last_online :text = 平均最后在线时间
        ~first_online :clock = 最早上线
        ~last_online :clock = 最晚在线
        ~logins :whole = 总登录次数
        ~logins_a_day :amount = 日均登录次数
        online_secs! = 在线总时长(秒) | 在线总时长
        ~online_secs_a_day :seconds = 平均日在线时长(秒) | 平均日在线时长
        busy_secs! = 服务总时长(秒) | 服务总时长
        ~busy_secs_a_day :seconds = 平均日服务时长(秒) | 平均日服务时长
        hang_secs = 挂起总时长(秒) | 挂起总时长
        ~hang_secs_a_day :seconds = 平均日挂起时长(秒) | 平均日挂起时长
    """),
)
HOURLY = Layout(
    code="chitu_hourly",
    name="Chitu reception by hour",
    name_zh="赤兔 分时接待",
    platform="taobao",
    kind="hourly",
    grain="store",
    minimum=25,
    columns=columns(
        "date! = 日期\n ~all_day :whole = 全天\n"
        + "\n".join(
            f"hour:{hour}! = {hour} | {hour}点 | {hour}时 | {hour:02d} | {hour:02d}:00" for hour in range(24)
        )
    ),
)
LAYOUTS = (CUSTOM, PRE_SALES, ADHERENCE, HOURLY)
