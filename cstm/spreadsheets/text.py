"""Delimited text: which encoding, which delimiter, and its records."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from cstm.spreadsheets.gate import FileRefused, wide_encoding

CHUNK = 1 << 20
SAMPLE = 200_000
DELIMITERS = ",;\t|"
LITERAL = re.compile(r'="([^"]*)"\s*')
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path, declared: str = "") -> str:
    """The one encoding in which every byte of the file is good; raises FileRefused naming the row."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            _check(path, encoding)
            return encoding
    wide = wide_encoding(head)
    if wide:
        _check(path, wide)
        return wide
    if declared:
        _check(path, declared)
        return declared
    fault = _first_fault(path, "utf-8")
    if fault is None:
        return "utf-8"
    # A broken UTF-8 file often decodes as GB18030, to signs that nobody wrote: ask first what it mostly is.
    if _mostly_utf8(path):
        raise _broken(fault)
    _check(path, "gb18030")
    return "gb18030"


def _check(path: Path, encoding: str) -> None:
    """Refuse a file with a byte that its encoding does not know."""
    fault = _first_fault(path, encoding)
    if fault is not None:
        raise _broken(fault)


def _first_fault(path: Path, encoding: str) -> int | None:
    """The record in which decoding fails first, counted from 1."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, pending = 0, b""
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as fault:
                return lines + (pending + chunk)[: fault.start].count(b"\n") + 1
            if not chunk:
                return None
            pending = decoder.getstate()[0]


def _broken(row: int) -> FileRefused:
    """The refusal of text with a damaged byte."""
    return FileRefused(
        _("Row %(row)d holds a damaged character. Export the file again; nothing of it was taken.")
        % {"row": row},
        code="corrupt",
    )


def _mostly_utf8(path: Path) -> bool:
    """Whether good UTF-8 sequences of Chinese length outnumber the broken bytes."""
    with path.open("rb") as file:
        text = file.read(CHUNK).decode("utf-8", errors="replace")
    good = sum(char >= "\u0800" and char != "\ufffd" for char in text)
    return good > text.count("\ufffd")


def delimiter_of(sample: str) -> str:
    """The delimiter that cuts the sample into the most records of one width."""
    first = sample.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    best, chosen = (0, 0), ","
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(record) for record in csv.reader(sample.splitlines(), delimiter=delimiter))
        except csv.Error:
            continue
        for width, count in widths.items():
            # Each agreeing record weighs its width: a comma inside numbers makes few, ragged columns.
            if width > 1 and (count * (width - 1), width) > best:
                best, chosen = (count * (width - 1), width), delimiter
    return chosen


def records(path: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each record that is no blank line."""
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE)
        file.seek(0)
        if "\x00" in sample:
            raise FileRefused(_("This is not a table that can be read."), code="not_a_table")
        reader = csv.reader(file, delimiter=delimiter_of(sample))
        number, wrapped = 0, '="' in sample
        try:
            for record in reader:
                if not record:
                    continue
                number += 1
                yield number, [_bare(cell) for cell in record] if wrapped else record
        except csv.Error as fault:
            raise FileRefused(
                _("Row %(row)d cannot be read; a quotation mark may be missing.") % {"row": number + 1},
                code="corrupt",
            ) from fault


def _bare(cell: str) -> str:
    """The text in ="…": how a platform keeps a spreadsheet from making a number of an id."""
    found = LITERAL.fullmatch(cell)
    return found[1] if found else cell
