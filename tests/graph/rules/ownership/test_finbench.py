"""Every company of the FinBench sample against a dense solve of the whole sample."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from graph.rules.ownership.beneficial import beneficial_owners
from graph.rules.ownership.holdings import HolderKind, Holding, OwnershipGraph

SAMPLE = Path(__file__).parents[4] / "samples" / "finbench"


def rows(table: str) -> list[dict[str, str]]:
    with gzip.open(SAMPLE / f"{table}.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


def test_owners_of_all_companies_are_those_of_a_dense_solve() -> None:
    companies = [f"company:{row['companyId']}" for row in rows("Company")]
    holdings = [
        Holding(
            holder=f"{kind}:{row['investorId']}", held=f"company:{row['companyId']}", share=float(row["ratio"])
        )
        for table, kind in (("CompanyInvestCompany", "company"), ("PersonInvestCompany", "person"))
        for row in rows(table)
    ]
    persons = sorted({holding.holder for holding in holdings if holding.holder.startswith("person")})
    kinds = dict.fromkeys(companies, HolderKind.COMPANY) | dict.fromkeys(persons, HolderKind.NATURAL_PERSON)
    graph = OwnershipGraph.of(holdings, kinds)

    company_at = {company: number for number, company in enumerate(companies)}
    person_at = {person: number for number, person in enumerate(persons)}
    between = np.zeros((len(companies), len(companies)))
    direct = np.zeros((len(persons), len(companies)))
    for holding in holdings:
        own = company_at.get(holding.holder)
        if own is not None:
            between[own, company_at[holding.held]] += holding.lower
        else:
            direct[person_at[holding.holder], company_at[holding.held]] += holding.lower
    dense = direct @ np.linalg.solve(np.eye(len(companies)) - between, np.eye(len(companies)))

    assert len(companies) == 967
    owners = 0
    for number, company in enumerate(companies):
        found = beneficial_owners(graph, company)
        expected = {persons[row]: dense[row, number] for row in np.flatnonzero(dense[:, number].round(9) >= 0.25)}
        assert {owner.person: owner.share.lower for owner in found.owners} == pytest.approx(expected, abs=1e-9)
        assert all(owner.certain and owner.share.lower == owner.share.upper for owner in found.owners)
        assert found.unknown_share == pytest.approx(1.0 - dense[:, number].sum(), abs=1e-9)
        owners += len(found.owners)
    assert owners > 500
