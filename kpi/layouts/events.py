"""Logs with a row for each interaction, as examples of the second kind of layout."""

from kpi.layouts.base import InteractionRules, Layout, columns

PHONENOW = Layout(
    code="phonenow_calls",
    name="PhoneNow call log",
    name_zh="PhoneNow 通话记录",
    platform="",
    kind="interactions",
    sheet="Sheet1",
    columns=columns("""
        row_id! = Call Id
        account! = Agent
        start_date! = Date
        start_clock! = Time
        outcome! = Answered (Y/N)
        resolved! = Resolved
        wait! = Speed of answer in seconds
        handle! = AvgTalkDuration
        rating! = Satisfaction rating
         = Topic
    """),
    rules=InteractionRules(
        every=("consult_users",),
        answered=("reception_users", "sessions", "cases"),
        missed=("noreply_users",),
        solved=("cases_fcr",),
        answered_words=("y", "yes"),
        missed_words=("n", "no"),
    ),
)
SHOPZILLA = Layout(
    code="shopzilla_tickets",
    name="Shopzilla ticket ratings",
    name_zh="Shopzilla 工单评价",
    platform="",
    kind="interactions",
    date_order="dmy",
    columns=columns("""
        row_id! = Unique id
        account! = Agent_name
        team = Supervisor
        date! = Survey_response_Date
        start! = Issue_reported at
        responded! = issue_responded
        rating! = CSAT Score
        buyer = Order_id
         = channel_name
         = category
         = Sub-category
         = Customer Remarks
         = order_date_time
         = Customer_City
         = Product_category
         = Item_price
         = connected_handling_time
         = Manager
         = Tenure Bucket
         = Agent Shift
    """),
    rules=InteractionRules(answered=("reception_users",)),
)
BANK = Layout(
    code="anonymous_bank_calls",
    name="Anonymous Bank call log",
    name_zh="Anonymous Bank 通话记录",
    platform="",
    kind="interactions",
    date_order="yymmdd",
    columns=columns("""
        row_id! = vru+line
        row_id_2! = call_id
        buyer = customer_id
        start_date! = date
        start_clock! = vru_exit
        wait! = q_time
        outcome! = outcome
        handle! = ser_time
        account! = server
         = priority
         = type
         = vru_entry
         = vru_time
         = q_start
         = q_exit
        served = ser_start
         = ser_exit
    """),
    rules=InteractionRules(
        every=("consult_users",),
        answered=("reception_users",),
        missed=("noreply_users",),
        handled=("sessions",),
        answered_words=("agent",),
        missed_words=("hang",),
        nobody=("no_server",),
        zero_is_no_handling=True,
    ),
)
LAYOUTS = (PHONENOW, SHOPZILLA, BANK)
