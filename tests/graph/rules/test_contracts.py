"""Who answers for wages on a project: the scenario of the general contractor, and what holds of any project."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.contracts import LACKS, Lack, Liability, Liable, wages
from graph.rules.works import Contract, Part, Role, Works

GENERAL, SUB, LABOUR = Part.GENERAL_CONTRACTOR, Part.SUBCONTRACTOR, Part.LABOUR_SUBCONTRACTOR


def contract(
    contractor: str, client: str, tier: Part | None = None, amount: int | None = None, system: str | None = None
) -> Contract:
    fact = f"{contractor}>{client}"
    return Contract(contractor=contractor, client=client, fact=fact, tier=tier, amount=amount, system=system)


def role(subject: str, part: Part) -> Role:
    return Role(subject=subject, part=part, fact=f"{subject}:{part}")


CHAIN = (
    contract("general", "developer", GENERAL, 100_000_00),
    contract("sub", "general", SUB, 30_000_00),
    contract("labour", "sub", LABOUR),
)


def told(works: Works, employer: str) -> dict[Liability, Liable]:
    found = wages(works, employer).liable
    assert len(found) == len({each.liability for each in found})
    return {each.liability: each for each in found}


@pytest.mark.parametrize("employer", ["sub", "labour"])
def test_the_general_contractor_pays_first_and_the_developer_only_within_the_unpaid_price(employer: str) -> None:
    found = told(Works(contracts=CHAIN), employer)
    first, within = found[Liability.LIABLE_FIRST_FOR], found[Liability.LIABLE_WITHIN_UNPAID_PRICE]
    assert set(found) == {Liability.OWES, Liability.LIABLE_FIRST_FOR, Liability.LIABLE_WITHIN_UNPAID_PRICE}
    assert (first.subject, first.article, first.certain, first.lacks) == ("general", "30(3)", True, (Lack.WAGES,))
    assert (within.subject, within.article, within.certain) == ("developer", "29(2)", True)
    assert within.price == 100_000_00 and within.lacks == (Lack.WAGES, Lack.LATE_PAYMENT, Lack.UNPAID_PRICE)
    assert [each.contractor for each in first.chain] == ["labour", "sub"][0 if employer == "labour" else 1 :]
    assert [each.client for each in within.chain][-2:] == ["general", "developer"]
    assert found[Liability.OWES].article == "30(1)"


def test_the_general_contractors_own_wages_are_its_own() -> None:
    found = told(Works(contracts=CHAIN), "general")
    assert set(found) == {Liability.OWES, Liability.LIABLE_WITHIN_UNPAID_PRICE}
    assert found[Liability.OWES].article == "16"


def test_a_subcontractor_in_between_answers_for_nobodys_wages_but_its_own() -> None:
    assert "sub" not in {each.subject for each in wages(Works(contracts=CHAIN), "labour").liable}


def test_without_a_chain_of_contracts_the_general_contractor_of_the_project_answers_and_the_chain_is_lacking() -> (
    None
):
    works = Works(roles=(role("general", GENERAL), role("developer", Part.DEVELOPER), role("sub", SUB)))
    found = told(works, "sub")
    assert found[Liability.LIABLE_FIRST_FOR].lacks == (Lack.WAGES, Lack.CHAIN)
    assert found[Liability.LIABLE_FIRST_FOR].certain and found[Liability.LIABLE_FIRST_FOR].chain == ()
    within = found[Liability.LIABLE_WITHIN_UNPAID_PRICE]
    assert within.price is None and within.lacks[3:] == (Lack.CHAIN, Lack.PRICE)


def test_of_two_general_contractors_the_chain_says_which_and_else_neither_is_certain() -> None:
    other = contract("other", "developer", GENERAL)
    found = told(Works(contracts=(*CHAIN, other)), "sub")
    assert found[Liability.LIABLE_FIRST_FOR].subject == "general" and found[Liability.LIABLE_FIRST_FOR].certain
    both = wages(Works(contracts=(CHAIN[0], other), roles=(role("sub", SUB),)), "sub").liable
    first = [each for each in both if each.liability is Liability.LIABLE_FIRST_FOR]
    assert [(each.subject, each.certain) for each in first] == [("general", False), ("other", False)]
    assert all(Lack.WHICH in each.lacks and Lack.CHAIN in each.lacks for each in first)


def test_whoever_gave_work_to_a_person_answers_for_that() -> None:
    works = Works(contracts=(*CHAIN, contract("foreman", "general")), persons=frozenset({"foreman"}))
    by_kind = told(works, "foreman")
    assert set(by_kind) == {Liability.LIABLE_FOR_AWARD, Liability.LIABLE_WITHIN_UNPAID_PRICE}
    assert wages(works, "foreman").lacks == (Lack.EMPLOYER,) and wages(works, "sub").lacks == ()
    found = by_kind[Liability.LIABLE_FOR_AWARD]
    assert (found.subject, found.article, found.lacks) == ("general", "36(1)", (Lack.WAGES, Lack.CAUSE))
    from_sub = Works(contracts=(*CHAIN, contract("foreman", "sub")), persons=frozenset({"foreman"}))
    assert set(told(from_sub, "foreman")) == {Liability.LIABLE_WITHIN_UNPAID_PRICE}
    assert wages(from_sub, "foreman").lacks == (Lack.EMPLOYER,)


@pytest.mark.parametrize(
    ("stated", "price"),
    [
        ([("a", 100)], 100),
        ([("a", 100), ("b", 100)], 100),
        ([("a", 60), ("a", 40), ("b", 100)], 100),
        ([("a", 100), ("a", 100)], 200),
        ([("a", 100), ("b", 120)], None),
        ([("a", 100), ("b", None)], None),
    ],
)
def test_one_contract_that_two_systems_state_counts_once(
    stated: list[tuple[str, int | None]], price: int | None
) -> None:
    contracts = tuple(contract("general", "developer", GENERAL, amount, system) for system, amount in stated)
    found = told(Works(contracts=(*contracts, CHAIN[1])), "sub")[Liability.LIABLE_WITHIN_UNPAID_PRICE]
    assert found.price == price and (Lack.PRICE in found.lacks) == (price is None)


def test_parts_that_nobody_is_recorded_for_are_lacking() -> None:
    found = wages(Works(roles=(role("sub", SUB),)), "sub")
    assert found.lacks == (Lack.NO_GENERAL_CONTRACTOR, Lack.NO_DEVELOPER)
    assert [each.liability for each in found.liable] == [Liability.OWES]
    assert set(LACKS) == set(Lack)


NAMES = "abcde"
WORKS = st.builds(
    Works,
    roles=st.lists(st.builds(role, st.sampled_from(NAMES), st.sampled_from(Part)), max_size=5).map(tuple),
    contracts=st.lists(
        st.builds(
            contract,
            st.sampled_from(NAMES),
            st.sampled_from(NAMES),
            st.none() | st.sampled_from([GENERAL, SUB, LABOUR]),
            st.none() | st.integers(0, 9),
        ),
        max_size=7,
    ).map(tuple),
    persons=st.frozensets(st.sampled_from(NAMES)),
)


def reaches(works: Works, start: str, end: str) -> bool:
    """Whether contracts lead from one up to the other, by trying all orders of them."""
    met = {start}
    for _ in works.contracts:
        met |= {each.client for each in works.contracts if each.contractor in met}
    return end in met


@given(WORKS, st.sampled_from(NAMES))
def test_of_any_project(works: Works, employer: str) -> None:
    answer = wages(works, employer)
    generals, developers = set(works.having(GENERAL)), set(works.having(Part.DEVELOPER))
    for each in answer.liable:
        assert each.employer == employer and Lack.WAGES in each.lacks
        match each.liability:
            case Liability.OWES:
                assert each.subject == employer and each.certain and employer not in works.persons
            case Liability.LIABLE_FIRST_FOR:
                assert each.subject in generals - {employer} and employer not in {*generals, *works.persons}
                assert bool(each.chain) == reaches(works, employer, each.subject)
                assert bool(each.chain) == (Lack.CHAIN not in each.lacks)
            case Liability.LIABLE_FOR_AWARD:
                assert employer in works.persons and each.subject in generals | developers
            case Liability.LIABLE_WITHIN_UNPAID_PRICE:
                assert each.subject in developers and Lack.UNPAID_PRICE in each.lacks
                assert (each.price is None) == (Lack.PRICE in each.lacks)
        if each.chain:
            assert each.chain[0].contractor == employer and each.chain[-1].client == each.subject
            assert all(one.client == two.contractor for one, two in zip(each.chain, each.chain[1:], strict=False))
    again = tuple(replace(each, system="again") for each in works.contracts)
    twice = wages(replace(works, contracts=(*works.contracts, *again)), employer)
    assert [(each.subject, each.price, each.lacks) for each in twice.liable] == [
        (each.subject, each.price, each.lacks) for each in answer.liable
    ]
    if generals and employer not in {*generals, *works.persons}:
        first = [each for each in answer.liable if each.liability is Liability.LIABLE_FIRST_FOR]
        tied = {each for each in generals if reaches(works, employer, each)}
        assert {each.subject for each in first} == (tied or generals)
        assert all(each.certain == (len(tied or generals) == 1) for each in first)
    assert (Lack.EMPLOYER in answer.lacks) == (employer in works.persons)
    assert (Lack.NO_GENERAL_CONTRACTOR in answer.lacks) == (not generals)
    assert (Lack.NO_DEVELOPER in answer.lacks) == (not developers)
    assert answer == wages(
        Works(roles=works.roles[::-1], contracts=works.contracts, persons=works.persons), employer
    )
