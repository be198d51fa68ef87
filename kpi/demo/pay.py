"""The demo's pay: a plan, last month's run closed by two people, an appeal, a deduction that was refused."""

import datetime as dt
from decimal import Decimal

from cstm import demo
from kpi.services.pay import appeals, deductions, plan_versions, runs
from staff.models import Agent, User

VALUES = {
    "base": Decimal(4200),
    "performance_base": Decimal(1800),
    "no_score": Decimal(1),
    "experience": [(6, 100), (12, 200), (24, 400)],
    "coefficients": [(0, "0.6"), (60, "0.8"), (80, "1"), (90, "1.2"), (95, "1.4")],
    "between": True,
    "tiers": [(0, "0.3"), (30000, "0.5"), (80000, "0.8")],
    "attribution": "order_first",
}


def step(plan: demo.Plan) -> None:
    """Through the same services as HR's."""
    hr, admin = (User.objects.get(username=name) for name in ("hr", "admin"))
    month = (plan.today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    made = plan_versions.make_plan(
        name_en="Customer service", name_zh="客服岗位薪酬方案", grade=None, actor=hr
    )
    first = VALUES | {"valid_from": month.replace(month=1)}
    plan_versions.publish(plan_versions.draft(made, first, actor=hr), actor=hr)
    plan_versions.add_bonus(
        name="双11奖金 Double 11",
        month=month,
        first=month,
        last=month.replace(day=14),
        pot=Decimal(3000),
        rule="hours",
        actor=hr,
    )
    run = runs.open_run(month, actor=hr, today=plan.today)
    done = runs.compute_run(run)
    runs.review(run, actor=hr)
    runs.close(run, actor=admin, today=plan.today)
    _talk(plan, month, hr)
    plan.say(f"Pay of {month:%Y-%m}: {len(done.drafts)} slips.")


def _talk(plan: demo.Plan, month: dt.date, hr: User) -> None:
    """What the demo's agent and leader say about it."""
    agent = Agent.objects.filter(user__username="agent").select_related("user").first()
    leader = User.objects.filter(username="leader").first()
    if agent is None or agent.user is None or leader is None:
        return
    words = "10月12日的两条好评没有算进来。 Two good ratings of the 12th are missing."
    appeals.appeal_seen(agent, month=month, code="performance", ref="", words=words, actor=agent.user)
    row = deductions.propose(
        agent,
        month=plan.today.replace(day=1),
        reason="promise",
        happened_on=plan.today - dt.timedelta(days=3),
        evidence="会话 20261012-0417：答应当日回电，没有回电。 A call back was promised and did not happen.",
        amount=Decimal(50),
        actor=leader,
        today=plan.today,
    )
    deductions.answer(row, words="系统当天停机，我第二天早上就回了电话。", actor=agent.user)
    deductions.decide(row, approve=False, words="停机属实，不扣。 The outage is on record.", actor=hr)


demo.register(61, step)
