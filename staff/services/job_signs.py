"""Signs of running work that pass beside the database, where a long transaction cannot hide them."""

import logging
import threading
from types import TracebackType
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from staff.selectors.job_signs import WORKER, key

log = logging.getLogger(__name__)
PULSE_SECONDS = 2.0
KEEP_SECONDS = 6 * 3600


def put(name: str, value: Any) -> None:
    """Store; a silent cache stops no work."""
    try:
        cache.set(name, value, KEEP_SECONDS)
    except Exception as error:
        log.warning("the cache took no sign of work: %s", error)


def put_progress(job_id: int, values: dict[str, Any]) -> None:
    """How far it is, with the attempt that says so."""
    put(key(job_id, "progress"), values)


def ask_cancel(job_id: int) -> None:
    """Wish that it stops."""
    put(key(job_id, "cancel"), True)


def forget(job_id: int, *, keep_cancel: bool = False) -> None:
    """Drop a job's signs: from now on the row alone speaks."""
    parts = ["progress", "pulse"] + ([] if keep_cancel else ["cancel"])
    try:
        cache.delete_many([key(job_id, part) for part in parts])
    except Exception as error:
        log.warning("the cache dropped no sign of work: %s", error)


class Pulse:
    """A thread that says "alive" while the work runs, in a long statement too; it dies with its process."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self._job_id, self._attempt = job_id, attempt
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"pulse of job {job_id}", daemon=True)

    def __enter__(self) -> "Pulse":
        self._say()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(PULSE_SECONDS)

    def _beat(self) -> None:
        while not self._stop.wait(PULSE_SECONDS):
            self._say()

    def _say(self) -> None:
        now = timezone.now()
        put(key(self._job_id, "pulse"), (self._attempt, now))
        put(WORKER, now)
