"""Rows as they stand in a file: numbers, encodings, delimiters, merged blocks, formulas and epochs."""

import codecs
import datetime as dt
import re
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cstm.cells import NO_RESULT
from cstm.errors import DomainError
from cstm.spreadsheets import FileRefused, Limits, Row, XlsxWriter, open_table
from cstm.spreadsheets.slices import column_index, column_letters
from cstm.tests.sheets import DATE_STYLE, PERCENT_STYLE, row, xls, xlsx

LIMITS = Limits()
HEAD = ["日期", "旺旺", "接待人数"]
LINES = [HEAD, ["2026-08-03", "示例旗舰店:小美", "1,234"], ["2026-08-04", "阿杰", "7"]]


def rows_of(path: Path, sheet: str | None = None) -> list[Row]:
    with open_table(path, limits=LIMITS) as book:
        return list(book.rows(sheet))


def cells_of(path: Path) -> list[list[object]]:
    return [list(one.cells) for one in rows_of(path)]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{c}"' if "," in c else c for c in line) for line in LINES)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    assert cells_of(path) == LINES


def test_a_mark_of_utf16_at_the_head_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(codecs.BOM_UTF16_BE + "\n".join("\t".join(x) for x in LINES).encode("utf-16-be"))
    assert cells_of(path) == LINES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_one_broken_byte_is_refused_by_its_row(tmp_path: Path, encoding: str) -> None:
    good = "\r\n".join(
        ",".join(x) for x in [HEAD] + [["2026-08-03", f"示例旗舰店:小美{n}", "5"] for n in range(40)]
    )
    data = good.encode(encoding)
    at = data.index("小美20".encode(encoding.removesuffix("-sig")))
    path = tmp_path / "a.csv"
    path.write_bytes(data[:at] + b"\xff" + data[at + 1 :])
    with pytest.raises(FileRefused) as found:
        rows_of(path)
    assert found.value.code == "corrupt"
    assert "22" in str(found.value)


def test_a_lost_byte_in_utf8_is_never_read_as_chinese_of_another_kind(tmp_path: Path) -> None:
    data = "\n".join(",".join(x) for x in LINES).encode()
    at = data.index("小".encode())
    path = tmp_path / "a.csv"
    path.write_bytes(data[:at] + data[at + 1 :])
    with pytest.raises(FileRefused):
        rows_of(path)


def test_a_broken_byte_far_into_a_long_file_is_named(tmp_path: Path) -> None:
    lines = [f"2026-08-03,小美{n},5" for n in range(200_000)]
    data = bytearray("\n".join(lines).encode())
    at = data.index("小美150000".encode())
    data[at] = 0xFF
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(FileRefused) as found:
        rows_of(path)
    assert "150001" in str(found.value).replace(",", "").replace("\xa0", "")


def test_rows_count_records_and_not_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n\n1,"two\nlines"\n\n\n,\n3,4\n\n')
    assert [(one.number, one.cells) for one in rows_of(path)] == [
        (1, ["a", "b"]),
        (2, ["1", "two\nlines"]),
        (4, ["3", "4"]),
    ]


def test_a_quotation_mark_that_never_closes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\n' + "2,3\n" * 60_000)
    with pytest.raises(FileRefused) as found:
        rows_of(path)
    assert found.value.code == "corrupt"


def test_the_line_that_names_its_delimiter_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\na;b,c\n1;2\n")
    assert cells_of(path)[1:] == [["a", "b,c"], ["1", "2"]]


def test_a_text_written_as_a_literal_is_that_text_and_a_formula_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('name,n\n="00123",="7"\n=1+1,"=""x"""\n')
    assert cells_of(path)[1:] == [["00123", "7"], ["=1+1", "x"]]


def test_merged_blocks_give_their_value_to_every_cell(tmp_path: Path) -> None:
    rows = (
        row(1, "日期", "接待", None) + row(2, None, "人数", "回复") + row(3, "8/3", 1, 2) + row(4, None, 3, 4)
    )
    tail = '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="A3:A5"/></mergeCells>'
    assert cells_of(xlsx(tmp_path / "a.xlsx", rows, tail=tail)) == [
        ["日期", "接待", "接待"],
        ["日期", "人数", "回复"],
        ["8/3", 1.0, 2.0],
        ["8/3", 3.0, 4.0],
    ]


