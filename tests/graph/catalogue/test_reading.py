"""Editions that others write: in as they are or refused whole, with row, column, value and what is allowed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.catalogue import Catalogue, Edition, UnreadableEdition, read_edition, shipped_catalogue
from graph.catalogue.reading import COLUMNS, FAULTS_MAX, ROWS_MAX, edition_of

BASIS = "鄂办发〔2026〕1号"
ROW = {
    "code": "HB-001",
    "zh": "限制参加评优",
    "english": "Awards of the province",
    "executors": "HRSS CIVILISATION_OFFICE",
    "targets": "NATURAL_PERSON UNIT",
    "trigger": "LISTING",
    "mode": "INSTRUCTION",
    "reversible": "true",
    "basis": BASIS,
    "validFrom": "2027-01-01",
    "validTo": "",
    "verified": "true",
    "notes": "",
}
NEXT_YEAR = date(2027, 1, 1)


def table(*rows: dict[str, str], header: tuple[str, ...] = COLUMNS) -> str:
    lines = [",".join(header), *(",".join(row[column] for column in header) for row in rows)]
    return "\n".join(lines) + "\n"


def edition(*rows: dict[str, str], name: str = "HUBEI-2027-01") -> Edition:
    return edition_of(table(*rows), name=name, in_force_from=NEXT_YEAR, file="hubei.csv")


def test_an_edition_comes_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "hubei.csv"
    path.write_text("\ufeff" + table(ROW | {"validTo": "2028-01-01"}), encoding="utf-8")
    [row] = read_edition(path, name="HUBEI-2027-01", in_force_from=NEXT_YEAR).definitions
    assert (row.edition, row.measure_code, row.legal_basis) == ("HUBEI-2027-01", "HB-001", BASIS)
    assert row.executor_types == ("HRSS", "CIVILISATION_OFFICE") and row.executors == ("HRSS", "OTHER")
    assert row.in_force(date(2027, 12, 31)) and not row.in_force(date(2028, 1, 1))


def test_it_is_added_to_a_catalogue_and_the_old_one_stays_as_it_was() -> None:
    before = shipped_catalogue()
    after = before.with_edition(edition(ROW))
    assert before is shipped_catalogue() and before.edition("HUBEI-2027-01") is None
    assert after.definitions("HUBEI-2027-01", "HB-001")[0].name == "限制参加评优"
    assert after.definitions("HUB-2026-02", "JP-107") == before.definitions("HUB-2026-02", "JP-107")
    basis = after.legal_basis()
    assert basis["HUBEI-2027-01", "HB-001"] == basis[None, "HB-001"] == BASIS
    assert basis["HUB-2026-01", "JP-503"] == "国办发〔2020〕49号"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "HUB-2026-02"),
        (date(2026, 12, 31), "HUB-2026-02"),
        (date(2027, 1, 1), "HUBEI-2027-01"),
    ],
)
def test_the_current_edition_is_the_last_that_came_into_force(day: date, name: str | None) -> None:
    found = shipped_catalogue().with_edition(edition(ROW)).current(day)
    assert (found.name if found else None) == name


def test_an_edition_is_never_edited() -> None:
    with pytest.raises(ValueError, match="one name"):
        shipped_catalogue().with_edition(edition(ROW, name="HUB-2026-02"))
    same_day = edition_of(table(ROW), name="HUBEI-2026-01", in_force_from=date(2026, 1, 1))
    with pytest.raises(ValueError, match="one day"):
        shipped_catalogue().with_edition(same_day)


def test_a_catalogue_of_what_is_only_read_has_no_newest() -> None:
    with pytest.raises(ValueError, match="at least one"):
        _ = Catalogue(editions=shipped_catalogue().editions[:1]).newest


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("code", "sector blacklisting", "1 to 40 capital letters"),
        ("code", "", "1 to 40 capital letters"),
        ("zh", " ", "printable text"),
        ("english", "a\x07b", "printable text"),
        ("executors", "BAKERY", "RAILWAY"),
        ("executors", "", "at least one"),
        ("executors", "HRSS HRSS", "each once"),
        ("executors", "APPOINTING_COMPANY", "may meet the row's targets"),
        ("targets", "ANYBODY", "NATURAL_PERSON, UNIT, RESPONSIBLE_PERSON"),
        ("targets", "UNIT RESPONSIBLE_PERSON", "RESPONSIBLE_PERSON for RESTRICTION, EXIT_BAN only"),
        ("trigger", "ANGER", "LISTING, RESTRICTION, EXIT_BAN, REFERRAL"),
        ("mode", "I", "INSTRUCTION, REFERENCE, NOTICE"),
        ("reversible", "false", "true for every measure"),
        ("reversible", "yes", "true, false"),
        ("basis", "", "printable text"),
        ("validFrom", "", "a day as"),
        ("validFrom", "20270101", "a day as"),
        ("validTo", "2027-01-01", "after validFrom"),
        ("validTo", "2027-02-30", "a day as"),
        ("verified", "", "true, false"),
    ],
)
def test_a_fault_says_row_column_value_and_what_is_allowed(column: str, value: str, allowed: str) -> None:
    with pytest.raises(UnreadableEdition) as refused:
        edition(ROW | {"code": "HB-000"}, ROW | {column: value})
    [fault] = refused.value.faults
    assert (fault.line, fault.column, fault.value) == (3, column, value)
    assert allowed in fault.allowed
    assert "hubei.csv, line 3" in str(refused.value) and f"{column} is {value!r}" in str(refused.value)


@pytest.mark.parametrize("unbound", ["BANK", "TRADE_ASSOCIATION", "MEDIA", "EMPLOYER"])
def test_never_13_an_edition_that_instructs_whom_nothing_binds_is_none(unbound: str) -> None:
    with pytest.raises(UnreadableEdition) as refused:
        edition(ROW | {"executors": f"HRSS {unbound}"})
    [fault] = refused.value.faults
    assert (fault.column, fault.value) == ("mode", "INSTRUCTION")
    assert f"REFERENCE or NOTICE for {unbound}" in fault.allowed


def test_a_referral_cannot_be_undone() -> None:
    with pytest.raises(UnreadableEdition, match="false for a referral"):
        edition(ROW | {"trigger": "REFERRAL"})


def test_a_mode_of_a_code_stands_once() -> None:
    assert len(edition(ROW, ROW | {"mode": "REFERENCE"}).rows("HB-001")) == 2
    with pytest.raises(UnreadableEdition, match="each mode of a code once"):
        edition(ROW, ROW)


def test_one_fault_of_each_row_is_told_up_to_a_bound() -> None:
    bad = [ROW | {"code": f"HB-{place}", "mode": "X", "basis": ""} for place in range(FAULTS_MAX + 5)]
    with pytest.raises(UnreadableEdition) as refused:
        edition(*bad)
    assert [fault.line for fault in refused.value.faults] == list(range(2, FAULTS_MAX + 2))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the columns code, zh"),
        (table(), "at least one"),
        (table(header=COLUMNS[:-1]), "the columns code, zh"),
        (table(header=(*COLUMNS, "notes")), "each once"),
        (table(ROW) + "HB-002,short\n", "line 3: 2 cells; allowed: 13"),
        (table(ROW | {"notes": '"'}), "CSV as in RFC 4180"),
        (table(*(ROW | {"code": f"HB-{place}"} for place in range(ROWS_MAX + 1))), f"allowed: {ROWS_MAX}"),
    ],
)
def test_what_is_no_table_is_refused(text: str, said: str) -> None:
    with pytest.raises(UnreadableEdition) as refused:
        edition_of(text, name="HUBEI-2027-01", in_force_from=NEXT_YEAR, file="hubei.csv")
    assert said in str(refused.value)


def test_columns_may_stand_in_any_order() -> None:
    text = table(ROW, header=COLUMNS[::-1])
    found = edition_of(text, name="HUBEI-2027-01", in_force_from=NEXT_YEAR)
    assert found == edition(ROW)


@pytest.mark.parametrize("name", ["", "hubei", "HUBEI 2027", "X" * 41])
def test_an_edition_has_a_name_of_the_form(name: str) -> None:
    with pytest.raises(UnreadableEdition, match="1 to 40 capital letters"):
        edition(ROW, name=name)


@pytest.mark.parametrize(("content", "said"), [(b"\xff\xfe", "UTF-8"), (b"a" * ((1 << 20) + 1), "1048576 bytes")])
def test_a_file_has_a_bound_and_one_encoding(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "hubei.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableEdition, match=said):
        read_edition(path, name="HUBEI-2027-01", in_force_from=NEXT_YEAR)


@given(st.sampled_from(COLUMNS), st.text(st.characters(exclude_characters=',"\r\n'), max_size=80))
def test_whatever_stands_in_a_cell_it_is_read_or_told(column: str, value: str) -> None:
    try:
        found = edition(ROW | {column: value})
    except UnreadableEdition as refused:
        assert all(fault.allowed for fault in refused.faults)
        assert len(str(refused)) < 2_000
    else:
        assert len(found.definitions) == 1
