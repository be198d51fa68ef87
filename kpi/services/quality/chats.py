"""Chats taken in, taken back, tied to who held the account, and cleared after the time they are kept."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from cstm.errors import DomainError
from kpi.choices.quality import ChatImportState, ReviewState
from kpi.models import Chat, ChatImport, Review, Turn
from kpi.services.quality import intake
from staff.models import Job, PlatformAccount, Store, User
from staff.selectors.accounts import holdings_of_accounts
from staff.services import accounts, audit, jobs
from staff.services.job_handle import JobHandle

TAKE = "kpi.take_chats"
AT_ONCE = 500
STAGE_DAYS = 14


@transaction.atomic
def take_later(batch: ChatImport, *, actor: User | None) -> Job:
    """Have the chats taken in by a worker; the same twice is one job. Raises DomainError when
    it is past that."""
    batch = ChatImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (ChatImportState.STAGED, ChatImportState.TAKING):
        raise DomainError(_("This file is not waiting to be taken in."), code="not_staged")
    job = jobs.enqueue(
        TAKE,
        owner=actor,
        title=gettext_noop("Take in %(name)s"),
        words={"name": batch.file_name},
        params={"batch": batch.pk, "actor": actor.pk if actor else None},
        unique_key=f"chats:{batch.pk}:take",
    )
    ChatImport.objects.filter(pk=batch.pk).update(job=job, state=ChatImportState.TAKING)
    return job


def run_take(handle: JobHandle) -> None:
    """Take the chats of a file in; called off or broken, nothing of it is there and it waits as before."""
    actor = User.objects.filter(pk=handle.params.get("actor") or 0).first()
    try:
        handle.result = take(ChatImport.objects.get(pk=handle.params["batch"]), actor=actor, handle=handle)
    except BaseException:
        waiting = ChatImport.objects.filter(pk=handle.params["batch"], state=ChatImportState.TAKING)
        waiting.update(state=ChatImportState.STAGED)
        raise


@transaction.atomic
def take(batch: ChatImport, *, actor: User | None, handle: JobHandle | None = None) -> dict[str, Any]:
    """Write the chats of a file, all or none; twice is once. Returns the counts.

    Raises DomainError for a file that was put away or taken back.
    """
    batch = ChatImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state == ChatImportState.TAKEN:
        return dict(batch.counts)
    if batch.state not in (ChatImportState.STAGED, ChatImportState.TAKING):
        raise DomainError(_("This file is not waiting to be taken in."), code="not_staged")
    with batch.stage.open("rb") as stream:
        staged: list[intake.Staged] = json.loads(stream.read().decode())
    # Two files with the same conversations wait for each other here.
    stores = {
        row.pk: row for row in Store.objects.select_for_update().filter(pk__in=_stores(staged)).order_by("pk")
    }
    counts = {**batch.counts, **intake.counts_of(staged)}
    there = intake.known_digests(staged)
    fresh = [row for row in staged if (row["store"], row["digest"]) not in there]
    _write(batch, fresh, stores, handle)
    stored = str(batch.stage.name)
    batch.state, batch.taken_at, batch.counts, batch.stage = ChatImportState.TAKEN, timezone.now(), counts, ""
    batch.save(update_fields=["state", "taken_at", "counts", "stage"])
    audit.record(
        actor=actor,
        action="chats.commit",
        about=batch,
        after={"file": batch.file_name, "new": counts["new"], "refused": counts.get("refused", 0)},
    )
    transaction.on_commit(lambda: default_storage.delete(stored))
    return counts


def _stores(staged: list[intake.Staged]) -> set[int]:
    return {row["store"] for row in staged}


def _write(
    batch: ChatImport, fresh: list[intake.Staged], stores: dict[int, Store], handle: JobHandle | None
) -> None:
    held = intake.holders_of(fresh)
    names = sorted({(row["store"], row["account"]) for row in fresh})
    known = {name: accounts.ensure_account(stores[name[0]], name[1]) for name in names}
    for start in range(0, len(fresh), AT_ONCE):
        part = fresh[start : start + AT_ONCE]
        made = Chat.objects.bulk_create(
            Chat(
                batch=batch,
                store_id=row["store"],
                account=known[row["store"], row["account"]],
                agent_id=held.get(intake.key_of(row)),
                digest=row["digest"],
                label=row["label"],
                day=dt.date.fromisoformat(row["day"]),
                started_at=_time(row["started_at"]),
                rating=row["rating"],
                turn_count=len(row["turns"]),
            )
            for row in part
        )
        Turn.objects.bulk_create(
            (
                Turn(chat=chat, number=number, role=role, at=_time(at), text=text)
                for chat, row in zip(made, part, strict=True)
                for number, role, at, text in row["turns"]
            ),
            batch_size=AT_ONCE,
        )
        if handle is not None:
            handle.progress(start + len(part), len(fresh))


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


@transaction.atomic
def discard(batch: ChatImport, *, actor: User | None) -> None:
    """Put a file away that was not taken in. Raises DomainError when it is past that."""
    batch = ChatImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state != ChatImportState.STAGED:
        raise DomainError(_("This file is not waiting to be taken in."), code="not_staged")
    stored = str(batch.stage.name)
    batch.state, batch.stage = ChatImportState.DISCARDED, ""
    batch.save(update_fields=["state", "stage"])
    audit.record(actor=actor, action="chats.discard", about=batch)
    transaction.on_commit(lambda: default_storage.delete(stored))


@transaction.atomic
def undo(batch: ChatImport, *, actor: User | None) -> int:
    """Take the chats of a file back, with the inspections that wait for their reviewer; returns how many
    chats.

    Raises DomainError for a file that was not taken in, and where chats of it were reviewed already.
    """
    batch = ChatImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state == ChatImportState.UNDONE:
        return 0
    if batch.state != ChatImportState.TAKEN:
        raise DomainError(_("This file was not taken in; there is nothing to undo."), code="not_taken")
    mine = Chat.objects.filter(batch=batch)
    reviewed = Review.objects.filter(chat__in=mine.values("pk")).exclude(state=ReviewState.WAITING).count()
    if reviewed:
        raise DomainError(
            ngettext(
                "%(n)d chat of this file was reviewed; its review rests on it, so the file stays.",
                "%(n)d chats of this file were reviewed; their reviews rest on them, so the file stays.",
                reviewed,
            )
            % {"n": reviewed},
            code="reviewed",
        )
    gone = _remove(mine.values_list("pk", flat=True))
    batch.state = ChatImportState.UNDONE
    batch.save(update_fields=["state"])
    audit.record(actor=actor, action="chats.undo", about=batch, after={"rows": gone})
    return gone


def _remove(chat_ids: Any) -> int:
    """Remove chats with their turns, and inspections of them that were not begun."""
    ids = list(chat_ids)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        Review.objects.filter(chat_id__in=part, state=ReviewState.WAITING).delete()
        Chat.objects.filter(pk__in=part).delete()
    return len(ids)


def prune(*, today: dt.date) -> int:
    """Clear chats past the time that the settings keep them, and files that nobody took in; results stay.

    Returns how many chats went. Twice is once.
    """
    before = today - dt.timedelta(days=settings.CHAT_KEEP_DAYS)
    with transaction.atomic():
        gone = _remove(Chat.objects.filter(day__lt=before).values_list("pk", flat=True))
        if gone:
            audit.record(
                actor=None, action="chats.remove", about="chats", after={"rows": gone, "last": before}
            )
    old = timezone.now() - dt.timedelta(days=STAGE_DAYS)
    for batch in ChatImport.objects.filter(state=ChatImportState.STAGED, created_at__lt=old):
        discard(batch, actor=None)
    return gone


@transaction.atomic
def follow_holding(account_id: int, first: dt.date, last: dt.date) -> int:
    """Tie the chats of an account anew to who held it on their days; what was reviewed keeps its agent.

    Returns how many chats changed hands.
    """
    account = PlatformAccount.objects.filter(pk=account_id).first()
    if account is None:
        return 0
    held = holdings_of_accounts([account_id]).get(account_id, [])
    chats = Chat.objects.filter(account=account, day__range=(first, last))
    touched = chats.exclude(pk__in=Review.objects.filter(chat__in=chats.values("pk")).values("chat_id"))
    changed: list[Chat] = []
    for chat in touched.only("pk", "day", "agent_id"):
        agent_id = next((one.agent_id for one in held if one.valid_from <= chat.day <= one.valid_to), None)
        if chat.agent_id != agent_id:
            chat.agent_id = agent_id
            changed.append(chat)
    Chat.objects.bulk_update(changed, ["agent"], batch_size=AT_ONCE)
    return len(changed)
