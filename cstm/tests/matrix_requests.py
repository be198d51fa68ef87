"""Leave, swaps, open shifts and claims of the world of the permission matrix."""

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from shifts.models import (
    CalendarLink,
    Claim,
    LeaveRequest,
    LeaveType,
    OpenShift,
    Roster,
    ShiftTemplate,
    SwapRequest,
)
from staff.models import Agent, Membership

DAY = dt.date(2026, 11, 16)


def leave(scene: Any, relation: str) -> LeaveRequest:
    """Leave of the relation's person, with a paper."""
    row = LeaveRequest(
        agent=scene.people[relation],
        type=LeaveType.objects.get(code="sick"),
        first=DAY,
        last=DAY,
        half_days=2,
    )
    row.paper.save("paper.pdf", ContentFile(b"%PDF-1.4"), save=False)
    row.save()
    return row


def swap(scene: Any, relation: str) -> SwapRequest:
    """The relation's person asks a third one of the same team."""
    partner, _new = Agent.objects.get_or_create(
        employee_no=f"partner {relation}", defaults={"name": "A partner"}
    )
    Membership.objects.get_or_create(agent=partner, team=scene.teams[relation])
    return SwapRequest.objects.create(
        kind="cover", asker=scene.people[relation], day=DAY, partner=partner, state="offered"
    )


def open_shift(scene: Any, relation: str) -> OpenShift:
    """A shift of a published month of the relation's team."""
    roster, _new = Roster.objects.get_or_create(
        team=scene.teams[relation],
        month=DAY.replace(day=1),
        defaults={"state": "published", "published_at": timezone.now()},
    )
    return OpenShift.objects.create(
        roster=roster, day=DAY, template=ShiftTemplate.objects.get(code_en="D"), mode="first"
    )


def claim(scene: Any, relation: str) -> Claim:
    """The relation's person wants a shift."""
    return Claim.objects.create(shift=open_shift(scene, relation), agent=scene.people[relation])


def token(scene: Any) -> str:
    """The secret of the acting person's calendar feed."""
    word = f"feed-of-{scene.people['own'].pk}"
    CalendarLink.objects.get_or_create(
        agent=scene.people["own"], defaults={"digest": hashlib.sha256(word.encode()).hexdigest()}
    )
    return word


MAKERS = {
    "leave": leave,
    "swap": swap,
    "open_shift": open_shift,
    "claim": claim,
    "shifts:leave_type_edit": lambda _scene, _relation: LeaveType.objects.get(code="sick"),
    "shifts:claim": open_shift,
    "shifts-api:claim": open_shift,
}
