"""The next step of an import asked for while the job of the step before still closes its row."""

import pytest

from cstm.errors import DomainError
from kpi.choices import BatchState
from kpi.models import ImportBatch
from kpi.services import files
from staff.choices import JobState
from staff.models import Job
from staff.tests.factories import make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch() -> ImportBatch:
    found = ImportBatch.objects.create(
        store=make_store("Lotus"), state=BatchState.READING, file_name="f", sha256="x", size=1
    )
    files.submit([found], actor=None)
    return found


def closing(batch: ImportBatch, state: str) -> Job:
    """The step has written its result; its job's row still says that it runs."""
    Job.objects.update(state=JobState.RUNNING)
    ImportBatch.objects.filter(pk=batch.pk).update(state=state)
    batch.refresh_from_db()
    return Job.objects.get(pk=batch.job_id)


def test_taking_in_is_a_job_of_its_own(batch: ImportBatch) -> None:
    before = closing(batch, BatchState.STAGED)
    job = files.commit_later(batch, actor=None)
    assert (job.kind, job.state) == (files.COMMIT, JobState.QUEUED)
    assert job != before
    batch.refresh_from_db()
    assert files.commit_later(batch, actor=None) == job  # The same twice stays one job.


def test_so_is_undoing(batch: ImportBatch) -> None:
    closing(batch, BatchState.STAGED)
    files.commit_later(batch, actor=None)
    batch.refresh_from_db()
    closing(batch, BatchState.COMMITTED)
    job = files.undo_later(batch, actor=None)
    assert (job.kind, job.state) == (files.UNDO, JobState.QUEUED)
    assert files.undo_later(batch, actor=None) == job


def test_an_answer_is_read_by_a_job_of_its_own(batch: ImportBatch) -> None:
    before = closing(batch, BatchState.ASK)
    job = files.answer(batch, options={"date": "2026-11-02"}, actor=None)
    assert job != before
    assert files.answer(batch, options={"date": "2026-11-03"}, actor=None) == job  # It has not begun.


def test_an_answer_while_the_file_is_read_is_refused(batch: ImportBatch) -> None:
    closing(batch, BatchState.READING)
    with pytest.raises(DomainError):
        files.answer(batch, options={"date": "2026-11-02"}, actor=None)
