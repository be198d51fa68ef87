"""One cell for its popover: what stands there, why, and what may be chosen."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from shifts.models import Assignment, Roster, ShiftTemplate
from shifts.selectors import conflicts
from shifts.selectors import rosters as reads
from shifts.selectors.day_view import times_of
from shifts.selectors.grid import letter_of
from staff.models import Agent, Desk


@dataclass(frozen=True, slots=True)
class CellPage:
    """What the popover of a cell shows; `lines` are labelled sentences."""

    agent: Agent
    day: dt.date
    template: ShiftTemplate | None
    letter: str
    look: str
    times: str
    meal: str
    desk: Desk | None
    pinned: bool
    lines: list[tuple[str, str]]
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
        lines=lines(roster, agent, day),
        choices=list(reads.templates().values()),
        desks=[each.desk for each in served],
    )


def lines(roster: Roster, agent: Agent, day: dt.date) -> list[tuple[str, str]]:
    """What speaks about the cell: conflicts of the day, and of the whole month of this person."""
    found = [
        each for each in conflicts.conflicts(roster) if each.agent_id == agent.pk and each.day in (day, None)
    ]
    words = [(_("Conflict") if each.hard else _("Costs"), each.sentence) for each in found]
    return words or [(_("Rules"), _("Every rule that must be kept is kept."))]
