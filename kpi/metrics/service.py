"""Metrics of serving buyers: volume, response, ratings."""

from kpi.metrics.base import table

SERVICE = [
    *table(
        """
        1 | reception_users | Reception count | 接待人数 | reception_users | | person-times | info
        2 | consult_users | Consulting buyers | 咨询人数 | consult_users | | person-times | info
        3 | effective_rate | Effective reception rate | 有效接待率 | effective_users | reception_users | % | up | least=20
        4 | noreply_users | Buyers not answered | 未回复人数 | noreply_users | | persons | down
        5 | reply_rate | Reply rate | 回复率 | consult_users - noreply_users | consult_users | % | up | least=20 windowed
        6 | frt_avg | First response time | 首次响应时间 | first_resp_secs | first_resp_n | s | down | least=20
        7 | frt_p50 | First response time, median | 首响中位数 | | | s | down | kind=percentile quantile=0.5 least=20
        7 | frt_p90 | First response time, 90th percentile | 首响九成分位 | | | s | down | kind=percentile quantile=0.9 least=20
        8 | art | Average response time | 平均响应时间 | resp_secs | resp_rounds | s | down | least=20
        9 | resp_30s_rate | 30-second response rate | 30秒应答率 | rounds_30s | resp_rounds | % | up | least=20 windowed
        10 | resp_3min_rate | 3-minute human response rate | 3分钟人工响应率 | rounds_3min | resp_rounds | % | up | least=20 windowed
        11 | qa_ratio | Answer-to-question ratio | 答问比 | agent_msgs | buyer_msgs | ratio | band | least=20
        12 | slow_share | Slow response share | 慢响应占比 | slow_users | reception_users | % | down | least=20
        13 | long_share | Long reception share | 长接待占比 | long_users | reception_users | % | down | least=20
        14 | msgs_per_user | Agent messages per buyer | 人均客服消息数 | agent_msgs | reception_users | msgs | info | least=20
        15 | aht | Average handling time | 平均接待时长 | reception_secs | sessions | s | band | instead=reception_users least=20
        16 | transfer_rate | Transfer-out rate | 转出率 | transfer_out_users | reception_users | % | down | least=20
        17 | leave_msg_rate | Offline message rate | 留言率 | offline_sessions | all_sessions | % | down | least=20
        36 | csat | Satisfaction rate | 客户满意率 | rate_good | rate_recv | % | up | least=10
        37 | csat_score | Satisfaction score | 满意度(五分制) | 5*rate_5 + 4*rate_4 + 3*rate_3 + 2*rate_2 + rate_1 | rate_recv | 1-5 | up | least=10
        38 | rate_return | Rating return rate | 评价返回率 | rate_recv | rate_sent | % | up | least=20
        39 | rate_send | Rating invitation rate | 评价发送率 | rate_sent | reception_users | % | up | least=20
        40 | bad_rating_rate | Dissatisfied rate | 差评率(服务) | rate_bad | rate_recv | % | down | least=10
        """  # noqa: E501
    ),
]
