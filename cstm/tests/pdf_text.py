"""Reads the words back out of a PDF file: its content streams, through each font's own map to Unicode."""

import base64
import re
import zlib

_OBJECT = re.compile(rb"(?m)^(\d+) 0 obj(.*?)endobj", re.DOTALL)


def streams(data: bytes) -> dict[int, tuple[bytes, bytes]]:
    """Each object by number: its dictionary, and its stream unpacked."""
    found = {}
    for number, body in _OBJECT.findall(data):
        head, _, rest = body.partition(b"stream\n")
        raw = rest.rpartition(b"endstream")[0].rstrip(b"\r\n")
        if raw and b"ASCII85Decode" in head:
            raw = (
                base64.a85decode(raw, adobe=False) if not raw.endswith(b"~>") else base64.a85decode(raw[:-2])
            )
        if raw and b"FlateDecode" in head:
            raw = zlib.decompress(raw)
        found[int(number)] = (head, raw)
    return found


def words(data: bytes) -> str:
    """All text of the file in the order in which it is drawn, one line a piece."""
    parts = streams(data)
    maps = {}
    for head, _ in parts.values():
        if b"/ToUnicode" not in head:
            continue
        name = re.search(rb"/Name\s*/(\S+)", head)
        target = re.search(rb"/ToUnicode (\d+) 0 R", head)
        assert name and target
        maps[name.group(1).decode()] = _cmap(parts[int(target.group(1))][1])
    lines = []
    for head, raw in parts.values():
        if b"/ToUnicode" in head or b"BT" not in raw:
            continue
        font: dict[int, str] = {}
        text = raw.decode("latin-1")
        for piece in re.finditer(r"/(\S+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj|(T\*|ET)", text, re.DOTALL):
            if piece.group(1):
                font = maps.get(piece.group(1), {})
            elif piece.group(2) is not None:
                lines.append("".join(font.get(each, chr(each)) for each in _bytes(piece.group(2))))
            else:
                lines.append("\n")
    return "".join(lines)


def _cmap(raw: bytes) -> dict[int, str]:
    """The map from code to character, `<2B> <002B>` on each line."""
    pairs = re.findall(r"(?m)^<(\w\w)> <(\w{4,})>$", raw.decode())
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _bytes(text: str) -> bytes:
    """A PDF string without its escapes."""
    text = re.sub(r"\\([0-7]{3})", lambda hit: chr(int(hit.group(1), 8)), text)
    text = re.sub(
        r"\\([nrtbf])",
        lambda hit: {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}[hit.group(1)],
        text,
    )
    return re.sub(r"\\(.)", r"\1", text).encode("latin-1")
