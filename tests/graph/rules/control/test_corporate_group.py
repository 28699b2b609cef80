"""Corporate groups, on small graphs and on the whole FinBench sample."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from pathlib import Path

from hypothesis import given

from graph.rules.control.control import Control
from graph.rules.control.corporate_group import corporate_group
from graph.rules.control.sole import Stop, controlled_by, controls
from graph.rules.control.thresholds import Limits
from graph.rules.control.ties import End
from tests.graph.rules.control import naive
from tests.graph.rules.control.drawn import COMPANIES, Stake, concert, graph, of_stakes, registers

SAMPLE = Path(__file__).resolve().parents[4] / "samples/finbench"


def test_everything_under_the_same_ultimate_controller_with_its_chain() -> None:
    control = graph(
        ("S", "H", 1), ("H", "A", 0.6), ("H", "B", 0.3), ("A", "B", 0.3), ("X", "B", 0.4), kinds={"S": End.STATE}
    )
    for company in ("H", "A", "B"):
        found = corporate_group(control, company)
        assert (found.heads, found.stop, found.count) == (("S",), Stop.STATE_BODY, 3)
        for member in found.companies:
            assert naive.holds(member.chain, {"S"}, member.company)
    assert corporate_group(control, "X").heads == ("X",)


def test_a_group_may_have_a_concert_or_a_ring_at_its_head() -> None:
    agreement = concert("P", "Q")
    control = graph(("P", "A", 0.3), ("Q", "A", 0.3), ("A", "B", 0.9), concerts=(agreement,))
    found = corporate_group(control, "B")
    assert (found.heads, found.agreements) == (("P", "Q"), (agreement,))
    assert [each.company for each in found.companies] == ["A", "B"]
    ring = corporate_group(graph(("A", "B", 0.8), ("B", "A", 0.8), ("B", "C", 0.7)), "C")
    assert (set(ring.heads), ring.stop) == ({"A", "B"}, Stop.RING)
    assert [each.company for each in ring.companies] == ["C"]


@given(registers())
def test_without_agreements_it_is_what_the_ultimate_one_controls(stakes: list[Stake]) -> None:
    control = of_stakes(stakes)
    for company in COMPANIES:
        top = controlled_by(control, company).ultimate
        found = corporate_group(control, company)
        if top is not None:
            assert found.heads == (top,)
            assert {each.company for each in found.companies} == naive.controlled(stakes, top)


def test_the_count_is_told_beyond_what_is_listed() -> None:
    control = graph(*(("P", f"C{number}", 1.0) for number in range(50)), limits=Limits(told=10))
    found = corporate_group(control, "C7")
    assert (len(found.companies), found.count, found.truncated) == (10, 50, False)


@cache
def sample() -> tuple[tuple[tuple[str, str, float], ...], Control]:
    stakes: list[tuple[str, str, float]] = []
    for table, letter in (("CompanyInvestCompany", "C"), ("PersonInvestCompany", "P")):
        with gzip.open(SAMPLE / f"{table}.csv.gz", "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="|"):
                stakes.append((letter + row["investorId"], "C" + row["companyId"], float(row["ratio"])))
    return tuple(stakes), graph(*stakes)


def test_every_company_of_the_sample_has_the_controllers_of_the_definition() -> None:
    stakes, control = sample()
    registers: dict[str, dict[str, float]] = {}
    for holder, company, share in stakes:
        registers.setdefault(company, {})[holder] = share
    holders = {holder for holder, _, share in stakes if share > 0.5}
    below: dict[str, set[str]] = {}
    for holder in holders:
        found: set[str] = set()
        while new := {
            company
            for company, register in registers.items()
            if company not in found | {holder}
            and round(sum(share for each, share in register.items() if each in found | {holder}), 9) > 0.5
        }:
            found |= new
        below[holder] = found
    assert len(holders) > 30
    for subject in {holder for holder, _, _ in stakes}:
        assert set(controls(control, subject).companies) == below.get(subject, set())
    for company in registers:
        found_above = controlled_by(control, company)
        assert {each.subject for each in found_above.controllers} == {
            holder for holder in holders if company in below[holder]
        }
