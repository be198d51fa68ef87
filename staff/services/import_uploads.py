"""Uploaded sheets between preview and taking in: kept under names of our own, then removed."""

import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from cstm.errors import DomainError

_NAME_BYTES = 16


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "people_sheets"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(content: BinaryIO) -> str:
    """Keep a sheet; the name by which it is found again."""
    name = secrets.token_hex(_NAME_BYTES)
    with (_folder() / name).open("wb") as kept:
        while chunk := content.read(1 << 16):
            kept.write(chunk)
    return name


def path_of(name: str) -> Path:
    """Where a kept sheet lies; raises DomainError when it is gone."""
    path = _folder() / name
    if len(name) != 2 * _NAME_BYTES or not name.isalnum() or not path.is_file():
        raise DomainError(_("The sheet is not there any more. Upload it again."), code="gone")
    return path


def drop(name: str) -> None:
    """Remove a kept sheet; one that is gone is fine."""
    if len(name) == 2 * _NAME_BYTES and name.isalnum():
        (_folder() / name).unlink(missing_ok=True)
