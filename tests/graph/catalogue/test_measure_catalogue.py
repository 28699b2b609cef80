from __future__ import annotations

from graph.catalogue import EDITION, measure_definitions


def test_every_row_has_a_legal_basis() -> None:
    assert all(row.legal_basis for row in measure_definitions())


def test_key_is_edition_and_code() -> None:
    assert measure_definitions()[0].key == f"{EDITION}|JP-101"


def test_no_bank_is_ever_instructed() -> None:
    assert not [
        row.measure_code
        for row in measure_definitions()
        if "BANKING" in row.executors and row.mode == "INSTRUCTION"
    ]


def test_office_in_companies_is_barred_to_natural_persons_only() -> None:
    rows = {row.measure_code: row for row in measure_definitions()}
    assert rows["JP-309"].target_types == ("NATURAL_PERSON",)


def test_rows_from_memory_are_marked() -> None:
    unverified = {row.measure_code for row in measure_definitions() if not row.verified}
    assert unverified == {
        "JP-103", "JP-104", "JP-105", "JP-308", "JP-401", "JP-402", "JP-502", "JP-503",
        "JP-601", "JP-602", "JP-803",
    }  # fmt: skip
