"""HUB-2026-01, under which orders stand: it is read as it was written, and nothing new is ordered under it."""

from __future__ import annotations

from graph.catalogue import legal_basis, measure_definitions, shipped_catalogue

FIRST = "HUB-2026-01"


def test_every_row_has_a_legal_basis() -> None:
    assert all(row.legal_basis for row in measure_definitions(FIRST))


def test_key_is_edition_and_code() -> None:
    assert measure_definitions(FIRST)[0].key == f"{FIRST}|JP-101"


def test_no_bank_is_ever_instructed() -> None:
    assert not [
        row.measure_code
        for row in measure_definitions(FIRST)
        if "BANKING" in row.executors and row.mode == "INSTRUCTION"
    ]


def test_office_in_companies_is_barred_to_natural_persons_only() -> None:
    rows = {row.measure_code: row for row in measure_definitions(FIRST)}
    assert rows["JP-309"].target_types == ("NATURAL_PERSON",)


def test_rows_from_memory_are_marked() -> None:
    unverified = {row.measure_code for row in measure_definitions(FIRST) if not row.verified}
    assert unverified == {
        "JP-103", "JP-104", "JP-105", "JP-308", "JP-401", "JP-402", "JP-502", "JP-503",
        "JP-601", "JP-602", "JP-803",
    }  # fmt: skip


def test_the_weaker_of_two_modes_stands() -> None:
    rows = {row.measure_code: row.mode for row in measure_definitions(FIRST)}
    assert len(rows) == len(measure_definitions(FIRST)) == 40
    assert (rows["JP-101"], rows["JP-305"]) == ("REFERENCE", "REFERENCE")


def test_its_basis_is_told_beside_that_of_the_later_edition() -> None:
    assert legal_basis()[FIRST, "JP-503"] == "国办发〔2020〕49号"
    assert legal_basis()[FIRST, "JP-309"] == "公司法(2023) 第178条第1款第5项"


def test_it_is_never_the_current_one() -> None:
    edition = shipped_catalogue().edition(FIRST)
    assert edition is not None and edition.in_force_from is None
    assert all(not row.executor_types and row.trigger is None for row in edition.definitions)
