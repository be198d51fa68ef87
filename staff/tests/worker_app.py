"""The worker that tests start as a process of its own, with kinds of work made for them."""

import os
import signal
import time
from typing import Any

import django
from django.db import transaction

from cstm.celery import app

django.setup()

from staff.models import Skill  # noqa: E402
from staff.services import job_handle, jobs  # noqa: E402
from staff.services.job_handle import JobHandle  # noqa: E402

__all__ = ["app"]


def write_slowly(handle: JobHandle) -> None:
    """Write a row at each step, all in one transaction, as an import does."""
    mark, steps = handle.params["mark"], handle.params["steps"]
    with transaction.atomic():
        for step in range(steps):
            Skill.objects.update_or_create(code=f"{mark}-{step}", defaults={"name_en": "x", "name_zh": "x"})
            time.sleep(handle.params["seconds"])
            handle.progress(step + 1, steps, "writing")
    handle.result = {"rows": steps}


jobs.register("test.write_slowly", write_slowly)


def stand_still_at(part: str) -> None:
    """Stop this process where its work tells a part, so that a test can kill it there and nowhere else.

    `part` begins the note to wait for; "begun" is the first thing done, "end" its last word.
    """
    tell = job_handle.put_progress

    def tell_and_stop(job_id: int, news: dict[str, Any]) -> None:
        tell(job_id, news)
        ended = 0 < news["total"] <= news["done"]
        here = {"begun": news["done"] > 0 and not ended, "end": ended}
        if here.get(part, str(news["note"]).startswith(part)):
            os.kill(os.getpid(), signal.SIGSTOP)

    job_handle.put_progress = tell_and_stop
    if part == "begun":
        job_handle._EVERY_SECONDS = 0.0


if os.environ.get("STOP_AT"):
    stand_still_at(os.environ["STOP_AT"])
