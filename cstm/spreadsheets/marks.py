"""The mark that keeps a spreadsheet from running a text: put on by the writer, taken off by the reader."""

import re

# A text that begins like a formula, behind any number of marks: so the mark is exact in both directions.
FORMULA_LIKE = re.compile("'*[=+\\-@\t\r＝＋－＠]")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def mark(text: str) -> str:
    """The text without signs that XML forbids, and with the mark where it begins like a formula."""
    text = ILLEGAL.sub("", text)
    return f"'{text}" if FORMULA_LIKE.match(text) else text


def unmark(text: str) -> str:
    """The text without the mark that `mark` put on."""
    return text[1:] if text[:1] == "'" and FORMULA_LIKE.match(text) else text
