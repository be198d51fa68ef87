"""What leaves: neutral, typed, and read back exactly by our own reader."""

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cstm.spreadsheets import CsvWriter, Limits, XlsxWriter, open_table
from cstm.spreadsheets.marks import ILLEGAL, mark, unmark

DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", "'=1", "''=1"]
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [*DANGEROUS, "_x0041_", "a_x000D_\r\n"]
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_begins_like_a_formula_is_marked(text: str) -> None:
    assert mark(text) == f"'{text}"
    assert unmark(mark(text)) == text


@pytest.mark.parametrize("text", ["小美", "a=b", "'quoted'", "", "3-4", "12"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert mark(text) == text
    assert unmark(text) == text


@settings(max_examples=500)
@given(TEXTS)
def test_the_mark_comes_off_exactly(text: str) -> None:
    clean = ILLEGAL.sub("", text)
    assert unmark(mark(text)) == clean
    assert not re.match("[=+\\-@\t\r＝＋－＠]", mark(text))


def _legible(text: str) -> str:
    """What a round trip keeps: line ends are one sign in a sheet, and blank texts are no cells."""
    return ILLEGAL.sub("", text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(-(10**9), 10**9)), min_size=1, max_size=5))
def test_csv_comes_back_as_it_went(tmp_path: Path, lines: list[tuple[str, int]]) -> None:
    path = tmp_path / "a.csv"
    with CsvWriter(path) as out:
        out.header(["name", "n"])
        for line in lines:
            out.row(line)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with open_table(path, limits=Limits()) as book:
        found = [one.cells for one in book.rows()][1:]
    assert found == [[_legible(text), str(number)] for text, number in lines]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(TEXTS, st.integers(-(10**9), 10**9)), min_size=1, max_size=5))
def test_xlsx_comes_back_as_it_went(tmp_path: Path, lines: list[tuple[str, int]]) -> None:
    path = tmp_path / "a.xlsx"
    with XlsxWriter(path) as out:
        out.sheet("a", ["name", "n"])
        for line in lines:
            out.row(line)
    with open_table(path, limits=Limits()) as book:
        found = [one.cells for one in book.rows()][1:]
    assert found == [[_legible(text), float(number)] for text, number in lines]


def test_values_keep_their_types(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    moment = dt.datetime(2026, 8, 3, 4, 5)  # noqa: DTZ001 - a cell has no zone
    with XlsxWriter(path) as out:
        out.sheet("数据", ["name", "n", "share", "day", "at", "none"], ["", "integer", "percent", "date"])
        out.row(["=1+1", 3, Decimal("0.985"), dt.date(2026, 8, 3), moment, None])
        out.sheet("definitions [*]", ["code", "meaning"])
        out.row(["x", "y"])
    book = openpyxl.load_workbook(path)
    sheet = book["数据"]
    assert [cell.value for cell in sheet[2]][:5] == ["'=1+1", 3, 0.985, dt.datetime(2026, 8, 3), moment]  # noqa: DTZ001
    assert [cell.data_type for cell in sheet[2]][:4] == ["s", "n", "n", "d"]
    assert sheet["C2"].number_format == "0.00%"
    assert sheet.freeze_panes == "A2"
    assert book.sheetnames == ["数据", "definitions ___"]


def test_csv_has_plain_decimals_and_no_words_for_nothing(tmp_path: Path) -> None:
    target = io.StringIO()
    with CsvWriter(target) as out:
        out.row([Decimal("1E+5"), Decimal("0.000001"), None, dt.date(2026, 8, 3), -5, "-5", True])
    assert target.getvalue() == "100000,0.000001,,2026-08-03,-5,'-5,True\r\n"


def test_a_long_text_is_cut_where_a_cell_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with XlsxWriter(path) as out:
        out.sheet("a", ["t"])
        out.row(["x" * 40_000])
    with open_table(path, limits=Limits()) as book:
        assert len(list(book.rows())[1].cells[0]) == 32_767
