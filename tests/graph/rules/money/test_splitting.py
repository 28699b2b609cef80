"""One sum in many, many in one: the numbers at the edges of each term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.money.splitting import Splitting, SplittingKind, SplittingTerms, splittings
from graph.rules.money.transfers import Books, Transfer
from graph.rules.simple_paths import Steps
from tests.graph.rules.money.test_tracing import transfer

TERMS = SplittingTerms(below=100, within=timedelta(seconds=10), least_parts=3, least_fraction=Fraction(9, 10))


def found(made: Sequence[Transfer], terms: SplittingTerms = TERMS) -> list[Splitting]:
    return splittings("a", Books.of(made).account("a"), terms, Steps(100_000))


def parts(amounts: Sequence[int], *, begin: int = 1, inward: bool = False) -> list[Transfer]:
    ends = ("x", "a") if inward else ("a", "x")
    return [transfer(f"p{begin + n:02d}", *ends, amount, begin + n) for n, amount in enumerate(amounts)]


def test_an_inflow_that_left_in_small_parts() -> None:
    whole = transfer("w", "s", "a", 290, 0)
    [one] = found([whole, *parts([99, 99, 99])])
    assert (one.kind, one.account, one.whole) == (SplittingKind.DISPERSED, "a", whole)
    assert [part for _, part in one.parts] == [99, 99, 92] and one.sum == 290


def test_an_outflow_that_came_in_small_parts() -> None:
    whole = transfer("w", "a", "s", 290, 9)
    [one] = found([whole, *parts([99, 99, 99], inward=True)])
    assert (one.kind, one.whole) == (SplittingKind.GATHERED, whole)
    assert [part for _, part in one.parts] == [99, 99, 92]


def test_at_the_edge_of_each_term() -> None:
    whole = transfer("w", "s", "a", 290, 0)
    assert found([whole, *parts([99, 99, 63])]) and not found([whole, *parts([99, 99, 62])])  # 261 is nine tenths
    assert not found([whole, *parts([100, 99, 91])])  # a part of the threshold itself is none
    assert not found([whole, *parts([99, 99])])
    assert not found([transfer("w", "s", "a", 99, 0), *parts([33, 33, 33])])  # a whole that was small itself
    assert found([transfer("w", "s", "a", 100, 0), *parts([34, 33, 33])])
    assert found([whole, *parts([99, 99, 99], begin=8)]) and not found([whole, *parts([99, 99, 99], begin=9)])
    assert not found([whole, *parts([99, 99, 99])], replace(TERMS, least_parts=4))


def test_what_was_there_before_left_first() -> None:
    made = [transfer("o", "y", "a", 150, 0), transfer("w", "s", "a", 290, 1), *parts([99] * 3, begin=2)]
    assert found(made) == []
    assert [each.sum for each in found([*made, *parts([99, 99], begin=5)])] == [290]


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 300), st.integers(0, 12)).map(tuple), min_size=3, max_size=20)
)
def test_no_fen_is_in_two_patterns_of_a_kind(drawn: list[tuple[bool, int, int]]) -> None:
    made = [
        transfer(f"k{n:02d}", *(("x", "a") if inward else ("a", "x")), amount, at)
        for n, (inward, amount, at) in enumerate(drawn)
    ]
    some = found(made, SplittingTerms(below=60, within=timedelta(seconds=5), least_parts=2))
    for kind in SplittingKind:
        of_kind = [each for each in some if each.kind is kind]
        spent: dict[str, int] = {}
        for each in of_kind:
            assert each.sum <= each.whole.amount
            for part, fen in each.parts:
                spent[part.key] = spent.get(part.key, 0) + fen
                early, late = (each.whole, part) if kind is SplittingKind.DISPERSED else (part, each.whole)
                assert early.at <= late.at and part.amount < 60 <= each.whole.amount
        assert all(fen <= next(each.amount for each in made if each.key == key) for key, fen in spent.items())
        assert len({each.whole.key for each in of_kind}) == len(of_kind)
