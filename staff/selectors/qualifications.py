"""What people are qualified for until when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from staff.models import Agent, AgentSkill, Certificate, Qualification


@dataclass(frozen=True, slots=True)
class Held:
    """A person holds a certificate from a date to a date, both included; `until` is the last day of grace."""

    agent_id: int
    certificate_id: int
    first: dt.date
    last: dt.date
    until: dt.date

    def on(self, day: dt.date) -> bool:
        """Whether it opens the gate on a date, grace included."""
        return self.first <= day <= self.until


@dataclass(frozen=True, slots=True)
class SkillFound:
    """How well a person has a skill, as found on a date; it holds until it is assessed again."""

    agent_id: int
    skill_id: int
    level: int
    day: dt.date


def held_rows(agent_ids: Iterable[int], last: dt.date) -> QuerySet[Qualification]:
    """The qualifications of people that begin up to a date, in no order."""
    return Qualification.objects.filter(agent_id__in=list(agent_ids), valid_from__lte=last)


def held(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> list[Held]:
    """What people hold on some day of a span, grace included, in order of person and date."""
    rows = (
        held_rows(agent_ids, last)
        .order_by("agent_id", "valid_from", "certificate_id")
        .values_list("agent_id", "certificate_id", "valid_from", "valid_to", "certificate__grace_days")
    )
    found = [Held(*row[:4], with_grace(row[3], row[4])) for row in rows]
    return [each for each in found if each.until >= first]


def with_grace(last: dt.date, days: int) -> dt.date:
    """The last day of grace; "still" stays "still"."""
    return dt.date.max if dt.date.max - last <= dt.timedelta(days=days) else last + dt.timedelta(days=days)


def holds(agent_id: int, certificate_id: int, day: dt.date) -> bool:
    """Whether a person may work on a date what asks for a certificate, grace included."""
    return any(each.certificate_id == certificate_id and each.on(day) for each in held([agent_id], day, day))


def skill_rows(agent_ids: Iterable[int], last: dt.date) -> QuerySet[AgentSkill]:
    """The levels of people as assessed up to a date, in no order."""
    return AgentSkill.objects.filter(agent_id__in=list(agent_ids), assessed_on__lte=last)


def skills_found(agent_ids: Iterable[int], last: dt.date) -> list[SkillFound]:
    """The same in order of person, skill and date."""
    rows = skill_rows(agent_ids, last)
    names = ("agent_id", "skill_id", "level", "assessed_on")
    return [
        SkillFound(*row) for row in rows.order_by("agent_id", "skill_id", "assessed_on").values_list(*names)
    ]


def certificates() -> QuerySet[Certificate]:
    """Every certificate, by code."""
    return Certificate.objects.all()


def qualifications_of(agent: Agent) -> QuerySet[Qualification]:
    """A person's qualifications, by certificate and date."""
    return (
        Qualification.objects.filter(agent=agent)
        .select_related("certificate")
        .order_by("certificate__code", "valid_from")
    )


def expiring(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> list[Qualification]:
    """Qualifications that end within a span and are not followed by another, by last day and name."""
    rows = list(
        Qualification.objects.filter(agent_id__in=list(agent_ids), valid_to__gte=first)
        .select_related("agent", "certificate")
        .order_by("valid_to", "agent__name", "certificate__code")
    )
    newest: dict[tuple[int, int], dt.date] = {}
    for row in rows:
        key = (row.agent_id, row.certificate_id)
        newest[key] = max(newest.get(key, row.valid_to), row.valid_to)
    return [
        row
        for row in rows
        if row.valid_to <= last and newest[row.agent_id, row.certificate_id] == row.valid_to
    ]
