"""Long work: rows that wait, run, end, are called off, and are found again after a crash."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from staff.choices import JobState
from staff.models import Heartbeat, Job, User
from staff.models.jobs import TITLE
from staff.selectors.job_signs import cancel_asked, last_sign
from staff.services import notices
from staff.services.job_handle import Cancelled, Elsewhere, JobHandle, Lost, drop_leftovers
from staff.services.job_signs import Pulse, ask_cancel, forget

log = logging.getLogger(__name__)
WAKE_AFTER = dt.timedelta(seconds=30)
LOST_AFTER = dt.timedelta(seconds=60)
WAKE_AGAIN_SECONDS = 120
DOWNLOADS_URL = "/staff/downloads/"
OPEN = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Runner:
    """What runs jobs of a kind, how often it may be tried, and whether a broken run may start anew."""

    run: Callable[[JobHandle], None]
    retries: int = 3
    resumable: bool = True


_runners: dict[str, Runner] = {}


def register(
    kind: str, runner: Callable[[JobHandle], None], *, retries: int = 3, resumable: bool = True
) -> None:
    """Say what runs jobs of a kind; called where an app's tasks are loaded."""
    _runners[kind] = Runner(runner, retries, resumable)


def enqueue(
    kind: str,
    *,
    owner: User | None,
    title: str,
    params: dict[str, Any],
    words: Mapping[str, str | int] | None = None,
    unique_key: str = "",
) -> Job:
    """Write the row in the caller's transaction and wake a worker after it.

    A title with `words` is a text marked by `gettext_noop`: everybody reads it in the own language.
    With a `unique_key` an open job of the same key is returned instead of a second one.
    """
    if words is not None:
        params = {**params, TITLE: {"text": title, "words": dict(words)}}
        title %= words
    for _again in range(3):
        if unique_key:
            standing = Job.objects.filter(unique_key=unique_key, state__in=OPEN).first()
            if standing is not None:
                return standing
        try:
            with transaction.atomic():
                job = Job.objects.create(
                    kind=kind, owner=owner, title=title[:200], params=params, unique_key=unique_key
                )
        except IntegrityError:
            continue
        transaction.on_commit(partial(wake, job.pk))
        return job
    raise DomainError(_("This work is being started by somebody else just now. Try again in a moment."))


def wake(job_id: int) -> None:
    """Tell a worker of a waiting row; where the broker is silent the sweep tells it later."""
    try:
        current_app.signature("staff.tasks.run_job", args=[job_id]).apply_async(retry=False)
    except Exception as error:
        if current_app.conf.task_always_eager:
            raise
        log.warning("job %s waits for the sweep: the broker did not take it (%s)", job_id, error)


def run(job_id: int) -> str:
    """Claim a waiting row and do its work; returns the state in which it left the row ('' if not claimed).

    A refusal becomes the row's error sentence, as does a cancel; what is unexpected is logged too.
    """
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=now, beat_at=now, finished_at=None,
        attempts=F("attempts") + 1, done=0, total=0, note="", error="",
    )  # fmt: skip
    if not claimed:
        return ""
    forget(job_id, keep_cancel=True)
    return _attempt(job_id, None)


def carry_on(job_id: int, attempt: int, work: Callable[[JobHandle], None]) -> str:
    """Go on with an attempt that its worker handed over, in a program of its own; ends the row as `run` does.

    Returns '' where the row belongs to another attempt or has ended.
    """
    if not Job.objects.filter(pk=job_id, state=JobState.RUNNING, attempts=attempt).exists():
        return ""
    return _attempt(job_id, work)


def _attempt(job_id: int, work: Callable[[JobHandle], None] | None) -> str:
    """Work on a claimed row with signs of life, in its owner's language, and write how it ended."""
    job = Job.objects.select_related("owner").get(pk=job_id)
    handle = JobHandle(job)
    language = (job.owner.language if job.owner else "") or settings.LANGUAGE_CODE
    with translation.override(language), Pulse(job.pk, job.attempts):
        try:
            state, error = _work(handle, work)
        finally:
            handle.close()
        return _finish(handle, state, error)


