"""One cell for its popover: what stands there, why, and what may be chosen."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from shifts.models import Assignment, Roster, ShiftTemplate
from shifts.selectors import conflicts, why
from shifts.selectors import rosters as reads
from shifts.selectors.day_view import times_of
from shifts.selectors.grid import letter_of
from shifts.selectors.why import WhyLine
from staff.models import Agent, Desk

CONFLICT = "conflict"
SWAPS = 3


@dataclass(frozen=True, slots=True)
class CellPage:
    """What the popover of a cell shows; `lines` are headings with sentences."""

    agent: Agent
    day: dt.date
    template: ShiftTemplate | None
    letter: str
    look: str
    times: str
    meal: str
    desk: Desk | None
    pinned: bool
    lines: list[WhyLine]
    choices: list[ShiftTemplate]
    desks: list[Desk]


def cell(roster: Roster, agent_id: int | None, day: dt.date) -> CellPage | None:
    """A cell of a roster; None where the person is not on it."""
    member = next((each for each in reads.members(roster) if each.agent.pk == agent_id), None)
    if member is None:
        return None
    agent = member.agent
    row = (
        Assignment.objects.filter(roster=roster, agent=agent, day=day)
        .select_related("template", "desk")
        .first()
    )
    served = reads.desks_of([agent.pk], day, day).get(agent.pk, [])
    template = row.template if row else None
    return CellPage(
        agent=agent,
        day=day,
        template=template,
        letter=letter_of(template) if template else "",
        look=template.look if template else "",
        times=times_of(template) if template else "",
        meal=f"{timezone.localtime(row.meal_at):%H:%M}" if row and row.meal_at else "",
        desk=row.desk if row else None,
        pinned=bool(row and row.pinned),
        lines=lines(roster, agent, day, today=timezone.localdate()),
        choices=list(reads.templates().values()),
        desks=[each.desk for each in served],
    )


def lines(roster: Roster, agent: Agent, day: dt.date, *, today: dt.date) -> list[WhyLine]:
    """What speaks about the cell: rules that it breaks, then its reasons in their fixed order."""
    past = day < today
    try:
        built, plan = why.standing(roster, day, today=today)
    except DomainError as fault:
        return [WhyLine(CONFLICT, _("Rules"), (str(fault),))]
    said = conflicts.of_cell(built, plan, agent.pk, day)
    found = [WhyLine(CONFLICT, _("Conflict"), tuple(said))] if said else []
    reasons = why.why_of(built, plan, agent.pk, day, limit=0 if past else SWAPS, own=False, past=past)
    return found + [line for line in (reasons.lines if reasons else ()) if line.sentences]
