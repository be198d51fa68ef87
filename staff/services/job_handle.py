"""What a runner holds while it works: parameters, progress, cancel, the result and its file."""

import logging
import time
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.crypto import salted_hmac

from staff.choices import JobState
from staff.models import Job
from staff.selectors.job_signs import cancel_asked
from staff.services.job_signs import put_progress

log = logging.getLogger(__name__)
_EVERY_SECONDS = 0.5


class Cancelled(Exception):  # noqa: N818
    """Somebody called the work off; it rolls back what it has begun."""


class Lost(Exception):  # noqa: N818
    """The row was given to another attempt; this one must not go on."""


class Elsewhere(Exception):  # noqa: N818
    """A program of its own goes on with this attempt by `jobs.carry_on`; the worker is free again."""


class JobHandle:
    """One attempt at a job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self.result: dict[str, Any] = {}
        self.file = ""
        self.file_name = ""
        self.done = 0
        self.total = 0
        self.note = ""
        self._next = 0.0
        self._beside: BaseDatabaseWrapper | None = None

    def progress(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Say how far it is, as often as you like; raises Cancelled when somebody called it off."""
        news = note is not None and note != self.note
        self.done = done
        self.total = self.total if total is None else total
        self.note = self.note if note is None else note
        if time.monotonic() < self._next and not news and not 0 < self.total <= done:
            return
        self._tell()

    def checkpoint(self) -> None:
        """A sign of life without news; raises Cancelled when somebody called it off."""
        if time.monotonic() >= self._next:
            self._tell()

    def attach(self, source: str | Path | IO[bytes], name: str) -> None:
        """Keep a result file, under a name that nobody can guess; people download it as `name`."""
        self.drop_file()
        target = f"{_shelf(self.job, self.job.attempts)}/file{Path(name).suffix[:10]}"
        if isinstance(source, str | Path):
            with Path(source).open("rb") as stream:
                self.file = default_storage.save(target, File(stream))
        else:
            self.file = default_storage.save(target, File(source))
        self.file_name = name[:200]

    def drop_file(self) -> None:
        """Remove a result file that the row will not name."""
        if self.file:
            default_storage.delete(self.file)
            self.file = self.file_name = ""

    def close(self) -> None:
        """Give the second connection back."""
        if self._beside is not None:
            self._beside.close()
            self._beside = None

    def _tell(self) -> None:
        """Write the progress where others see it, and look whether to stop."""
        self._next = time.monotonic() + _EVERY_SECONDS
        put_progress(
            self.job.pk,
            {"attempt": self.job.attempts, "done": self.done, "total": self.total, "note": self.note},
        )
        stop, mine = self._mirror()
        if stop or cancel_asked(self.job.pk):
            raise Cancelled
        if not mine:
            raise Lost

    def _mirror(self) -> tuple[bool, bool]:
        """Bring the row up to date; returns whether to stop and whether the row is still this attempt's.

        Inside the work's own transaction nobody would see it: PostgreSQL gets it by a second connection;
        SQLite has one writer at a time, so there the cache alone carries it until the transaction ends.
        """
        if not connection.in_atomic_block:
            own = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, attempts=self.job.attempts)
            mine = bool(
                own.update(done=self.done, total=self.total, note=self.note[:300], beat_at=timezone.now())
            )
            return own.filter(cancel_asked=True).exists(), mine
        if connection.vendor == "postgresql":
            return self._mirror_beside(), True
        return False, True

    def _mirror_beside(self) -> bool:
        """The same by a second connection; a row that it cannot see yet is left alone."""
        try:
            if self._beside is None:
                self._beside = connection.copy()
                with self._beside.cursor() as cursor:
                    cursor.execute("SET lock_timeout = '1s'")
            with self._beside.cursor() as cursor:
                cursor.execute(
                    "UPDATE staff_job SET done = %s, total = %s, note = %s, beat_at = %s"
                    " WHERE id = %s AND state = 'running' AND attempts = %s RETURNING cancel_asked",
                    [self.done, self.total, self.note[:300], timezone.now(), self.job.pk, self.job.attempts],
                )
                row = cursor.fetchone()
        except DatabaseError as error:
            log.warning("job %s: progress stands in the cache alone (%s)", self.job.pk, error)
            self.close()
            return False
        return bool(row and row[0])


def drop_leftovers(job: Job) -> None:
    """Remove the file that an attempt kept and then died, before its row could name it."""
    shelf = _shelf(job, job.attempts)
    try:
        names = default_storage.listdir(shelf)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{shelf}/{name}")


def _shelf(job: Job, attempt: int) -> str:
    """Where an attempt keeps its file: nobody can guess it, and it is found again after the attempt died."""
    token = salted_hmac("staff.job.file", f"{job.pk}:{attempt}", algorithm="sha256").hexdigest()[:32]
    return f"jobs/{job.created_at:%Y/%m}/{token}"
