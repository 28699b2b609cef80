"""Candidates tier by tier with the law's numbers, and the majority tier against the definition."""

from __future__ import annotations

from dataclasses import fields
from typing import get_type_hints

import pytest
from hypothesis import given

from graph.model.declare import Grade
from graph.rules.control.candidate import Candidates, ControllerCandidate, Group, Lack
from graph.rules.control.candidates import controller_candidates
from graph.rules.control.control import Control
from graph.rules.control.sentences import Tier, Why
from graph.rules.control.sole import Stop
from graph.rules.control.thresholds import Limits, Thresholds
from graph.rules.control.ties import (
    Appointment,
    Concert,
    End,
    Guarantee,
    Influence,
    Kinship,
    Medium,
    Nominee,
    Office,
    Role,
    Share,
    SharedMedium,
    Signatory,
    Ties,
)
from tests.graph.rules.control import naive
from tests.graph.rules.control.drawn import (
    COMPANIES,
    DAY,
    Stake,
    concert,
    concerts,
    graph,
    of_stakes,
    registers,
    stake,
)

PEOPLE = {each: End.PERSON for each in "PQRST"}


def told(found: Candidates) -> list[tuple[tuple[str, ...], Tier]]:
    return [(each.subjects, each.tier) for each in found.candidates]


def only(found: Candidates) -> ControllerCandidate:
    (candidate,) = found.candidates
    return candidate


# MAJORITY: more than 0.5 of the votes.


@pytest.mark.parametrize(("share", "tier"), [(0.51, Tier.MAJORITY), (0.500000001, Tier.MAJORITY), (0.5, None)])
def test_more_than_half_is_a_majority_and_half_is_none(share: float, tier: Tier | None) -> None:
    found = controller_candidates(graph(("P", "A", share), ("Q", "A", 1 - share), kinds=PEOPLE), "A")
    assert [each.tier for each in found.candidates] == ([tier] if tier else [])


def test_half_by_three_splits_that_floats_sum_above_half_is_none() -> None:
    control = graph(
        ("B", "A", 0.171),
        ("C", "A", 0.281),
        ("D", "A", 0.048),
        ("Q", "A", 0.5),
        ("P", "B", 1),
        ("P", "C", 1),
        ("P", "D", 1),
    )
    assert told(controller_candidates(control, "A")) == []


def test_a_majority_through_companies_tells_the_chain_with_facts_and_the_sentence() -> None:
    control = graph(
        ("P", "B", 0.6),
        ("Q", "B", 0.4),
        ("B", "A", 0.3),
        ("P", "A", 0.25),
        ("R", "A", 0.45),
        kinds=PEOPLE,
        names={"P": "Li Min", "A": "Hanyang Steel"},
    )
    candidate = only(controller_candidates(control, "A"))
    assert (candidate.subjects, candidate.tier, candidate.group) == (("P",), Tier.MAJORITY, Group.NONE)
    assert candidate.stop is Stop.NATURAL_PERSON
    assert [step.company for step in candidate.grounds[0].path] == ["B", "A"]
    assert {tie.fact for tie in candidate.grounds[0].all_ties} == {("P", "B", 0), ("B", "A", 2), ("P", "A", 3)}
    assert candidate.why_en == (
        "Li Min and the companies that it controls together hold 55 % of the votes of Hanyang Steel, more"
        " than 50 %."
    )
    assert candidate.why_zh == "Li Min与其所控制的公司合计持有Hanyang Steel表决权的55%，超过50%。"


def test_a_state_body_ends_the_chain() -> None:
    control = graph(("S", "B", 1), ("B", "A", 0.7), ("X", "S", 1), kinds={"S": End.STATE})
    candidate = only(controller_candidates(control, "A"))
    assert (candidate.subjects, candidate.stop) == (("S",), Stop.STATE_BODY)


