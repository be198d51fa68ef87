"""Praise of the demo team: six weeks of kind words, some people who still wait for one, a few honours."""

import datetime as dt
from contextlib import suppress

from django.utils import timezone

from cstm import demo
from cstm.errors import DomainError
from kpi.models import Honour, Praise, PraiseValue
from kpi.services.praise import honours, praises, reminders
from staff.choices import Role
from staff.models import Agent, RoleGrant, User

WORDS = (
    ("patience", "面对反复追问的买家, 你一直耐心解释, 最后买家说了谢谢。"),
    ("helping", "大促那天你主动帮我接了十几个排队的买家。"),
    ("reliability", "夜班的交接写得很清楚, 早班一来就能接着做。"),
    ("learning", "新的退换规则你先学会了, 还讲给全组听。"),
    ("care", "你帮买家改对了地址, 包裹当天就追回来了。"),
    ("helping", "新人第一天上线, 你陪着看完了前五个会话。"),
    ("care", "买家送礼来不及, 你联系仓库当天发出。"),
    ("reliability", "周末临时缺人, 你顶上了一个晚班。"),
)
DAY = dt.timedelta(days=1)


def step(plan: demo.Plan) -> None:
    """Words of leaders and colleagues, oldest first; in the running week not everybody has heard one."""
    people = _agents(plan.today)
    leaders = _leaders(plan.today)
    if not people or not leaders:
        return
    now = timezone.now()
    tags = {tag.code: tag for tag in PraiseValue.objects.all()}
    rng = plan.random
    for back in range(41, -1, -1):
        # The last week leaves gaps, so that the queue has somebody in it.
        for _turn in range(1 if back < 7 else rng.randint(0, 2)):
            receiver = rng.choice(people[: max(1, len(people) * 2 // 3)] if back < 7 else people)
            giver = rng.choice(leaders if rng.random() < 0.6 else people)
            code, words = rng.choice(WORDS)
            moment = now - back * DAY - dt.timedelta(hours=rng.randint(0, 3))
            with suppress(DomainError):  # Drawn at random: oneself, or somebody who had not begun yet.
                row = praises.give(
                    giver=giver,
                    receiver=receiver,
                    value=tags[code],
                    text=words,
                    in_feed=rng.random() < 0.9,
                    actor=giver.user,
                    now=moment,
                )
                Praise.objects.filter(pk=row.pk).update(created_at=moment)
    held = _honours(people, leaders[0], now)
    reminders.compute(now)
    plan.say(f"{Praise.objects.count()} words of praise, {held} honours.")


def _agents(today: dt.date) -> list[Agent]:
    """People who serve, those with a log-in of the demo first, so that each page shows something."""
    roles = RoleGrant.objects.on(today)
    rows, above = roles.filter(role=Role.AGENT), roles.exclude(role=Role.AGENT)
    found = Agent.objects.employed_on(today).filter(pk__in=rows.values("agent_id")).select_related("user")
    found = found.exclude(pk__in=above.values("agent_id"))
    known = sorted(found.order_by("employee_no"), key=lambda one: one.user is None)
    return known[:60]


def _leaders(today: dt.date) -> list[Agent]:
    """Leaders, the demo's own first."""
    rows = RoleGrant.objects.on(today).filter(role__in=(Role.LEADER, Role.SUPERVISOR)).values("agent_id")
    found = Agent.objects.employed_on(today).filter(pk__in=rows).select_related("user")
    return sorted(found.order_by("employee_no"), key=lambda one: one.user is None)


def _honours(people: list[Agent], by: Agent, now: dt.datetime) -> int:
    """A certificate that its holder shows, one kept private, and a badge for whoever meets its criteria."""
    certificate = Honour.objects.get(code="beyond_duty")
    actor = User.objects.filter(username="supervisor").first()
    held = 0
    for place, agent in enumerate(people[:2]):
        reason = "双十一夜里带着三位新人守到凌晨, 当晚没有一位买家没人回复。"
        row = honours.award(certificate, agent=agent, by=by, reason=reason, actor=actor, now=now - 9 * DAY)
        honours.set_shown(row, shown=place == 0, actor=agent.user)
        held += 1
    for honour in Honour.objects.filter(code__in=("good_colleague", "gold_agent")):
        for agent in people[:12]:
            with suppress(DomainError):  # Not met yet.
                row = honours.award(
                    honour, agent=agent, by=by, reason="达到公开标准。", actor=actor, now=now - 2 * DAY
                )
                honours.set_shown(row, shown=held % 2 == 0, actor=agent.user)
                held += 1
    return held


demo.register(58, step)
