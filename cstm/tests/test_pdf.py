"""PDF files carry their font with them, say what they cannot draw, and come out the same twice."""

import hashlib
import io
import json
import re

import pytest
from fontTools.ttLib import TTFont

from cstm import pdf
from cstm.tests.pdf_text import streams, words


def _slip(**more: str) -> bytes:
    rows = [["底薪", "30 ÷ 31 × 3,000.00", "2,903.23"], ["合计", "", more.get("sum", "2,903.23")]]
    table = pdf.Table(["项目", "计算", "金额"], rows, right=[2], widths=[2, 5, 2], total=True)
    name = more.get("name", "王喆")
    return pdf.document("工资单", [pdf.Facts([("姓名", name), ("月份", "2026年10月")]), table], "zh-hans")


def test_chinese_and_english_words_can_be_read_back() -> None:
    text = words(_slip())
    for wanted in ("工资单", "王喆", "2026年10月", "底薪", "30 ÷ 31 × 3,000.00", "2,903.23"):
        assert wanted in text


def test_the_font_is_embedded_and_small() -> None:
    data = _slip()
    embedded = [raw for number, (_, raw) in streams(data).items() if b"/FontFile2 %d 0 R" % number in data]
    assert len(embedded) == 1
    assert "glyf" in TTFont(io.BytesIO(embedded[0]))
    assert len(data) < 60_000


def test_a_character_outside_the_font_is_marked_and_named() -> None:
    assert pdf.missing("王𠮷") == ["𠮷"]
    text = words(_slip(name="王𠮷"))
    assert "王〓" in text
    assert "U+20BB7" in text
    assert "U+" not in words(_slip())


def test_the_same_input_gives_the_same_bytes_and_another_gives_others() -> None:
    assert _slip() == _slip()
    assert _slip() != _slip(sum="2,903.24")


def test_markup_in_a_name_is_text() -> None:
    data = pdf.document("A", [pdf.Para('<b>&"x"</b> <img src="y"/>'), pdf.Para("a\x00b\u202ec")], "en")
    assert '<b>&"x"</b> <img src="y"/>' in words(data)
    assert "abc" in words(data)


def test_a_long_table_runs_over_pages_and_repeats_its_head() -> None:
    rows = [[f"Line {at}", "1.00"] for at in range(120)]
    data = pdf.document("Long", [pdf.Table(["What", "Sum"], rows, right=[1])], "en")
    pages = len(re.findall(rb"/Type /Page\b(?!s)", data))
    assert pages > 1
    assert words(data).count("What") == pages
    assert "Line 119" in words(data)
    assert "Page 2" in words(data)


@pytest.mark.parametrize(("language", "mark"), [("en", b"(en)"), ("zh-hans", b"(zh-CN)")])
def test_the_file_names_its_language(language: str, mark: bytes) -> None:
    assert b"/Lang " + mark in pdf.document("A", [pdf.Para("b")], language)


def test_a_certificate_lies_and_takes_every_block() -> None:
    blocks = [
        pdf.Para("李昇", large=True, centred=True),
        pdf.Heading("For"),
        pdf.Gap(4),
        pdf.Facts([]),
        pdf.Signatures(["Team leader", "Supervisor"]),
    ]
    data = pdf.document("Honour", blocks, "en", shape="certificate")
    assert b"/MediaBox [ 0 0 841.8898 595.2756 ]" in data
    assert "Supervisor" in words(data)


def test_the_font_file_is_the_one_that_was_noted_and_holds_its_characters() -> None:
    folder = pdf.FONT_FILE.parent
    noted = json.loads((folder / "font.json").read_text("utf-8"))
    data = pdf.FONT_FILE.read_bytes()
    assert hashlib.sha256(data).hexdigest() == noted["sha256"]
    assert len(data) < 3_000_000
    assert "SIL OPEN FONT LICENSE" in (folder / "LICENSE").read_text("utf-8").upper()
    assert pdf.missing((folder / "characters.txt").read_text("utf-8")) == []
