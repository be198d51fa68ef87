"""Desks, what they require, and who serves them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from staff.models import Agent, Desk, DeskAssignment


@dataclass(frozen=True, slots=True)
class DeskSpan:
    """A person may be rostered to a desk from a date to a date, both included."""

    agent_id: int
    desk_id: int
    first: dt.date
    last: dt.date
    desk: str = ""


@dataclass(frozen=True, slots=True)
class DeskNeeds:
    """The certificates and skills that a desk requires."""

    desk_id: int
    certificates: frozenset[int]
    skills: frozenset[int]


def desks(*, closed: bool = False) -> QuerySet[Desk]:
    """Desks by name with their stores, certificates and skills; closed ones only where asked for."""
    rows = Desk.objects.prefetch_related("stores", "certificates", "skills")
    return rows if closed else rows.filter(active=True)


def assigned_rows(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> QuerySet[DeskAssignment]:
    """Who of these people may serve which open desk on some day of a span, in no order."""
    rows = DeskAssignment.objects.between(first, last).filter(desk__active=True)
    return rows.filter(agent_id__in=list(agent_ids))


def assigned(
    agent_ids: Iterable[int] | None, first: dt.date, last: dt.date, *, desk_ids: Iterable[int] | None = None
) -> list[DeskSpan]:
    """Who may serve which open desk on some day of a span, in order of person and date.

    None stands for everybody, or for all desks.
    """
    rows = DeskAssignment.objects.between(first, last).filter(desk__active=True)
    if agent_ids is not None:
        rows = rows.filter(agent_id__in=list(agent_ids))
    if desk_ids is not None:
        rows = rows.filter(desk_id__in=list(desk_ids))
    names = ("agent_id", "desk_id", "valid_from", "valid_to", "desk__name")
    return [DeskSpan(*row) for row in rows.order_by("agent_id", "valid_from", "desk_id").values_list(*names)]


def requirements(desk_ids: Iterable[int]) -> dict[int, DeskNeeds]:
    """What desks require, by desk; two queries."""
    wanted = list(desk_ids)
    certificates: dict[int, set[int]] = {desk_id: set() for desk_id in wanted}
    skills: dict[int, set[int]] = {desk_id: set() for desk_id in wanted}
    through = Desk.certificates.through.objects.filter(desk_id__in=wanted)
    for desk_id, certificate_id in through.values_list("desk_id", "certificate_id"):
        certificates[desk_id].add(certificate_id)
    asked = Desk.skills.through.objects.filter(desk_id__in=wanted)
    for desk_id, skill_id in asked.values_list("desk_id", "skill_id"):
        skills[desk_id].add(skill_id)
    return {
        desk_id: DeskNeeds(desk_id, frozenset(certificates[desk_id]), frozenset(skills[desk_id]))
        for desk_id in wanted
    }


def assignments_of(agent: Agent) -> QuerySet[DeskAssignment]:
    """A person's desks, the newest first."""
    return DeskAssignment.objects.filter(agent=agent).select_related("desk").order_by("-valid_from")
