"""Settings of rosters, promotions and scenarios of the world of the permission matrix."""

import datetime as dt
from typing import Any

from shifts.models import (
    PairRule,
    PromotionEvent,
    Rotation,
    RotationMember,
    Scenario,
    ShiftTemplate,
    TeamRule,
)
from staff.models import Agent, Desk, DeskAssignment, Membership

DAY = dt.date(2026, 11, 16)


def rule(scene: Any, relation: str) -> TeamRule:
    """A rule of the relation's team."""
    return TeamRule.objects.create(team=scene.teams[relation], kind="weekends", params={"most": 2})


def pair(scene: Any, relation: str) -> PairRule:
    """The relation's person and a third one of the same team."""
    partner, _new = Agent.objects.get_or_create(employee_no=f"pair {relation}", defaults={"name": "A third"})
    Membership.objects.get_or_create(agent=partner, team=scene.teams[relation])
    first, second = sorted((scene.people[relation], partner), key=lambda each: each.pk)
    return PairRule.objects.create(first=first, second=second)


def rotation(_scene: Any, _relation: str) -> Rotation:
    """A rotation, which belongs to everybody."""
    return Rotation.objects.get_or_create(name="Turns", defaults={"cycle": ["D", "-"], "anchor": DAY})[0]


def member(scene: Any, relation: str) -> RotationMember:
    """The relation's person follows it."""
    return RotationMember.objects.create(rotation=rotation(scene, relation), agent=scene.people[relation])


def template(_scene: Any, _relation: str) -> ShiftTemplate:
    """A seeded shift, which belongs to everybody."""
    return ShiftTemplate.objects.get(code_en="D")


def event(scene: Any, relation: str) -> PromotionEvent:
    """A promotion of the relation's store."""
    row = PromotionEvent.objects.create(name=f"Sale {relation}", kind="sale", first=DAY, last=DAY)
    row.stores.set([scene.stores[relation]])
    return row


def desk(scene: Any, relation: str) -> Desk:
    """A desk that the relation's person serves."""
    row = Desk.objects.create(name=f"Demand desk of {scene.people[relation].name}")
    row.stores.set([scene.stores[relation]])
    DeskAssignment.objects.create(agent=scene.people[relation], desk=row)
    return row


def scenario(scene: Any, relation: str) -> Scenario:
    """A what-if about a desk that the relation's person serves."""
    return Scenario.objects.create(desk=scene.thing("desk", relation), name="Try", first=DAY, last=DAY)


MAKERS = {
    "desk": desk,
    "event": event,
    "scenario": scenario,
    "rule": rule,
    "pair": pair,
    "rotation_member": member,
    **{f"shifts:{name}": template for name in ("template_edit", "template_retire")},
    "shifts-api:template": template,
    **{f"shifts:rotation_{name}": rotation for name in ("detail", "edit", "remove", "follow")},
}
