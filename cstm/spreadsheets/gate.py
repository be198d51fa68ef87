"""What may come in at all: limits, the refusal, and a look at the content to tell what a file is."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from cstm.errors import DomainError

HEAD_BYTES = 65536
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BINARY_MAGICS = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"RIFF",
)


class FileRefused(DomainError):  # noqa: N818 - told to a person
    """The file is refused whole; nothing of it was taken."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file a caller is ready to take; the values come from the settings."""

    max_bytes: int = 10_000_000
    max_rows: int = 200_000
    max_columns: int = 60
    max_unpacked_bytes: int = 100_000_000
    max_members: int = 200
    max_ratio: int = 200


def corrupt() -> FileRefused:
    """The refusal of a damaged file."""
    return FileRefused(
        _("The file is damaged or was cut off. Export it again and upload the new file."), code="corrupt"
    )


def not_a_table() -> FileRefused:
    """The refusal of a file that holds no table."""
    return FileRefused(
        _("This is not a table that can be read. Upload a CSV, TSV, XLSX or XLS file, or a ZIP of them."),
        code="not_a_table",
    )


def encrypted() -> FileRefused:
    """The refusal of a file behind a password."""
    return FileRefused(
        _("The file is protected by a password. Save it without one and upload it again."), code="encrypted"
    )


def too_many_rows(limit: int) -> FileRefused:
    """The refusal of a table that is too long."""
    return FileRefused(
        _("The table has more than %(limit)d rows. Split the file and upload the parts.") % {"limit": limit},
        code="too_many_rows",
    )


def too_many_columns(limit: int) -> FileRefused:
    """The refusal of a table that is too wide."""
    return FileRefused(
        _("The table has more than %(limit)d columns. Remove the columns that are not needed.")
        % {"limit": limit},
        code="too_many_columns",
    )


def check_size(path: Path, limits: Limits) -> None:
    """Refuse an empty file and one over the limit before a byte of it is read."""
    size = path.stat().st_size
    if size == 0:
        raise FileRefused(_("The file is empty."), code="empty")
    if size > limits.max_bytes:
        raise FileRefused(
            _("The file has %(size)d MB; at most %(limit)d MB are taken.")
            % {"size": -(-size // 1_000_000), "limit": limits.max_bytes // 1_000_000},
            code="too_large",
        )


def sniff(path: Path, limits: Limits) -> str:
    """What the file is by its content: zip, xls, html or text; the name is never asked.

    Raises FileRefused for anything else.
    """
    check_size(path, limits)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(ZIP_MAGICS):
        return "zip"
    if head.startswith(OLE_MAGIC):
        return _ole_kind(path)
    if head.startswith(BINARY_MAGICS):
        raise not_a_table()
    return _text_kind(head)


def _ole_kind(path: Path) -> str:
    """Tell an old workbook from an encrypted new one: both live in the same container."""
    data = path.read_bytes()
    if "EncryptionInfo".encode("utf-16-le") in data or "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    raise not_a_table()


def _text_kind(head: bytes) -> str:
    """Tell a page with a table from delimited text; refuse what is neither."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or bool(wide_encoding(head))
    if not wide and b"\x00" in head:
        raise not_a_table()
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not plain:
        raise FileRefused(_("The file is empty."), code="empty")
    lower = plain.lower()
    if lower.startswith(b"<"):
        if b"<table" in lower or b"<html" in lower:
            return "html"
        raise not_a_table()
    if _is_json(plain, whole=len(head) < HEAD_BYTES):
        raise not_a_table()
    return "text"


def wide_encoding(head: bytes) -> str:
    """UTF-16 without its mark: in a table many signs are Latin, so one byte of each pair is often zero."""
    sample = head[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(3, len(sample) * 0.05) or max(even, odd) <= 4 * min(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_json(plain: bytes, *, whole: bool) -> bool:
    """Whether the text is a JSON document rather than a table."""
    if plain[:1] not in b"{[":
        return False
    if not whole:
        return plain[:400].count(b'":') > 0
    try:
        json.loads(plain)
    except ValueError:
        return False
    return True