def _work(handle: JobHandle, work: Callable[[JobHandle], None] | None) -> tuple[JobState, str]:
    """Call the runner, or the work given; the state and sentence that come of it."""
    runner = _runners.get(handle.job.kind)
    if runner is None:
        return JobState.FAILED, _("Nothing here can do work of the kind “%s”.") % handle.job.kind
    try:
        if handle.job.cancel_asked or cancel_asked(handle.job.pk):
            raise Cancelled
        (work or runner.run)(handle)
    except Cancelled:
        return JobState.CANCELLED, ""
    except Elsewhere:
        return JobState.RUNNING, ""
    except Lost:
        log.warning("job %s was taken over by another worker", handle.job.pk)
        return JobState.RUNNING, ""
    except DomainError as refusal:
        return JobState.FAILED, str(refusal)
    except OperationalError:
        log.exception("job %s lost its database", handle.job.pk)
        again = runner.resumable and handle.job.attempts < runner.retries
        return (
            (JobState.QUEUED, "") if again else (JobState.FAILED, _("The database did not answer in time."))
        )
    except Exception:
        log.exception("job %s failed", handle.job.pk)
        return JobState.FAILED, _(
            "Something unexpected stopped this work. It is in the log under job %s."
        ) % (handle.job.pk)
    return JobState.DONE, ""


def _finish(handle: JobHandle, state: JobState, error: str) -> str:
    """Write how it ended, unless the row belongs to a later attempt by now."""
    job = handle.job
    done = state == JobState.DONE
    if not done:
        handle.drop_file()
    values: dict[str, Any] = {"state": state, "error": error, "beat_at": timezone.now()}
    values |= {"done": handle.done, "total": handle.total, "note": handle.note[:300]}
    if state not in OPEN:
        values["finished_at"] = timezone.now()
    if done:
        values |= {"result": handle.result, "file": handle.file, "file_name": handle.file_name}
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    if state == JobState.RUNNING or not mine.update(**values):
        handle.drop_file()
        return ""
    forget(job.pk)
    _tell_owner(job, state, values)
    return str(state)


def _tell_owner(job: Job, state: JobState, values: dict[str, Any]) -> None:
    """A notice where a file is ready or the work stopped."""
    params = {"title": str(job), "file": values.get("file_name", ""), "error": values["error"]}
    if state == JobState.FAILED or (state == JobState.DONE and values["file"]):
        notices.tell_owner(
            job.owner, kind=f"staff.job_{state}", about=f"job:{job.pk}", params=params, url=DOWNLOADS_URL
        )


def cancel(job: Job) -> bool:
    """Call it off: at once while it waits, at its next step while it runs. False if it had ended."""
    this = Job.objects.filter(pk=job.pk)
    if not this.filter(state__in=OPEN).exists():
        return False
    ask_cancel(job.pk)  # First where a running import's long transaction cannot hold it up.
    try:
        if this.filter(state=JobState.QUEUED).update(
            state=JobState.CANCELLED, cancel_asked=True, finished_at=timezone.now()
        ):
            forget(job.pk)
            return True
        if this.filter(state=JobState.RUNNING).update(cancel_asked=True):
            return True
    except OperationalError:
        log.info("job %s: the wish to cancel stands in the cache alone", job.pk)
        return True
    return this.filter(state=JobState.CANCELLED).exists()


def sweep(now: dt.datetime) -> int:
    """Find what was lost: wake waiting rows again, take back running rows without a sign of life."""
    found = 0
    for job in Job.objects.filter(state=JobState.RUNNING, beat_at__lt=now - LOST_AFTER):
        sign = last_sign(job.pk, job.attempts)
        if sign is None or sign < now - LOST_AFTER:
            found += _take_back(job)
    for pk in Job.objects.filter(state=JobState.QUEUED, created_at__lt=now - WAKE_AFTER).values_list(
        "pk", flat=True
    ):
        if cache.add(f"job-woken:{pk}", True, WAKE_AGAIN_SECONDS):
            wake(pk)
            found += 1
    return found


def _take_back(job: Job) -> int:
    """Put a dead run back in the queue, or give up with a sentence; a file that it kept goes."""
    runner = _runners.get(job.kind, Runner(run=lambda handle: None))
    mine = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    log.warning("job %s gave no sign of life in attempt %s", job.pk, job.attempts)
    values: dict[str, Any] = {"state": JobState.QUEUED, "done": 0, "note": ""}
    if job.cancel_asked or cancel_asked(job.pk):
        values = {"state": JobState.CANCELLED, "finished_at": timezone.now()}
    elif not runner.resumable or job.attempts >= runner.retries:
        sentence = _("The worker stopped in the middle of this work %(n)s times. Start it again.")
        values = {"state": JobState.FAILED, "error": sentence % {"n": job.attempts}}
        values["finished_at"] = timezone.now()
    taken = mine.update(**values)
    if taken:
        drop_leftovers(job)
    if taken and values["state"] == JobState.QUEUED:
        cache.delete(f"job-woken:{job.pk}")
        wake(job.pk)
    return taken


def beat(now: dt.datetime) -> None:
    """The worker says that it lives."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": now})