def test_a_concert_group_with_the_majority_is_one_candidate_with_its_agreement() -> None:
    agreement = concert("P", "Q", grade=Grade.B)
    control = graph(("P", "A", 0.3), ("Q", "A", 0.21), ("R", "A", 0.49), kinds=PEOPLE, concerts=(agreement,))
    candidate = only(controller_candidates(control, "A"))
    assert (candidate.subjects, candidate.tier, candidate.group) == (("P", "Q"), Tier.MAJORITY, Group.CONCERT)
    assert agreement in candidate.grounds[0].all_ties
    assert candidate.why_en.startswith("P and Q act in concert and together hold 51 %")


@pytest.mark.parametrize("grade", [Grade.C, Grade.D])
def test_an_agreement_below_grade_b_is_told_as_left_out(grade: Grade) -> None:
    agreement = concert("P", "Q", grade=grade)
    found = controller_candidates(
        graph(("P", "A", 0.3), ("Q", "A", 0.3), ("R", "A", 0.4), kinds=PEOPLE, concerts=(agreement,)), "A"
    )
    assert found.candidates == ()
    assert [each.facts for each in found.missing if each.lack is Lack.INFERRED] == [(agreement.fact,)]


def test_who_has_the_majority_alone_needs_no_group() -> None:
    control = graph(("P", "A", 0.6), ("Q", "A", 0.2), kinds=PEOPLE, concerts=(concert("P", "Q"),))
    assert told(controller_candidates(control, "A")) == [(("P",), Tier.MAJORITY)]


def test_a_ring_that_nobody_outside_holds_is_told_as_one() -> None:
    control = graph(("B", "A", 0.8), ("A", "B", 0.8), ("B", "C", 1.0))
    candidate = only(controller_candidates(control, "A"))
    assert (candidate.subjects, candidate.group, candidate.stop) == (("B",), Group.RING, Stop.RING)
    assert only(controller_candidates(control, "C")).subjects == ("A", "B")


def test_what_a_company_controls_does_not_control_it() -> None:
    guarantee = Guarantee(fact="g", guarantor="B", debtor="A")
    control = graph(("A", "B", 0.9), ("B", "A", 0.45), guarantees=(guarantee,))
    assert controller_candidates(control, "A").candidates == ()


@given(registers(), concerts())
def test_the_majority_tier_is_the_side_that_has_more_than_half(
    stakes: list[Stake], agreed: tuple[Concert, ...]
) -> None:
    control = of_stakes(stakes, agreed)
    for company in COMPANIES:
        found = controller_candidates(control, company)
        majority = [each for each in found.candidates if each.tier is Tier.MAJORITY]
        having = [
            side for side in naive.sides(stakes, agreed) if naive.side_votes(stakes, side, company) > naive.HALF
        ]
        assert len(majority) == len(having)
        for side, candidate in zip(having, majority, strict=True):
            tops = {each for each in side if naive.side_votes(stakes, side, each) <= naive.HALF}
            alone = {each for each in tops if company in naive.controlled(stakes, each)}
            assert len(alone) <= 1
            if tops:
                assert set(candidate.subjects) == (alone or tops)
            else:
                assert candidate.group is Group.RING
                assert company not in candidate.subjects
            if alone:
                assert naive.holds(candidate.grounds[0].path, alone, company)
        assert (
            found.candidates == controller_candidates(of_stakes(stakes[::-1], agreed), company).candidates
            or stakes
        )


# PRESUMED: no majority; more than 0.30 and at least twice the next; or half or more of the board.


@pytest.mark.parametrize(
    ("first", "others", "presumed"),
    [
        (0.31, [0.15, 0.14], True),
        (0.3, [0.15, 0.14], False),  # 0.30 itself is not more than 0.30
        (0.300000001, [0.15, 0.14], True),
        (0.4, [0.2, 0.2], True),  # exactly twice the next
        (0.4, [0.200000001, 0.2], False),
        (0.5, [0.25, 0.25], True),  # half is no majority, but twice the next
        (0.45, [0.3], False),
        (0.4, [], True),
    ],
)
def test_more_than_thirty_per_cent_and_twice_the_next_is_a_presumption(
    first: float, others: list[float], presumed: bool
) -> None:
    control = graph(("P", "A", first), *(("QRST"[n], "A", share) for n, share in enumerate(others)), kinds=PEOPLE)
    assert told(controller_candidates(control, "A")) == ([(("P",), Tier.PRESUMED)] if presumed else [])


