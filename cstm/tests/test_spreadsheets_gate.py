"""What the gate lets through and what it refuses, by content and before a parser sees it."""

import resource
import time
import zipfile
from pathlib import Path

import pytest

from cstm.spreadsheets import FileRefused, Limits, open_table, unpack
from cstm.tests.sheets import MAIN, ole, row, xls, xlsx

LIMITS = Limits()


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    """The code with which a file is refused."""
    with pytest.raises(FileRefused) as found, open_table(path, limits=limits) as book:
        for sheet in book.sheets:
            list(book.rows(sheet))
    assert str(found.value)
    return found.value.code


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\xef\xbb\xbf \r\n\n", "empty"),
        ("photo.xlsx", b"\xff\xd8\xff\xe0" + bytes(500), "not_a_table"),
        ("data.csv", b'{"rows": [1, 2, 3]}', "not_a_table"),
        ("list.csv", b"[1, 2,\n 3]", "not_a_table"),
        ("report.xls", b"%PDF-1.7 ...", "not_a_table"),
        ("page.xls", b"<svg><script>1</script></svg>", "not_a_table"),
        ("page.xls", b"<html><body>no table</body></html>", "not_a_table"),
        ("noise.csv", b"a,b\x00\x01\x02,c\n", "not_a_table"),
        ("locked.xlsx", ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
        ("letter.doc", ole("WordDocument"), "not_a_table"),
        ("cut.xlsx", b"PK\x03\x04 and nothing more", "corrupt"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert refusal(path) == code


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" * 100)
    assert refusal(path, Limits(max_bytes=300)) == "too_large"


def test_rows_and_columns_have_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n" * 11)
    assert refusal(path, Limits(max_rows=10)) == "too_many_rows"
    assert refusal(path, Limits(max_columns=2)) == "too_many_columns"
    path = xlsx(tmp_path / "a.xlsx", "".join(row(n, "x", 1, 2) for n in range(1, 12)))
    assert refusal(path, Limits(max_rows=10)) == "too_many_rows"
    assert refusal(path, Limits(max_columns=2)) == "too_many_columns"


def test_a_bomb_is_refused_from_the_directory(tmp_path: Path) -> None:
    cell = '<row><c t="inlineStr"><is><t>' + "A" * 32000 + "</t></is></c></row>"
    path = xlsx(tmp_path / "bomb.xlsx", cell * 6800)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    assert refusal(path) == "unpacked_too_large"
    assert time.monotonic() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_bomb_of_shared_strings_is_refused(tmp_path: Path) -> None:
    strings = f'<sst xmlns="{MAIN}">' + ("<si><t>" + "B" * 30000 + "</t></si>") * 4000 + "</sst>"
    assert refusal(xlsx(tmp_path / "a.xlsx", row(1, "a", "b"), strings=strings)) == "unpacked_too_large"


def test_a_directory_that_lies_about_sizes_gains_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", "".join(row(n, "x" * 50, 1) for n in range(1, 3000)))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    for at in range(len(data) - 4):
        if data[at : at + 4] == size.to_bytes(4, "little"):
            data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    assert refusal(path) == "corrupt"


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as out:
        for n in range(201):
            out.writestr(f"{n}.csv", "a,b\n1,2\n")
    with pytest.raises(FileRefused) as found:
        unpack(path, LIMITS, tmp_path)
    assert found.value.code == "unpacked_too_large"


DTD = '<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize("declaration", [DTD, LAUGHS])
def test_declarations_are_refused_wherever_they_stand(tmp_path: Path, declaration: str) -> None:
    strings = f'<?xml version="1.0"?>{declaration}<sst xmlns="{MAIN}"><si><t>&amp;a;</t></si></sst>'
    assert refusal(xlsx(tmp_path / "a.xlsx", row(1, "a", "b"), strings=strings)) == "forbidden_xml"
    extra = {"docProps/app.xml": declaration.encode() + b"<x/>"}
    assert refusal(xlsx(tmp_path / "b.xlsx", row(1, "a", "b"), extra=extra)) == "forbidden_xml"


def test_declarations_do_not_hide_in_another_encoding_or_behind_a_chunk(tmp_path: Path) -> None:
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{DTD}<sst xmlns="{MAIN}"/>'.encode("utf-16")
    assert refusal(xlsx(tmp_path / "a.xlsx", row(1, "a", "b"), strings=wide)) == "forbidden_xml"
    named = f'<?xml version="1.0" encoding="utf-7"?><sst xmlns="{MAIN}"/>'
    assert refusal(xlsx(tmp_path / "b.xlsx", row(1, "a", "b"), strings=named)) == "forbidden_xml"
    for shift in range(12):
        late = b" " * ((1 << 20) - shift) + LAUGHS.encode() + b"<x/>"
        path = xlsx(tmp_path / "c.xlsx", row(1, "a", "b"), extra={"xl/theme/theme1.xml": late})
        assert refusal(path) == "forbidden_xml"


def test_a_truncated_workbook_is_damaged(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", "".join(row(n, f"name {n}", n) for n in range(1, 200)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert refusal(path) == "corrupt"


def test_a_flipped_byte_is_damage(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", "".join(row(n, f"name {n}", n) for n in range(1, 200)))
    data = bytearray(path.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    path.write_bytes(data)
    assert refusal(path) == "corrupt"


def test_cells_that_lie_about_their_place_are_refused_cheaply(tmp_path: Path) -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A1048576"><v>1</v></c></row>'
    assert refusal(xlsx(tmp_path / "a.xlsx", far)) == "corrupt"
    wide = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'
    assert refusal(xlsx(tmp_path / "b.xlsx", wide)) == "too_many_columns"
    nameless = "<row>" + "<c><v>1</v></c>" * 16384 + "</row>"
    assert refusal(xlsx(tmp_path / "c.xlsx", nameless)) == "too_many_columns"
    back = '<row r="9"><c r="A9"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>'
    assert refusal(xlsx(tmp_path / "d.xlsx", back)) == "corrupt"


def test_a_sheet_that_spans_a_million_rows_with_two_values_stays_small(tmp_path: Path) -> None:
    ends = (
        row(1, "a", "b") + '<row r="1048576"><c r="A1048576"><v>7</v></c><c r="BH1048576"><v>8</v></c></row>'
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_table(xlsx(tmp_path / "a.xlsx", ends), limits=LIMITS) as book:
        rows = list(book.rows())
    assert [one.number for one in rows] == [1, 1048576]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_a_million_blank_rows_are_passed_over(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 1_000_000))
    path = xlsx(tmp_path / "a.xlsx", row(1, "a", "b") + row(2, 1, 2) + blank + row(1_000_000, 3, 4))
    start = time.monotonic()
    with open_table(path, limits=LIMITS) as book:
        assert [one.number for one in book.rows()] == [1, 2, 1_000_000]
    assert time.monotonic() - start < 30


def test_a_zip_of_tables_is_unpacked_under_names_of_our_own(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("8月/a.csv", "a,b\n1,2\n")
        out.writestr("__MACOSX/._a.csv", "x")
        out.writestr("b.csv", "c,d\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    found = unpack(path, LIMITS, inside)
    assert [name for name, _path in found] == ["a.csv", "b.csv"]
    assert all(one.parent == inside for _name, one in found)
    assert unpack(found[0][1], LIMITS, inside) == [(found[0][1].name, found[0][1])]
    assert refusal(path) == "not_a_table"


@pytest.mark.parametrize(
    "name", ["../out.csv", "/etc/out.csv", "..\\out.csv", "a/../../out.csv", "C:\\out.csv"]
)
def test_members_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(zipfile.ZipInfo(name), "a,b\n")
    with pytest.raises(FileRefused):
        unpack(path, LIMITS, tmp_path)
    assert not (tmp_path.parent / "out.csv").exists()


def test_an_office_file_of_another_kind_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr("word/document.xml", "<x/>")
    assert refusal(path) == "not_a_table"


def test_the_name_of_a_file_is_never_asked(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "report.csv", row(1, "a", "b"))
    with open_table(path, limits=LIMITS) as book:
        assert book.kind == "xlsx"
    path = xls(tmp_path / "old.xlsx", [["a", "b"], [1, 2.5]])
    with open_table(path, limits=LIMITS) as book:
        assert book.kind == "xls"


def test_a_far_cell_of_an_old_workbook_is_refused_cheaply(tmp_path: Path) -> None:
    lines: list[list[object]] = [["a", "b"], *[[]] * 65_000, [*[None] * 255, 1.0]]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(xls(tmp_path / "old.xls", lines)) == "too_many_columns"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000


def test_an_old_workbook_behind_a_password_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "old.xls", [["a", "b"]])
    data = path.read_bytes()
    path.write_bytes(data.replace(b"\x42\x00\x02\x00\xb0\x04", b"\x2f\x00\x02\x00\x00\x00"))
    assert refusal(path) == "encrypted"


def test_an_old_workbook_whose_chains_run_in_circles_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "old.xls", [["a", "b"]])
    data = bytearray(path.read_bytes())
    data[512 + 8 : 512 + 12] = (2).to_bytes(4, "little")
    path.write_bytes(data)
    assert refusal(path) == "corrupt"


def test_sizes_that_an_old_workbook_claims_are_not_believed(tmp_path: Path) -> None:
    path = xls(tmp_path / "old.xls", [["a", "b"]])
    data = bytearray(path.read_bytes())
    at = data.index(b"\x00\x02\x0e\x00") + 4
    data[at : at + 8] = b"\x00\x00\x00\xe1\x03\x00\x00\x00"
    path.write_bytes(data)
    with open_table(path, limits=LIMITS) as book:
        assert [one.cells for one in book.rows()] == [["a", "b"]]
    data[at - 4 : at + 8] = b"\xfc\x00\x0e\x00\x00\x00\x00\x00\xff\xff\xff\x7f"
    path.write_bytes(data)
    assert refusal(path) == "corrupt"


def test_a_broken_old_workbook_is_refused(tmp_path: Path) -> None:
    path = xls(tmp_path / "old.xls", [["a", "b"], [1, 2.5]])
    path.write_bytes(path.read_bytes()[:1500])
    assert refusal(path) == "corrupt"
