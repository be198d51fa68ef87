"""Reports of Taobao and Tmall: the seller's workbench and the open platform."""

from kpi.layouts.base import Layout, columns

RESPONSE = """
    art = 平均响应时长(秒) | 平均响应时长 | 平均响应时间(秒) | 平均响应时间
    frt_avg = 首次响应时长(秒) | 首次响应时长 | 首次响应时间(秒) | 首次响应时间
    resp_3min_rate = 3分钟人工响应率 | 三分钟人工响应率
    reply_rate = 旺旺回复率 | 回复率
    qa_ratio = 答问比
    slow_users = 慢响应人数
    long_users = 长接待人数
"""
BY_AGENT = Layout(
    code="sycm_agent_reception",
    name="Qianniu reception by agent",
    name_zh="千牛 咨询接待分析（按客服）",
    platform="taobao",
    sheet="数据信息",
    any_of=("noreply_users", "effective_users", "reply_rate", "resp_3min_rate", "team"),
    columns=columns(f"""
        account! = 旺旺昵称 | 旺旺
        consult_users! = 咨询人数
        reception_users! = 接待人数
        noreply_users = 未回复人数
        effective_users = 有效接待人数
        {RESPONSE}
        team = 旺旺分组
        date = 日期 | 统计日期
    """),
)
BY_SHOP = Layout(
    code="sycm_shop_reception",
    name="Qianniu reception by day and shop",
    name_zh="生意参谋 服务-客服-咨询接待",
    platform="taobao",
    grain="store",
    file_date_is_download=True,
    columns=columns(f"""
        date! = 日期
        consult_users! = 咨询人数
        reception_users! = 接待人数
        noreply_users = 未回复人数
        effective_users = 有效接待人数
        {RESPONSE}
        ~consult_times :whole = 咨询客服人次
        ~replied_times :whole = 客服回复人次
        ~unreplied_times :whole = 客服未回复人次
        ~buyer_started_users :whole = 买家发起人数
        ~agent_started_users :whole = 客服主动跟进人数
        ~all_msgs :whole = 总消息数
        buyer_msgs = 买家消息条数 | 买家消息数
        agent_msgs = 客服消息条数 | 客服消息数
        agent_chars = 客服字数
        aht = 平均接待时长
    """),
)
SHOP_INQUIRY = Layout(
    code="sycm_shop_inquiry",
    name="Qianniu inquiries by day and shop",
    name_zh="生意参谋 服务-客服-业绩询单",
    platform="taobao",
    grain="store",
    file_date_is_download=True,
    ripens=("inq_pay_users",),
    columns=columns("""
        date! = 日期
        inquiry_users! = 询单人数
        ~day_inquiry_users :whole = 当日询单人数
        ~day_pay_users :whole = 当日付款人数
        ~day_pay_amt :money = 当日付款金额
        inq_pay_users! = 最终付款人数
        ~inq_pay_amt :money = 最终付款金额
        ~day_inq_conv :percent = 询单当日付款转化率
        inq_conv = 询单最终付款转化率
    """),
)
SHOP_PRICE = Layout(
    code="sycm_shop_price",
    name="Qianniu order value by day and shop",
    name_zh="生意参谋 服务-客服-客单价",
    platform="taobao",
    grain="store",
    file_date_is_download=True,
    columns=columns("""
        date! = 日期
        sales_amt! = 销售额
        sales_items! = 销售量
        sales_buyers! = 销售人数
        aov = 客单价
        items_per_buyer = 客件数
        price_per_item = 件均价
    """),
)
_GROUPS = (("总", ""), ("邀请", "~invited_"), ("自主", "~own_"))
_GRADES = """
    {p}rate_sent{r} :whole = {g}-发出
    {p}rate_recv{r} :whole = {g}-收到
    {p}rate_5{r} :whole = {g}-很满意
    {p}rate_4 :whole = {g}-满意
    {p}rate_3 :whole = {g}-一般
    {p}rate_2 :whole = {g}-不满
    {p}rate_1 :whole = {g}-很不满
    {p}rate_send :percent = {g}-发送率
    {p}rate_return :percent = {g}-返回率
    {p}csat :percent = {g}-满意率
    ~{q}service_score :amount = {g}-服务度
"""
SHOP_RATING = Layout(
    code="sycm_shop_rating",
    name="Qianniu ratings by day and shop",
    name_zh="生意参谋 服务-客服-接待评价",
    platform="taobao",
    grain="store",
    file_date_is_download=True,
    columns=columns(
        "date! = 日期\n reception_users = 接待人数\n"
        + "".join(
            _GRADES.format(g=group, p=prefix, q=prefix.lstrip("~"), r="" if prefix else "!")
            for group, prefix in _GROUPS
        )
    ),
)
CUSTOM = Layout(
    code="sycm_agent_custom",
    name="Qianniu report of the shop's own, by agent",
    name_zh="生意参谋 自制报表 客服绩效",
    platform="taobao",
    attribution_from_file=True,
    ripens=("inq_pay_users",),
    any_of=("inq_pay_users", "inq_conv", "~inq_pay_amt", "refund_amt", "csat"),
    minimum=2,
    columns=columns(f"""
        account! = 旺旺昵称 | 旺旺
        date = 日期 | 统计日期
        team = 旺旺分组
        inq_pay_users = 询单最终付款人数
        inquiry_users = 询单人数
        inq_conv = 询单最终付款转化率
        {RESPONSE}
        csat = 客户满意率
        ~inq_pay_amt :money = 询单最终付款金额
        refund_amt = 成功退款金额
        consult_users = 咨询人数
        reception_users = 接待人数
        noreply_users = 未回复人数
        effective_users = 有效接待人数
        sales_amt = 销售额
        sales_items = 销售量
        sales_buyers = 销售人数
        sales_orders = 销售订单数
        rate_sent = 评价发出数
        rate_recv = 评价收到数
    """),
)
PRODUCTS = Layout(
    code="sycm_product_inquiry",
    name="Qianniu inquiries by product",
    name_zh="生意参谋 商品咨询分析",
    platform="taobao",
    kind="products",
    grain="store",
    columns=columns("""
        product! = 商品名称
        product_no! = 商品编号 | 商品ID
        date = 日期
        consult_users = 咨询人数
        inquiry_users! = 询单人数
        ~day_inquiry_users :whole = 当日询单人数
        inq_conv = 询单转化率
        ~day_inq_conv :percent = 当日询单转化率
        ~day_pay_users :whole = 当日付款人数
        ~day_pay_amt :money = 当日付款金额
        inq_pay_users = 最终付款人数
        sales_amt = 最终付款金额
        sales_items = 最终付款件数
    """),
)
_RULES = (("paid", "付款判定"), ("ordered", "下单判定"), ("order_first", "下单优先判定"))
_PREFIX = {"paid": "paid", "ordered": "order", "order_first": "onetime"}
OPEN_API = Layout(
    code="taobao_api_daily",
    name="Taobao open platform, agent statistics",
    name_zh="淘宝开放平台 客服绩效统计",
    platform="taobao",
    any_of=("first_resp_secs", "resp_secs", "sales_amt"),
    ripens=("inq_pay_users",),
    columns=columns("""
        account! = wangwang_nick | 旺旺昵称
        date! = date | 报表统计日期
        consult_users = consult_num | 咨询人数
        reception_users = service_num | 接待人数
        inquiry_users = ask_num | 询单人数
        inq_pay_users = ask_today_final_paid_num | 询单最终付款人数
        ~next_day_pay_users :whole = ask_today_paid_today_or_tomorrow_num | 询单到次日付款人数
        buyer_msgs = buyer_msg_num | 买家消息数
        agent_msgs = seller_msg_num | 客服消息数
        agent_chars = seller_word_num | 客服字数
        first_resp_secs = first_reply_cost | 首次响应总耗时(s)
        first_resp_n = first_reply_times | 首次响应人数
        resp_secs = total_reply_cost | 总响应时间(s)
        resp_rounds = total_reply_times | 总响应人数
        reception_secs = receive_cost | 接待总时长(秒)
        busy_secs = service_cost | 服务总时长(秒)
        hang_secs = suspend_cost | 挂起总时长(秒)
        slow_users = slow_reception_num | 慢响应人数
        long_users = long_receive_num | 长接待人数
        noreply_users = no_reply_num | 未回复人数
        ~unreplied_pairs :whole = total_noreply_chatpeer | 总未回复聊天对数:包含过滤
        ~logins :whole = login_num | 日登录次数
        ~first_online :text = earliest_online_time | 最早上线时间HH:mm:ss
        ~last_online :text = latest_online_time | 最晚上线时间HH:mm:ss
    """)
    + tuple(
        column
        for rule, zh in _RULES
        for column in columns(f"""
            sales_amt@{rule} = {_PREFIX[rule]}_payments | {zh}销售额
            sales_buyers@{rule} = {_PREFIX[rule]}_buyer_num | {zh}销售人数
            sales_items@{rule} = {_PREFIX[rule]}_item_num | {zh}销售量
            refund_amt@{rule} = {_PREFIX[rule]}_refund_fee | {zh}退款金额
            refund_items@{rule} = {_PREFIX[rule]}_refund_item_num | {zh}退款件数
        """)
    ),
)
PERFORMANCE = Layout(
    code="taobao_api_performance",
    name="Taobao open platform, performance object",
    name_zh="淘宝开放平台 客服绩效对象",
    platform="taobao",
    any_of=("art", "frt_avg", "sales_amt"),
    columns=columns("""
        account! = nick | user_nick | wangwang_nick | service_staff_id | 旺旺昵称
        date = date | stat_date | 日期
        reception_users = reception_num | service_num
        consult_users = consult_num
        noreply_users = no_reply_num
        art = avg_response_time
        frt_avg = first_response_time
        reply_rate = response_rate
        inq_conv = conversion_rate_of_ser
        sales_amt = sales_amount
        sales_items = sales_quantity
        aov = unit_price_of_ser
        ~sales_bonus :amount = sales_bonus
        ~online_days :amount = online_days
        ~avg_online_time :text = avg_online_time
        ~avg_last_online_time :text = avg_last_online_time
        online_secs = total_online_time
    """),
)
LAYOUTS = (
    BY_AGENT, BY_SHOP, SHOP_INQUIRY, SHOP_PRICE, SHOP_RATING, CUSTOM, PRODUCTS, OPEN_API, PERFORMANCE,
)  # fmt: skip
