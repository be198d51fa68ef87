"""A month of attendance computed again by a job, and the last days by the clock."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.weeks import month_of
from shifts.choices import RosterState
from shifts.models import Assignment
from shifts.services import attendance
from staff.models import Job, User
from staff.services import jobs
from staff.services.job_handle import JobHandle

KIND = "shifts.attendance"
AT_ONCE = 40
# How far back the clock looks for rosters and leave that changed meanwhile.
BACK = dt.timedelta(days=3)


def request(agent_ids: Iterable[int], month: dt.date, *, actor: User | None) -> Job:
    """Have a month of these people computed again."""
    people = sorted(set(agent_ids))
    params = {"people": people, "month": month.isoformat()}
    title = _("Attendance of %(month)s") % {"month": f"{month:%Y-%m}"}
    key = f"{KIND}:{month:%Y-%m}:{actor.pk if actor else 0}"
    return jobs.enqueue(KIND, owner=actor, title=title, params=params, unique_key=key)


def run(handle: JobHandle) -> None:
    """Compute a month, some people at a time; each slice stands by itself."""
    first, last = month_of(dt.date.fromisoformat(handle.params["month"]))
    people = list(handle.params["people"])
    changed = 0
    handle.progress(0, len(people))
    for start in range(0, len(people), AT_ONCE):
        changed += attendance.recompute(people[start : start + AT_ONCE], first, last)
        handle.progress(min(start + AT_ONCE, len(people)), len(people))
    handle.result.update(changed=changed)


def refresh(now: dt.datetime) -> int:
    """Compute the last days of everybody on a published roster again; returns how many dates changed."""
    today = timezone.localdate(now)
    rows = Assignment.objects.exclude(roster__state=RosterState.DRAFT).filter(
        day__gte=today - BACK, day__lte=today
    )
    people = sorted(set(rows.order_by().values_list("agent_id", flat=True).distinct()))
    return sum(
        attendance.recompute(people[start : start + AT_ONCE], today - BACK, today, now=now)
        for start in range(0, len(people), AT_ONCE)
    )
