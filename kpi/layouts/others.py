"""Reports of JD, Pinduoduo, Douyin and Kuaishou."""

from kpi.layouts.base import Layout, columns

JD_WORKLOAD = Layout(
    code="jd_workload",
    name="JD Dongdong workload",
    name_zh="京东咚咚 客服工作量",
    platform="jd",
    any_of=("reception_users", "consult_users"),
    # Its 30-second rate counts first replies of sessions, not turns: shown, and no fact is made of it.
    columns=columns("""
        account! = 客服 | 客服账号 | 咚咚账号 | 客服昵称
        date = 日期 | 统计日期
        reception_users = 接待量 | 接待人数
        consult_users = 咨询量 | 咨询人数
        frt_avg = 首次平均响应时间 | 首次平均响应时间(秒) | 首次响应时间
        art = 平均响应时间 | 平均响应时间(秒)
        ~art_new :seconds = 平均响应时间(新标) | 新平均响应时间 | 平均响应时间新标
        ~frt_avg_new :seconds = 首次平均响应时间(新标) | 首次平均响应时间新标
        resp_30s_rate^ = 30s应答率 | 30秒应答率
        csat = 满意率
        rate_recv = 评价量 | 评价数
        ~ordered_24h_amt :money = 24小时下单金额
        ~ordered_24h_conv :percent = 24小时下单转化率
        sales_amt@ordered = 促成下单商品金额
        sales_buyers@ordered = 促成下单人数
        ~presales_users :whole = 售前接待人数
    """),
)
JD_STAR = Layout(
    code="jd_shop_star",
    name="JD shop star",
    name_zh="京东 店铺星级",
    platform="jd",
    grain="store",
    minimum=3,
    any_of=("art", "platform_help_rate", "shop_exp"),
    columns=columns("""
        date = 日期 | 统计日期 | 统计周期
        shop_exp = 店铺星级 | 店铺综合得分 | 店铺风向标得分
        art^ = 咚咚平均响应时长
        ~after_sales_secs :text = 售后服务时长
        ~after_sales_score :amount = 售后评价得分
        platform_help_rate^ = 平台介入率
        ~shop_score :amount = 店铺评价得分
        quality_refund_rate^ = 商品品质退货率
    """),
)
_PDD = """
    consult_users! = 咨询人数 | consultUserCnt
    ~need_reply_users! :whole = 需要人工回复的咨询人数 | 需人工回复的咨询人数 | needManuReplyConsultUserCnt
    reception_users = 人工接待人数 | receiveUserCnt
    ~unreplied_3min_users :whole = 3分钟未回复人数
    resp_3min_rate = 3分钟人工回复率 | 3分钟人工回复率(8-23点) | manuReplyRate3Min
    resp_30s_rate = 30秒应答率(8-23点) | 30秒应答率
    art = 平均人工响应时长
    inquiry_users = 询单人数
    inq_pay_users = 最终成团人数
    inq_conv = 询单转化率
    sales_amt = 客服销售额
    net_sales = 去退销售额
    ~low_score_orders :whole = 评分≤3订单数 | 评分<=3订单数
    disputes = 纠纷退款数
    complaints = 投诉数
    ~service_score :amount = 客服服务分
"""
PDD_AGENT = Layout(
    code="pdd_agent",
    name="Pinduoduo performance by agent",
    name_zh="拼多多 客服绩效",
    platform="pdd",
    ripens=("inq_pay_users", "sales_amt"),
    columns=columns(f"""
        account! = 客服账号 | 客服昵称 | 客服
        date = 日期 | 统计日期
        ~line :text = 序号
        {_PDD}
    """),
)
PDD_SHOP = Layout(
    code="pdd_shop",
    name="Pinduoduo performance of the shop",
    name_zh="多多客服 店铺绩效",
    platform="pdd",
    grain="store",
    ripens=("inq_pay_users", "sales_amt"),
    columns=columns(f"""
        date = 日期 | 统计日期 | statDate
        {_PDD}
    """),
)
DOUYIN = Layout(
    code="douyin_feige",
    name="Douyin Feige performance",
    name_zh="抖音飞鸽 客服表现",
    platform="douyin",
    grain="either",
    minimum=4,
    any_of=("sessions", "reception_users"),
    columns=columns("""
        account = 客服昵称 | 客服账号 | 账号名称 | 客服 | 客服名称
        ~account_name :text = 账号名称
        date = 日期 | 统计日期
        ~online_days :amount = 客服在线天数
        sessions = 人工已接待会话量 | 接待会话量
        ~waiting_sessions :whole = 待回复会话量
        reception_users = 人工已接待人数 | 已接待人数
        ~out_sessions :whole = 转出会话量
        rate_recv = 有效评价数
        rate_good = 有效好评数
        rate_bad = 有效差评数
        bad_rating_rate = 全天不满意率 | 不满意率
        csat = 全天满意率 | 满意率
        art = 全天平响时长 | 平均响应时长
        ~art_new :seconds = 新平均响应时长
        frt_avg = 全天首响时长 | 首次响应时长
        resp_3min_rate = 全天3分钟回复率 | 3分钟人工回复率
        ~resp_3min_sessions :percent = 3分钟人工回复率(会话)
        inquiry_users = 询单人数
        inq_order_users = 下单人数
        inq_pay_users = 支付人数
        ~refund_users :whole = 退款人数
        sales_amt = 客服询单支付额 | 客服销售额
        refund_amt = 退款金额
        net_sales = 退款后销售额
        inq_conv = 询单转化率
        online_secs = PC在线时长
    """),
)
KUAISHOU = Layout(
    code="kuaishou_assessment",
    name="Kuaishou assessment",
    name_zh="快手 客服考核数据",
    platform="kuaishou",
    grain="store",
    minimum=4,
    any_of=("resp_3min_rate", "~resp_3min_sessions"),
    columns=columns("""
        date = 日期 | 统计日期
        resp_3min_rate = 三分钟回复率(人维度) | 3分钟回复率(人维度)
        ~resp_3min_sessions :percent = 三分钟回复率(会话) | 3分钟回复率(会话)
        ~no_service_rate :percent = 不服务率
        consult_users! = 咨询人数
        ~consult_times :whole = 咨询人次
        sessions = 人工会话量
        art = 人工平均回复时长
        csat = 好评率(人维度)
        ~csat_sessions :percent = 好评率(会话)
        bad_rating_rate = 差评率(人维度)
        ~bad_rating_sessions :percent = 差评率(会话)
        ~im_bad_rate :percent = IM不满意率(人维度)
        inquiry_users = 询单人数
        inq_order_users = 下单人数
        inq_pay_users = 支付人数
        inq_conv = 询单转化率
        ~inq_aov :money = 询单客单价
        sales_amt = 客服销售额
    """),
)
LAYOUTS = (JD_WORKLOAD, JD_STAR, PDD_AGENT, PDD_SHOP, DOUYIN, KUAISHOU)
