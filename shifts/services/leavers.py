"""What becomes of the shifts of somebody who leaves or goes to another team."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shifts.choices import RosterState, ShiftKind
from shifts.models import Assignment, DayWish, Roster
from shifts.selectors import rosters as reads
from shifts.services import cells, open_shifts
from staff.choices import STILL
from staff.models import Agent

_PLANNED = (ShiftKind.DAY, ShiftKind.EVENING, ShiftKind.ON_DUTY)


def left(agent_id: int, on: dt.date, *, now: dt.datetime | None = None) -> int:
    """Free the shifts after somebody's last day, and forget the wishes for those days; how many shifts."""
    DayWish.objects.filter(agent_id=agent_id, day__gt=on).delete()
    return free(agent_id, on + dt.timedelta(days=1), STILL, now=now)


@transaction.atomic
def free(agent_id: int, first: dt.date, last: dt.date, *, now: dt.datetime | None = None) -> int:
    """Take a person's cells out of rosters to which the person no longer belongs on their days.

    From drafts they go; in published months the shifts to come become open shifts that others may claim, and
    what has begun or is past stays as it was worked. Locked months do not change. How many shifts were freed.
    """
    now = now or timezone.now()
    rows = Assignment.objects.filter(agent_id=agent_id, day__gte=first, day__lte=last)
    wanted = rows.exclude(roster__state=RosterState.LOCKED).values("roster_id")
    count = 0
    for roster in Roster.objects.filter(pk__in=wanted).order_by("month", "pk"):
        count += _free_roster(roster.pk, agent_id, first, last, now)
    return count


def _free_roster(roster_id: int, agent_id: int, first: dt.date, last: dt.date, now: dt.datetime) -> int:
    roster = cells.hold(roster_id)
    belongs = next((each.days for each in reads.members(roster) if each.agent.pk == agent_id), frozenset())
    draft = roster.state == RosterState.DRAFT
    begin = first if draft else max(first, timezone.localdate(now))
    rows = [
        row
        for row in Assignment.objects.filter(
            roster=roster, agent_id=agent_id, day__gte=begin, day__lte=last
        ).select_related("template", "desk")
        if row.day not in belongs and (draft or row.start_at is None or row.start_at > now)
    ]
    name = Agent.objects.get(pk=agent_id)
    why = _("%(name)s is no longer in the team") % {"name": name}
    cells.write(roster, {(agent_id, row.day): reads.EMPTY for row in rows}, actor=None, why=why)
    worked = [row for row in rows if row.template.kind in _PLANNED]
    if roster.state == RosterState.PUBLISHED:
        open_shifts.reopen(roster, worked, now=now)
    return len(worked)
