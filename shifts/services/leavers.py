"""What becomes of the shifts of somebody who leaves or goes to another team."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shifts.choices import ClaimMode, RosterState, ShiftKind
from shifts.models import Assignment, DayWish, OpenShift, Roster
from shifts.selectors import rosters as reads
from shifts.services import cells
from staff.choices import STILL
from staff.models import Agent

_PLANNED = (ShiftKind.DAY, ShiftKind.EVENING, ShiftKind.ON_DUTY)


def left(agent_id: int, on: dt.date, *, today: dt.date | None = None) -> int:
    """Free the shifts after somebody's last day, and forget the wishes for those days; how many shifts."""
    DayWish.objects.filter(agent_id=agent_id, day__gt=on).delete()
    return free(agent_id, on + dt.timedelta(days=1), STILL, today=today)


@transaction.atomic
def free(agent_id: int, first: dt.date, last: dt.date, *, today: dt.date | None = None) -> int:
    """Take a person's cells out of rosters to which the person no longer belongs on their days.

    From drafts they go; in published months the days to come become open shifts that others may claim, and
    the days that are past stay as they were worked. Locked months do not change. How many shifts were freed.
    """
    day = today or timezone.localdate()
    rows = Assignment.objects.filter(agent_id=agent_id, day__gte=first, day__lte=last)
    wanted = rows.exclude(roster__state=RosterState.LOCKED).values("roster_id")
    count = 0
    for roster in Roster.objects.filter(pk__in=wanted).order_by("month", "pk"):
        count += _free_roster(roster.pk, agent_id, first, last, day)
    return count


def _free_roster(roster_id: int, agent_id: int, first: dt.date, last: dt.date, today: dt.date) -> int:
    roster = cells.hold(roster_id)
    belongs = next((each.days for each in reads.members(roster) if each.agent.pk == agent_id), frozenset())
    begin = first if roster.state == RosterState.DRAFT else max(first, today)
    rows = [
        row
        for row in Assignment.objects.filter(
            roster=roster, agent_id=agent_id, day__gte=begin, day__lte=last
        ).select_related("template")
        if row.day not in belongs
    ]
    name = Agent.objects.get(pk=agent_id)
    why = _("%(name)s is no longer in the team") % {"name": name}
    cells.write(roster, {(agent_id, row.day): reads.EMPTY for row in rows}, actor=None, why=why)
    worked = [row for row in rows if row.template.kind in _PLANNED]
    if roster.state == RosterState.PUBLISHED:
        for row in worked:
            _open(roster, row)
    return len(worked)


def _open(roster: Roster, row: Assignment) -> None:
    """One head more of the open shift of this cell."""
    at_desk = Q(desk__isnull=True) if row.desk_id is None else Q(desk_id=row.desk_id)
    same = OpenShift.objects.filter(
        at_desk, roster=roster, day=row.day, template=row.template, mode=ClaimMode.FIRST, closed=False
    ).first()
    if same is not None:
        OpenShift.objects.filter(pk=same.pk).update(heads=F("heads") + 1)
        return
    OpenShift.objects.create(
        roster=roster, day=row.day, template=row.template, desk_id=row.desk_id, mode=ClaimMode.FIRST
    )
