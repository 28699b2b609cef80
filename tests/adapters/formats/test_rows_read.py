"""Rows of the exchange format: both notations read the same, and a bad row says which member and why."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.formats.record import (
    Delivery,
    Document,
    FactMeta,
    NodeRow,
    Reject,
    RelationRow,
    Row,
    UnusableFile,
)
from adapters.formats.rows import Rows
from adapters.formats.rows_names import RowKind, row_kinds
from adapters.formats.rows_read import MAX_TEXT

FORMAT = Rows()


def _open(folder: Path, files: Mapping[str, str | bytes]) -> Delivery:
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return FORMAT.open((folder,))


def _read(folder: Path, files: Mapping[str, str | bytes]) -> list[Row | Reject]:
    return list(FORMAT.read(_open(folder, files)))


def _one(folder: Path, name: str, content: str | bytes) -> Row | Reject:
    (row,) = _read(folder, {name: content})
    return row


def _reject(folder: Path, name: str, content: str) -> Reject:
    row = _one(folder, name, content)
    assert isinstance(row, Reject)
    return row


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters=";"), min_size=1).filter(
    lambda text: bool(text.strip())
)


@st.composite
def _rows(draw: st.DrawFn) -> tuple[RowKind, list[dict[str, object]]]:
    row = draw(st.sampled_from(list(row_kinds().values())))
    values = {name: st.lists(TEXTS, min_size=1) if name in row.lists else TEXTS for name in row.members}
    needed = {name: values.pop(name) for name in row.keys}
    return row, draw(st.lists(st.fixed_dictionaries(needed, optional=values), min_size=1, max_size=5))


@given(_rows())
def test_json_lines_and_csv_read_the_same(drawn: tuple[RowKind, list[dict[str, object]]]) -> None:
    row, members = drawn
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, row.members)
    writer.writeheader()
    for each in members:
        writer.writerow({name: ";".join(v) if isinstance(v, list) else v for name, v in each.items()})
    lines = "".join(json.dumps(each) + "\n" for each in members)
    nothing = Document(name="", path=Path(), digest="", rows=0)
    read = []
    for name, content in ((f"{row.kind.row}.csv", table.getvalue()), (f"{row.kind.row}.jsonl", lines)):
        with TemporaryDirectory() as folder:
            found = _read(Path(folder), {name: content})
            assert not [each for each in found if isinstance(each, Reject)]
            read.append(
                [replace(each, document=nothing, line=0) for each in found if not isinstance(each, Reject)]
            )
    assert read[0] == read[1]
    assert len(read[0]) == len(members)


def test_a_node(tmp_path: Path) -> None:
    line = '{"key": "1", "name": "甲", "aliases": ["乙"], "validFrom": "2020-01-01", "grade": "B", "item": "x"}'
    row = _one(tmp_path, "company.jsonl", line)
    assert isinstance(row, NodeRow)
    assert (row.kind, row.key, row.item, row.line) == ("COMPANY", "1", "x", 1)
    assert row.values == {"name": "甲", "aliases": ["乙"]}
    assert row.meta == FactMeta(valid_from="2020-01-01", grade="B")


def test_a_relation(tmp_path: Path) -> None:
    row = _one(tmp_path, "shareholder_of.csv", "from,fromSystem,to,share\n1,saic,2,0.5\n")
    assert isinstance(row, RelationRow)
    assert (row.source_system, row.source_key) == ("saic", "1")
    assert (row.target_system, row.target_key) == (None, "2")
    assert row.values == {"share": "0.5"}


def test_values_of_json_stay_what_they_are(tmp_path: Path) -> None:
    row = _one(tmp_path, "shareholder_of.jsonl", '{"from": "1", "to": "2", "share": 0.5, "beneficial": true}')
    assert isinstance(row, RelationRow)
    assert row.values == {"share": 0.5, "beneficial": True}


def test_null_and_an_empty_cell_are_absent(tmp_path: Path) -> None:
    rows = _read(tmp_path, {"company.jsonl": '{"key": "1", "name": null}', "person.csv": "key,name\n1,\n"})
    assert [row.values for row in rows if isinstance(row, NodeRow)] == [{}, {}]


def test_nodes_come_first_in_the_order_of_the_model(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "account.jsonl": '{"key": "1"}',
        "owns_account.jsonl": '{"from": "1", "to": "1"}',
        "person.b.jsonl": '{"key": "2"}',
        "person.a.csv.gz": gzip.compress(b"key\n1\n"),
    }
    names = [row.document.name for row in _read(tmp_path, files) if not isinstance(row, Reject)]
    assert names == ["person.a.csv.gz", "person.b.jsonl", "account.jsonl", "owns_account.jsonl"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    delivery = _open(tmp_path, {"company.csv": "key\n1\n2\n", "person.jsonl": '{"key": "1"}\nno\n'})
    assert list(FORMAT.read(delivery)) == list(FORMAT.read(delivery))


def test_data_rows_are_counted(tmp_path: Path) -> None:
    assert _open(tmp_path, {"company.csv": "key\n1\n\n2\n", "person.jsonl": '{"key": "1"}'}).rows == 3


def test_empty_lines_are_counted_and_skipped(tmp_path: Path) -> None:
    rows = _read(tmp_path, {"company.csv": "key,name\n\n1,a\n \n2,b\n", "person.jsonl": '\n\n{"key": "1"}\n'})
    assert [row.line for row in rows] == [3, 3, 5]


def test_a_row_that_goes_over_lines_is_rejected_at_its_first(tmp_path: Path) -> None:
    rejected, rest, row = _read(tmp_path, {"company.csv": 'key,name\n1,"a\nb"\n2,c\n'})
    assert isinstance(rejected, Reject) and isinstance(rest, Reject) and isinstance(row, NodeRow)
    assert (rest.line, rest.field) == (3, "row") and "opened on line 2" in rest.reason
    assert (rejected.line, rejected.field, rejected.row) == (2, "name", None)
    assert rejected.reason == "the cell goes on to line 3; allowed: one line (is a quote not closed?)"
    assert (row.line, row.values) == (4, {"name": "c"})


def test_a_line_end_at_the_end_of_a_cell_is_as_good_as_none(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, {"company.csv": 'key,name\n1,"a\n"\n'})
    assert isinstance(row, NodeRow)


def test_a_byte_order_mark_and_line_ends_of_windows(tmp_path: Path) -> None:
    row = _one(tmp_path, "company.csv", "\ufeffkey,name\r\n1,a\r\n")
    assert isinstance(row, NodeRow)
    assert row.values == {"name": "a"}


def test_a_table_with_only_its_header(tmp_path: Path) -> None:
    assert _read(tmp_path, {"company.csv": "key,name\n"}) == []


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    assert len(_read(tmp_path, {"company.csv": "key\n1\n", "README.md": "x", "firm.csv": "x\n"})) == 1


def test_an_unknown_file_given_itself_names_the_kinds(tmp_path: Path) -> None:
    path = tmp_path / "firm.jsonl"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(UnusableFile, match="company"):
        FORMAT.open((path,))


def test_merges_cannot_be_sent() -> None:
    assert "same_as" not in row_kinds()


@pytest.mark.parametrize("row", row_kinds().values(), ids=lambda row: row.kind.row)
def test_no_attribute_has_the_name_of_another_member(row: RowKind) -> None:
    assert len(set(row.members)) == len(row.members)


def test_an_unknown_member_names_those_allowed(tmp_path: Path) -> None:
    found = _reject(tmp_path, "company.jsonl", '{"key": "1", "nmae": "110101199003070011"}')
    assert (found.field, found.value) == ("nmae", "")
    assert "legalRepresentativeName" in found.reason


def test_an_unknown_column_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="'nmae'; line 1 is the header; allowed: key, item"):
        _open(tmp_path, {"company.csv": "key,nmae\n"})


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("key;name\nc1;a\n", "no column 'key;name' (are cells separated by ';'? allowed: commas)"),
        ("key\tname\n", r"no column 'key\tname' (are cells separated by '\t'? allowed: commas)"),
        ("key，name\n", "(are cells separated by '，'? allowed: commas)"),
        ("c1,a\nc2,b\n", "no column 'c1'; line 1 is the header"),
        ("key,name,\nc1,a,\n", "column 3 has no name"),
        ("\nkey,name\n", "empty where the header should be"),
        ("key,name,key\n", "the column 'key' is there twice"),
        ("key,name\rc1,a\r", "CR without LF ends no line"),
        ('key,"name\n', "a quote is not closed to the end of the file"),
    ],
)
def test_what_is_wrong_with_a_header_is_said(tmp_path: Path, table: str, fault: str) -> None:
    with pytest.raises(UnusableFile) as caught:
        _open(tmp_path, {"company.csv": table})
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ['[{"key": "1"}]\n', '\n [\n{"key": "1"},\n{"key": "2"}\n]\n'])
def test_a_json_array_is_no_json_lines(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnusableFile, match="a JSON array; allowed: JSON Lines"):
        _open(tmp_path, {"company.jsonl": text})


def test_rows_of_empty_cells_are_empty_lines(tmp_path: Path) -> None:
    (row,) = _read(tmp_path, {"company.csv": "key,name\n1,a\n,\n , \n"})
    assert row.line == 2


def test_a_column_alone_and_a_row_of_two_cells(tmp_path: Path) -> None:
    row, rejected = _read(tmp_path, {"company.csv": "key\n1\n2,b\n"})
    assert isinstance(row, NodeRow) and isinstance(rejected, Reject)
    assert (row.key, rejected.line, rejected.reason) == ("1", 3, "2 cells; allowed: 1, as in the header")


@pytest.mark.parametrize("header", ["from,share\n", "share,to\n"])
def test_a_table_without_its_keys_is_unusable(tmp_path: Path, header: str) -> None:
    with pytest.raises(UnusableFile, match=r"missing|no column"):
        _open(tmp_path, {"shareholder_of.csv": header})


def test_a_member_twice(tmp_path: Path) -> None:
    assert _reject(tmp_path, "company.jsonl", '{"key": "1", "key": "2"}').field == "key"


@pytest.mark.parametrize(
    "line", ['{"name": "a"}', '{"key": null}', '{"key": 1}', '{"key": " "}', '{"key": ["1"]}']
)
def test_a_key_that_is_none(tmp_path: Path, line: str) -> None:
    assert _reject(tmp_path, "company.jsonl", line).field == "key"


def test_an_empty_key_in_a_table(tmp_path: Path) -> None:
    assert _reject(tmp_path, "company.csv", "key,name\n,a\n").field == "key"


def test_a_date_that_is_no_text(tmp_path: Path) -> None:
    found = _reject(tmp_path, "company.jsonl", '{"key": "1", "validFrom": 2020}')
    assert (found.field, found.value) == ("validFrom", "2020")


@pytest.mark.parametrize(
    "line", ["[1]", '"a"', "{", '{"key": NaN}', "key", '{"key": "1"} x', "1" * 5000, "[" * 99999]
)
def test_what_is_no_object(tmp_path: Path, line: str) -> None:
    rows = _read(tmp_path, {"company.jsonl": f'{line}\n{{"key": "2"}}\n'})
    assert [getattr(row, "field", None) for row in rows] == ["row", None]


@pytest.mark.parametrize("value", ['[["a"]]', '"\\ud800"', f'"{"a" * (MAX_TEXT + 1)}"'])
def test_values_beyond_the_limits(tmp_path: Path, value: str) -> None:
    line = f'{{"key": "1", "aliases": {value}}}'
    depth = _one(tmp_path, "company.jsonl", line)
    if value.startswith("[["):
        assert isinstance(depth, NodeRow)  # three levels: the checker says that it is no list of texts
    else:
        assert isinstance(depth, Reject)
        assert depth.field == "aliases"


def test_nesting_beyond_three_levels(tmp_path: Path) -> None:
    found = _reject(tmp_path, "company.jsonl", '{"key": "1", "aliases": [[["a"]]]}')
    assert found.field == "aliases"
    assert "3 levels" in found.reason


def test_a_cell_beyond_the_limit(tmp_path: Path) -> None:
    assert _reject(tmp_path, "company.csv", f"key,name\n1,{'a' * (MAX_TEXT + 1)}\n").field == "name"


def test_a_ragged_row(tmp_path: Path) -> None:
    rows = _read(tmp_path, {"company.csv": "key,name\n1\n2,b,c\n3,d\n"})
    assert [(row.line, getattr(row, "field", None)) for row in rows] == [(2, "row"), (3, "row"), (4, None)]


def test_a_quote_out_of_place_costs_only_its_row(tmp_path: Path) -> None:
    rows = _read(tmp_path, {"company.csv": 'key,name\n1,"a"b\n2,c\n'})
    assert [(row.line, getattr(row, "field", None)) for row in rows] == [(2, "row"), (3, None)]


def test_a_quote_that_never_closes(tmp_path: Path) -> None:
    rows = _read(tmp_path, {"company.csv": 'key,name\n1,"a\n2,b\n'})
    assert [(row.line, getattr(row, "field", None)) for row in rows] == [(2, "row"), (3, "row")]


PIECES = ("1,a", '2,"b', '3,c"', '4,"x, y"', '5,"z"w', "6,d,e", '7,"', '8,""', '9"f,g', "")


@settings(deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=8), last=st.sampled_from(("", "\n")))
def test_each_line_is_read_or_refused_whatever_its_quotes(pieces: list[str], last: str) -> None:
    """Nothing is lost without a word: what is written after a stray quote is refused line by line."""
    with TemporaryDirectory() as folder:
        rows = _read(Path(folder), {"company.csv": "\n".join(["key,name", *pieces]) + last})
    told = [row.line for row in rows]
    wanted = {number for number, piece in enumerate(pieces, start=2) if piece}
    assert len(told) == len(set(told))
    assert wanted <= set(told) <= set(range(2, len(pieces) + 3))


def test_a_quote_that_never_closes_ends_at_a_limit(tmp_path: Path) -> None:
    rows = _read(tmp_path, {"company.csv": 'key,name\n1,"a\n' + "2,b\n" * 100_000})
    assert len(rows) > 1000
    assert isinstance(rows[0], Reject)
    assert isinstance(rows[-1], NodeRow)
    assert [row.line for row in rows] == list(range(2, 100_003))


def test_json_lines_that_break_off_are_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="truncated"):
        _open(tmp_path, {"company.jsonl": '{"key": "1"}\n{"ke'})


def test_another_encoding_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="not UTF-8"):
        _open(tmp_path, {"company.csv": "key,name\n1,武汉\n".encode("gb18030")})


def test_a_truncated_gzip_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="truncated gzip"):
        _open(tmp_path, {"company.csv.gz": gzip.compress(b"key\n1\n")[:-9]})