@given(registers(), concerts())
def test_the_presumption_by_votes_is_the_definition(stakes: list[Stake], agreed: tuple[Concert, ...]) -> None:
    control = of_stakes(stakes, agreed)
    for company in COMPANIES:
        shares = sorted(
            (
                naive.side_votes(stakes, side, company)
                for side in naive.sides(stakes, agreed)
                if {each for each in side if naive.side_votes(stakes, side, each) <= naive.HALF} != {company}
            ),
            reverse=True,
        )
        first, second = (*shares, 0, 0)[:2]
        found = [
            ground.votes
            for each in controller_candidates(control, company).candidates
            for ground in each.grounds
            if ground.why is Why.PRESUMED_VOTES
        ]
        presumed = 6 < first <= naive.HALF and first >= 2 * second
        assert found == ([Share.exactly(first / 20)] if presumed else [])


def test_the_next_holder_is_the_next_side_not_the_next_name() -> None:
    stakes = (("P", "A", 0.4), ("B", "A", 0.15), ("C", "A", 0.15), ("R", "A", 0.2))
    assert told(controller_candidates(graph(*stakes, kinds=PEOPLE), "A")) == [(("P",), Tier.PRESUMED)]
    same_hand = graph(*stakes, ("Q", "B", 1), ("Q", "C", 1), kinds=PEOPLE)
    assert told(controller_candidates(same_hand, "A")) == []
    concerted = graph(*stakes, kinds=PEOPLE, concerts=(concert("B", "C"),))
    assert told(controller_candidates(concerted, "A")) == []


def test_a_presumption_holds_only_if_no_filling_of_the_unknown_undoes_it() -> None:
    fits = controller_candidates(graph(("P", "A", 0.4), ("Q", "A", (0.0, 0.2)), kinds=PEOPLE), "A")
    assert told(fits) == [(("P",), Tier.PRESUMED)]
    open_ = controller_candidates(graph(("P", "A", 0.4), ("Q", "A", (0.0, 0.21)), kinds=PEOPLE), "A")
    assert told(open_) == []


def test_a_concert_group_may_be_presumed() -> None:
    control = graph(
        ("P", "A", 0.2), ("Q", "A", 0.15), ("R", "A", 0.1), kinds=PEOPLE, concerts=(concert("P", "Q"),)
    )
    candidate = only(controller_candidates(control, "A"))
    assert (candidate.subjects, candidate.tier, candidate.group) == (("P", "Q"), Tier.PRESUMED, Group.CONCERT)
    assert candidate.why_en == (
        "Nobody has the majority of A; 35 % of the votes are with P and Q, more than 30 % and at least 2 times the"
        " next holder's 10 %."
    )


@pytest.mark.parametrize(("seats", "presumed"), [(0.5, True), (4 / 9, False), (5 / 9, True)])
def test_half_of_the_board_is_enough(seats: float, presumed: bool) -> None:
    right = Appointment(fact="seats", holder="P", company="A", board=Share.exactly(seats))
    control = graph(("Q", "A", 0.5), ("R", "A", 0.5), kinds=PEOPLE, appointments=(right,))
    found = controller_candidates(control, "A")
    assert told(found) == ([(("P",), Tier.PRESUMED)] if presumed else [])
    if presumed:
        assert only(found).grounds[0].all_ties == (right,)


def test_seats_of_one_side_add_up_and_an_unknown_number_is_missing() -> None:
    half = [Appointment(fact=each, holder=each, company="A", board=Share.exactly(1 / 3)) for each in "PB"]
    vague = Appointment(fact="vague", holder="Q", company="A")
    control = graph(("P", "B", 1), ("R", "A", 0.1), kinds=PEOPLE, appointments=(*half, vague))
    found = controller_candidates(control, "A")
    assert told(found) == [(("P",), Tier.PRESUMED)]
    assert [each.facts for each in found.missing if each.lack is Lack.UNKNOWN_BOARD] == [("vague",)]


