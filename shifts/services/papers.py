"""Papers that people attach: a picture or a PDF, under a name that nobody can guess."""

import secrets
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from cstm.errors import DomainError

MOST_BYTES = 5 * 1024 * 1024
_MARKS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


def keep(paper: "UploadedFile[Any]", folder: str) -> str:
    """Store a paper and give its name; DomainError unless it is a PDF, PNG or JPEG of at most 5 MB.

    What it is, is read from its first bytes; the name that it came with says nothing.
    """
    if not paper.size or paper.size > MOST_BYTES:
        raise DomainError(
            _("The paper is empty or larger than 5 MB. Attach a smaller one."), code="paper_size"
        )
    head = paper.read(8)
    paper.seek(0)
    kind = next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")
    if not kind:
        raise DomainError(_("A paper is a PDF, a PNG or a JPEG. Attach one of these."), code="paper_kind")
    return default_storage.save(f"{folder}/{secrets.token_hex(16)}.{kind}", paper)


def drop(name: str) -> None:
    """Remove a paper that no row names any more."""
    if name:
        default_storage.delete(name)
