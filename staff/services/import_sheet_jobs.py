"""Sheets of people and accounts: small ones at once, large ones by a worker, with the same outcome."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from django.utils.translation import gettext_noop

from staff import access
from staff.models import Agent, Job, Store, User
from staff.services import import_files, import_uploads, imports, jobs
from staff.services.import_accounts_rows import Reach
from staff.services.import_files import Summary
from staff.services.job_handle import JobHandle

KIND = "staff.sheet"
ROWS_AT_ONCE = 500
What = Literal["people", "accounts"]


def is_large(kept: str) -> bool:
    """Has a kept sheet so many rows that a worker should read it? Raises FileRefused, DomainError."""
    path = import_uploads.path_of(kept)
    return import_files.is_large(path, more_than=ROWS_AT_ONCE, bounds=import_files.limits())


def take_in(
    what: What,
    path: Path,
    *,
    actor: User,
    dry_run: bool,
    name: str,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Take a sheet in, or say what it would do, as far as the actor's part of the tree reaches.

    Raises DomainError when the file is refused whole.
    """
    if what == "people":
        parts = access.paths_in_scope(actor, "people.import")
        return imports.import_people(
            path, actor=actor, parts=parts, dry_run=dry_run, name=name, progress=progress
        )
    return imports.import_accounts(
        path, actor=actor, reach=_reach(actor), dry_run=dry_run, name=name, progress=progress
    )


def take_in_later(what: What, kept: str, *, actor: User, dry_run: bool, name: str) -> Job:
    """Have a worker do the same; the same sheet asked twice is one job."""
    return jobs.enqueue(
        KIND,
        owner=actor,
        title=gettext_noop("Read %(name)s") if dry_run else gettext_noop("Take in %(name)s"),
        words={"name": name},
        params={"what": what, "kept": kept, "dry_run": dry_run, "name": name},
        unique_key=f"{KIND}:{kept}:{dry_run:d}",
    )


def run(handle: JobHandle) -> None:
    """Do the job; its summary stays with it. The sheet goes once it is taken in."""
    said = handle.params
    assert handle.job.owner is not None
    summary = take_in(
        said["what"],
        import_uploads.path_of(said["kept"]),
        actor=handle.job.owner,
        dry_run=said["dry_run"],
        name=said["name"],
        progress=handle.progress,
    )
    handle.result.update(summary.as_json())
    if not said["dry_run"]:
        import_uploads.drop(said["kept"])


def outcome(job: Job) -> Summary | None:
    """What came of a job that is done."""
    told: dict[str, Any] = job.result
    return import_files.summary_of(told) if told.get("row_errors") is not None else None


def _reach(actor: User) -> Reach | None:
    """Whom and which stores the actor may bind; None is everywhere."""
    if access.whole_organisation(actor, "accounts.bind"):
        return None
    people: Any = access.visible_agents(actor, "accounts.bind")
    stores: Any = access.visible_stores(actor, "accounts.bind")
    return Reach(
        set(Agent.objects.filter(pk__in=people.values("pk")).values_list("pk", flat=True)),
        set(Store.objects.filter(pk__in=stores.values("pk")).values_list("name", flat=True)),
    )