def test_who_is_presumed_to_control_the_holder_of_the_majority_is_told_after_it() -> None:
    control = graph(("B", "A", 0.7), ("P", "B", 0.4), ("Q", "B", 0.1), ("R", "B", 0.1), kinds=PEOPLE)
    found = controller_candidates(control, "A")
    assert told(found) == [(("B",), Tier.MAJORITY), (("P",), Tier.PRESUMED)]
    first, second = found.candidates
    assert first.stop is Stop.NO_MAJORITY
    assert [step.company for step in second.grounds[0].path] == ["B", "A"]
    assert second.why_en == "B, itself a candidate for A, is presumed to be controlled by P."


# ASSERTED: a contract or nominee with a document.


@pytest.mark.parametrize(
    ("document", "tier", "lacks"),
    [("Voting agreement", Tier.ASSERTED, set()), (None, Tier.CLUE, {Lack.NO_DOCUMENT})],
)
def test_a_contract_asserts_control_if_there_is_a_paper(
    document: str | None, tier: Tier, lacks: set[Lack]
) -> None:
    contract = Influence(fact="c", holder="P", company="A", interest="contract", document=document)
    candidate = only(controller_candidates(Control(Ties(day=DAY, influences=(contract,), kinds=PEOPLE)), "A"))
    assert (candidate.subjects, candidate.tier) == (("P",), tier)
    assert {each.lack for each in candidate.missing} == lacks


def test_a_contract_over_the_holder_of_the_majority_asserts_control_below() -> None:
    contract = Influence(fact="c", holder="P", company="B", interest="contract", document="VIE agreement")
    control = graph(("B", "A", 0.9), kinds=PEOPLE, influences=(contract,))
    found = controller_candidates(control, "A")
    assert told(found) == [(("B",), Tier.MAJORITY), (("P",), Tier.ASSERTED)]
    assert found.candidates[1].why_en == (
        "By the document “VIE agreement” B is directed by P, by contract or other arrangement; 90 % of the votes"
        " of A would so be with P."
    )


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (0.6, [(("Q",), Tier.MAJORITY), (("P",), Tier.ASSERTED)]),
        (0.03, [(("R",), Tier.PRESUMED)]),  # a nominee with little makes nobody a candidate
    ],
)
def test_who_stands_behind_a_nominee_is_asserted_if_the_votes_suffice(
    held: float, expected: list[tuple[tuple[str, ...], Tier]]
) -> None:
    paper = Nominee(fact="n", nominee="Q", principal="P", document="Holding agreement")
    control = graph(("Q", "A", held), ("R", "A", 0.35), kinds=PEOPLE, nominees=(paper,))
    assert told(controller_candidates(control, "A")) == expected


def test_a_nominees_shares_add_to_the_principals_own() -> None:
    paper = Nominee(fact="n", nominee="Q", principal="P", document="Holding agreement")
    control = graph(("P", "A", 0.3), ("Q", "A", 0.3), ("R", "A", 0.4), kinds=PEOPLE, nominees=(paper,))
    candidate = only(controller_candidates(control, "A"))
    assert (candidate.subjects, candidate.tier) == (("P",), Tier.ASSERTED)
    assert candidate.grounds[0].votes == Share.exactly(0.6)
    assert paper in candidate.grounds[0].all_ties


def test_two_weak_assertions_do_not_add_up() -> None:
    papers = [Nominee(fact=each, nominee=each, principal="P", document="paper") for each in "QR"]
    control = graph(("Q", "A", 0.26), ("R", "A", 0.26), ("S", "A", 0.48), kinds=PEOPLE, nominees=tuple(papers))
    assert told(controller_candidates(control, "A")) == []


# CLUE: behaviour only.


