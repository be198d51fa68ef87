"""Taking in sheets of people and of their accounts: all good rows in one transaction, the others refused."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cstm.spreadsheets import Limits
from staff import importers
from staff.models import User
from staff.services import audit, import_accounts_rows, import_files, import_people_rows
from staff.services.import_files import Summary

Progress = Callable[[int, int], None]
__all__ = ["Summary", "import_accounts", "import_people"]


def import_people(
    path: Path,
    *,
    actor: User | None = None,
    today: dt.date | None = None,
    dry_run: bool = False,
    parts: Sequence[str] | None = None,
    passwords: "str | Mapping[str, str] | None" = None,
    limits: Limits | None = None,
    name: str = "",
    progress: Progress | None = None,
) -> Summary:
    """Take in a sheet of people; the same file again changes nothing.

    `parts` are the tops of the tree that the actor may touch (None: everywhere). `passwords`, one for all
    or one a number, open the log-ins that are closed; `progress` is told rows done and all rows. Raises
    DomainError when the file is refused whole.
    """
    summary = Summary(file=name or path.name, dry_run=dry_run)
    drafts = import_files.read(
        path,
        summary=summary,
        known=importers.PEOPLE_COLUMNS,
        needed=importers.NEEDED_OF_PEOPLE,
        draft_of=importers.person,
        bounds=limits or import_files.limits(),
    )
    with transaction.atomic():
        import_people_rows.take(
            drafts,
            summary=summary,
            actor=actor,
            today=today or timezone.localdate(),
            parts=parts,
            passwords=passwords,
            progress=progress,
        )
        _close(summary, action="agent.import", actor=actor)
    return summary


def import_accounts(
    path: Path,
    *,
    actor: User | None = None,
    dry_run: bool = False,
    limits: Limits | None = None,
    name: str = "",
    reach: import_accounts_rows.Reach | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Take in a sheet of platform accounts and who holds them; the same file again changes nothing.

    `reach` is whom and which stores the actor may touch (None: everywhere); `progress` is told rows done
    and all rows. Raises DomainError when the file is refused whole.
    """
    summary = Summary(file=name or path.name, dry_run=dry_run)
    drafts = import_files.read(
        path,
        summary=summary,
        known=importers.ACCOUNT_COLUMNS,
        needed=importers.NEEDED_OF_ACCOUNTS,
        draft_of=importers.account,
        bounds=limits or import_files.limits(),
    )
    with transaction.atomic():
        import_accounts_rows.take(drafts, summary=summary, actor=actor, reach=reach, progress=progress)
        _close(summary, action="account.import", actor=actor)
    return summary


def _close(summary: Summary, *, action: str, actor: User | None) -> None:
    """Write the audit entry; a dry run takes everything back."""
    if summary.dry_run:
        transaction.set_rollback(True)
    elif summary.created or summary.changed:
        counts = {"created": summary.created, "changed": summary.changed, "refused": summary.refused_rows}
        audit.record(actor=actor, action=action, about=summary.file, after=counts)
