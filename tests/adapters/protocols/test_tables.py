"""Tables as CSV and as spreadsheets: what is written comes back, and strangers' files are not trusted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.protocols.csv_table import from_csv, to_csv
from adapters.protocols.table import BadTable, Table
from adapters.protocols.xlsx_table import UNPACKED_MAX, from_xlsx, to_xlsx

TABLE = Table(
    columns=("案号", "被执行人", "note"),
    rows=(
        ("（2026）鄂0112执1号", "张三", '=HYPERLINK("http://evil.example")'),
        ("", "-5", " @x"),
        ("007", "𠮷", "a,\n\"b'"),
    ),
)

CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(32)), "\x7f", "\ufffe", "\uffff"])
    | st.sampled_from("=+-@\t\n' ＝|_x0041_\"','"),
    max_size=12,
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(CELLS.filter(bool), min_size=1, max_size=4, unique=True))
    row = st.tuples(*[CELLS] * len(columns))
    return Table(columns=tuple(columns), rows=tuple(draw(st.lists(row, max_size=4))))


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@settings(deadline=None)
@given(table=tables())
def test_what_is_written_as_csv_comes_back(charset: str, table: Table) -> None:
    assert from_csv(to_csv(table, charset), charset) == table


@settings(max_examples=50, deadline=None)
@given(table=tables())
def test_what_is_written_as_a_spreadsheet_comes_back(table: Table) -> None:
    assert from_xlsx(to_xlsx(table), rows_max=10) == table


def test_csv_is_what_a_spreadsheet_opens_and_does_not_run() -> None:
    assert to_csv(TABLE, "utf-8").decode() == (
        '\ufeff"案号","被执行人","note"\r\n'
        '"（2026）鄂0112执1号","张三","\'=HYPERLINK(""http://evil.example"")"\r\n'
        '"","\'-5","\' @x"\r\n'
        '"007","𠮷","a,\n""b\'"\r\n'
    )
    assert to_csv(TABLE, "gb18030").startswith('"案号"'.encode("gb18030"))


def test_every_cell_of_a_spreadsheet_is_text() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(TABLE))).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}
    assert sheet.cell(2, 3).value == '=HYPERLINK("http://evil.example")'
    assert sheet.cell(4, 1).value == "007"


def test_other_peoples_csv_is_read_as_it_is() -> None:
    assert from_csv(b"a,b\n1,'x\n\n=1+1,'\n", "utf-8") == Table(
        columns=("a", "b"), rows=(("1", "'x"), ("=1+1", "'"))
    )


@pytest.mark.parametrize(
    ("content", "charset", "reason"),
    [
        ("案号\r\n".encode("gb18030"), "utf-8", "not UTF-8 at byte 0"),
        (b"a\r\n\xff", "gb18030", "not GB18030 at byte 3"),
        (b'a,b\r\n1,"2\r\n', "utf-8", "no CSV in line"),
        (b'a,b\r\n1,"2"3\r\n', "utf-8", "no CSV in line 2"),
        (b"", "utf-8", "no header"),
        (b"\r\n\r\n", "utf-8", "no header"),
        (b"a,b\r\n1\r\n", "utf-8", "row 1: 1 cells; allowed: 2"),
        (b"a,b\r\n1,2,3\r\n", "utf-8", "row 1: 3 cells"),
        (b"a,a\r\n", "utf-8", "each name once"),
        (b"a,\r\n", "utf-8", "with a name each"),
        (b"a\r\n\x00\r\n", "utf-8", "row 1, column 1: a control character"),
        (b"a\r\n" + b"x" * 32_768, "utf-8", "row 1, column 1: 32768 characters"),
        (",".join(map(str, range(257))).encode(), "utf-8", "1 to 256"),
    ],
)
def test_csv_that_is_none_is_told_with_its_place(content: bytes, charset: str, reason: str) -> None:
    with pytest.raises(BadTable, match=reason):
        from_csv(content, charset)


# --- spreadsheets of others ---------------------------------------------------------------------------


def book(*rows: list[Any], change: Callable[[Any], Any] = lambda made: None) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def test_numbers_and_days_become_text() -> None:
    content = book(
        ["n", "f", "d", "t", "b", "e"],
        [7, 0.25, date(2026, 3, 1), datetime(2026, 3, 1, 8, 30), True, None],
        [-3.0, 1e14, datetime(2026, 3, 1), None, False, ""],
        ["only one"],
    )
    assert from_xlsx(content, rows_max=10).rows == (
        ("7", "0.25", "2026-03-01", "2026-03-01T08:30:00", "TRUE", ""),
        ("-3", "100000000000000", "2026-03-01", "", "FALSE", ""),
        ("only one", "", "", "", "", ""),
    )


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("=1+1", "row 1, column 2: a formula"),
        ("#REF!", "row 1, column 2: a formula or its error"),
        (420106199003071234, "row 1, column 2: a number of more than 15 digits"),
        (1e300, "row 1, column 2: a number of more than 15 digits"),
        (timedelta(hours=30), "row 1, column 2: a timedelta"),
    ],
)
def test_a_cell_that_is_no_certain_text_is_told_with_its_place(cell: Any, reason: str) -> None:
    with pytest.raises(BadTable, match=reason) as caught:
        from_xlsx(book(["a", "b"], ["x", cell]), rows_max=10)
    assert "420106" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no whole ZIP"),
        (b"a,b\r\n", "no whole ZIP"),
        (book(["a"])[:-30], "no whole ZIP"),
        (book(), "no header"),
        (book(["a"], ["1"], ["2"], ["3"]), "more than 2 rows"),
        (book(["a"], ["1", "2"]), "row 1: 2 cells; allowed: 1"),
        (book([str(at) for at in range(257)]), "at most 256"),
        (book(["a"], change=lambda made: made.create_sheet("b")), "2 sheets; allowed: one"),
    ],
)
def test_a_spreadsheet_that_is_none_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(BadTable, match=reason):
        from_xlsx(content, rows_max=2)


def changed(content: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """A spreadsheet with its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, part in added.items():
            new.writestr(name, part)
    return made.getvalue()


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    return lambda name, part: part.replace(old, new) if name == "xl/worksheets/sheet1.xml" else part