@pytest.mark.parametrize(
    ("until", "clue"),
    [
        ("2026-11-28", True),
        ("2024-11-28", True),  # two years ago to the day
        ("2024-11-27", False),
        ("2027-01-01", False),  # still in office
        (None, False),
    ],
)
def test_a_legal_representative_who_left_within_two_years_is_a_clue(until: str | None, clue: bool) -> None:
    office = Office(
        fact="o", holder="P", unit="A", role=Role.LEGAL_REPRESENTATIVE, since="2020-01-01", until=until
    )
    found = controller_candidates(Control(Ties(day=DAY, offices=(office,), kinds=PEOPLE)), "A")
    assert told(found) == ([(("P",), Tier.CLUE)] if clue else [])
    assert found.former_officers == ((office,) if until and until <= DAY else ())
    if clue:
        assert only(found).offices == (office,)
        assert only(found).why_en == f"P was legal representative of A until {until}, within the last 2 years."


def test_a_former_director_is_kept_with_his_dates_but_is_no_clue() -> None:
    office = Office(fact="o", holder="P", unit="A", role=Role.DIRECTOR, until="2026-06-30")
    found = controller_candidates(Control(Ties(day=DAY, offices=(office,))), "A")
    assert (found.candidates, found.former_officers) == ((), (office,))


@pytest.mark.parametrize(("sharers", "clue"), [(3, True), (20, True), (21, False), (3_000, False)])
def test_what_few_have_in_common_is_a_clue_and_what_thousands_have_is_none(sharers: int, clue: bool) -> None:
    shared = SharedMedium(fact="m", subject="P", company="A", medium=Medium.PHONE, sharers=sharers)
    found = controller_candidates(Control(Ties(day=DAY, media=(shared,))), "A")
    assert told(found) == ([(("P",), Tier.CLUE)] if clue else [])
    if clue:
        assert only(found).why_zh == f"P与A使用同一电话（共{sharers}个主体使用）。"


def test_guarantor_and_signatory_are_clues_and_clues_on_one_subject_are_one_candidate() -> None:
    guarantee = Guarantee(fact="g", guarantor="P", debtor="A")
    signs = Signatory(fact="s", signatory="P", company="A")
    found = controller_candidates(Control(Ties(day=DAY, guarantees=(guarantee,), signatories=(signs,))), "A")
    assert [each.why for each in only(found).grounds] == [Why.CLUE_GUARANTOR, Why.CLUE_SIGNATORY]


def test_clues_stand_behind_the_stronger_reason_of_the_same_subject() -> None:
    guarantee = Guarantee(fact="g", guarantor="P", debtor="A")
    candidate = only(controller_candidates(graph(("P", "A", 0.6), kinds=PEOPLE, guarantees=(guarantee,)), "A"))
    assert candidate.tier is Tier.MAJORITY
    assert [each.why for each in candidate.grounds] == [Why.MAJORITY_DIRECT, Why.CLUE_GUARANTOR]


def test_relatives_who_would_have_the_majority_together_are_a_clue_and_named_as_relatives() -> None:
    kin = Kinship(fact="kin", one="P", other="Q")
    stakes = (("P", "A", 0.3), ("Q", "A", 0.3), ("R", "A", 0.4))
    candidate = only(controller_candidates(graph(*stakes, kinds=PEOPLE, kinships=(kin,)), "A"))
    assert (candidate.subjects, candidate.tier, candidate.group) == (("P", "Q"), Tier.CLUE, Group.RELATIVES)
    assert candidate.grounds[0].votes == Share.exactly(0.6)
    inferred = Kinship(fact="kin", grade=Grade.D, one="P", other="Q")
    assert controller_candidates(graph(*stakes, kinds=PEOPLE, kinships=(inferred,)), "A").candidates == ()


