"""Translations from .po to .mo without gettext, so that a bare machine shows every language."""

import ast
import struct
from pathlib import Path

Entries = dict[str, str]


def read_po(text: str) -> Entries:
    """The messages of a .po file as gettext's own keys; untranslated and fuzzy ones are left out."""
    entries: Entries = {}
    block: dict[str, str] = {}
    fuzzy = False
    field = ""
    for line in [*text.splitlines(), ""]:
        word = line.strip()
        if not word:
            _take(entries, block, fuzzy)
            block, fuzzy, field = {}, False, ""
        elif word.startswith("#,"):
            fuzzy = "fuzzy" in word
        elif word.startswith("#"):
            continue
        elif word.startswith('"'):
            block[field] = block.get(field, "") + ast.literal_eval(word)
        else:
            key, quoted = word.split(" ", 1)
            if key in {"msgctxt", "msgid"} and "msgstr" in " ".join(block):
                _take(entries, block, fuzzy)
                block, fuzzy = {}, False
            field = key
            block[field] = ast.literal_eval(quoted)
    return entries


def _take(entries: Entries, block: dict[str, str], fuzzy: bool) -> None:
    plural = [block[key] for key in sorted(key for key in block if key.startswith("msgstr["))]
    translated = "\0".join(plural) if plural else block.get("msgstr", "")
    if "msgid" not in block or not translated.strip("\0") or (fuzzy and block["msgid"]):
        return
    key = block["msgid"] + ("\0" + block["msgid_plural"] if "msgid_plural" in block else "")
    if "msgctxt" in block:
        key = block["msgctxt"] + "\x04" + key
    entries[key] = translated


def mo_bytes(entries: Entries) -> bytes:
    """The .mo file of these messages: a header, two tables of lengths and places, then the texts."""
    pairs = sorted((key.encode(), text.encode()) for key, text in entries.items())
    tables = 7 * 4
    place = tables + 16 * len(pairs)
    tops: list[bytes] = []
    texts: list[bytes] = []
    for side in (0, 1):
        for pair in pairs:
            tops.append(struct.pack("<2I", len(pair[side]), place))
            texts.append(pair[side] + b"\0")
            place += len(pair[side]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), tables, tables + 8 * len(pairs), 0, place)
    return head + b"".join(tops) + b"".join(texts)


def compile_all(folder: Path) -> list[Path]:
    """Write the .mo beside each .po that is newer, whole or not at all; gives what was written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(".mo.new")
        draft.write_bytes(mo_bytes(read_po(source.read_text(encoding="utf-8"))))
        draft.replace(target)
        written.append(target)
    return written
