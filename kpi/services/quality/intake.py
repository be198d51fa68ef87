"""Files of chats on their way in: read and masked in one go, so that what is kept never held a phone number.

Only the masked chats are kept until somebody takes them in; the file itself is not.
"""

import datetime as dt
import json
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import FileRefused, open_table
from cstm.spreadsheets.gate import check_size
from kpi.choices.quality import ChatImportState
from kpi.importers import chats
from kpi.models import Chat, ChatImport
from kpi.services import loading
from kpi.services.files import shown_name
from staff.models import Store, User
from staff.selectors.accounts import holders
from staff.services import audit

FAULTS_KEPT, NAMES_KEPT = 500, 50
Staged = dict[str, Any]


def receive_upload(
    upload: "UploadedFile[Any]",
    *,
    store: Store,
    stores: Mapping[str, Store],
    account: str = "",
    day: dt.date | None = None,
    actor: User | None,
    today: dt.date,
) -> ChatImport:
    """`receive` for a file out of a form or the API; its working copy goes at once."""
    with tempfile.NamedTemporaryFile(prefix="cstm-upload-") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        return receive(
            Path(kept.name), name=upload.name or "", store=store, stores=stores, account=account, day=day,
            actor=actor, today=today,
        )  # fmt: skip


def receive(
    path: Path,
    *,
    name: str,
    store: Store,
    stores: Mapping[str, Store],
    account: str = "",
    day: dt.date | None = None,
    actor: User | None,
    today: dt.date,
) -> ChatImport:
    """Read a CSV, XLSX, XLS or JSON file and keep its masked chats to be looked at before they are taken in.

    `store`, `account` and `day` hold where the file names none; `stores` are those that a column may name.
    Raises FileRefused for what cannot be read at all, DomainError where no sheet holds chats.
    """
    given = chats.Given(
        account=account.strip(),
        day=day,
        oldest=today - dt.timedelta(days=settings.CHAT_KEEP_DAYS),
        today=today,
    )
    parsed = _parse(path, given)
    staged = _with_stores(parsed, store, stores)
    batch = ChatImport(
        store=store,
        uploaded_by=actor,
        file_name=shown_name(name),
        state=ChatImportState.STAGED,
        faults=[[fault.row, fault.column, fault.value, fault.code] for fault in parsed.faults[:FAULTS_KEPT]],
        columns=parsed.columns,
    )
    batch.counts = {**counts_of(staged), "refused": len(parsed.faults), "rows": parsed.rows}
    with transaction.atomic():
        body = json.dumps(staged, ensure_ascii=False, separators=(",", ":")).encode()
        target = f"chats/{timezone.now():%Y/%m}/{secrets.token_hex(16)}.json"
        batch.stage.name = default_storage.save(target, ContentFile(body))
        batch.save()
        audit.record(
            actor=actor, action="chats.add", about=batch, after={"file": batch.file_name, "store": store.name}
        )
    return batch


def _parse(path: Path, given: chats.Given) -> chats.Parsed:
    """Through the gate, by what the file is and not by its name."""
    limits = loading.limits_for()
    check_size(path, limits)
    if _looks_like_json(path):
        return _parse_json(path, given, limits.max_rows)
    with open_table(path, limits=limits) as book:
        for sheet in book.sheets:
            parsed = chats.read_table(book.rows(sheet), given)
            if parsed is not None:
                return parsed
    raise DomainError(
        _("No sheet holds chats. A row is a turn; the columns conversation, role and text must be there."),
        code="no_header",
    )


def _looks_like_json(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(400).lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"[", b"{")


def _parse_json(path: Path, given: chats.Given, most: int) -> chats.Parsed:
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise FileRefused(
            _("The JSON is not written in UTF-8. Save it again as UTF-8."), code="not_utf8"
        ) from fault
    except RecursionError as fault:
        raise FileRefused(_("The JSON is nested too deeply."), code="too_deep") from fault
    except ValueError as fault:
        line = getattr(fault, "lineno", 0)
        raise FileRefused(
            _("The JSON breaks off in line %(line)s. Export it again.") % {"line": line}, code="bad_json"
        ) from fault
    parsed = chats.read_json(data, given)
    if parsed.rows > most:
        raise FileRefused(
            _("The file has more than %(limit)d turns. Split it and upload the parts.") % {"limit": most},
            code="too_many_rows",
        )
    return parsed


def _with_stores(parsed: chats.Parsed, store: Store, stores: Mapping[str, Store]) -> list[Staged]:
    """The chats as they are kept; those of a store that is not there are refused."""
    staged: list[Staged] = []
    for draft in parsed.chats:
        named = stores.get(draft.store) if draft.store else store
        if named is None:
            column = parsed.columns.get("store", "store")
            parsed.faults.append(chats.Fault(draft.row, column, draft.store[:80], "unknown_store"))
            continue
        staged.append(
            {
                "store": named.pk,
                "digest": draft.digest,
                "label": draft.label,
                "account": draft.account,
                "day": draft.day.isoformat() if draft.day else None,
                "started_at": _iso(draft.started_at),
                "rating": draft.rating,
                "turns": [[turn.number, turn.role, _iso(turn.at), turn.text] for turn in draft.turns],
            }
        )
    parsed.faults.sort(key=lambda fault: fault.row)
    return staged


def _iso(value: dt.datetime | None) -> str | None:
    """A time with the organisation's zone; the file has none."""
    if value is None:
        return None
    return (value if timezone.is_aware(value) else timezone.make_aware(value)).isoformat()


def counts_of(staged: list[Staged]) -> dict[str, Any]:
    """What taking the chats in would do: how many are new, there already, and without a holder
    of their account."""
    there = known_digests(staged)
    fresh = [row for row in staged if (row["store"], row["digest"]) not in there]
    held = holders_of(fresh)
    unbound = [row for row in fresh if held.get(key_of(row)) is None]
    names = sorted({row["account"] for row in unbound})
    return {
        "chats": len(staged),
        "turns": sum(len(row["turns"]) for row in fresh),
        "new": len(fresh),
        "there": len(staged) - len(fresh),
        "unbound": len(unbound),
        "names": names[:NAMES_KEPT],
    }


def known_digests(staged: list[Staged]) -> set[tuple[int, str]]:
    """Those of the chats that are there already."""
    found: set[tuple[int, str]] = set()
    for store_id in sorted({row["store"] for row in staged}):
        wanted = [row["digest"] for row in staged if row["store"] == store_id]
        for start in range(0, len(wanted), 500):
            rows = Chat.objects.filter(store_id=store_id, digest__in=wanted[start : start + 500])
            found.update((store_id, digest) for digest in rows.values_list("digest", flat=True))
    return found


def key_of(row: Staged) -> tuple[int, str, str]:
    """What decides whose chat it is: store, account and day."""
    return (row["store"], row["account"], row["day"])


def holders_of(staged: list[Staged]) -> dict[tuple[int, str, str], int]:
    """Who held the account of each chat on its day; absent where nobody did."""
    found: dict[tuple[int, str, str], int] = {}
    for store in Store.objects.filter(pk__in={row["store"] for row in staged}):
        rows = [row for row in staged if row["store"] == store.pk]
        held = holders(store, {row["account"] for row in rows})
        for row in rows:
            day = dt.date.fromisoformat(row["day"])
            for one in held.get(row["account"], []):
                if one.valid_from <= day <= one.valid_to:
                    found[key_of(row)] = one.agent_id
    return found
