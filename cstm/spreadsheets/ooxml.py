"""XLSX: every part is counted and searched as bytes, then copied into slices that a reader may open.

The reader never sees the uploaded container. It sees a workbook of our own that holds the styles, the
strings and the rows of the original in slices of bounded size, so memory stays flat however long a sheet is.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from cstm.spreadsheets import archives
from cstm.spreadsheets.gate import FileRefused, Limits, corrupt, not_a_table
from cstm.spreadsheets.slices import Cutter, Merge, Slice

SMALL_PART = 20_000_000
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']""")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


@dataclass(slots=True)
class SheetCopy:
    """One sheet of the original: its name, its slices in the copy, and its merged blocks."""

    name: str
    slices: list[Slice] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)


@dataclass(slots=True)
class Copy:
    """What the copy holds."""

    sheets: list[SheetCopy]
    uses_1904: bool


def is_workbook(path: Path, limits: Limits) -> bool:
    """Whether a ZIP is an XLSX; refuses office files of other kinds."""
    with archives.opened(path, limits) as (archive, _budget):
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return True
    if "[Content_Types].xml" in names or "mimetype" in names or "xl/workbook.bin" in names:
        raise not_a_table()
    return False


def copy(path: Path, limits: Limits, target: Path) -> Copy:
    """Check every part and write the sliced copy; raises FileRefused."""
    with archives.opened(path, limits) as (archive, budget), zipfile.ZipFile(target, "w") as out:
        sheets = _sheets(archive)
        wanted = {part for _name, part in sheets}
        done: dict[str, SheetCopy] = {}
        for member in archive.infolist():
            # Closed at once when a check fails: an open member would keep the upload open.
            with closing(archives.chunks(archive, member, budget)) as stream:
                _copy_part(member.filename, stream, limits, out, wanted, done)
        copies = [
            SheetCopy(name, done[part].slices, done[part].merges) for name, part in sheets if part in done
        ]
        if not copies:
            raise corrupt()
        uses_1904 = _uses_1904(archive)
        _write_frame(out, sum(len(copy.slices) for copy in done.values()), uses_1904)
    return Copy(copies, uses_1904)


def _copy_part(
    part: str,
    stream: Iterator[bytes],
    limits: Limits,
    out: zipfile.ZipFile,
    wanted: set[str],
    done: dict[str, SheetCopy],
) -> None:
    """Check one part; sheets, styles and strings go into the copy."""
    if part in wanted and part not in done:
        done[part] = SheetCopy("")
        _copy_sheet(_checked(stream), limits, out, done, part)
    elif part in ("xl/styles.xml", "xl/sharedStrings.xml"):
        with out.open(part, "w") as into:
            for chunk in _checked(stream):
                into.write(chunk)
    elif part.endswith((".xml", ".rels", ".vml")):
        for _chunk in _checked(stream):
            pass


def _copy_sheet(
    stream: Iterator[bytes], limits: Limits, out: zipfile.ZipFile, done: dict[str, SheetCopy], part: str
) -> None:
    """Cut one sheet into slices and write each as a sheet of the copy."""
    number = sum(len(copy.slices) for copy in done.values())
    cutter = Cutter(limits)
    for piece in cutter.cut(stream):
        number += 1
        out.writestr(f"xl/worksheets/sheet{number}.xml", piece.xml)
        done[part].slices.append(Slice(number, piece.base))
    done[part].merges = cutter.merges


def _checked(stream: Iterator[bytes]) -> Iterator[bytes]:
    """Pass a part on chunk by chunk; refuse a document type, an entity and any encoding but UTF-8."""
    tail = b""
    for chunk in stream:
        if not tail:
            _check_start(chunk)
        seen = tail + chunk
        if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
            raise _forbidden_xml()
        tail = seen[-16:]
        yield chunk


def _check_start(chunk: bytes) -> None:
    """A part in another encoding could hide what the byte search looks for."""
    declared = ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf").lstrip())
    other = declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii")
    if b"\x00" in chunk[:8] or chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or other:
        raise _forbidden_xml()


def _forbidden_xml() -> FileRefused:
    """The refusal of a workbook that declares entities."""
    return FileRefused(
        _("The workbook holds declarations that a report never has. It was not opened; export it again."),
        code="forbidden_xml",
    )


def _small_part(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part that is parsed whole, after the same checks."""
    try:
        info = archive.getinfo(part)
    except KeyError as fault:
        raise corrupt() from fault
    with closing(archives.chunks(archive, info, archives.Budget(SMALL_PART))) as stream:
        return b"".join(_checked(stream))


def _parse(data: bytes) -> ElementTree.Element:
    """Parse a small part that has passed the checks."""
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as fault:
        raise corrupt() from fault


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Names and parts of the worksheets in the order of the workbook, those that are hidden last."""
    targets = {}
    for rel in _parse(_small_part(archive, "xl/_rels/workbook.xml.rels")):
        if rel.get("Type", "").endswith("/worksheet") and rel.get("TargetMode") != "External":
            target = rel.get("Target", "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[rel.get("Id")] = part
    seen: list[tuple[str, str]] = []
    hidden: list[tuple[str, str]] = []
    for element in _parse(_small_part(archive, "xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in element.items() if key.endswith("}id")), None)
            if link in targets:
                into = seen if element.get("state", "visible") == "visible" else hidden
                into.append((element.get("name", ""), targets[link]))
    return seen + hidden


def _uses_1904(archive: zipfile.ZipFile) -> bool:
    """Whether serial dates count from 1904."""
    for element in _parse(_small_part(archive, "xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] == "workbookPr":
            return element.get("date1904", "") in ("1", "true")
    return False


def _write_frame(out: zipfile.ZipFile, count: int, uses_1904: bool) -> None:
    """Write the parts that tie the slices together."""
    names = set(out.namelist())
    numbers = range(1, count + 1)
    rels = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    overrides = [(f"/xl/worksheets/sheet{n}.xml", "worksheet+xml") for n in numbers]
    for part, kind in (("styles", "styles"), ("sharedStrings", "sharedStrings")):
        if f"xl/{part}.xml" in names:
            rels.append((part, kind, f"{part}.xml"))
            overrides.append((f"/xl/{part}.xml", f"{kind}+xml"))
    overrides.append(("/xl/workbook.xml", "sheet.main+xml"))
    out.writestr(
        "[Content_Types].xml",
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f"<Override PartName={quoteattr(p)} ContentType={quoteattr(CONTENT_TYPE + k)}/>"
            for p, k in overrides
        )
        + "</Types>",
    )
    out.writestr("_rels/.rels", _relationships([("w", "officeDocument", "xl/workbook.xml")]))
    out.writestr("xl/_rels/workbook.xml.rels", _relationships(rels))
    out.writestr(
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(uses_1904)}"/><sheets>'
        + "".join(f'<sheet name="{n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
        + "</sheets></workbook>",
    )


def _relationships(rels: list[tuple[str, str, str]]) -> str:
    """One relationships part."""
    items = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in rels)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'
