"""Chains and circles of guarantees beside a search that tries every way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.guarantees import Chain, Guarantee, Guarantees, Sum, circles, debtors, guarantors
from graph.rules.simple_paths import Steps

Edges = dict[tuple[str, str], int | None]
NAMES = "xabcdef"
EDGES = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), st.none() | st.integers(0, 500), max_size=14
)
MANY = 10**6


def graph(edges: Edges) -> Guarantees:
    read = Guarantees(whole_above=set(NAMES), whole_below=set(NAMES))
    for (guarantor, debtor), amount in edges.items():
        read.add(Guarantee(guarantor=guarantor, debtor=debtor, fact=f"{guarantor}{debtor}", amount=amount))
    return read


def ways(edges: Edges, start: str, end: str) -> Iterator[tuple[str, ...]]:
    """Every way from guarantor to debtor that meets nobody twice; a circle where both are one."""

    def going(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for guarantor, debtor in edges:
            if guarantor != way[-1] or guarantor == debtor:
                continue
            if debtor == end:
                yield (*way, debtor)
            elif debtor not in way:
                yield from going((*way, debtor))

    yield from going((start,))


def told(chain: Chain) -> dict[str, tuple[int, list[object], list[object]]]:
    return {
        party.subject: (
            party.depth,
            sorted(str(each.fact) for each in party.direct),
            sorted(str(each.fact) for each in party.indirect),
        )
        for party in chain.parties
    }


def naive(edges: Edges, *, up: bool) -> dict[str, tuple[int, list[object], list[object]]]:
    """Each other's own step on the ways between it and x: to (or from) x itself, or to (from) another."""
    found: dict[str, tuple[int, list[object], list[object]]] = {}
    for name in NAMES[1:]:
        between = list(ways(edges, name, "x") if up else ways(edges, "x", name))
        if not between:
            continue
        first = {(way[0] + way[1]) if up else (way[-2] + way[-1]) for way in between}
        direct = {step for step in first if "x" in step}
        found[name] = (min(len(way) for way in between) - 1, sorted(direct), sorted(first - direct))
    return found


@given(EDGES)
def test_chains_hold_whoever_has_a_way_and_each_guarantee_once(edges: Edges) -> None:
    read = graph(edges)
    assert told(guarantors(read, "x", 9)) == naive(edges, up=True)
    assert told(debtors(read, "x", 9)) == naive(edges, up=False)
    for chain in (guarantors(read, "x", 9), debtors(read, "x", 9)):
        facts = [each.fact for party in chain.parties for each in (*party.direct, *party.indirect)]
        assert len(facts) == len(set(facts)) and not chain.further
        order = [(party.depth, party.subject) for party in chain.parties]
        assert order == sorted(order)


@given(EDGES, st.integers(1, 4))
def test_fewer_hops_tell_the_nearer_ones_and_say_that_others_may_stand_beyond(edges: Edges, hops: int) -> None:
    read = graph(edges)
    whole, part = guarantors(read, "x", 9), guarantors(read, "x", hops)
    assert [each.subject for each in part.parties] == [
        each.subject for each in whole.parties if each.depth <= hops
    ]
    if any(each.depth > hops for each in whole.parties):
        assert part.further
    by_name = {each.subject: each for each in whole.parties}
    for party in part.parties:
        assert party.direct == by_name[party.subject].direct
        assert set(party.indirect) <= set(by_name[party.subject].indirect)


@given(EDGES, st.integers(2, 7))
def test_circles_are_each_told_once_with_the_least_amount(edges: Edges, length: int) -> None:
    found = circles(graph(edges), "x", length, MANY, Steps(MANY))
    expected = {way for way in ways(edges, "x", "x") if len(way) - 1 <= length}
    shown = [(*(each.guarantor for each in circle.guarantees), "x") for circle in found.circles]
    assert set(shown) == expected and len(shown) == len(expected) and not found.more
    assert shown == sorted(shown, key=lambda way: (len(way), way))
    for circle, way in zip(found.circles, shown, strict=True):
        amounts = [edges[step] for step in pairwise(way)]
        known = [amount for amount in amounts if amount is not None]
        assert circle.least == (min(known) if known else None)
        assert circle.unknown == len(amounts) - len(known)


@given(EDGES, st.integers(0, 3), st.integers(0, 30))
def test_past_a_bound_there_are_fewer_circles_and_it_is_said(edges: Edges, most: int, tried: int) -> None:
    read = graph(edges)
    every = circles(read, "x", 7, MANY, Steps(MANY)).circles
    few = circles(read, "x", 7, most, Steps(MANY))
    assert few.circles == every[:most] and few.more == (len(every) > most)
    hasty = circles(read, "x", 7, MANY, Steps(tried))
    assert hasty.circles == every[: len(hasty.circles)]
    assert hasty.more or hasty.circles == every


@given(st.lists(st.none() | st.integers(0, 10**18)))
def test_a_sum_takes_no_unknown_amount_for_nothing(amounts: list[int | None]) -> None:
    summed = Sum.of(Guarantee(guarantor="a", debtor="b", fact=1, amount=amount) for amount in amounts)
    known = [amount for amount in amounts if amount is not None]
    assert summed.count == len(amounts) and summed.unknown == len(amounts) - len(known)
    assert summed.known == (sum(known) if known else None)


def test_who_was_not_read_whole_leaves_the_chain_open() -> None:
    read = graph({("a", "x"): 1, ("x", "b"): 1})
    assert not guarantors(read, "x", 3).further
    read.whole_above.discard("a")
    assert guarantors(read, "x", 3).further and not debtors(read, "x", 3).further