@pytest.mark.parametrize(("one", "other"), [("P", "Q"), ("Q", "P")])
@pytest.mark.parametrize(("first", "second", "tier"), [(0.6, 0.3, Tier.MAJORITY), (0.35, 0.1, Tier.PRESUMED)])
def test_relatives_are_no_clue_where_one_of_them_has_as_much_alone(
    one: str, other: str, first: float, second: float, tier: Tier
) -> None:
    kin = Kinship(fact="kin", one="P", other="Q")
    control = graph((one, "A", first), (other, "A", second), kinds=PEOPLE, kinships=(kin,))
    assert told(controller_candidates(control, "A")) == [((one,), tier)]


def test_relatives_who_would_have_more_than_one_of_them_is_presumed_by_are_a_clue() -> None:
    kin = Kinship(fact="kin", one="P", other="Q")
    control = graph(("P", "A", 0.4), ("Q", "A", 0.2), kinds=PEOPLE, kinships=(kin,))
    assert told(controller_candidates(control, "A")) == [(("P",), Tier.PRESUMED), (("P", "Q"), Tier.CLUE)]


def test_a_nominee_of_one_who_has_the_majority_already_adds_no_ground() -> None:
    paper = Nominee(fact="n", nominee="Q", principal="P", document="Holding agreement")
    control = graph(("P", "A", 0.6), ("Q", "A", 0.3), kinds=PEOPLE, nominees=(paper,))
    assert [each.why for each in only(controller_candidates(control, "A")).grounds] == [Why.MAJORITY_DIRECT]


def test_presumptions_in_a_circle_are_told_once() -> None:
    control = graph(("B", "A", 0.7), ("C", "B", 0.4), ("B", "C", 0.4))
    found = controller_candidates(control, "A")
    assert [(each.subjects, len(each.grounds)) for each in found.candidates] == [(("B",), 1), (("C",), 1)]


def test_of_one_tier_who_has_more_votes_comes_first() -> None:
    board = Appointment(fact="b", holder="P", company="A", board=Share.exactly(0.5))
    control = graph(("T", "A", 0.4), kinds=PEOPLE, appointments=(board,))
    assert told(controller_candidates(control, "A")) == [(("T",), Tier.PRESUMED), (("P",), Tier.PRESUMED)]


@pytest.mark.parametrize(
    "more",
    [
        {"influences": (Influence(fact=1, grade=Grade.D, holder="P", company="A", interest="x", document="y"),)},
        {"guarantees": (Guarantee(fact=1, grade=Grade.D, guarantor="P", debtor="A"),)},
        {"appointments": (Appointment(fact=1, grade=Grade.D, holder="P", company="A", board=Share.exactly(1)),)},
        {
            "media": (
                SharedMedium(fact=1, grade=Grade.D, subject="P", company="A", medium=Medium.PHONE, sharers=2),
            )
        },
        {"signatories": (Signatory(fact=1, grade=Grade.D, signatory="P", company="A"),)},
        {"nominees": (Nominee(fact=1, grade=Grade.D, nominee="Q", principal="P", document="y"),)},
    ],
)
def test_nothing_inferred_makes_a_candidate(more: dict[str, tuple[object, ...]]) -> None:
    found = controller_candidates(graph(("Q", "A", 0.5), ("R", "A", 0.5), kinds=PEOPLE, **more), "A")
    assert found.candidates == ()


# What is missing, the order, the bounds, the type.


def test_it_tells_what_is_missing() -> None:
    control = Control(
        Ties(
            day=DAY,
            holdings=(
                stake("B", "A", 0.6, Grade.C),
                stake("X", "A", None),
                stake("C", "B", 0.6),
                stake("D", "B", 0.6),
                stake("P", "A", 0.1, Grade.D),
            ),
            kinds=PEOPLE | {"C": End.COMPANY, "D": End.COMPANY},
        )
    )
    found = controller_candidates(control, "A")
    assert {(each.lack, each.subject) for each in found.missing} == {
        (Lack.UNKNOWN_SHARE, "A"),
        (Lack.UNKNOWN_HOLDER, "X"),
        (Lack.REGISTER_OVERFULL, "B"),
        (Lack.INFERRED, "A"),
    }
    assert {each.lack for each in only(found).missing} == {Lack.OWN_STATEMENT}
    assert told(found) == [(("B",), Tier.MAJORITY)]
    short = controller_candidates(graph(("P", "A", 0.6), kinds=PEOPLE), "A")
    assert [each.lack for each in short.missing] == [Lack.REGISTER_INCOMPLETE]
    assert [each.lack for each in controller_candidates(Control(Ties(day=DAY)), "A").missing] == [Lack.NO_REGISTER]


