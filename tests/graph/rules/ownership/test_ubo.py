"""Whom the rules of 2024 have filed: the ground, the exemption, and nobody."""

from __future__ import annotations

from typing import Any

import pytest

from graph.rules.ownership.holdings import HolderKind, Holding, OwnershipGraph
from graph.rules.ownership.ubo import (
    Answer,
    Controller,
    Exemption,
    Ground,
    UboRules,
    beneficial_owners_to_file,
)

KINDS = {
    "p": HolderKind.NATURAL_PERSON,
    "q": HolderKind.NATURAL_PERSON,
    "r": HolderKind.NATURAL_PERSON,
    "A": HolderKind.COMPANY,
    "B": HolderKind.COMPANY,
    "state": HolderKind.STATE_BODY,
}
SMALL = 10_000_000


def graph_of(*told: tuple[str, str, float | None]) -> OwnershipGraph:
    return OwnershipGraph.of([Holding(holder=one, held=other, share=share) for one, other, share in told], KINDS)


def grounds(found: Any) -> dict[str, Ground]:
    return {owner.person: owner.ground for owner in found.owners}


def test_a_quarter_of_equity_in_the_end_is_the_first_ground() -> None:
    found = beneficial_owners_to_file(graph_of(("p", "B", 0.5), ("B", "A", 0.5), ("q", "A", 0.24)), "A")
    assert (found.answer, found.ground) == (Answer.FOUND, Ground.EQUITY)
    [owner] = found.owners
    assert (owner.person, owner.certain) == ("p", True)
    assert owner.basis == "受益所有人信息管理办法 第六条第一款第（一）项"
    assert owner.share is not None and owner.share.lower == pytest.approx(0.25)
    assert owner.owner is not None and [step.held for step in owner.owner.paths[0].steps] == ["B", "A"]


def test_rights_to_income_or_votes_are_the_second() -> None:
    equity = graph_of(("p", "A", 0.1), ("q", "A", 0.2), ("state", "A", 0.7))
    votes = graph_of(("p", "A", 0.6), ("q", "A", 0.1))
    income = graph_of(("q", "A", 0.25), ("p", "A", 0.3))
    by_votes = beneficial_owners_to_file(equity, "A", votes=votes)
    assert (grounds(by_votes), by_votes.ground) == ({"p": Ground.VOTING_RIGHTS}, Ground.VOTING_RIGHTS)
    both = beneficial_owners_to_file(equity, "A", votes=votes, income=income)
    assert grounds(both) == {"p": Ground.INCOME_RIGHTS, "q": Ground.INCOME_RIGHTS}


def test_control_alone_or_jointly_is_the_third() -> None:
    equity = graph_of(("state", "A", 0.8), ("p", "A", 0.1), ("q", "A", 0.1))
    controllers = [
        Controller(person="r", certain=True, facts=("contract",)),
        Controller(person="p", certain=True, together=("q",)),
    ]
    found = beneficial_owners_to_file(equity, "A", controllers=controllers)
    assert grounds(found) == {"r": Ground.SOLE_CONTROL, "p": Ground.JOINT_CONTROL}
    assert found.ground is Ground.SOLE_CONTROL
    assert found.owners[0].basis == "受益所有人信息管理办法 第六条第一款第（三）项"
    assert found.owners[0].controller == controllers[0]
    assert found.owners[0].share is None


def test_each_person_stands_on_the_first_ground_that_applies_to_that_person() -> None:
    found = beneficial_owners_to_file(
        graph_of(("p", "A", 0.6), ("q", "A", 0.1)),
        "A",
        votes=graph_of(("p", "A", 0.5), ("q", "A", 0.5)),
        controllers=[Controller(person="p", certain=True)],
    )
    assert grounds(found) == {"p": Ground.EQUITY, "q": Ground.VOTING_RIGHTS}
    assert found.ground is Ground.EQUITY


