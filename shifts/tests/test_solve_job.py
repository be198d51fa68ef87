"""The solver beside a real worker: other work goes on, a cancel ends it, what was killed is found again."""

import datetime as dt
import json
import os
import signal
import time
from pathlib import Path

import pytest
from django.utils import timezone

from cstm.errors import DomainError
from shifts.choices import VersionKind
from shifts.models import Assignment, NeedPattern, Roster, RosterVersion
from shifts.selectors import conflicts
from shifts.services import cells, solve, solver_program
from shifts.services.cells import Change
from shifts.tests.factories import make_desk, make_roster, seeds, template
from staff.models import Job
from staff.services import jobs
from staff.tests.factories import make_agent
from staff.tests.test_worker_jobs import Desk, desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker, pytest.mark.slow]
DECEMBER = dt.date(2026, 12, 1)
__all__ = ["Desk", "desk"]


@pytest.fixture
def roster(team) -> Roster:
    """Six people and a desk that needs two by day and one in the evening."""
    seeds()
    people = [make_agent(f"P{n}", name=f"Person {n}", team=team) for n in range(6)]
    line = make_desk("Line", *people)
    for weekday in range(7):
        NeedPattern.objects.create(desk=line, template=template("D"), weekday=weekday, heads=2)
        NeedPattern.objects.create(desk=line, template=template("E"), weekday=weekday, heads=1)
    return make_roster(team, DECEMBER)


def program(desk: Desk, job: Job, *, other_than: int = 0) -> int:
    """The number of the running search's process, once there is one."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            about = json.loads((desk.folder / "solver" / str(job.pk) / "program.json").read_text())
        except (OSError, ValueError):
            about = {"pid": 0}
        if about["pid"] not in (0, other_than):
            return int(about["pid"])
        time.sleep(0.05)
    raise AssertionError(f"no search began: {Job.objects.get(pk=job.pk).error}")


def gone(pid: int, *, within: float) -> bool:
    """Has a process ended, or does it end in time?"""
    end = time.monotonic() + within
    while solver_program.started_at(pid) is not None:
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_other_work_goes_on_while_the_solver_runs_and_the_best_so_far_is_taken(desk, roster, supervisor):
    desk.start_worker()
    person = Assignment(agent_id=roster.team.memberships.first().agent_id).agent_id
    pinned = Change(person, DECEMBER, template("N").pk, pinned=True)
    cells.edit(roster.pk, [pinned], revision=0, actor=None)
    roster.refresh_from_db()
    job = solve.request(roster, actor=supervisor.user, seconds=120)
    assert solve.request(roster, actor=None).pk == job.pk
    pid = program(desk, job)
    assert os.getpriority(os.PRIO_PROCESS, pid) >= solver_program.NICE
    other = desk.enqueue("beside")
    desk.wait(other, lambda row: row.state == "done")
    assert Job.objects.get(pk=job.pk).state == "running"
    desk.wait(job, lambda row: row.note.startswith("Best plan so far: every rule"), seconds=100)
    late = Change(person, DECEMBER + dt.timedelta(days=20), template("-").pk)
    cells.edit(roster.pk, [late], revision=1, actor=None)
    assert solve.end_early(job)
    done = desk.wait(job, lambda row: row.state not in ("queued", "running"), seconds=20)
    assert (done.state, done.error) == ("done", "")
    version = RosterVersion.objects.get(number=done.result["version"])
    assert (version.kind, version.figures["broken"]) == (VersionKind.SOLVED, 0)
    assert Assignment.objects.get(agent_id=person, day=DECEMBER).template == template("N")
    assert Assignment.objects.get(agent_id=person, day=late.day).template == template("-")
    assert Assignment.objects.count() > 150
    assert conflicts.hard(conflicts.conflicts(Roster.objects.get())) == []
    assert gone(pid, within=5)
    cells_before = Assignment.objects.count()
    cells.undo(roster.pk, actor=supervisor.user)
    assert Assignment.objects.count() < cells_before


def test_a_cancel_ends_the_program_within_five_seconds(desk, roster):
    desk.start_worker()
    job = solve.request(roster, actor=None, seconds=120)
    pid = program(desk, job)
    asked = time.monotonic()
    assert jobs.cancel(Job.objects.get(pk=job.pk))
    assert gone(pid, within=5)
    desk.wait(job, lambda row: row.state == "cancelled", seconds=5)
    assert time.monotonic() - asked < 6
    assert not RosterVersion.objects.exists()
    assert not Assignment.objects.exists()


def test_a_killed_worker_and_a_killed_watcher_are_found(desk, roster):
    worker = desk.start_worker()
    job = solve.request(roster, actor=None, seconds=2)
    first = program(desk, job)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    parent = int(Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(parent, signal.SIGKILL)
    assert Job.objects.get(pk=job.pk).state == "running"
    assert jobs.sweep(timezone.now() + dt.timedelta(seconds=70)) >= 1
    desk.start_worker()
    program(desk, job, other_than=first)
    assert gone(first, within=5)
    done = desk.wait(job, lambda row: row.state not in ("queued", "running"), seconds=300)
    assert (done.state, done.attempts, RosterVersion.objects.count()) == ("done", 2, 1)


def test_a_month_without_needs_gets_a_sentence(roster, supervisor):
    NeedPattern.objects.all().delete()
    with pytest.raises(DomainError, match="No heads are needed"):
        solve.request(roster, actor=supervisor.user)
