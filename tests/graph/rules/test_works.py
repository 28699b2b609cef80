"""Who stands where on a project, whoever asks."""

from __future__ import annotations

from hypothesis import given

from graph.rules.works import Part, Works
from tests.graph.rules.test_contracts import CHAIN, NAMES, SUB, WORKS, contract, role


def test_each_stands_as_high_as_its_highest_part() -> None:
    roles = (role("both", SUB), role("both", Part.DEVELOPER), role("labour", Part.LABOUR_SUBCONTRACTOR))
    works = Works(contracts=CHAIN, roles=roles)
    assert works.top_down(["a nobody", "labour", "sub", "general", "developer", "both"]) == (
        *("both", "developer", "general", "sub", "labour", "a nobody"),
    )


def test_a_contract_stands_by_its_tier_else_by_its_contractors_highest_part() -> None:
    without = (contract("general", "elsewhere"), contract("a nobody", "general"))
    works = Works(contracts=(*without, *CHAIN[::-1], contract("general", "sub", Part.LABOUR_SUBCONTRACTOR)))
    assert [each.fact for each in works.contracts_top_down()] == [
        *("general>developer", "general>elsewhere", "sub>general", "general>sub", "labour>sub"),
        "a nobody>general",
    ]


@given(WORKS)
def test_nobody_stands_above_one_of_a_higher_part(works: Works) -> None:
    order = works.top_down(NAMES)
    assert sorted(order) == sorted(NAMES)
    placed = [(tuple(Part).index(works.parts(each)[0]) if works.parts(each) else 9, each) for each in order]
    assert placed == sorted(placed)