def test_a_certain_ground_comes_before_a_possible_one() -> None:
    found = beneficial_owners_to_file(
        graph_of(("p", "A", None), ("q", "A", 0.2)), "A", controllers=[Controller(person="p", certain=True)]
    )
    assert [(owner.person, owner.ground, owner.certain) for owner in found.owners] == [
        ("p", Ground.SOLE_CONTROL, True)
    ]


def test_what_is_only_possible_is_said_to_be() -> None:
    found = beneficial_owners_to_file(graph_of(("p", "A", None)), "A")
    assert (found.answer, found.ground) == (Answer.POSSIBLE, Ground.EQUITY)
    assert [owner.certain for owner in found.owners] == [False]


def test_nobody_is_said_openly_and_no_manager_put_in_place() -> None:
    found = beneficial_owners_to_file(graph_of(("state", "A", 1.0)), "A")
    assert (found.answer, found.ground, found.owners) == (Answer.NOBODY_FOUND, None, ())
    assert [end.holder for end in found.by_equity.other_ends] == ["state"]


@pytest.mark.parametrize(
    ("capital", "exemption"),
    [(SMALL, Exemption.MAY_PROMISE), (SMALL + 1, Exemption.NOT_EXEMPT), (None, Exemption.UNKNOWN)],
)
def test_a_small_company_of_natural_persons_may_promise(capital: int | None, exemption: Exemption) -> None:
    found = beneficial_owners_to_file(graph_of(("p", "A", 0.7), ("q", "A", 0.3)), "A", registered_capital=capital)
    assert found.exemption is exemption
    assert found.exemption_basis == "受益所有人信息管理办法 第三条"
    assert found.exemption_reasons
    assert found.ground is Ground.EQUITY  # it has owners all the same


def test_what_stands_against_exemption() -> None:
    persons = graph_of(("p", "A", 0.7), ("q", "A", 0.3))
    for found, reason in (
        (
            beneficial_owners_to_file(graph_of(("p", "A", 0.7), ("B", "A", 0.3)), "A", registered_capital=1),
            "a holder is no natural person",
        ),
        (
            beneficial_owners_to_file(
                persons, "A", registered_capital=1, controllers=[Controller(person="r", certain=True)]
            ),
            "somebody who is no holder controls it",
        ),
        (
            beneficial_owners_to_file(
                persons,
                "A",
                registered_capital=1,
                controllers=[Controller(person="p", certain=True, beyond_equity=True)],
            ),
            "it is controlled by other means than equity",
        ),
        (
            beneficial_owners_to_file(persons, "A", registered_capital=1, income=graph_of(("r", "A", 0.1))),
            "somebody who is no holder draws income from it",
        ),
    ):
        assert (found.exemption, found.exemption_reasons) == (Exemption.NOT_EXEMPT, (reason,))


def test_what_may_stand_against_exemption_leaves_it_open() -> None:
    found = beneficial_owners_to_file(
        graph_of(("p", "A", 0.7), ("q", "A", 0.3)),
        "A",
        registered_capital=1,
        income=graph_of(("r", "A", None)),
        controllers=[Controller(person="r", certain=False)],
    )
    assert found.exemption is Exemption.UNKNOWN
    assert found.exemption_reasons == (
        "not known whether somebody who is no holder controls it",
        "not known whether somebody who is no holder draws income from it",
    )


@pytest.mark.parametrize(
    "graph", [graph_of(), graph_of(("p", "A", 0.5), ("nameless", "A", 0.5))], ids=["no register", "unknown holder"]
)
def test_what_is_not_known_is_no_exemption(graph: OwnershipGraph) -> None:
    assert beneficial_owners_to_file(graph, "A", registered_capital=1).exemption is Exemption.UNKNOWN


def test_the_numbers_are_parameters() -> None:
    found = beneficial_owners_to_file(
        graph_of(("p", "A", 0.3)), "A", rules=UboRules(equity=0.4, exempt_capital=5), registered_capital=6
    )
    assert (found.answer, found.exemption) == (Answer.NOBODY_FOUND, Exemption.NOT_EXEMPT)
