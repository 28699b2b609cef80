"""Editions of an installation's own: in force from their day, refused with file, line and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph.catalogue import catalogue, codes_of, measure_codes, measure_definitions, shipped_catalogue
from graph.catalogue.in_force import adopt
from graph.catalogue.own_editions import load_catalogue
from graph.catalogue.rows import built_in

HEAD, *ROWS = built_in("measures/HUB-2026-02.csv").splitlines()
FLIGHTS = next(row for row in ROWS if row.startswith("JP-701,"))
NEW = FLIGHTS.replace("JP-701", "JP-799", 1)


@pytest.fixture(autouse=True)
def shipped_again() -> Iterator[None]:
    yield
    adopt()


def given(folder: Path, listed: str, **tables: str) -> Path:
    (folder / "editions.csv").write_text(f"edition,inForceFrom\n{listed}\n", encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name.replace('_', '-')}.csv").write_text(text, encoding="utf-8")
    return folder


def test_an_edition_of_their_own_holds_from_its_day_and_the_shipped_ones_stay(tmp_path: Path) -> None:
    own = load_catalogue(given(tmp_path, "HUBEI-2027-01,2027-01-01", HUBEI_2027_01=f"{HEAD}\n{NEW}\n"))
    assert "JP-799" not in measure_codes()
    adopt(catalogue=own)
    newest, before = (catalogue().current(date(2027, 1, 1)), catalogue().current(date(2026, 12, 31)))
    assert newest is not None and (newest.name, set(newest.codes)) == ("HUBEI-2027-01", {"JP-799"})
    assert before is not None and before == shipped_catalogue().current(date(2026, 12, 31))
    assert "JP-799" in measure_codes() and "JP-799" in codes_of("RAILWAY")
    assert [row.measure_code for row in measure_definitions()] == ["JP-799"]
    adopt()
    assert "JP-799" not in measure_codes() and catalogue() is shipped_catalogue()


def test_without_a_folder_it_is_the_shipped_catalogue() -> None:
    assert load_catalogue(None) is shipped_catalogue()


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ("hubei,2027-01-01", "edition is 'hubei'; allowed: 1 to 40 of A-Z 0-9 -"),
        ("../X,2027-01-01", "edition is '../X'; allowed"),
        ("HUBEI-2027-01,", "inForceFrom is empty|inForceFrom is ''; allowed: a day"),
        ("HUBEI-2027-01,2027-13-01", "inForceFrom is '2027-13-01'; allowed: a day, as 2027-01-01"),
        ("HUB-2026-02,2027-01-01", "HUB-2026-02"),
    ],
)
def test_a_line_that_is_wrong_is_told_with_what_is_allowed(tmp_path: Path, listed: str, reason: str) -> None:
    folder = given(tmp_path, listed, HUBEI_2027_01=f"{HEAD}\n{NEW}\n", HUB_2026_02=f"{HEAD}\n{NEW}\n")
    with pytest.raises(ValueError, match=reason):
        load_catalogue(folder)


def test_a_row_that_is_wrong_is_told_with_its_file_and_column(tmp_path: Path) -> None:
    wrong = NEW.replace("RESTRICTION", "WHIM", 1)
    assert wrong != NEW
    with pytest.raises(ValueError, match=r"HUBEI-2027-01\.csv.*trigger"):
        load_catalogue(given(tmp_path, "HUBEI-2027-01,2027-01-01", HUBEI_2027_01=f"{HEAD}\n{wrong}\n"))