def test_who_might_have_the_majority_is_no_candidate_but_told_apart() -> None:
    found = controller_candidates(graph(("P", "A", (0.25, 0.75)), ("Q", "A", 0.25), kinds=PEOPLE), "A")
    assert found.candidates == ()
    assert [(each.subjects, each.votes) for each in found.possible] == [(("P",), Share(lower=0.25, upper=0.75))]
    sure = controller_candidates(graph(("P", "A", (0.51, 0.75)), ("Q", "A", (0.1, 0.4)), kinds=PEOPLE), "A")
    assert (told(sure), sure.possible) == ([(("P",), Tier.MAJORITY)], ())


def test_they_are_ranked_by_tier_and_then_by_votes() -> None:
    board = Appointment(fact="b", holder="S", company="A", board=Share.exactly(0.5))
    contract = Influence(fact="c", holder="R", company="A", interest="contract", document="paper")
    guarantee = Guarantee(fact="g", guarantor="Q", debtor="A")
    control = graph(
        ("P", "A", 0.6),
        kinds=PEOPLE,
        appointments=(board,),
        influences=(contract,),
        guarantees=(guarantee,),
    )
    assert told(controller_candidates(control, "A")) == [
        (("P",), Tier.MAJORITY),
        (("S",), Tier.PRESUMED),
        (("R",), Tier.ASSERTED),
        (("Q",), Tier.CLUE),
    ]


def test_beyond_the_depth_it_says_that_it_is_cut_and_names_the_highest_it_knows() -> None:
    chain = [(f"C{number}", f"C{number + 1}", 0.6) for number in range(12)]
    found = controller_candidates(graph(*chain), "C12")
    assert told(found) == [(("C2",), Tier.MAJORITY)]
    assert (found.truncated, only(found).stop) == (True, Stop.CUT)
    deeper = controller_candidates(graph(*chain, thresholds=Thresholds(depth=12)), "C12")
    assert (told(deeper), deeper.truncated) == ([(("C0",), Tier.MAJORITY)], False)


def test_past_a_bound_nothing_is_presumed() -> None:
    stakes = (("P", "A", 0.4), ("B", "A", 0.1))
    assert told(controller_candidates(graph(*stakes, kinds=PEOPLE), "A")) == [(("P",), Tier.PRESUMED)]
    cut = controller_candidates(graph(*stakes, kinds=PEOPLE, cut=frozenset({"B"})), "A")
    assert (cut.candidates, cut.truncated) == ((), True)
    assert (Lack.NOT_FETCHED, "B") in {(each.lack, each.subject) for each in cut.missing}


@pytest.mark.parametrize("limits", [Limits(steps=3), Limits(expired=lambda: True)])
def test_every_bound_is_told(limits: Limits) -> None:
    stakes = (("P", "B", 0.6), ("B", "A", 0.4), ("C", "A", 0.3), ("Q", "C", 0.6))
    found = controller_candidates(graph(*stakes, kinds=PEOPLE, limits=limits), "A")
    assert found.truncated
    assert [each for each in found.candidates if each.tier is not Tier.MAJORITY] == []


def test_more_candidates_than_are_told_are_said_to_be_cut() -> None:
    guarantees = tuple(Guarantee(fact=each, guarantor=f"G{each}", debtor="A") for each in range(60))
    found = controller_candidates(Control(Ties(day=DAY, guarantees=guarantees)), "A")
    assert (len(found.candidates), found.truncated) == (50, True)


