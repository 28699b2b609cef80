"""Sides and joint control against the definition on random graphs, and what must never be merged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.declare import Grade
from graph.rules.control.control import kin
from graph.rules.control.joint import controls_jointly
from graph.rules.control.sole import controls
from graph.rules.control.thresholds import Limits, Work
from graph.rules.control.ties import Concert, Kinship
from tests.graph.rules.control import naive
from tests.graph.rules.control.drawn import (
    SUBJECTS,
    Stake,
    concert,
    concerts,
    graph,
    of_stakes,
    registers,
)


@given(registers(ranged=2), concerts())
def test_sides_are_the_finest_division_that_agreements_and_majorities_allow(
    stakes: list[Stake], agreed: tuple[Concert, ...]
) -> None:
    sides = of_stakes(stakes, agreed).sides
    division = naive.sides(stakes, agreed)
    assert {frozenset(sides.of(each)) for each in SUBJECTS} == division
    for side in division:
        one = min(side)
        majorities = {company for company in SUBJECTS if naive.side_votes(stakes, side, company) > naive.HALF}
        assert {each for each in SUBJECTS if sides.has_majority(one, each)} == majorities
        assert set(sides.tops(one)) == side - majorities


@given(registers(), concerts())
def test_joint_control_is_what_the_side_has_and_nobody_behind_it_alone(
    stakes: list[Stake], agreed: tuple[Concert, ...]
) -> None:
    control = of_stakes(stakes, agreed)
    bound = {each for tie in agreed if tie.grade in (Grade.A, Grade.B) for each in tie.members}
    for side in naive.sides(stakes, agreed):
        tops = {each for each in side if naive.side_votes(stakes, side, each) <= naive.HALF}
        own = set[str]().union(*(naive.controlled(stakes, top) for top in tops))
        for subject in side:
            party = subject in tops | bound and side & bound
            found = controls_jointly(control, subject)
            expected = side - tops - own - {subject} if party else set()
            assert {each.company for each in found.companies} == expected
            for each in found.companies:
                assert set(each.with_) == (side & (tops | bound)) - {subject, each.company}


@given(registers(ranged=2))
def test_without_agreements_a_side_is_one_ultimate_controller_and_what_it_controls(stakes: list[Stake]) -> None:
    control = of_stakes(stakes)
    sides = control.sides
    for subject in SUBJECTS:
        for top in sides.tops(subject):
            assert {top, *controls(control, top).companies} == set(sides.of(subject))
        assert controls_jointly(control, subject).companies == ()


SPLIT = (("P", "A", 0.3), ("Q", "A", 0.3), ("R", "A", 0.4), ("A", "B", 0.4), ("P", "B", 0.2), ("R", "B", 0.4))


@pytest.mark.parametrize("grade", [Grade.A, Grade.B])
def test_parties_of_an_agreement_count_together(grade: Grade) -> None:
    control = graph(*SPLIT, concerts=(concert("P", "Q", grade=grade),))
    found = controls_jointly(control, "P")
    assert [(each.company, each.with_) for each in found.companies] == [("A", ("Q",)), ("B", ("Q",))]
    assert found.agreements == control.ties.concerts
    assert controls(control, "P").companies == ()  # sole control stays sole
    assert controls_jointly(control, "R").companies == ()


@pytest.mark.parametrize("grade", [Grade.C, Grade.D])
def test_a_partys_own_word_makes_no_group(grade: Grade) -> None:
    control = graph(*SPLIT, concerts=(concert("P", "Q", grade=grade),))
    assert controls_jointly(control, "P").companies == ()


def test_relatives_are_never_merged_silently() -> None:
    relatives = Kinship(fact="kin", one="P", other="Q")
    control = graph(*SPLIT, kinships=(relatives,))
    assert controls_jointly(control, "P").companies == ()
    assert not control.sides.together("P", "Q")
    assert kin(control.ties) == (("P", "Q"),)


def test_what_one_party_controls_alone_is_not_joint() -> None:
    control = graph(*SPLIT, ("Q", "D", 0.9), concerts=(concert("P", "Q"),))
    assert "D" not in {each.company for each in controls_jointly(control, "P").companies}


def test_agreements_chain_and_half_is_no_majority_for_a_group_either() -> None:
    control = graph(
        ("P", "A", 0.2),
        ("Q", "A", 0.2),
        ("R", "A", 0.1),
        ("S", "A", 0.5),
        concerts=(concert("P", "Q"), concert("Q", "R")),
    )
    assert control.sides.of("R") == ("P", "Q", "R")
    assert controls_jointly(control, "P").companies == ()


def test_past_a_bound_joint_control_is_said_to_be_cut() -> None:
    agreed = (concert("P", "Q"),)
    assert controls_jointly(graph(*SPLIT, concerts=agreed, limits=Limits(steps=2)), "P").truncated
    assert not controls_jointly(graph(*SPLIT, concerts=agreed), "P").truncated


@given(registers(ranged=2), concerts(), st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=3))
def test_what_is_supposed_is_as_if_it_were_agreed_and_leaves_the_division_as_it_was(
    stakes: list[Stake], agreed: tuple[Concert, ...], together: list[str]
) -> None:
    sides = of_stakes(stakes, agreed).sides
    before = {each: sides.of(each) for each in SUBJECTS}
    supposed = sides.suppose(together, Work(Limits()))
    expected = naive.sides(stakes, (*agreed, concert(*together)))
    assert {frozenset(supposed.of(each)) for each in SUBJECTS} == expected
    for side in expected:
        assert set(supposed.tops(min(side))) == {
            each for each in side if naive.side_votes(stakes, side, each) <= naive.HALF
        }
    assert {each: sides.of(each) for each in SUBJECTS} == before
    assert {frozenset(sides.of(each)) for each in SUBJECTS} == naive.sides(stakes, agreed)
