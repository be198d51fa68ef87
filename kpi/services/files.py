"""Files on their way in: kept under names of our own, one batch a table."""

import hashlib
import secrets
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cstm.errors import DomainError
from cstm.spreadsheets import unpack
from kpi.choices import BatchState
from kpi.models import ImportBatch
from kpi.services import loading
from staff.choices import JobState
from staff.models import Job, Store, User
from staff.services import audit, jobs

OPTIONS = ("layout", "sheet", "date", "from", "to", "attribution", "create_agents", "trust", "by_command")
STAGE, COMMIT, UNDO = "kpi.stage_import", "kpi.commit_import", "kpi.undo_import"


def receive(
    path: Path, *, name: str, store: Store, actor: User | None, options: Mapping[str, Any]
) -> list[ImportBatch]:
    """Keep a file, or each table of a ZIP, as a batch that is not read yet.

    Raises FileRefused for what cannot be opened at all.
    """
    limits = loading.limits_for(by_command=bool(options.get("by_command")))
    with tempfile.TemporaryDirectory(prefix="cstm-import-") as folder:
        tables = unpack(path, limits, Path(folder))
        single = len(tables) == 1 and tables[0][1] == path
        return [
            _keep(table, name=name if single else inside, store=store, actor=actor, options=options)
            for inside, table in tables
        ]


def _keep(
    path: Path, *, name: str, store: Store, actor: User | None, options: Mapping[str, Any]
) -> ImportBatch:
    """One batch with its file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    target = f"imports/{timezone.now():%Y/%m}/{secrets.token_hex(16)}.table"
    with path.open("rb") as stream:
        stored = default_storage.save(target, File(stream))
    return ImportBatch.objects.create(
        store=store,
        uploaded_by=actor,
        file=stored,
        file_name=shown_name(name),
        size=path.stat().st_size,
        sha256=digest.hexdigest(),
        state=BatchState.READING,
        options={key: options[key] for key in OPTIONS if options.get(key)},
    )


def shown_name(name: str) -> str:
    """A file name as it is shown: no folders, no control signs, not endless."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return clean[-255:] or "file"


@transaction.atomic
def submit(batches: Sequence[ImportBatch], *, actor: User | None) -> list[Job]:
    """Have batches read by a worker."""
    return [_read_later(batch, actor) for batch in batches]


def _read_later(batch: ImportBatch, actor: User | None) -> Job:
    """One job that reads one batch; one that waits or reads already will do.

    The key names the step and the job before it, whose row may stay open for a moment after its result.
    """
    if is_being_read(batch) and batch.job is not None:
        return batch.job
    job = jobs.enqueue(
        STAGE,
        owner=actor,
        title=gettext_noop("Read %(name)s"),
        words={"name": batch.file_name},
        params={"batch": batch.pk},
        unique_key=f"import:{batch.pk}:read:{batch.job_id or 0}",
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job, state=BatchState.READING, error="", error_code="")
    return job


@transaction.atomic
def answer(batch: ImportBatch, *, options: Mapping[str, Any], actor: User | None) -> Job:
    """Read a batch again with what the person said: a layout, a sheet, a date or a period.

    Raises DomainError when it is past that.
    """
    require_open(batch)
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    require_open(batch)
    if is_being_read(batch) and batch.job is not None and batch.job.state == JobState.RUNNING:
        raise DomainError(
            _("This work is being started by somebody else just now. Try again in a moment."), code="not_open"
        )
    batch.options = {
        **{key: value for key, value in batch.options.items() if key not in options},
        **{key: options[key] for key in OPTIONS if options.get(key)},
    }
    batch.save(update_fields=["options"])
    return _read_later(batch, actor)


@transaction.atomic
def commit_later(batch: ImportBatch, *, actor: User | None) -> Job:
    """Have a previewed batch taken in by a worker; the same twice is one job."""
    standing = _working(batch)  # Asked before the lock, which a running import holds to its end.
    if standing is not None and standing.kind == COMMIT:
        return standing
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.state not in (BatchState.STAGED, BatchState.COMMITTING):
        raise DomainError(_("This import is not waiting to be taken in."), code="not_staged")
    job = jobs.enqueue(
        COMMIT,
        owner=actor,
        title=gettext_noop("Take in %(name)s"),
        words={"name": batch.file_name},
        params={"batch": batch.pk, "actor": actor.pk if actor else None},
        unique_key=f"import:{batch.pk}:take",
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job, state=BatchState.COMMITTING)
    return job


def _working(batch: ImportBatch) -> Job | None:
    """The job that reads or takes the batch in at this moment."""
    return Job.objects.filter(pk=batch.job_id, state__in=jobs.OPEN).first() if batch.job_id else None


@transaction.atomic
def discard(batch: ImportBatch, *, actor: User | None) -> None:
    """Put a batch away that was not taken in; its file goes, its line in the history stays."""
    require_open(batch)
    batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    require_open(batch)
    batch.rows.all().delete()
    stored = str(batch.file.name)
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.DISCARDED)
    audit.record(actor=actor, action="import.discard", about=batch)
    transaction.on_commit(lambda: default_storage.delete(stored))


@transaction.atomic
def undo_later(batch: ImportBatch, *, actor: User | None) -> Job:
    """Have an import taken back by a worker; the same twice is one job."""
    if batch.state != BatchState.COMMITTED:
        raise DomainError(_("This import was not taken in; there is nothing to undo."), code="not_committed")
    job = jobs.enqueue(
        UNDO,
        owner=actor,
        title=gettext_noop("Undo %(name)s"),
        words={"name": batch.file_name},
        params={"batch": batch.pk, "actor": actor.pk if actor else None},
        unique_key=f"import:{batch.pk}:undo",
    )
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    return job


def is_being_read(batch: ImportBatch) -> bool:
    """Whether a job that has not written its result yet reads the batch, or is to read it."""
    return batch.state == BatchState.READING and batch.job is not None and batch.job.state in jobs.OPEN


def require_open(batch: ImportBatch) -> None:
    """Raise DomainError unless the batch may still be changed."""
    closed = (BatchState.COMMITTED, BatchState.UNDONE, BatchState.DISCARDED)
    working = batch.job is not None and batch.job.state in jobs.OPEN
    if batch.state in closed or (batch.state == BatchState.COMMITTING and working):
        raise DomainError(
            _("This import is %(state)s; it cannot be changed any more.")
            % {"state": batch.get_state_display()},
            code="not_open",
        )


def receive_upload(
    upload: "UploadedFile[Any]", *, store: Store, actor: User | None, options: Mapping[str, Any]
) -> list[ImportBatch]:
    """The same for a file out of a form or the API."""
    with tempfile.NamedTemporaryFile(prefix="cstm-upload-") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        return receive(Path(kept.name), name=upload.name or "file", store=store, actor=actor, options=options)
