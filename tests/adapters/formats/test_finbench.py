"""FinBench tables: keys carry their kind, times their zone, money ends at the fen, and bad rows say why."""

from __future__ import annotations

import gzip
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.formats.finbench import NODE_TABLES, RELATION_TABLES, TABLES, FinBench, fen, instant, plain
from adapters.formats.record import FactMeta, NodeRow, Reject, RelationRow, Row, UnusableFile
from graph.model import MODEL

SAMPLE = Path(__file__).parents[3] / "samples" / "finbench"
FORMAT = FinBench()

COMPANY = "companyId|companyName|isBlocked|createTime\n"
TRANSFER = "fromId|toId|amount|createTime\n"


def _read(*paths: Path) -> list[Row | Reject]:
    return list(FORMAT.read(FORMAT.open(paths)))


def _one(folder: Path, name: str, text: str) -> Row | Reject:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (row,) = _read(path)
    return row


def _reject(folder: Path, name: str, text: str) -> Reject:
    row = _one(folder, name, text)
    assert isinstance(row, Reject)
    return row


@pytest.fixture(scope="module")
def sample() -> list[Row | Reject]:
    return _read(SAMPLE)


def test_the_sample_has_all_its_rows(sample: list[Row | Reject]) -> None:
    assert len(sample) == FORMAT.open((SAMPLE,)).rows == 66_180


def test_the_sample_has_no_bad_row(sample: list[Row | Reject]) -> None:
    assert not [row for row in sample if isinstance(row, Reject)]


def test_the_sample_has_owners_in_no_table(sample: list[Row | Reject]) -> None:
    known = {row.key for row in sample if isinstance(row, NodeRow)}
    missing = Counter(
        (row.document.name, row.source_key.split(":")[0])
        for row in sample
        if isinstance(row, RelationRow) and not {row.source_key, row.target_key} <= known
    )
    assert missing == {
        ("PersonOwnAccount.csv.gz", "person"): 95,
        ("CompanyOwnAccount.csv.gz", "company"): 78,
    }


def test_the_sample_tells_all_its_facts_apart(sample: list[Row | Reject]) -> None:
    facts = [
        (row.kind, row.source_key, row.target_key, row.item) for row in sample if isinstance(row, RelationRow)
    ]
    assert len(facts) == len(set(facts))


def test_the_sample_has_ids_of_a_person_and_a_company(sample: list[Row | Reject]) -> None:
    ids = Counter(
        row.key.split(":")[1] for row in sample if isinstance(row, NodeRow) and row.kind in ("PERSON", "COMPANY")
    )
    assert sum(count == 2 for count in ids.values()) == 37


def test_the_sample_has_a_company_that_holds_itself(sample: list[Row | Reject]) -> None:
    own = [
        row
        for row in sample
        if isinstance(row, RelationRow) and row.kind == "SHAREHOLDER_OF" and row.source_key == row.target_key
    ]
    assert [row.values["share"] for row in own] == ["0.2406917497969405"]


def test_nodes_come_before_relations(sample: list[Row | Reject]) -> None:
    kinds = [isinstance(row, RelationRow) for row in sample]
    assert kinds == sorted(kinds)


def test_reading_twice_gives_the_same() -> None:
    delivery = FORMAT.open((SAMPLE / "Person.csv.gz", SAMPLE / "Company.csv.gz"))
    assert list(FORMAT.read(delivery)) == list(FORMAT.read(delivery))


def test_facts_are_of_a_register() -> None:
    assert FORMAT.open((SAMPLE / "Company.csv.gz",)).manifest.grade == "A"


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_tables_name_columns_of_theirs_and_attributes_of_the_model(table: object) -> None:
    assert table in (*NODE_TABLES, *RELATION_TABLES)
    kind = MODEL.nodes.get(table.kind) or MODEL.relations[table.kind]
    used = {column.name for column in table.columns} | {name for name, _ in table.keys} | set(table.item)
    assert used <= set(table.header)
    assert {column.attribute for column in table.columns} <= {attribute.name for attribute in kind.attributes}


def test_a_company(tmp_path: Path) -> None:
    row = _one(tmp_path, "Company.csv", COMPANY + "423|Shields and Sons|false|2020-01-02 09:27:07.185\n")
    assert isinstance(row, NodeRow)
    assert (row.kind, row.key, row.line, row.meta) == ("COMPANY", "company:423", 2, FactMeta())
    assert row.values == {
        "name": "Shields and Sons",
        "blocked": "false",
        "createdAt": "2020-01-02T09:27:07.185+08:00",
    }


def test_a_transfer(tmp_path: Path) -> None:
    row = _one(tmp_path, "AccountTransferAccount.csv", TRANSFER + "1|2|544595.785|2020-06-29 02:33:46\n")
    assert isinstance(row, RelationRow)
    assert (row.source_key, row.target_key) == ("account:1", "account:2")
    assert row.item == "2020-06-29 02:33:46 544595.785"
    assert row.meta == FactMeta(valid_from="2020-06-29")
    assert row.values == {"amount": "544595.79", "occurredAt": "2020-06-29T02:33:46+08:00"}