def as_it_is(_: str, part: bytes) -> bytes:
    return part


PLAIN = book(["a", "b"], ["1", "2"], ["3", "4"])


@pytest.mark.parametrize("said", [b"A1:A1", b"A1:XFD1048576", b"C3:D4"])
def test_what_a_sheet_says_of_its_own_size_hides_nothing(said: bytes) -> None:
    content = changed(PLAIN, in_sheet(b"A1:B3", said))
    assert content != PLAIN and from_xlsx(content, rows_max=10) == from_xlsx(PLAIN, rows_max=10)


def test_a_row_far_below_is_not_waited_for() -> None:
    content = changed(PLAIN, in_sheet(b'<row r="3"', b'<row r="900000000"'))
    with pytest.raises(BadTable, match="more than 10 rows"):
        from_xlsx(content, rows_max=10)


def test_what_unpacks_to_too_much_is_not_unpacked() -> None:
    with pytest.raises(BadTable, match="more than 200 times"):
        from_xlsx(changed(PLAIN, as_it_is, **{"xl/media/a.bin": b"\0" * 2**22}), rows_max=10)
    liar = bytearray(changed(PLAIN, as_it_is, **{"b.bin": b"x"}))
    at = liar.rindex(b"PK\x01\x02") + 24  # the size that the directory declares for its last part
    liar[at : at + 4] = (UNPACKED_MAX + 1).to_bytes(4, "little")
    with pytest.raises(BadTable, match="unpacks to more than"):
        from_xlsx(bytes(liar), rows_max=10)


def test_a_part_that_is_larger_than_it_declares_is_not_believed() -> None:
    liar = bytearray(changed(PLAIN, as_it_is, **{"b.xml": b"<a/>" + b" " * 1000}))
    at = liar.rindex(b"PK\x01\x02") + 24
    liar[at : at + 4] = (4).to_bytes(4, "little")
    with pytest.raises(BadTable, match="no whole ZIP"):
        from_xlsx(bytes(liar), rows_max=10)


def test_many_parts_are_refused() -> None:
    with pytest.raises(BadTable, match="at most 200 parts"):
        from_xlsx(changed(PLAIN, as_it_is, **{f"p{at}.bin": b"" for at in range(200)}), rows_max=10)


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "declaration", [LAUGHS, b'<!DOCTYPE x SYSTEM "file:///etc/passwd">', b"<!--" + b" " * 65_525 + b"-->" + LAUGHS]
)
def test_a_document_type_is_refused_wherever_it_stands(declaration: bytes) -> None:
    content = changed(PLAIN, in_sheet(b"<worksheet", declaration + b"<worksheet"))
    with pytest.raises(BadTable, match="a document type"):
        from_xlsx(content, rows_max=10)


def renamed(content: bytes) -> bytes:
    """The sheet's XML under a name that says nothing of XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name.replace("sheet1.xml", "sheet1.bin"), part.replace(b"sheet1.xml", b"sheet1.bin"))
    return made.getvalue()


def in_ebcdic(part: bytes) -> bytes:
    return b'<?xml version="1.0" encoding="cp037"?>' + LAUGHS.decode().encode("cp037")


@pytest.mark.parametrize(
    "change",
    [lambda part: part.decode().encode("utf-16"), lambda part: part.decode().encode("utf-16-be"), in_ebcdic],
)
def test_a_document_type_does_not_hide_in_an_encoding_or_behind_a_name(change: Callable[[bytes], bytes]) -> None:
    assert from_xlsx(renamed(PLAIN), rows_max=10) == from_xlsx(PLAIN, rows_max=10)
    other = changed(PLAIN, lambda name, part: change(part) if "sheet1" in name else part)
    for content in (other, renamed(other)):
        with pytest.raises(BadTable, match="no UTF-8"):
            from_xlsx(content, rows_max=10)


@settings(max_examples=100, deadline=None)
@given(at=st.integers(0, len(PLAIN) - 1), bit=st.integers(0, 7))
def test_one_other_bit_is_a_table_or_refused_and_nothing_else(at: int, bit: int) -> None:
    other = bytearray(PLAIN)
    other[at] ^= 1 << bit
    with suppress(BadTable):
        from_xlsx(bytes(other), rows_max=10)
