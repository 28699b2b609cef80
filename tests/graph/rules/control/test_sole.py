"""Sole control against worked answers, the definition on random graphs, and the law's numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.declare import Grade
from graph.rules.control.control import Control
from graph.rules.control.sole import Stop, controlled_by, controls
from graph.rules.control.thresholds import Limits, Thresholds
from graph.rules.control.ties import End, Holding, Share, Ties
from tests.graph.rules.control import naive
from tests.graph.rules.control.drawn import COMPANIES, DAY, SUBJECTS, Stake, graph, of_stakes, registers, stake

ROOT = Path(__file__).resolve().parents[4]
WORKED = json.loads((ROOT / "tests/data/ownership/worked.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(WORKED))
def test_the_worked_examples_come_out(name: str) -> None:
    example: dict[str, Any] = WORKED[name]
    control = graph(*(tuple(edge) for edge in example["edges"]))
    subjects = sorted({end for holder, held, _ in example["edges"] for end in (holder, held)})
    found = {each: sorted(controls(control, each).companies) for each in subjects}
    assert {each: companies for each, companies in found.items() if companies} == example["controls_over_half"]
    for company in subjects:
        above = {each.subject for each in controlled_by(control, company).controllers}
        assert above == {each for each in subjects if company in found[each]}


@given(registers())
def test_it_is_the_least_fixed_point(stakes: list[Stake]) -> None:
    control = of_stakes(stakes)
    for subject in SUBJECTS:
        found = controls(control, subject)
        assert set(found.companies) == naive.controlled(stakes, subject)
        assert (found.count, found.possible, found.truncated) == (len(found.companies), (), False)


@given(registers(ranged=3))
def test_certain_is_in_every_filling_and_possible_in_one(stakes: list[Stake]) -> None:
    control = of_stakes(stakes)
    filled = list(naive.fillings(stakes))
    for subject in ("P", "A", "B"):
        found = controls(control, subject)
        answers = [naive.controlled(each, subject) for each in filled]
        assert set(found.companies) == set.intersection(*answers)
        assert {*found.companies, *found.possible} == set.union(*answers)


@given(registers(ranged=2))
def test_who_controls_it_is_the_converse_with_the_ultimate_one_first_and_a_chain_that_proves_it(
    stakes: list[Stake],
) -> None:
    control = of_stakes(stakes)
    below = {subject: naive.controlled(stakes, subject) for subject in SUBJECTS}
    for company in COMPANIES:
        found = controlled_by(control, company)
        order = [each.subject for each in found.controllers]
        assert set(order) == {subject for subject in SUBJECTS if company in below[subject]}
        for number, upper in enumerate(order):
            assert all(lower in below[upper] for lower in order[number + 1 :])
            assert naive.holds(found.controllers[number].chain, {upper}, company)
        top = set(order[:1])
        ring = {
            each
            for each in {*order, company}
            for other in top - {each}
            if each in below[other] and other in below[each]
        }
        assert set(found.ring) == (ring | top if ring else set())
        assert found.ultimate == (order[0] if order and not ring else None)


@given(registers(overfull=True))
def test_two_apart_never_both_have_the_majority_of_an_overfull_register(stakes: list[Stake]) -> None:
    control = of_stakes(stakes)
    below = {subject: {*controls(control, subject).companies} for subject in SUBJECTS}
    for company in COMPANIES:
        above = [each for each in SUBJECTS if company in below[each]]
        for one in above:
            assert all(one in below[other] or other in below[one] for other in above if other != one)


@given(registers(ranged=3), st.data())
def test_a_larger_share_never_loses_control(stakes: list[Stake], data: st.DataObject) -> None:
    if not stakes:
        return
    number = data.draw(st.integers(0, len(stakes) - 1))
    subject, company, low, high = stakes[number]
    room = 20 - sum(least for _, held, least, _ in stakes if held == company)
    more = data.draw(st.integers(0, max(0, room)))
    larger = [*stakes]
    larger[number] = (subject, company, low + more, min(20, max(high, low + more)))
    before, after = controls(of_stakes(stakes), subject), controls(of_stakes(larger), subject)
    assert {*before.companies} <= {*after.companies}
    assert {*before.companies, *before.possible} <= {*after.companies, *after.possible}


@pytest.mark.parametrize(
    ("shares", "controlled"),
    [
        ([0.5], False),
        ([0.1, 0.1, 0.3], False),  # 0.5 exactly; 0.5 in floats too
        ([0.171, 0.281, 0.048], False),  # more than 0.5 in floats, in this order
        ([0.048, 0.171, 0.281], False),
        ([0.1, 0.2, 0.2 + 4e-10], False),  # rounds to 0.5
        ([0.1, 0.2, 0.2 + 6e-10], True),  # rounds to 0.500000001
        ([0.500000001], True),
        ([0.51], True),
    ],
)
def test_half_is_no_majority_however_it_is_split(shares: list[float], controlled: bool) -> None:
    control = graph(*(("P", "A", share) for share in shares), ("Q", "A", 0.4))
    assert controls(control, "P").companies == (("A",) if controlled else ())


def test_the_split_above_is_more_than_half_in_floats() -> None:
    assert 0.171 + 0.281 + 0.048 > 0.5


def test_votes_go_before_capital() -> None:
    founder = Holding(fact=1, holder="P", held="A", voting=Share.exactly(0.6), capital=Share.exactly(0.1))
    investor = Holding(fact=2, holder="Q", held="A", voting=Share.exactly(0.4), capital=Share.exactly(0.9))
    control = Control(Ties(day=DAY, holdings=(founder, investor)))
    assert (controls(control, "P").companies, controls(control, "Q").companies) == (("A",), ())


def test_what_is_inferred_never_counts() -> None:
    inferred = stake("P", "A", 0.9, Grade.D)
    for grade, expected in ((Grade.A, ("A",)), (Grade.B, ("A",)), (Grade.C, ("A",)), (Grade.D, ())):
        control = Control(Ties(day=DAY, holdings=(stake("P", "A", 0.9, grade),)))
        assert controls(control, "P").companies == expected
    assert Control(Ties(day=DAY, holdings=(inferred,))).votes.left_out == (inferred,)


def test_nobody_controls_a_state_body_by_holding_it() -> None:
    control = graph(("A", "S", 0.9), ("S", "B", 1.0), kinds={"S": End.STATE})
    assert controls(control, "A").companies == ()
    assert (found := controlled_by(control, "B")).ultimate == "S"
    assert found.stop is Stop.STATE_BODY


@pytest.mark.parametrize(
    ("control", "expected"),
    [
        (graph(("P", "A", 0.6), kinds={"P": End.PERSON}), Stop.NATURAL_PERSON),
        (graph(("S", "A", 0.6), kinds={"S": End.STATE}), Stop.STATE_BODY),
        (graph(("X", "A", 0.6)), Stop.UNKNOWN),
        (graph(("B", "A", 0.6), kinds={"B": End.COMPANY}), Stop.NO_REGISTER),
        (graph(("B", "A", 0.6), ("P", "B", 0.5), ("Q", "B", 0.5)), Stop.NO_MAJORITY),
        (graph(("P", "A", 0.5), ("Q", "A", 0.5)), Stop.NO_MAJORITY),
        (graph(("B", "A", 0.8), ("A", "B", 0.8)), Stop.RING),
        (graph(("B", "A", 0.6), cut=frozenset({"B"})), Stop.CUT),
    ],
)
def test_it_says_why_nobody_stands_above(control: Control, expected: Stop) -> None:
    found = controlled_by(control, "A")
    assert found.stop is expected
    assert found.truncated is (expected is Stop.CUT)


def test_an_overfull_register_is_a_fault_that_names_its_rows() -> None:
    control = graph(("P", "A", 0.9), ("Q", "A", 0.2), ("P", "B", 0.6), ("Q", "B", 0.6))
    found = controls(control, "P")
    assert found.companies == ("A",)  # 0.8 at least, whichever row is wrong
    assert found.possible == ("B",)
    assert [(each.company, each.facts) for each in found.faults] == [
        ("A", (("P", "A", 0), ("Q", "A", 1))),
        ("B", (("P", "B", 2), ("Q", "B", 3))),
    ]


def test_a_recorded_sum_below_one_leaves_the_rest_with_nobody() -> None:
    assert controls(graph(("P", "A", 0.4)), "P").companies == ()
    assert controls(graph(("P", "A", 0.4)), "P").possible == ()
    assert controls(graph(("P", "A", 0.4), ("Q", "A", None)), "Q").possible == ("A",)
    assert controls(graph(("P", "A", 0.5), ("Q", "A", None)), "Q").possible == ()


def test_more_than_are_told_are_counted() -> None:
    control = graph(*(("P", f"C{number:04}", 1.0) for number in range(5_000)))
    found = controls(control, "P")
    assert (len(found.companies), found.count, found.truncated) == (1_000, 5_000, False)
    assert len(controls(Control(control.ties, limits=Limits(told=5_000)), "P").companies) == 5_000


@pytest.mark.parametrize("limits", [Limits(steps=100), Limits(expired=lambda: True)])
def test_past_a_bound_what_is_told_is_right_and_said_to_be_cut(limits: Limits) -> None:
    chain = [(f"C{number}", f"C{number + 1}", 0.51) for number in range(3_000)]
    control = graph(*chain, limits=limits)
    found = controls(control, "C0")
    assert found.truncated
    assert found.companies == tuple(f"C{number}" for number in range(1, found.count + 1))
    assert found.count < 100
    above = controlled_by(control, "C3000")
    assert above.truncated
    assert above.stop is Stop.CUT


def test_a_long_chain_of_majorities_has_one_ultimate_controller() -> None:
    control = graph(*((f"C{number}", f"C{number + 1}", 0.51) for number in range(3_000)))
    found = controlled_by(control, "C3000")
    assert (found.ultimate, found.count, found.truncated) == ("C0", 3_000, False)
    assert naive.holds(found.controllers[0].chain, {"C0"}, "C3000")
    told = [each for each in found.controllers if each.chain]
    assert (len(found.controllers), len(told)) == (Limits().told, Limits().chains)


def test_a_majority_that_two_could_have_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed: from"):
        Thresholds(majority=0.4)
    with pytest.raises(ValueError, match="allowed: 0 <= lower"):
        Share(lower=0.6, upper=0.4)
    assert Thresholds.basis("presumed") == "上市公司收购管理办法 84(2)"


def test_who_holds_directly_may_stand_above_who_holds_through_more_hands() -> None:
    control = graph(
        ("P", "A", 0.3), ("B", "A", 0.3), ("C", "A", 0.25), ("H", "B", 0.6), ("H", "C", 0.6), ("P", "H", 0.6)
    )
    found = controlled_by(control, "A")
    assert ([each.subject for each in found.controllers], found.ring) == (["P", "H"], ())


def test_what_hangs_on_what_was_not_fetched_is_cut_and_the_rest_is_not() -> None:
    control = graph(("X", "B", 0.1), ("B", "A", 0.1), ("P", "A", 0.6), ("P", "C", 0.6), cut=frozenset({"X"}))
    assert (controlled_by(control, "A").ultimate, controlled_by(control, "A").truncated) == ("P", True)
    assert not controlled_by(control, "C").truncated
    assert not controls(control, "P").truncated
