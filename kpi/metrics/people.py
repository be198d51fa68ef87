"""Metrics of hours, quality, learning, and the team: most of them wait for facts of our own apps."""

from kpi.metrics.base import table

PEOPLE = [
    *table(
        """
        57 | adherence | Schedule adherence | 遵时率 | inadh_secs | sched_secs | % | up
        58 | conformance | Conformance | 工时符合率 | worked_secs | sched_secs | % | band
        59 | attendance | Attendance rate | 出勤率 | shifts_n - absent_n | shifts_n | % | up
        60 | late_rate | Late or early leave | 迟到早退率 | late_n | shifts_n | % | down
        61 | occupancy | Occupancy | 利用率 | busy_secs | online_secs - hang_secs | % | band
        62 | shrinkage | Shrinkage | 损耗率 | sched_secs - avail_secs | sched_secs | % | band
        63 | concurrency | Concurrent chats | 同时接待量 | chat_secs | busy_secs | chats | band
        64 | users_per_hour | Reception per worked hour | 每工时接待人数 | reception_users | worked_secs | per h | info | factor=3600
        65 | sales_per_hour | Sales per worked hour | 每工时销售额 | sales_amt | worked_secs | CNY/h | up | factor=3600
        66 | ot_hours | Overtime | 加班时长 | ot_secs | | h | down | factor=1/3600
        67 | coverage_gap | Coverage gap | 覆盖缺口 | cover_gap_secs | | agent-h | down | factor=1/3600
        """,  # noqa: E501
        home="shifts",
    ),
    *table(
        """
        68 | qa_score | Quality score | 质检得分 | qa_points | qa_max | % | up
        69 | qa_cover | Inspection cover | 质检抽检率 | qa_checks | reception_users | % | up | least=20
        70 | redline_n | Red-line violations | 红线违规数 | redline_n | | count | down
        """,
        home="quality",
    ),
    *table(
        """
        71 | quiz_avg | Quiz result | 考试得分率 | quiz_points | quiz_max | % | up | home=training
        72 | item_facility | Item facility | 题目难度(得分率) | | | % | band | kind=elsewhere home=item_analysis
        73 | item_discrim | Item discrimination | 题目区分度 | | | -100..100 | up | kind=elsewhere home=item_analysis
        74 | praise_cover | Weekly praise cover | 周表扬覆盖率 | | | % | up | kind=elsewhere home=recognition
        75 | esat_driver | Driver score (agent survey) | 员工满意度(驱动因素) | | | 1-5 | up | kind=elsewhere home=surveys
        76 | enps | Employee net promoter score | 员工净推荐值 | | | -100..100 | up | kind=elsewhere home=surveys
        77 | attrition | Attrition | 离职率 | | | % | down | kind=people home=staff
        """  # noqa: E501
    ),
]
