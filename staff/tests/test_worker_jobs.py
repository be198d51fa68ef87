"""Jobs with a real worker: a process that is started late, told to stop, and killed in the middle."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from celery import Celery
from django.conf import settings as site
from django.db import connection
from django.utils import timezone

from cstm import env
from cstm.celery import app as house
from staff.models import Job, Skill
from staff.selectors.jobs import job_progress
from staff.services import jobs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.worker]


def database_url() -> str:
    """The test's own database, as another process names it."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = values["USER"] + (f":{values['PASSWORD']}" if values["PASSWORD"] else "")
    return f"postgres://{login}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


class Desk:
    """One queue, and the workers that serve it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.queue = f"cstm-{uuid.uuid4().hex[:12]}"
        self.redis = os.environ.get("TEST_REDIS_URL", "") if connection.vendor == "postgresql" else ""
        self.running: list[subprocess.Popen] = []
        self.app = Celery("test", set_as_current=False)
        self.app.conf.update(
            broker_url=self.redis or "filesystem://",
            broker_transport_options={} if self.redis else env.file_queue(folder / "queue"),
            task_default_queue=self.queue,
            task_ignore_result=True,
        )

    def start_worker(self, stop_at: str = "") -> subprocess.Popen:
        """A worker; with `stop_at` it stands still once its work tells that part (see `worker_app`)."""
        about = {"STOP_AT": stop_at} if stop_at else {}
        about |= {"DJANGO_SETTINGS_MODULE": "cstm.settings", "CSTM_VAR_DIR": str(self.folder)}
        about |= {"DATABASE_URL": database_url(), "REDIS_URL": self.redis, "SECRET_KEY": site.SECRET_KEY}
        line = [sys.executable, "-m", "celery", "-A", "staff.tests.worker_app", "worker", "--pool", "solo"]
        line += ["-Q", self.queue, "--without-gossip", "--without-mingle", "-n", f"{self.queue}@%h"]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                line, cwd=site.BASE_DIR, env=os.environ | about, stdout=log, stderr=log
            )
        self.running.append(process)
        return process

    def stands_still(self, worker: subprocess.Popen, *, seconds: float = 25) -> bool:
        """Wait until a worker stands still; False where it ended, or went on for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            sign = os.waitid(os.P_PID, worker.pid, os.WSTOPPED | os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if sign is not None:
                return sign.si_code == os.CLD_STOPPED
            time.sleep(0.02)
        return False

    def enqueue(self, mark: str, *, steps: int = 3, seconds: float = 0.01) -> Job:
        values = {"mark": mark, "steps": steps, "seconds": seconds}
        return jobs.enqueue("test.write_slowly", owner=None, title=mark, params=values)

    def wait(self, job: Job, what, *, seconds: float = 25) -> Job:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            job = Job.objects.get(pk=job.pk)
            if what(job):
                return job
            time.sleep(0.05)
        log = (self.folder / "worker.log").read_text()[-3000:]
        raise AssertionError(f"job {job.pk} stayed {job.state} {job_progress(job)}\n{log}")

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.wait()
        if self.redis:
            with self.app.connection_for_write() as line:
                line.default_channel.queue_delete(self.queue)
        self.app.close()


@pytest.fixture
def desk(tmp_path, settings):
    settings.CACHES = {"default": env.cache(os.environ.get("TEST_REDIS_URL", ""), tmp_path / "cache")}
    if connection.vendor == "sqlite":
        settings.CACHES = {"default": env.cache("", tmp_path / "cache")}
    found = Desk(tmp_path)
    found.app.set_current()
    yield found
    house.set_current()
    found.stop()


def rows(mark: str) -> int:
    return Skill.objects.filter(code__startswith=f"{mark}-").count()


def test_work_waits_for_a_worker_is_called_off_and_outlives_a_kill(desk):
    early = desk.enqueue("early")
    assert job_progress(early).job.state == "queued"
    worker = desk.start_worker()
    done = desk.wait(early, lambda job: job.state == "done")
    assert (done.result, done.attempts, rows("early")) == ({"rows": 3}, 1, 3)

    # The broker lost the message: the sweep finds the row.
    lost = Job.objects.create(
        kind="test.write_slowly", params={"mark": "lost", "steps": 1, "seconds": 0}, title="lost"
    )
    assert jobs.sweep(timezone.now() + dt.timedelta(seconds=31)) == 1
    desk.wait(lost, lambda job: job.state == "done")

    # Progress is seen while the one transaction is open; a cancel takes all its rows back.
    off = desk.enqueue("off", steps=400, seconds=0.05)
    seen = desk.wait(off, lambda job: job_progress(job).done > 0)
    assert job_progress(seen).total == 400
    assert rows("off") == 0
    asked = time.monotonic()
    assert jobs.cancel(seen)
    desk.wait(off, lambda job: job.state == "cancelled", seconds=5)
    assert time.monotonic() - asked < 3
    assert rows("off") == 0

    # Killed in the middle: nothing half-written stays, and another worker does it again from the row.
    killed = desk.enqueue("killed", steps=60, seconds=0.05)
    desk.wait(killed, lambda job: job_progress(job).done > 0)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert rows("killed") == 0
    assert jobs.sweep(timezone.now()) == 0
    assert jobs.sweep(timezone.now() + dt.timedelta(seconds=70)) >= 1
    desk.start_worker()
    again = desk.wait(killed, lambda job: job.state == "done")
    assert (again.attempts, again.result, rows("killed")) == (2, {"rows": 60}, 60)
