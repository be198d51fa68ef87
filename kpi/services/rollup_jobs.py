"""The rollup as a job that a person starts and sees: chosen weeks, or those whose facts changed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cstm.errors import DomainError
from cstm.weeks import Week
from kpi.services import rollup, weeks
from staff.models import Job, User
from staff.services import audit, jobs
from staff.services.job_handle import JobHandle

KIND = "kpi.rollup"
MOST_WEEKS = 530


def request(chosen: Sequence[Week], *, actor: User | None) -> Job:
    """Have these weeks computed (none named: the changed ones); one such job at a time.

    Raises DomainError where there is nothing to do.
    """
    wanted = sorted(set(chosen)) or weeks.dirty_weeks()
    if not wanted:
        raise DomainError(_("Every week is up to date."), code="nothing_to_do")
    if len(wanted) > MOST_WEEKS:
        raise DomainError(_("Choose %(most)s weeks at most.") % {"most": MOST_WEEKS}, code="too_many")
    names = [str(week) for week in wanted]
    several = len(names) > 1
    job = jobs.enqueue(
        KIND,
        owner=actor,
        title=gettext_noop("Compute %(n)s weeks") if several else gettext_noop("Compute week %(week)s"),
        words={"n": len(names)} if several else {"week": names[0]},
        params={"weeks": names},
        unique_key=f"{KIND}:{','.join(names)}"[:120],
    )
    audit.record(actor=actor, action="rollup.start", about=job, after={"weeks": names})
    return job


def run(handle: JobHandle) -> None:
    """Compute the job's weeks, each in a transaction of its own, and say how far it is."""
    chosen = [Week.parse(name) for name in handle.params["weeks"]]
    handle.progress(0, len(chosen))
    done = rollup.roll_up_weeks(chosen, progress=lambda count: handle.progress(count, len(chosen)))
    handle.result["rows"] = sum(result.rows for result in done)
