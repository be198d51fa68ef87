"""Scenarios: worked out and saved, taken away, and their gaps offered as open shifts."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.choices import RosterState
from shifts.models import Roster, Scenario
from shifts.selectors import scenarios as reads
from shifts.selectors.desk_forecast import DeskForecast
from shifts.selectors.needs import asked_templates
from shifts.selectors.open_shifts import begun
from shifts.selectors.scenarios import Tried
from shifts.selectors.staffing_plan import Assumptions
from shifts.services import cells
from shifts.services.open_shifts import open_shift
from staff.models import Agent, Desk, User
from staff.services import audit

MOST_OPEN = 200


@transaction.atomic
def save(
    desk: Desk,
    name: str,
    *,
    plan: Assumptions,
    tried: Tried,
    first: dt.date,
    last: dt.date,
    result: dict[str, Any],
    found: DeskForecast,
    made_by: Agent | None,
    actor: User | None,
) -> Scenario:
    """Keep a what-if under a name; a scenario of the same desk and name is replaced. Raises DomainError."""
    name = name.strip()
    if not name:
        raise DomainError(_("Give the scenario a name."), code="name")
    inputs = {
        "plan": plan.kept(),
        "tried": {field: getattr(tried, field) for field in Tried.__dataclass_fields__},
        "forecast": {"job": found.job.pk, "made": str(found.job.finished_at or "")},
    }
    row, _new = Scenario.objects.update_or_create(
        desk=desk,
        name=name,
        defaults={"first": first, "last": last, "made_by": made_by, "inputs": inputs, "result": result},
    )
    audit.record(
        actor=actor, action="scenario.make", about=row, after={"name": name, "first": first, "last": last}
    )
    return row


@transaction.atomic
def remove(scenario: Scenario, *, actor: User | None) -> None:
    """Take a scenario away."""
    audit.record(actor=actor, action="scenario.remove", about=scenario, before={"name": scenario.name})
    scenario.delete()


@transaction.atomic
def open_gaps(
    scenario: Scenario, roster: Roster, *, days: list[dt.date], actor: User | None, now: dt.datetime
) -> int:
    """Offer the shifts that close a scenario's gaps on these days, on a published roster; returns how many
    heads are asked for. What is offered already, by this or by hand, is not offered again. Raises
    DomainError; then nothing is offered."""
    roster = cells.hold(roster.pk)
    if roster.state != RosterState.PUBLISHED:
        raise DomainError(_("Open shifts are offered on a published month that is not locked."), code="state")
    templates = {each.pk: each for each in asked_templates()}
    wanted = reads.open_shifts(scenario.result, list(templates.values()))
    wanted = {
        day: {key: n for key, n in found.items() if not begun(day, templates[key], now)}
        for day, found in wanted.items()
    }
    month = (roster.month.year, roster.month.month)
    chosen = [day for day in days if wanted.get(day) and (day.year, day.month) == month]
    if not chosen:
        raise DomainError(_("No day of this month that is still to come lacks a whole shift."), code="none")
    left = reads.to_offer(scenario, {day: wanted[day] for day in chosen})
    heads = sum(sum(found.values()) for found in left.values())
    if not heads:
        raise DomainError(_("All shifts of these days are offered already."), code="offered")
    if heads > MOST_OPEN:
        text = _("That would be %(n)s open shifts; choose fewer days, %(most)s at most.")
        raise DomainError(text % {"n": heads, "most": MOST_OPEN}, code="many")
    for day, found in left.items():
        for template, number in found.items():
            open_shift(roster, day, templates[template], scenario.desk, heads=number, actor=actor, now=now)
    return heads
