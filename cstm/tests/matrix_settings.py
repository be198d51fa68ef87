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
from staff.models import (
    Agent,
    Block,
    Certificate,
    Desk,
    DeskAssignment,
    Exemption,
    Grade,
    HourlyRate,
    Membership,
    Qualification,
)

DAY = dt.date(2026, 11, 16)


def rule(scene: Any, relation: str) -> TeamRule:
    """A rule of the relation's team."""
    return TeamRule.objects.get_or_create(
        team=scene.teams[relation], kind="weekends", defaults={"params": {"most": 2}}
    )[0]


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
    row, _new = Desk.objects.get_or_create(name=f"Demand desk of {scene.people[relation].name}")
    row.stores.set([scene.stores[relation]])
    DeskAssignment.objects.get_or_create(agent=scene.people[relation], desk=row)
    return row


def scenario(scene: Any, relation: str) -> Scenario:
    """A what-if about a desk that the relation's person serves."""
    return Scenario.objects.create(desk=scene.thing("desk", relation), name="Try", first=DAY, last=DAY)


def plain_desk(_scene: Any, _relation: str) -> Desk:
    """A desk, which belongs to everybody."""
    return Desk.objects.get_or_create(name="Open to all")[0]


def certificate(_scene: Any, _relation: str) -> Certificate:
    """A certificate, which belongs to everybody."""
    return Certificate.objects.get_or_create(code="gate", defaults={"name_en": "Gate", "name_zh": "门"})[0]


def rate(_scene: Any, _relation: str) -> HourlyRate:
    """What an hour of a grade costs."""
    grade, _new = Grade.objects.get_or_create(
        code="matrix", defaults={"name_en": "One", "name_zh": "一", "step": 99}
    )
    return HourlyRate.objects.get_or_create(grade=grade, defaults={"amount": 30})[0]


def desk_assignment(scene: Any, relation: str) -> DeskAssignment:
    """The relation's person serves a desk."""
    desk, agent = plain_desk(scene, relation), scene.people[relation]
    return DeskAssignment.objects.get_or_create(agent=agent, desk=desk)[0]


def qualification(scene: Any, relation: str) -> Qualification:
    """The relation's person holds a certificate."""
    held = {"agent": scene.people[relation], "certificate": certificate(scene, relation)}
    return Qualification.objects.get_or_create(**held, valid_from=DAY)[0]


def exemption(scene: Any, relation: str) -> Exemption:
    """The relation's person is exempt for a while."""
    return Exemption.objects.get_or_create(agent=scene.people[relation], valid_from=DAY, valid_to=DAY)[0]


def block(scene: Any, relation: str) -> Block:
    """Time that somebody blocked by hand for the relation's person."""
    start = dt.datetime(2026, 11, 16, 1, tzinfo=dt.UTC)
    span = {"start_at": start, "end_at": start + dt.timedelta(hours=2)}
    return Block.objects.create(
        agent=scene.people[relation], kind="busy", source="hand", key="hand:1", **span
    )


MAKERS = {
    "desk_assignment": desk_assignment,
    "qualification": qualification,
    "exemption": exemption,
    "block": block,
    **{f"staff:desk_{name}": plain_desk for name in ("detail", "serve")},
    # Others' desks are for who plans for all: the own one stands for what a part may change.
    "staff:desk_edit": desk,
    "staff-api:desk-detail": desk,
    "staff:certificate_edit": certificate,
    "staff:rate_remove": rate,
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