@pytest.mark.parametrize(("type_", "kind"), [("PHONE", "PHONE"), ("QRCode", "DEVICE"), ("WIFI", "NETWORK")])
def test_a_medium(tmp_path: Path, type_: str, kind: str) -> None:
    text = f"mediumId|mediumType|isBlocked|createTime\n1|{type_}|true|2020-01-02 09:27:07.1\n"
    row = _one(tmp_path, "Medium.csv", text)
    assert isinstance(row, NodeRow)
    assert (row.values["mediumType"], row.values["mediumKind"]) == (type_, kind)


def test_a_table_with_only_its_header(tmp_path: Path) -> None:
    path = tmp_path / "Company.csv"
    path.write_text(COMPANY, encoding="utf-8")
    assert FORMAT.open((path,)).rows == 0
    assert _read(path) == []


def test_packed_with_a_byte_order_mark_and_line_ends_of_windows(tmp_path: Path) -> None:
    text = "\ufeff" + (COMPANY + "1|a|false|2020-01-02 09:27:07\n").replace("\n", "\r\n")
    path = tmp_path / "Company.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    (row,) = _read(path)
    assert isinstance(row, NodeRow)
    assert row.values["createdAt"] == "2020-01-02T09:27:07+08:00"


def test_empty_lines_are_counted_and_skipped(tmp_path: Path) -> None:
    row = _one(tmp_path, "Company.csv", COMPANY + "\n \n1|a|false|2020-01-02 09:27:07\n\n")
    assert isinstance(row, NodeRow)
    assert row.line == 4


def test_a_row_with_a_column_too_many(tmp_path: Path) -> None:
    found = _reject(tmp_path, "Company.csv", COMPANY + "1|a|b|false|2020-01-02 09:27:07\n")
    assert (found.file, found.line, found.field, found.value) == ("Company.csv", 2, "row", "5 columns")


@pytest.mark.parametrize("key", ["", "x1", "-1", "１", "1 "])
def test_an_id_that_is_none(tmp_path: Path, key: str) -> None:
    found = _reject(tmp_path, "Company.csv", COMPANY + f"{key}|a|false|2020-01-02 09:27:07\n")
    assert (found.field, found.value) == ("companyId", key)


@pytest.mark.parametrize(
    "time", ["", "2020-02-30 01:02:03", "2020-01-02", "2020-01-02T09:27:07", "2020-01-02 24:00:01"]
)
def test_a_time_that_is_none(tmp_path: Path, time: str) -> None:
    found = _reject(tmp_path, "Company.csv", COMPANY + f"1|a|false|{time}\n")
    assert (found.field, found.value) == ("createTime", time)


@pytest.mark.parametrize("amount", ["abc", "-1", "1e999999999", "NaN", "9" * 40])
def test_an_amount_that_is_none(tmp_path: Path, amount: str) -> None:
    text = TRANSFER + f"1|2|{amount}|2020-06-29 02:33:46\n"
    assert _reject(tmp_path, "AccountTransferAccount.csv", text).field == "amount"


def test_a_medium_of_an_unknown_type(tmp_path: Path) -> None:
    text = "mediumId|mediumType|isBlocked|createTime\n1|FAX|true|2020-01-02 09:27:07\n"
    found = _reject(tmp_path, "Medium.csv", text)
    assert (found.field, found.value) == ("mediumType", "FAX")
    assert "PHONE" in found.reason


def test_another_header_names_the_columns_wanted(tmp_path: Path) -> None:
    path = tmp_path / "Company.csv"
    path.write_text("companyId,companyName\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match=r"companyId,companyName; allowed: companyId\|companyName\|isBlocked"):
        FORMAT.open((path,))


def test_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "Company.csv"
    path.write_bytes(COMPANY.encode() + "1|武汉|false|2020-01-02 09:27:07\n".encode("gb18030"))
    with pytest.raises(UnusableFile, match="not UTF-8"):
        FORMAT.open((path,))


def test_a_folder_without_tables_names_them(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="AccountTransferAccount"):
        FORMAT.open((tmp_path,))


def test_a_table_beside_its_packed_self(tmp_path: Path) -> None:
    (tmp_path / "Company.csv").write_text(COMPANY, encoding="utf-8")
    (tmp_path / "Company.csv.gz").write_bytes(gzip.compress(COMPANY.encode()))
    with pytest.raises(UnusableFile, match="one of the two"):
        FORMAT.open((tmp_path,))


@given(st.decimals(min_value=0, max_value=10**14, places=15))
def test_an_amount_is_off_by_at_most_half_a_fen(amount: Decimal) -> None:
    assert abs(Decimal(fen(f"{amount:f}")) - amount) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("amount", "rounded"), [("0.005", "0.01"), ("1.995", "2.00"), ("7", "7.00"), ("1e2", "100.00")]
)
def test_amounts_are_rounded_half_up(amount: str, rounded: str) -> None:
    assert fen(amount) == rounded


@given(st.floats(min_value=1e-90, max_value=1))
def test_a_ratio_keeps_its_value_without_an_exponent(ratio: float) -> None:
    assert "e" not in plain(repr(ratio))
    assert float(plain(repr(ratio))) == ratio


@pytest.mark.parametrize(("text", "moment"), [(".5", ".500"), (".05", ".050"), (".1234", ".1234"), ("", "")])
def test_a_fraction_of_a_second(text: str, moment: str) -> None:
    assert instant(f"2020-01-02 09:27:07{text}") == f"2020-01-02T09:27:07{moment}+08:00"
