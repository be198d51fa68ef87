"""Growth of the demo team: goals that serve each other, plans, talks, a round of evaluations, proposals."""

import datetime as dt
from contextlib import suppress

from django.utils import timezone

from cstm import demo
from cstm.errors import DomainError
from kpi.models import Evaluation, ImprovementPlan
from kpi.selectors.growth import steps
from kpi.selectors.growth.facts import facts_on_record
from kpi.services.growth import evaluations, goals, plans, proposals, talks
from staff.models import Agent, Team, User
from staff.selectors.leads import leads
from staff.selectors.people import team_of

DAY = dt.timedelta(days=1)
TALKS = (
    ("最近晚班比较累, 想多排一点白班。孩子下个月上幼儿园。", "下个月先试排两周白班。"),
    ("想学质检, 也愿意带新人。", "安排旁听一次质检校准会。"),
)


def step(plan: demo.Plan) -> None:
    """Something on each page for the demo's own log-ins."""
    agent = Agent.objects.filter(user__username="agent").select_related("user").first()
    team = team_of(agent, day=plan.today) if agent else None
    if agent is None or team is None:
        return
    now, supervisor = timezone.now(), User.objects.get(username="supervisor")
    tree = leads(plan.today)
    leader = Agent.objects.filter(pk__in=tree.of(team.pk, but=[agent.pk])[:1]).select_related("user").first()
    if leader is None:
        return
    _goals(agent, team, supervisor, plan.today)
    mates = list(Agent.objects.in_teams([team.pk], plan.today).exclude(pk=leader.pk).order_by("employee_no"))
    made = _plans([agent, *mates], leader, plan.today, now)
    goals.say_incentives(agent, text="比起奖金, 我更想要一天可以自己挑的休息日。", actor=agent.user)
    for place, (notes, agreed) in enumerate(TALKS):
        talks.hold(
            agent=agent,
            leader=leader,
            held_on=plan.today - (42 - 28 * place) * DAY,
            notes=notes,
            agreed=agreed,
            next_on=plan.today + 14 * DAY if place else None,
            actor=leader.user,
            now=now,
        )
    _evaluations(agent, team, supervisor, plan.today, now)
    _proposal(agent, leader, now)
    plan.say(f"{made} improvement plans, {Evaluation.objects.count()} evaluations.")


def _goals(agent: Agent, team: Team, actor: User, today: dt.date) -> None:
    """The company's, the team's, the person's: each serves the larger one."""
    until = today + 90 * DAY
    company = goals.save_goal(
        None,
        values={
            "level": "company",
            "title": "让买家愿意再来: 满意度 95 %",
            "why": "复购的买家多数记得一次好的服务。",
            "metric": "csat",
            "target": "0.95",
            "due_on": until,
        },
        actor=actor,
    )
    ours = goals.save_goal(
        None,
        values={
            "level": "team",
            "team": team,
            "title": "首次响应 30 秒以内",
            "metric": "frt_avg",
            "target": "30",
            "serves": company,
            "due_on": until,
        },
        actor=actor,
    )
    goals.save_goal(
        None,
        values={
            "level": "personal",
            "agent": agent,
            "title": "把十条短回复设成快捷语",
            "serves": ours,
            "due_on": today + 30 * DAY,
        },
        actor=agent.user,
    )


def _plans(people: list[Agent], leader: Agent, today: dt.date, now: dt.datetime) -> int:
    """Accepted a month ago, so that both measures are there to look at."""
    then = now - 29 * DAY
    for agent in people:
        for point in steps.weak_points(agent, timezone.localdate(then))[:1]:
            if point.steps:
                with suppress(DomainError):  # One who had not begun yet.
                    plans.accept(
                        point.steps[0],
                        agent=agent,
                        owner=leader,
                        review_on=today + 2 * DAY,
                        actor=leader.user,
                        now=then,
                    )
        if ImprovementPlan.objects.count() >= 3:
            break
    plans.measure_due(now)
    return ImprovementPlan.objects.count()


def _evaluations(agent: Agent, team: Team, actor: User, today: dt.date, now: dt.datetime) -> None:
    """A round that runs: the demo's agent has handed in, and the leader's turn has come."""
    evaluations.open_cycle(
        title="2026 下半年评估",
        team=team,
        first=today - 180 * DAY,
        last=today,
        self_until=today + 7 * DAY,
        lead_until=today + 14 * DAY,
        actor=actor,
        now=now,
    )
    row = Evaluation.objects.filter(agent=agent).first()
    if row is not None:
        evaluations.save_part(
            row,
            "self",
            values={
                "self_strengths": "大促期间没有漏回一位买家。",
                "self_weak": "售后规则变得快, 有时要查很久。",
                "self_wishes": "希望有一张更新的规则速查表。",
            },
            hand_in=True,
            actor=agent.user,
            now=now,
        )


def _proposal(agent: Agent, leader: Agent, now: dt.datetime) -> None:
    """A reward that stands on two facts of the person's record."""
    facts = facts_on_record(agent, timezone.localdate(now))
    kind = [fact.key for fact in facts if fact.kind in ("praise", "week")][:2]
    if kind:
        proposals.propose(
            kind="reward",
            agent=agent,
            by=leader,
            what="一天自选休息",
            cited=kind,
            actor=leader.user,
            now=now,
        )


demo.register(59, step)
