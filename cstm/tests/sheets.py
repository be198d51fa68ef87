"""Small workbooks for tests, made part by part so that any fault can be planted."""

import io
import struct
import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml."
DATE_STYLE = 1
PERCENT_STYLE = 2
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="10" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def xlsx(
    path: Path,
    rows: str | bytes,
    *,
    tail: str = "",
    head: str = "",
    strings: str | bytes = "",
    epoch_1904: bool = False,
    names: tuple[str, ...] = ("Sheet1",),
    extra: dict[str, bytes] | None = None,
) -> Path:
    """A workbook whose sheets all hold the given rows, as XML."""
    body = rows.encode() if isinstance(rows, str) else rows
    sheet = f'<worksheet xmlns="{MAIN}">'.encode() + head.encode() + b"<sheetData>" + body
    sheet += b"</sheetData>" + tail.encode() + b"</worksheet>"
    numbers = range(1, len(names) + 1)
    kinds = [(f"/xl/worksheets/sheet{n}.xml", "worksheet+xml") for n in numbers]
    kinds += [("/xl/workbook.xml", "sheet.main+xml"), ("/xl/styles.xml", "styles+xml")]
    rels = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers] + [
        ("st", "styles", "styles.xml")
    ]
    if strings:
        kinds.append(("/xl/sharedStrings.xml", "sharedStrings+xml"))
        rels.append(("ss", "sharedStrings", "sharedStrings.xml"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            + "".join(f'<Override PartName="{p}" ContentType="{CONTENT}{k}"/>' for p, k in kinds)
            + "</Types>",
        )
        out.writestr("_rels/.rels", relationships([("w", "officeDocument", "xl/workbook.xml")]))
        out.writestr("xl/_rels/workbook.xml.rels", relationships(rels))
        out.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(epoch_1904)}"/><sheets>'
            + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(names, 1))
            + "</sheets></workbook>",
        )
        out.writestr("xl/styles.xml", STYLES)
        if strings:
            out.writestr("xl/sharedStrings.xml", strings)
        for n in numbers:
            out.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
        for name, data in (extra or {}).items():
            out.writestr(name, data)
    return path


def relationships(rels: list[tuple[str, str, str]]) -> str:
    """A relationships part."""
    items = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in rels)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'


def row(number: int, *cells: object) -> str:
    """One row; texts inline, numbers as they are, None left out."""
    found = []
    for column, value in enumerate(cells):
        place = f"{chr(65 + column)}{number}"
        if isinstance(value, str):
            found.append(f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>')
        elif value is not None:
            found.append(f'<c r="{place}"><v>{value}</v></c>')
    return f'<row r="{number}">{"".join(found)}</row>'


def ole(*streams: str) -> bytes:
    """The start of a compound file whose directory names some streams."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\x00") + bytes(64) for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def xls(path: Path, rows: list[list[object]], sheet: str = "Sheet1") -> Path:
    """An old workbook (BIFF8 in a compound file) with texts and numbers."""
    path.write_bytes(_compound(_biff8(rows, sheet)))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _biff8(rows: list[list[object]], sheet: str) -> bytes:
    end = _record(0x0A, b"")
    name = sheet.encode("utf-16-le")
    cells = io.BytesIO()
    cells.write(_record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6)))
    width = max(map(len, rows))
    cells.write(_record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0)))
    for i, line in enumerate(rows):
        for j, value in enumerate(line):
            if isinstance(value, str) and value:
                text = value.encode("utf-16-le")
                cells.write(_record(0x204, struct.pack("<HHHHB", i, j, 0, len(value), 1) + text))
            elif isinstance(value, int | float):
                cells.write(_record(0x203, struct.pack("<HHHd", i, j, 0, value)))
    cells.write(end)
    top = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0x0DBB, 0x07CC, 0, 6))
    top += _record(0x42, struct.pack("<H", 1200))
    # Where the sheet begins is known only when what stands before it has its length.
    place = len(top) + 4 + 8 + len(name) + len(end)
    bound = _record(0x85, struct.pack("<IHBB", place, 0, len(sheet), 1) + name)
    return top + bound + end + cells.getvalue()


def _compound(stream: bytes) -> bytes:
    """A compound file with the one stream `Workbook`, padded so that it stands in ordinary sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\x00")
    count = len(stream) // 512
    fat_count = -(-(count + 1 + 8) // 128)
    chain = [0xFFFFFFFD] * fat_count + [0xFFFFFFFE]
    first = fat_count + 1
    chain += [*range(first + 1, first + count), 0xFFFFFFFE]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fat_count * 512, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fat_count, fat_count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(fat_count), *[0xFFFFFFFF] * (109 - fat_count))
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry(
        "Workbook", 2, 0xFFFFFFFF, first, len(stream)
    )
    return header + fat + (entries + bytes(256)) + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = (name + "\x00").encode("utf-16-le")
    return (
        raw.ljust(64, b"\x00")
        + struct.pack("<HBB", len(raw), kind, 1)
        + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