def test_sheets_that_a_workbook_hides_stand_last(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, state in (("old", "hidden"), ("now", "visible"), ("deep", "veryHidden"), ("more", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append([name])
    del book["Sheet"]
    book.save(path := tmp_path / "a.xlsx")
    with open_table(path, limits=LIMITS) as found:
        assert found.sheets == ["now", "more", "old", "deep"]
        assert [next(iter(found.rows(name))).cells for name in (None, "old")] == [["now"], ["old"]]


def test_excel_rows_keep_their_numbers_over_gaps(tmp_path: Path) -> None:
    rows = row(3, "a", "b") + row(5, 1, 2) + row(20_000, 3, 4) + row(900_000, 5, 6)
    assert [one.number for one in rows_of(xlsx(tmp_path / "a.xlsx", rows))] == [3, 5, 20_000, 900_000]


def test_rows_without_numbers_are_counted(tmp_path: Path) -> None:
    cell = '<row><c t="str"><v>{}</v></c><c><v>{}</v></c></row>'
    rows = "".join(cell.format(f"n{n}", n) for n in range(1, 20_001))
    found = rows_of(xlsx(tmp_path / "a.xlsx", rows))
    assert [one.number for one in found] == list(range(1, 20_001))
    assert found[12_344].cells == ["n12345", 12345.0]


def test_a_formula_is_its_saved_result_or_marked(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>SUM(1)</f><v></v></c>'
        '<c r="C1"><f>X!A1</f></c><c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f t="shared" si="0"/></c>'
        '<c r="F1" t="str"><f>"a"</f><v>a</v></c><c r="G1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert cells_of(xlsx(tmp_path / "a.xlsx", rows)) == [[2.0, NO_RESULT, NO_RESULT, "", NO_RESULT, "a", ""]]


def test_single_quotes_are_xml_too(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", "<row r='1'><c r='A1'><v>1</v></c><c s='0' r='B1'><v>2</v></c></row>")
    assert cells_of(path) == [[1.0, 2.0]]


def test_a_prefix_on_every_tag_is_xml_too(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "plain.xlsx", row(1, "a", 1) + '<row r="7"><c r="A7"><f>1</f></c></row>')
    prefixed = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(prefixed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", data).replace(b"xmlns=", b"xmlns:x=")
            new.writestr(name, data)
    found = rows_of(prefixed)
    assert [one.number for one in found] == [1, 7]
    assert [one.cells[0] for one in found] == ["a", NO_RESULT]


def test_a_text_that_begins_with_pk_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("PK场次,接待人数\n1,2\n", encoding="utf-8")
    assert cells_of(path) == [["PK场次", "接待人数"], ["1", "2"]]


def test_serial_dates_follow_the_epoch_of_the_book(tmp_path: Path) -> None:
    rows = f'<row r="1"><c r="A1" s="{DATE_STYLE}"><v>44775</v></c><c r="B1"><v>44775</v></c></row>'
    path = xlsx(tmp_path / "a.xlsx", rows, epoch_1904=True)
    with open_table(path, limits=LIMITS) as book:
        assert book.epoch == dt.date(1904, 1, 1)
        assert next(book.rows()).cells == [dt.date(2026, 8, 3), 44775.0]


def test_a_percent_format_leaves_the_fraction(tmp_path: Path) -> None:
    rows = f'<row r="1"><c r="A1" s="{PERCENT_STYLE}"><v>0.985</v></c></row>'
    assert cells_of(xlsx(tmp_path / "a.xlsx", rows)) == [[0.985]]


def test_sheets_are_read_by_name(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", row(1, "a", "b"), names=("一月", "二月 &amp; 三月"))
    with open_table(path, limits=LIMITS) as book:
        assert book.sheets == ["一月", "二月 & 三月"]
        assert [one.cells for one in book.rows("二月 & 三月")] == [["a", "b"]]
        with pytest.raises(DomainError) as found:
            list(book.rows("四月"))
        assert found.value.code == "unknown_sheet"
    with pytest.raises(DomainError):
        open_table(path, limits=LIMITS, sheet="四月")


def test_old_workbooks_are_read(tmp_path: Path) -> None:
    path = xls(tmp_path / "a.xls", [["商品名称", "商品编号"], ["杯子", 12.5], ["延迟统计", 3]], sheet="数据")
    with open_table(path, limits=LIMITS) as book:
        assert book.sheets == ["数据"]
        assert [one.cells for one in book.rows()] == [
            ["商品名称", "商品编号"],
            ["杯子", 12.5],
            ["延迟统计", 3.0],
        ]


def test_html_tables_are_read_with_their_spans(tmp_path: Path) -> None:
    page = """<html><meta charset="gb2312"><style>td{color:red}</style><script>var a="<td>no</td>";</script>
    <table><tr><td>banner</table><table border=1>
    <tr><th rowspan="2">日期<th colspan=2>接待</tr><tr><th>人数</th><th>回&nbsp;复<br>率</th></tr>
    <tr><td rowspan=2>2026-08-03<td>1<td>&lt;b&gt;</tr><tr><td>2<td>'=1+1</td></tr><tr></tr></table>
    <img src="http://127.0.0.1:9/x"></html>"""
    path = tmp_path / "a.xls"
    path.write_bytes(page.encode("gb18030"))
    with open_table(path, limits=LIMITS) as book:
        assert book.sheets == ["table 1", "table 2"]
        assert [one.cells for one in book.rows("table 2")] == [
            ["日期", "接待", "接待"],
            ["日期", "人数", "回 复\n率"],
            ["2026-08-03", "1", "<b>"],
            ["2026-08-03", "2", "=1+1"],
        ]


def test_a_span_without_bounds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table><tr><td colspan=60000>a</td></tr></table>")
    with pytest.raises(FileRefused) as found:
        rows_of(path)
    assert found.value.code == "too_many_columns"


def test_many_rows_come_slice_by_slice(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with XlsxWriter(path) as out:
        out.sheet("a", ["n", "name", "half"])
        for n in range(30_000):
            out.row([n, f"name {n}", n / 2])
    start = time.process_time()
    with open_table(path, limits=LIMITS) as book:
        found = list(book.rows())
    assert time.process_time() - start < 10
    assert [one.number for one in found] == list(range(1, 30_002))
    assert found[-1].cells == [29_999.0, "name 29999", 14_999.5]


def test_the_working_copy_goes_with_the_book(tmp_path: Path) -> None:
    book = open_table(xlsx(tmp_path / "a.xlsx", row(1, "a", "b")), limits=LIMITS)
    folder = Path(book._folder.name)
    assert folder.is_dir()
    book.close()
    assert not folder.exists()


@settings(max_examples=200)
@given(st.integers(min_value=0, max_value=16383))
def test_column_letters_are_numbers_and_back(index: int) -> None:
    assert column_index(column_letters(index).encode()) == index
