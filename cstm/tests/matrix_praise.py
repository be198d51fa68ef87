"""Praise, honours, plans and talks of the world of the permission matrix."""

import datetime as dt
from typing import Any

from kpi.models import (
    Award,
    Evaluation,
    EvaluationCycle,
    GrowthGoal,
    Honour,
    ImprovementPlan,
    OneToOne,
    Praise,
    PraiseValue,
    Proposal,
    ReadyPraise,
    StepRule,
)
from staff.models import Agent, Membership

DAY = dt.date(2026, 11, 16)


def third(scene: Any, relation: str) -> Agent:
    """Somebody else of the relation's team."""
    found, _new = Agent.objects.get_or_create(employee_no=f"praise {relation}", defaults={"name": "A fourth"})
    Membership.objects.get_or_create(agent=found, team=scene.teams[relation])
    return found


def given(scene: Any, relation: str) -> Praise:
    """The relation's person praised somebody."""
    return _praise(scene.people[relation], third(scene, relation))


def got(scene: Any, relation: str) -> Praise:
    """Somebody praised the relation's person."""
    return _praise(third(scene, relation), scene.people[relation])


def _praise(giver: Agent, receiver: Agent) -> Praise:
    value = PraiseValue.objects.get(code="helping")
    return Praise.objects.create(giver=giver, receiver=receiver, value=value, text="Thanks", day=DAY)


def award(scene: Any, relation: str) -> Award:
    """The relation's person holds an honour."""
    honour = Honour.objects.get(code="beyond_duty")
    row, _new = Award.objects.get_or_create(
        honour=honour,
        agent=scene.people[relation],
        awarded_on=DAY,
        defaults={"awarded_by": third(scene, relation), "reason": "A deed"},
    )
    return row


def honour(_scene: Any, _relation: str) -> Honour:
    """An honour, which belongs to everybody."""
    return Honour.objects.get(code="beyond_duty")


def plan(scene: Any, relation: str) -> ImprovementPlan:
    """A plan of the relation's person."""
    row, _new = ImprovementPlan.objects.get_or_create(
        agent=scene.people[relation],
        metric="csat",
        state="open",
        defaults={
            "kind": "talk",
            "title": "Sit together",
            "owner": third(scene, relation),
            "opened_on": DAY,
            "review_on": DAY + dt.timedelta(days=28),
        },
    )
    return row


def goal(scene: Any, relation: str) -> GrowthGoal:
    """A goal of the relation's person."""
    return GrowthGoal.objects.create(level="personal", agent=scene.people[relation], title="Grow")


def evaluation(scene: Any, relation: str) -> Evaluation:
    """The relation's person is evaluated by a third one."""
    cycle = EvaluationCycle.objects.create(
        title="A round", team=scene.teams[relation], first=DAY, last=DAY, self_until=DAY, lead_until=DAY
    )
    return Evaluation.objects.create(cycle=cycle, agent=scene.people[relation], leader=third(scene, relation))


def _led_by_another(scene: Any, relation: str) -> Agent:
    """Somebody else is accountable for the relation's team, and so for what is private to two."""
    leader, _new = Agent.objects.get_or_create(
        employee_no=f"leads {relation}", defaults={"name": "Who leads"}
    )
    team = scene.teams[relation]
    team.leader = leader
    team.save(update_fields=["leader"])
    return leader


def talk(scene: Any, relation: str) -> OneToOne:
    """A talk of the relation's person and a third one."""
    _led_by_another(scene, relation)
    return OneToOne.objects.create(
        agent=scene.people[relation], leader=third(scene, relation), held_on=DAY, notes="We talked."
    )


def wish(scene: Any, relation: str) -> Agent:
    """Whose wish it is."""
    _led_by_another(scene, relation)
    person: Agent = scene.people[relation]
    return person


def proposal(scene: Any, relation: str) -> Proposal:
    """Somebody proposes a reward for the relation's person."""
    return Proposal.objects.create(
        kind="reward", agent=scene.people[relation], proposed_by=third(scene, relation), what="A day off"
    )


# Nobody reads or decides a proposal for oneself, whatever the right over the own team.
NARROWER = frozenset(
    (name, role, "own")
    for role in ("leader", "supervisor", "manager", "admin")
    for name in ("kpi:proposal_detail", "kpi:proposal_decide", "kpi-api:proposal_decide")
)

MAKERS = {
    "growth_plan": plan,
    "goal": goal,
    "evaluation": evaluation,
    "talk": talk,
    "own_wish": wish,
    "proposal": proposal,
    "kpi:step_rule_edit": lambda _scene, _relation: StepRule.objects.first(),
    "praise": given,
    "praise_got": got,
    "award": award,
    "kpi:honour_edit": honour,
    "kpi:award_new": honour,
    "kpi:praise_value_edit": lambda _scene, _relation: PraiseValue.objects.get(code="helping"),
    "kpi:ready_praise_edit": lambda _scene, _relation: ReadyPraise.objects.first(),
}
