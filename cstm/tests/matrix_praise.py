"""Praise, honours, plans and talks of the world of the permission matrix."""

import datetime as dt
from typing import Any

from kpi.models import Award, Honour, Praise, PraiseValue, ReadyPraise
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


MAKERS = {
    "praise": given,
    "praise_got": got,
    "award": award,
    "kpi:honour_edit": honour,
    "kpi:award_new": honour,
    "kpi:praise_value_edit": lambda _scene, _relation: PraiseValue.objects.get(code="helping"),
    "kpi:ready_praise_edit": lambda _scene, _relation: ReadyPraise.objects.first(),
}
