"""The one generator of PDF files: pay slips, certificates. Its font lies beside it, embedded in each file."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal
from xml.sax.saxutils import escape

from django.utils.translation import gettext, override
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

FONT = "NotoSansSC"
FONT_FILE = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.ttf"
# Stands where the font has no character; a sentence at the foot of the file says which ones it were.
UNKNOWN = "〓"
_INK = colors.HexColor("#1c2733")
_SOFT = colors.HexColor("#5c6875")
_LINE = colors.HexColor("#cfd6dd")
_INNER = 210 * mm - 36 * mm
# Air that the layout engine keeps inside its frame, in points.
_PADDING = 6
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CONTROL = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the document."""

    text: str


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; `large` and `centred` are for the lines of a certificate, `quiet` for notes."""

    text: str
    large: bool = False
    centred: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a word and its value, two pairs to a line."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; `right` names columns of figures, `total` draws a line above the last row.

    `widths` are shares of the page's width; without them every column is as wide as the next.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: Sequence[int] = ()
    widths: Sequence[float] = ()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty space, in millimetres."""

    height: float = 6


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each above its word."""

    words: Sequence[str]


Block = Heading | Para | Facts | Table | Gap | Signatures


def document(
    title: str, blocks: Iterable[Block], language: str, *, shape: Literal["page", "certificate"] = "page"
) -> bytes:
    """A PDF file in one language: A4, upright for a page, lying and framed for a certificate.

    Texts come ready in the reader's language; `language` ("en", "zh-hans") decides the file's own words and
    its mark for screen readers. The same input gives the same bytes. A character that the font lacks is drawn
    as 〓, and a last line names it, so that nobody takes a hole for a name.
    """
    with override(language):
        return _Writer(title, language, shape).write(list(blocks))


def missing(text: str) -> list[str]:
    """Characters of a text that the embedded font cannot draw, each once, in order."""
    known = _font().face.charToGlyph
    return [each for each in dict.fromkeys(_CONTROL.sub("", text)) if each != "\n" and ord(each) not in known]


@cache
def _font() -> Any:
    """The embedded font, read and registered once in a process."""
    font = TTFont(FONT, str(FONT_FILE))
    pdfmetrics.registerFont(font)
    return font


class _Writer:
    """Turns blocks into flowing parts and remembers which characters could not be drawn."""

    def __init__(self, title: str, language: str, shape: str) -> None:
        _font()
        self.title, self.language, self.certificate = title, language, shape == "certificate"
        self.width = (A4[1] - 60 * mm) if self.certificate else _INNER
        self.lost: dict[str, None] = {}

    def write(self, blocks: list[Block]) -> bytes:
        """Lay everything out and give the file's bytes."""
        head = self._text(self.title, 26 if self.certificate else 17, centred=self.certificate)
        story: list[Any] = [head, Spacer(1, (8 if self.certificate else 3) * mm)]
        for block in blocks:
            story += self._parts(block)
        if self.lost:
            named = ", ".join(f"U+{ord(each):04X}" for each in self.lost)
            words = gettext("%(sign)s stands for characters that this file's font does not have: %(codes)s.")
            story += [Spacer(1, 3 * mm), self._text(words % {"sign": UNKNOWN, "codes": named}, 8, quiet=True)]
        out = io.BytesIO()
        side = (30 if self.certificate else 18) * mm
        SimpleDocTemplate(
            out,
            pagesize=landscape(A4) if self.certificate else A4,
            leftMargin=side - _PADDING,
            rightMargin=side - _PADDING,
            topMargin=(34 if self.certificate else 16) * mm,
            bottomMargin=(22 if self.certificate else 18) * mm,
            title=self._clean(self.title),
            lang="zh-CN" if self.language.startswith("zh") else self.language,
            author="CSTM",
            creator="CSTM",
            invariant=1,
        ).build(story, onFirstPage=self._edge, onLaterPages=self._edge)
        return out.getvalue()

    def _parts(self, block: Block) -> list[Any]:
        match block:
            case Heading():
                return [Spacer(1, 4 * mm), self._text(block.text, 12.5), Spacer(1, 1.5 * mm)]
            case Para():
                size = 18 if block.large else 8.5 if block.quiet else 10
                flow = self._text(block.text, size, centred=block.centred, quiet=block.quiet)
                return [flow, Spacer(1, (5 if block.large else 2) * mm)]
            case Facts():
                return [self._facts(block), Spacer(1, 3 * mm)]
            case Table():
                return [self._table(block), Spacer(1, 3 * mm)]
            case Gap():
                return [Spacer(1, block.height * mm)]
            case Signatures():
                return [Spacer(1, 14 * mm), self._signatures(block)]

    def _clean(self, text: str) -> str:
        """The text with what cannot be drawn marked, and remembered."""
        text = _CONTROL.sub("", text)
        for each in missing(text):
            self.lost[each] = None
            text = text.replace(each, UNKNOWN)
        return text

    def _text(
        self, text: str, size: float = 9, *, centred: bool = False, quiet: bool = False, right: bool = False
    ) -> Any:
        text = self._clean(str(text))
        style = ParagraphStyle(
            "text",
            fontName=FONT,
            fontSize=size,
            leading=size * 1.45,
            textColor=_SOFT if quiet else _INK,
            alignment=TA_CENTER if centred else TA_RIGHT if right else TA_LEFT,
            # Chinese breaks between any two characters, English between words.
            wordWrap="CJK" if len(_CJK.findall(text)) * 3 > len(text) else None,
            splitLongWords=1,
        )
        return Paragraph(escape(text).replace("\n", "<br/>"), style)

    def _facts(self, block: Facts) -> Any:
        pairs = [[self._text(word, 8.5, quiet=True), self._text(value, 9.5)] for word, value in block.pairs]
        if len(pairs) % 2:
            pairs.append(["", ""])
        rows = [[*pairs[at], *pairs[at + 1]] for at in range(0, len(pairs), 2)]
        shares = (0.18, 0.32, 0.18, 0.32)
        return (
            Grid(rows, colWidths=[self.width * share for share in shares], style=_style())
            if rows
            else Spacer(1, 0)
        )

    def _table(self, block: Table) -> Any:
        def row(cells: Sequence[str], quiet: bool) -> list[Any]:
            return [
                self._text(cell, 8.5 if quiet else 9, quiet=quiet, right=at in block.right)
                for at, cell in enumerate(cells)
            ]

        rows = [row(block.head, True), *(row(cells, False) for cells in block.rows)]
        shares = list(block.widths) or [1.0] * len(block.head)
        style = _style()
        style.append(("LINEBELOW", (0, 0), (-1, 0), 0.8, _SOFT))
        style.append(("LINEBELOW", (0, 1), (-1, -1), 0.3, _LINE))
        if block.total:
            style.append(("LINEABOVE", (0, -1), (-1, -1), 0.8, _INK))
        widths = [self.width * share / sum(shares) for share in shares]
        return Grid(rows, colWidths=widths, style=style, repeatRows=1)

    def _signatures(self, block: Signatures) -> Any:
        cells: list[Any] = []
        style = _style()
        for word in block.words:
            style.append(("LINEABOVE", (len(cells), 0), (len(cells), 0), 0.6, _SOFT))
            cells += [self._text(word, 9, centred=True, quiet=True), ""]
        count = max(len(block.words), 1)
        widths = [self.width * 0.85 / count, self.width * 0.15 / count] * count
        return Grid([cells], colWidths=widths[: len(cells)], style=style) if cells else Spacer(1, 0)

    def _edge(self, canvas: Any, layout: Any) -> None:
        """The frame of a certificate, or the foot of a page with its number."""
        wide, high = layout.pagesize
        if self.certificate:
            canvas.setStrokeColor(_SOFT)
            canvas.setLineWidth(1.6)
            canvas.rect(12 * mm, 12 * mm, wide - 24 * mm, high - 24 * mm)
            canvas.setLineWidth(0.5)
            canvas.rect(14.5 * mm, 14.5 * mm, wide - 29 * mm, high - 29 * mm)
            return
        canvas.setFont(FONT, 8)
        canvas.setFillColor(_SOFT)
        canvas.drawString(18 * mm, 10 * mm, self._clean(self.title)[:80])
        words = gettext("Page %(number)s") % {"number": layout.page}
        canvas.drawRightString(wide - 18 * mm, 10 * mm, words)


def _style() -> list[tuple[Any, ...]]:
    """What every grid shares: cells hang from the top, with little air."""
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
