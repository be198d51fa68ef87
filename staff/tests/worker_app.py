"""The worker that tests start as a process of its own, with kinds of work made for them."""

import time

import django
from django.db import transaction

from cstm.celery import app

django.setup()

from staff.models import Skill  # noqa: E402
from staff.services import jobs  # noqa: E402
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
