"""HUB-2026-02 beside the 40 rows of the dossier on the law, copied out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from graph.catalogue import MeasureDefinition, codes_of, legal_basis, measure_codes, shipped_catalogue

EDITION = "HUB-2026-02"
NP, LP, RP = "NATURAL_PERSON", "UNIT", "RESPONSIBLE_PERSON"
I, R, N = "INSTRUCTION", "REFERENCE", "NOTICE"  # noqa: E741

# Code, who carries it out, whom it meets, modes as printed, whether it was read in a source.
ROWS = (
    ("JP-101", "FINANCIAL_REGULATOR LOCAL_FINANCE_OFFICE", (NP, LP), (I, R), True),
    ("JP-102", "DEVELOPMENT_AND_REFORM CENTRAL_BANK SECURITIES_REGULATOR", (LP,), (R,), True),
    ("JP-103", "FOREIGN_EXCHANGE SECURITIES_REGULATOR", (LP,), (R,), False),
    ("JP-104", "SECURITIES_REGULATOR", (NP, LP), (R,), False),
    ("JP-105", "SECURITIES_REGULATOR", (LP,), (R,), False),
    ("JP-106", "CIVIL_AFFAIRS", (NP, LP), (I,), True),
    ("JP-107", "FINANCE", (NP, LP), (I,), True),
    ("JP-108", "DEVELOPMENT_AND_REFORM HOUSING TRANSPORT WATER", (LP,), (I,), True),
    ("JP-201", "FINANCE HRSS", (NP, LP), (I,), True),
    ("JP-202", "DEVELOPMENT_AND_REFORM TAX COMMERCE SCIENCE", (LP,), (R,), True),  # looks at RP, meets the unit
    ("JP-301", "SASAC", (NP,), (I,), True),
    ("JP-302", "STAFFING_OFFICE", (NP,), (I,), True),
    ("JP-303", "FINANCIAL_REGULATOR SECURITIES_REGULATOR INSURANCE_REGULATOR", (NP,), (I,), True),
    ("JP-304", "CIVIL_AFFAIRS", (NP,), (I,), True),
    ("JP-305", "ORGANISATION_DEPARTMENT HRSS", (NP,), (I, R), True),
    ("JP-306", "ORGANISATION_DEPARTMENT", (NP,), (N,), True),
    ("JP-307", "ORGANISATION_DEPARTMENT PEOPLES_CONGRESS CPPCC", (NP,), (N,), True),
    ("JP-308", "CONSCRIPTION_OFFICE", (NP,), (R,), False),
    ("JP-309", "MARKET APPOINTING_COMPANY", (NP,), (I,), True),
    ("JP-401", "CUSTOMS", (LP,), (I,), False),
    ("JP-402", "MARKET MEDICAL_PRODUCTS", (NP, LP), (R,), False),
    ("JP-403", "HOUSING", (LP,), (I,), True),
    ("JP-501", "CIVILISATION_OFFICE", (NP, LP), (R,), True),
    ("JP-502", "JUSTICE", (NP, LP), (R,), False),
    ("JP-503", "BANK", (NP, LP), (R,), False),
    ("JP-601", "NATURAL_RESOURCES SASAC", (NP, LP), (I,), False),
    ("JP-602", "FORESTRY NATURAL_RESOURCES", (NP, LP), (I,), False),
    ("JP-701", "RAILWAY CIVIL_AVIATION", (NP, RP), (I,), True),
    ("JP-702", "PUBLIC_SECURITY COMMERCE TOURISM", (NP, RP), (I,), True),
    ("JP-703", "TOURISM", (NP, RP), (I,), True),
    ("JP-704", "EDUCATION", (NP, RP), (I,), True),
    ("JP-705", "INSURANCE_REGULATOR", (NP, RP), (I,), True),
    ("JP-706", "HOUSING PUBLIC_SECURITY", (NP, RP), (I,), True),
    ("JP-801", "PUBLIC_SECURITY", (NP,), (I,), True),
    ("JP-802", "IMMIGRATION", (NP, RP), (I,), True),
    ("JP-803", "PUBLIC_SECURITY", (NP, LP), (I,), False),
    ("JP-901", "MARKET SECTOR_REGULATOR", (LP,), (R,), True),
    ("JP-951", "CREDIT_REFERENCE_CENTRE", (NP, LP), (I,), True),
    ("JP-961", "EMPLOYER SUPERIOR_ORGAN", (NP, LP), (N,), True),
    ("JP-A01", "PUBLIC_SECURITY PROCURATORATE", (NP, LP), (N,), True),
)
BY_RESTRICTION = {"JP-701", "JP-702", "JP-703", "JP-704", "JP-705", "JP-706"}

# Agencies that ask about a code, as they could before there were types.
AGENCIES = {
    "RAILWAY": {"JP-701"},
    "CIVIL_AVIATION": {"JP-701"},
    "CREDIT_OFFICE": {"JP-102", "JP-108", "JP-202"},
    "HRSS": {"JP-201", "JP-305"},
    "MARKET": {"JP-309", "JP-402", "JP-901"},
    "HOUSING": {"JP-108", "JP-403", "JP-706"},
    "NATURAL_RESOURCES": {"JP-601", "JP-602"},
    "PUBLIC_SECURITY": {"JP-702", "JP-706", "JP-801", "JP-802", "JP-803", "JP-A01"},
    "FINANCE": {"JP-107", "JP-201"},
    "SASAC": {"JP-301", "JP-601"},
    "UNION": set(),
    "BANKING": {"JP-503"},
}


def rows(code: str) -> tuple[MeasureDefinition, ...]:
    return shipped_catalogue().definitions(EDITION, code)


def test_it_holds_the_forty_rows_and_no_other() -> None:
    edition = shipped_catalogue().edition(EDITION)
    assert edition is not None
    assert edition.codes == tuple(row[0] for row in ROWS)
    assert len(edition.codes) == 40


@pytest.mark.parametrize(("code", "executors", "targets", "modes", "verified"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_is_as_the_dossier_has_it(
    code: str, executors: str, targets: tuple[str, ...], modes: tuple[str, ...], verified: bool
) -> None:
    found = rows(code)
    assert tuple(row.mode for row in found) == modes
    assert {each for row in found for each in row.executor_types} == set(executors.split())
    assert all(row.target_types == targets for row in found)
    assert all(row.verified is verified for row in found)


@pytest.mark.parametrize("code", [row[0] for row in ROWS])
def test_what_a_row_follows_from(code: str) -> None:
    by_code = {"JP-802": "EXIT_BAN", "JP-A01": "REFERRAL"} | dict.fromkeys(BY_RESTRICTION, "RESTRICTION")
    assert {row.trigger for row in rows(code)} == {by_code.get(code, "LISTING")}


def test_only_the_referral_cannot_be_undone_and_is_no_measure() -> None:
    edition = shipped_catalogue().edition(EDITION)
    assert edition is not None
    assert [row.measure_code for row in edition.definitions if not row.reversible] == ["JP-A01"]
    assert set(edition.codes) - set(edition.measures) == {"JP-A01"}


def test_a_mode_has_the_executors_of_that_mode() -> None:
    instruction, reference = rows("JP-101")
    assert instruction.executor_types == ("FINANCIAL_REGULATOR", "LOCAL_FINANCE_OFFICE")
    assert reference.executor_types == ("FINANCIAL_REGULATOR",)  # who permits a bank


def test_every_row_says_basis_terms_and_since_when() -> None:
    edition = shipped_catalogue().edition(EDITION)
    assert edition is not None
    for row in edition.definitions:
        assert row.legal_basis and row.name and row.english
        assert date(2015, 7, 22) < row.valid_from <= date(2024, 12, 1) and row.valid_to is None


@pytest.mark.parametrize(
    ("code", "since"),
    [
        ("JP-701", date(2018, 5, 1)),
        ("JP-309", date(2024, 7, 1)),
        ("JP-802", date(2024, 1, 1)),
        ("JP-A01", date(2024, 12, 1)),
    ],
)
def test_a_row_is_in_force_since_its_basis_is(code: str, since: date) -> None:
    assert rows(code)[0].valid_from == since


def test_keys_stand_beside_those_of_other_editions() -> None:
    assert [row.key for row in rows("JP-101")] == [
        f"{EDITION}|JP-101|INSTRUCTION",
        f"{EDITION}|JP-101|REFERENCE",
    ]
    keys = [row.key for edition in shipped_catalogue().editions for row in edition.definitions]
    assert len(set(keys)) == len(keys) == 82


def test_a_code_stays_answerable_whatever_its_modes() -> None:
    assert measure_codes() == {row[0] for row in ROWS}


def test_legal_basis_is_told_by_edition_and_without() -> None:
    basis = legal_basis()
    assert basis[EDITION, "JP-309"] == basis[None, "JP-309"] == "公司法(2023) 第178条第1款第5项"
    assert basis[EDITION, "JP-101"] == rows("JP-101")[0].legal_basis
    assert (EDITION, "JP-999") not in basis


@pytest.mark.parametrize("agency", AGENCIES)
def test_an_agency_carries_out_what_it_did(agency: str) -> None:
    assert codes_of(agency) == AGENCIES[agency]
    edition = shipped_catalogue().edition(EDITION)
    assert edition is not None
    assert {row.measure_code for row in edition.definitions if agency in row.executors} == AGENCIES[agency]
