"""The solver as a job: a program beside the worker searches, and what it finds becomes a version.

The worker only starts a watcher and is free again. The watcher, a program of its own too, builds the problem,
starts the search, tells the job's row how far it is, ends it when somebody cancels or takes the best so far,
and keeps the result. Where the watcher dies the sweep gives the row to a worker again, and the new watcher
ends what the dead one left.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cstm.errors import DomainError
from shifts.choices import RosterState, VersionKind
from shifts.models import Roster, RosterVersion
from shifts.rules import gaps as gap_rules
from shifts.rules.codec import dump_problem, load_plan
from shifts.rules.judge import judge
from shifts.rules.problem import Plan
from shifts.rules.sentences_search import search_words
from shifts.selectors import problem as problems
from shifts.selectors import rosters as reads
from shifts.selectors.problem import Built
from shifts.selectors.rosters import EMPTY, CellValue
from shifts.services import cells, solver_program, versions
from shifts.services.solver_program import Program
from staff.choices import JobState
from staff.models import Job, User
from staff.services import audit, jobs
from staff.services.job_handle import Cancelled, Elsewhere, JobHandle, Lost

KIND = "shifts.solve"
SECONDS, WORKERS, LOOK_SECONDS = 60, 2, 0.25
# The first search compiles for a while before its clock begins.
GRACE, LAST_WORD = 240, 10


@transaction.atomic
def request(roster: Roster, *, actor: User | None, seconds: int = SECONDS, seed: int = 1) -> Job:
    """Have a roster filled; one search a roster at a time. On a published one the result is a proposal.

    Raises DomainError where the month is locked or there is nothing to plan.
    """
    if roster.state == RosterState.LOCKED:
        raise DomainError(_("This month is locked. Nothing in it changes any more."), code="locked")
    problems.build(roster, today=timezone.localdate(), lean=True)
    job = jobs.enqueue(
        KIND,
        owner=actor,
        title=gettext_noop("Fill %(month)s of %(team)s"),
        words={"month": f"{roster.month:%Y-%m}", "team": roster.team.name},
        params={"roster": roster.pk, "seconds": seconds, "seed": seed, "actor": actor.pk if actor else None},
        unique_key=f"{KIND}:{roster.pk}",
    )
    Roster.objects.filter(pk=roster.pk).update(job=job)
    audit.record(actor=actor, action="roster.solve", about=roster, after={"seconds": seconds, "seed": seed})
    return job


def end_early(job: Job) -> bool:
    """Take the best so far and end; False where the search had ended."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        row.params = {**row.params, "stop": True}
        row.save(update_fields=["params"])
    return row.state in (JobState.QUEUED, JobState.RUNNING)


def run(handle: JobHandle) -> None:
    """What the worker does: start the watcher, and be free again."""
    line = [sys.executable, "manage.py", "solve_roster", "--job", str(handle.job.pk)]
    line += ["--attempt", str(handle.job.attempts)]
    about = os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
    # In the worker's own group, so that whoever ends the worker's group ends the watcher too.
    watcher = subprocess.Popen(line, cwd=settings.BASE_DIR, env=about, stdin=subprocess.DEVNULL)
    threading.Thread(target=watcher.wait, daemon=True, name=f"watcher of job {handle.job.pk}").start()
    raise Elsewhere


def watch(handle: JobHandle) -> None:
    """What the watcher does: search, tell, and keep what was found."""
    roster = Roster.objects.select_related("team").get(pk=handle.params["roster"])
    revision = roster.revision
    seconds, seed = int(handle.params["seconds"]), int(handle.params["seed"])
    handle.progress(0, seconds, _("reading the rules"))
    built = problems.build(roster, today=timezone.localdate(), lean=True)
    folder = solver_program.folder_of(handle.job.pk)
    program = solver_program.start(
        folder, dump_problem(built.problem), seconds=seconds, seed=seed, workers=WORKERS
    )
    try:
        _follow(program, handle, seconds)
        handle.progress(seconds, seconds, _("writing the plan"))
    except (Cancelled, Lost):
        program.kill()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except BaseException:
        program.kill()
        raise
    text = program.plan()
    if not text:
        raise DomainError(_("The search ended without a plan: %s") % (program.complaint() or "?"))
    plan = load_plan(text, built.problem)
    actor = User.objects.filter(pk=handle.params.get("actor") or 0).first()
    figures = figures_of(built, plan) | {
        "seed": seed,
        "seconds": round(program.progress().get("seconds", 0), 1),
    }
    version = keep(roster.pk, built, plan, revision=revision, figures=figures, actor=actor)
    handle.result = {"roster": roster.pk, "version": version.number}
    shutil.rmtree(folder, ignore_errors=True)


def _follow(program: Program, handle: JobHandle, seconds: int) -> None:
    """Until the search has ended: tell how far it is, and hear whether to stop.

    The seconds told are those of the clock since the search began: they go on while no better plan is found.
    """
    began, searching, asked = time.monotonic(), 0.0, 0.0
    while program.running:
        time.sleep(LOOK_SECONDS)
        said, now = program.progress(), time.monotonic()
        if said and not searching:
            searching = now - said["seconds"]
        used = int(now - searching) if searching else 0
        note = search_words(said) if said else _("getting ready to search")
        handle.progress(min(used, seconds - 1), seconds, note)
        if not asked and (now - began > seconds + GRACE or _stopped(handle)):
            asked = now
            program.ask_to_end()
        if asked and now - asked > LAST_WORD:
            program.kill()


def _stopped(handle: JobHandle) -> bool:
    """Does somebody want the best so far?"""
    params: dict[str, Any] = Job.objects.values_list("params", flat=True).get(pk=handle.job.pk)
    return bool(params.get("stop"))


def figures_of(built: Built, plan: Plan) -> dict[str, Any]:
    """What a version says of itself: cost, what is broken by rule, heads missing and where."""
    found = judge(built.problem, plan)
    by_rule = Counter[str]()
    for each in found.findings:
        by_rule[each.rule] += each.units
    return {
        "cost": found.cost,
        "broken": found.broken,
        "missing": found.missing,
        "rules": dict(by_rule),
        "gaps": [
            [gap.label, gap.needed, gap.present, gap.may_work, dict(gap.reasons)]
            for gap in gap_rules.gaps(built.problem, plan)[:200]
        ],
    }


@transaction.atomic
def keep(
    roster_id: int,
    built: Built,
    plan: Plan,
    *,
    revision: int,
    figures: dict[str, Any],
    actor: User | None,
) -> RosterVersion:
    """Keep a plan as a version; in a draft put it into the cells, but for those changed since `revision`."""
    roster = cells.hold(roster_id)
    now = reads.values_of(roster)
    values: dict[reads.CellKey, CellValue] = {
        (agent, day): (template, desk, now.get((agent, day), EMPTY)[2])
        for agent, day, template, desk in problems.cells_of(built, plan)
    }
    version = versions.save(roster, kind=VersionKind.SOLVED, actor=actor, figures=figures, values=values)
    if roster.state == RosterState.DRAFT:
        newer = reads.touched_since(roster, revision)
        wanted = {key: values.get(key, EMPTY) for key in {*now, *values} if key not in newer}
        why = _("solver, version %s") % version.number
        cells.write(roster, wanted, actor=actor, why=why, planned=True)
    return version