def test_a_candidate_says_in_its_type_that_it_is_no_finding() -> None:
    assert "Literal[False]" in str(get_type_hints(ControllerCandidate)["is_finding"])
    assert ControllerCandidate.is_finding is False


@given(registers(ranged=2), concerts())
def test_the_answer_does_not_depend_on_the_order_of_what_was_fetched(
    stakes: list[Stake], agreed: tuple[Concert, ...]
) -> None:
    there, back = of_stakes(stakes, agreed), of_stakes(stakes[::-1], agreed[::-1])
    for company in COMPANIES:
        one, other = controller_candidates(there, company), controller_candidates(back, company)
        assert [(each.subjects, each.tier, each.why_en) for each in one.candidates] == [
            (each.subjects, each.tier, each.why_en) for each in other.candidates
        ]
        assert {each.subjects for each in one.possible} == {each.subjects for each in other.possible}


def test_a_company_that_holds_itself_through_others_only_has_no_one_else_behind_it() -> None:
    """A alone controls B and C, and they have its majority: a ring, but neither of them controls the other."""
    control = graph(("A", "B", 0.6), ("A", "C", 0.6), ("B", "A", 0.3), ("C", "A", 0.3))
    candidate = only(controller_candidates(control, "A"))
    assert (candidate.subjects, candidate.group, candidate.stop) == (("B", "C"), Group.RING, Stop.RING)


def test_a_companys_own_stake_in_itself_is_nobodys_vote() -> None:
    candidate = only(controller_candidates(graph(("P", "A", 0.55), ("A", "A", 0.2), kinds=PEOPLE), "A"))
    assert candidate.grounds[0].votes == Share.exactly(0.55)
    assert controller_candidates(graph(("P", "A", 0.3), ("A", "A", 0.7), kinds=PEOPLE), "A").candidates == ()


def _told_under(thresholds: Thresholds, *stakes: tuple[str, str, float], **more: object) -> list[Tier]:
    control = graph(*stakes, thresholds=thresholds, kinds=PEOPLE, **more)
    return [each.tier for each in controller_candidates(control, "A").candidates]


def test_each_number_of_the_law_is_a_parameter_with_its_basis() -> None:
    left = Office(fact="o", holder="P", unit="A", role=Role.LEGAL_REPRESENTATIVE, until="2025-06-01")
    seats = Appointment(fact="s", holder="P", company="A", board=Share.exactly(0.5))
    phone = SharedMedium(fact="m", subject="P", company="A", medium=Medium.PHONE, sharers=5)
    chain = (("P", "B", 0.6), ("B", "C", 0.6), ("C", "A", 0.6))
    rows: dict[str, tuple[Thresholds, tuple[tuple[str, str, float], ...], dict[str, object], Tier]] = {
        "majority": (Thresholds(majority=0.6), (("P", "A", 0.6), ("Q", "A", 0.4)), {}, Tier.MAJORITY),
        "presumed": (Thresholds(presumed=0.4), (("P", "A", 0.4),), {}, Tier.PRESUMED),
        "times_the_next": (Thresholds(times_the_next=3), (("P", "A", 0.4), ("Q", "A", 0.2)), {}, Tier.PRESUMED),
        "board": (Thresholds(board=0.6), (), {"appointments": (seats,)}, Tier.PRESUMED),
        "former_years": (Thresholds(former_years=1), (), {"offices": (left,)}, Tier.CLUE),
        "sharers": (Thresholds(sharers=4), (), {"media": (phone,)}, Tier.CLUE),
    }
    for stricter, stakes, more, tier in rows.values():
        assert _told_under(Thresholds(), *stakes, **more) == [tier]
        assert _told_under(stricter, *stakes, **more) == []
    assert not controller_candidates(graph(*chain), "A").truncated
    assert controller_candidates(graph(*chain, thresholds=Thresholds(depth=2)), "A").truncated
    assert rows.keys() | {"depth"} == {each.name for each in fields(Thresholds)}
    assert all(Thresholds.basis(each.name) for each in fields(Thresholds))
