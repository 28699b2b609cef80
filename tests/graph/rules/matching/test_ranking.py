"""The order of candidates, and what decisions and rivals do to them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identity import Identity, Kind
from graph.rules.matching.judge import Band, Judgement, judge
from graph.rules.matching.ranking import Ranked, Ruling, decided, rank, with_bad_number


def one(id_: str, band: Band, score: int = 50, veto: tuple[str, ...] = ()) -> Ranked[None]:
    return Ranked(id=id_, candidate=None, judgement=Judgement(band=band, score=score, evidence=(), veto=veto))


@given(st.lists(st.tuples(st.sampled_from(list(Band)), st.integers(0, 100)), max_size=6), st.randoms())
def test_at_most_one_is_the_same_and_the_order_is_fixed(some: list[tuple[Band, int]], shuffler: Random) -> None:
    candidates = [one(str(place), band, score) for place, (band, score) in enumerate(some)]
    found = rank(candidates)
    assert sum(each.band is Band.SAME for each in found) <= 1
    shuffler.shuffle(candidates)
    assert rank(candidates) == found


def test_a_decision_settles_who_of_several_it_is() -> None:
    a, b = one("a", Band.SAME), one("b", Band.SAME)
    assert [each.ruling for each in rank([a, b])] == [Ruling.SEVERAL, Ruling.SEVERAL]
    settled = rank([a, decided(b, Band.SAME)])
    assert [(each.id, each.band) for each in settled] == [("b", Band.SAME), ("a", Band.REVIEW)]
    other = decided(b, Band.DIFFERENT, chosen=True)
    assert [each.band for each in rank([a, other])] == [Band.SAME, Band.DIFFERENT]


def test_no_decision_against_it_outlives_a_proof_that_came_later() -> None:
    found = decided(one("a", Band.SAME), Band.DIFFERENT)
    assert (found.band, found.ruling) == (Band.REVIEW, Ruling.CONTRADICTED)
    assert decided(one("a", Band.REVIEW), Band.DIFFERENT).band is Band.DIFFERENT


@pytest.mark.parametrize(("born", "band"), [("1999-09-09", Band.REVIEW), (None, Band.SAME)])
def test_what_was_decided_of_a_place_does_not_outlive_details_that_differ(born: str | None, band: Band) -> None:
    a = Identity(kind=Kind.PERSON, names=("李娜",), birth_date=born)
    b = Identity(kind=Kind.PERSON, names=("李娜",), birth_date="1985-03-07")
    pair = Ranked(id="a", candidate=None, judgement=judge(a, b))
    assert decided(pair, Band.SAME, by_place=True).band is band
    # The control: of whom a number names, it does; details change, and it was decided by a human.
    assert decided(pair, Band.SAME).band is Band.SAME


def test_no_decision_outlives_the_veto() -> None:
    found = decided(one("a", Band.DIFFERENT, 0, ("uscc",)), Band.SAME)
    assert (found.band, found.ruling) == (Band.REVIEW, Ruling.CONTRADICTED)


def test_decisions_to_the_contrary_are_for_review() -> None:
    a = one("a", Band.REVIEW)
    for said in ((Band.SAME, Band.DIFFERENT), (Band.DIFFERENT, Band.SAME), (Band.SAME, Band.SAME, Band.DIFFERENT)):
        found = decided(a, *said)
        assert (found.band, found.ruling) == (Band.REVIEW, Ruling.DISAGREED)
    agreed = decided(a, Band.SAME, Band.SAME)
    assert (agreed.band, agreed.ruling) == (Band.SAME, Ruling.DECIDED)


def test_one_equal_number_does_not_hide_that_another_differs() -> None:
    a, b = (
        Identity(
            kind=Kind.PERSON,
            names=("李娜",),
            identifiers=frozenset({("PASSPORT", "x:1"), ("citizenMatch", citizen)}),
        )
        for citizen in ("x:1", "x:2")
    )
    pair = Ranked(id="a", candidate=None, judgement=judge(a, b))
    assert (pair.band, pair.judgement.veto) == (Band.REVIEW, ("citizenMatch",))
    found = decided(pair, Band.SAME)
    assert (found.band, found.ruling) == (Band.REVIEW, Ruling.CONTRADICTED)


@given(st.sampled_from(Band), st.integers(0, 100))
def test_a_bad_number_holds_back_what_would_be_the_same_and_nothing_else(band: Band, score: int) -> None:
    before = one("a", band, score)
    held = with_bad_number(before)
    if band is Band.SAME:
        assert (held.band, held.ruling, held.judgement.score) == (Band.REVIEW, Ruling.BAD_NUMBER, score)
    else:
        assert held == before
    # Nor does what was decided of such a record: who knows of which number.
    assert with_bad_number(decided(before, Band.SAME)).band is Band.REVIEW
