"""ZIP containers: checked from the directory, and counted again while they are unpacked."""

import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from cstm.spreadsheets.gate import FileRefused, Limits, corrupt, encrypted, not_a_table

CHUNK = 1 << 20
# Small files of repeated rows pack far better than the ratio allows and harm nobody.
RATIO_FLOOR = 5_000_000
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked from one container."""

    left: int

    def spend(self, size: int) -> None:
        """Take some bytes off; raises FileRefused when there are none left."""
        self.left -= size
        if self.left < 0:
            raise unpacked_too_large()


def unpacked_too_large() -> FileRefused:
    """The refusal of a container that swells."""
    return FileRefused(
        _("The file unpacks to far more data than a report has. It was not opened."),
        code="unpacked_too_large",
    )


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[tuple[zipfile.ZipFile, Budget]]:
    """Open a ZIP whose directory keeps the limits; reading faults become refusals."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_directory(archive, limits)
            yield archive, Budget(limits.max_unpacked_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as fault:
        raise corrupt() from fault
    except RuntimeError as fault:
        raise encrypted() from fault


def check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse on what the directory says, before anything is unpacked."""
    members = archive.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise encrypted()
    if any(member.compress_type not in METHODS for member in members):
        raise corrupt()
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    swells = total > RATIO_FLOOR and total > limits.max_ratio * max(packed, 1)
    if len(members) > limits.max_members or total > limits.max_unpacked_bytes or swells:
        raise unpacked_too_large()


def chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Generator[bytes, None, None]:
    """The bytes of one member, each chunk counted before it is handed on."""
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            budget.spend(len(chunk))
            yield chunk


def unpack_into(path: Path, limits: Limits, folder: Path) -> list[tuple[str, Path]]:
    """Unpack the tables of a ZIP into a folder under names of our own; (name in the ZIP, path) of each.

    Raises FileRefused on members that point outside, on a ZIP in the ZIP, and when nothing is left.
    """
    found: list[tuple[str, Path]] = []
    with opened(path, limits) as (archive, budget):
        for member in archive.infolist():
            if member.is_dir():
                continue
            name = member_name(member)
            _refuse_outside(name)
            if PurePosixPath(name).name.startswith((".", "~$", "__MACOSX")) or name.startswith("__MACOSX/"):
                continue
            target = folder / f"{len(found)}.part"
            with target.open("wb") as out, closing(chunks(archive, member, budget)) as stream:
                for chunk in stream:
                    out.write(chunk)
            found.append((PurePosixPath(name).name, target))
    if not found:
        raise not_a_table()
    return found


def member_name(member: zipfile.ZipInfo) -> str:
    """The member's name; names without the UTF-8 flag are tried as GB18030, as Chinese tools write them."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return member.filename


def _refuse_outside(name: str) -> None:
    """Refuse a member whose path leaves the folder that it is unpacked into."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name:
        raise FileRefused(
            _("The ZIP has a member that points outside of it. It was not opened."), code="not_a_table"
        )
